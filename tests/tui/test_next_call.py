"""The call form after ``save and next``: nothing of the caller before is shown to the next one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.customers import CustomerRow
from tests.tui.callers import known_customer, take_call
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def ouyang(person: Person) -> CustomerRow:
    """The customer who rings, and the categories."""
    return known_customer(person("agent"))


@pytest.mark.req("CALL-06")
async def test_a_promise_of_the_call_before_is_not_shown(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell, "water", "asks for the plumber")
        await shell.press("tab", "tab")
        await shell.type("somebody comes")
        await shell.press("tab")
        await shell.type("today 12:00")
        assert "2026-11-23 12:00" in shell.text()
        await shell.press("f4", "t", "ctrl+n")
        assert "2026-11-23 12:00" not in shell.text()
        assert shell.screen.fields.values()["due"] == ""


@pytest.mark.req("TKT-10")
async def test_an_open_matter_of_the_caller_before_is_not_shown(
    desk: Desk, person: Person, ouyang: CustomerRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets.create_ticket(person("agent"), kind="other", title="leak", customer_id=ouyang.id)

    found, may = tickets.similar_tickets, threading.Event()
    may.set()

    def slow(ctx: Context, **asked: Any) -> Any:
        rows = found(ctx, **asked)
        may.wait(5)
        return rows

    monkeypatch.setattr(tickets, "similar_tickets", slow)
    async with desk.console("agent") as shell:
        await take_call(shell, "water", "leak again")
        await shell.press("f4", "t")
        assert "matter?" in shell.text()
        may.clear()
        shell.screen.start_over()
        await shell.pilot.pause()
        may.set()
        await shell.idle()
        assert "matter?" not in shell.text()
