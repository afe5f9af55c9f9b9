"""Corrections from the ticket's page: another's change is never written over, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from csconsole.models import Category, Customer
from csconsole.services import tickets
from csconsole.services.context import Context
from tests.tui.driving import Desk

Person = Callable[[str], Context]
COMPLAINT: dict[str, Any] = {"kind": "complaint", "title": "Nobody came", "phone": "021-5550-0101"}


@pytest.mark.req("TKT-01")
async def test_a_change_by_another_while_i_type_is_shown_beside_mine(desk: Desk, person: Person) -> None:
    boss = person("supervisor")
    row = tickets.create_ticket(boss, **COMPLAINT)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "e", "d")
        await shell.type("Mine")
        tickets.edit_ticket(person("manager"), row.id, description="Theirs")
        await shell.hear("ticket")
        await shell.press("ctrl+s")
        assert tickets.show_ticket(boss, row.id).description == "Theirs"
        text = shell.text()
        assert "Mine" in text
        assert "Theirs" in text
        await shell.press("escape")
        assert "Esc again drops what you wrote" in shell.text()
        await shell.press("m", "enter")
        assert tickets.show_ticket(boss, row.id).description == "Mine"
        assert "Theirs → Mine" in shell.text()


@pytest.mark.req("TKT-01")
async def test_customer_category_and_appointment_are_corrected_by_keys(desk: Desk, person: Person) -> None:
    boss = person("supervisor")
    with boss.write() as uow:
        uow.create(Customer(name="Lin Qiao", unit="7-101"))
        uow.create(Category(code="service", name_en="Service", name_zh="服务"))
    row = tickets.create_ticket(boss, **COMPLAINT)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "e", "w")
        await shell.type("7-101")
        await shell.press("enter", "e", "b")
        await shell.type("not a time")
        await shell.press("enter")
        assert "not a time" in shell.text()
        await shell.press("escape", "y", "e", "b")
        await shell.type("tomorrow 10:00")
        await shell.press("enter", "e", "c", "1")
        page = tickets.show_ticket(boss, row.id)
        assert page.row.customer == "Lin Qiao"
        assert page.appointment_at is not None
        assert page.row.category_id is not None
