"""Assets, warranty and what to ask, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from textual.widgets import Select

from csconsole.services import assets, tickets
from csconsole.services.categories import find_category
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.packs import install_pack
from csconsole.widgets.choice_input import ChoiceInput
from tests.services.tickets.registering import register
from tests.tui.driving import Desk

Person = Callable[[str], Context]


def _pump(person: Person) -> assets.AssetRow:
    install_pack(person("admin"), "utility")
    return assets.add_asset(
        person("supervisor"), name="Pump 2", kind="pump", location="Pump room 1", number="P-2"
    )


def _leak(person: Person, **fields: Any) -> tickets.TicketRow:
    """A leak in a unit that was handed over on 23 November 2024; the tests' day is two years later."""
    install_pack(person("admin"), "property")
    ctx = person("supervisor")
    owner = create_customer(ctx, name="Ouyang Xiaowen", unit="3-502", handed_over_on=date(2024, 11, 23))
    category = find_category(ctx, "repair.water").id
    return register(ctx, customer_id=owner.id, category_id=category, address="3-502", **fields)


@pytest.mark.req("TKT-31")
async def test_the_asset_of_a_ticket_is_opened_and_checked(desk: Desk, person: Person) -> None:
    row = _pump(person)
    ticket = register(person("agent"), asset="p-2")
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "@")
        assert "Pump room 1" in "\n".join(shell.lines())
        await shell.press("+", "1", "2")
        await shell.type("Loud bearing")
        await shell.press("f10")
        found = assets.show_asset(person("agent"), row.number)
        assert [one.result for one in found.checks] == ["defect"]
        assert str(found.checks[0].ticket) in shell.toasts()[-1]
        await shell.press("G", "enter")
        assert ticket.number in "\n".join(shell.lines())


@pytest.mark.req("TKT-31")
async def test_an_asset_is_entered_and_found(desk: Desk, person: Person) -> None:
    _pump(person)
    async with desk.console("supervisor") as shell:
        await shell.press("9", "enter", "/")
        await shell.type("no such thing")
        await shell.press("enter")
        assert "No asset is found." in "\n".join(shell.lines())
        await shell.press("n")
        await shell.type("Meter 7")
        form = shell.app.screen
        form.query_one("#field-kind", Select).value = "meter"
        await shell.press("tab", "tab")
        await shell.type("3-502")
        await shell.press("f10")
        assert [one.name for one in assets.list_assets(person("agent"), "3-502").rows] == ["Meter 7"]


@pytest.mark.req("TKT-17")
async def test_the_page_says_the_warranty_and_the_part_is_named_there(desk: Desk, person: Person) -> None:
    row = _leak(person)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter")
        assert "Warranty 2 of 4 parts in warranty" in "\n".join(shell.lines())
        await shell.press("e", "k", "3")
        text = "\n".join(shell.lines())
        assert "Warranty out of warranty  Sanitary ware  ended 2025-11-23" in text
        found = tickets.show_ticket(person("agent"), row.id).warranty
        assert found is not None
        assert found.part == "sanitary"


@pytest.mark.req("TKT-17")
async def test_the_form_shows_what_to_ask_and_to_advise_when_the_category_is_chosen(
    desk: Desk, person: Person
) -> None:
    install_pack(person("admin"), "property")
    async with desk.console("agent") as shell:
        await shell.press("3", "n")
        assert "First aid" not in "\n".join(shell.lines())
        shell.app.screen.query_one("#field-category", ChoiceInput).choose("repair.water.leak")
        await shell.idle()
        text = " ".join(shell.lines())
        for words in ("Does it reach the flat below", "Close the main valve", "Moisture meter", "4 Taps"):
            assert words in text, words
        shell.app.screen.query_one("#field-category", ChoiceInput).choose("repair.other")
        await shell.idle()
        assert "First aid" not in "\n".join(shell.lines())


@pytest.mark.parametrize(("size", "lang"), [((80, 24), "zh"), ((160, 48), "en")])
def test_picture_of_a_ticket_out_of_warranty(
    desk: Desk, person: Person, snap_compare: Callable[..., bool], size: tuple[int, int], lang: str
) -> None:
    _leak(person, part="sanitary", size="large")
    assert desk.snap(snap_compare, "supervisor", press=("3", "enter"), size=size, lang=lang)


@pytest.mark.req("TKT-31")
async def test_an_asset_without_tickets_offers_none_to_open(desk: Desk, person: Person) -> None:
    _pump(person)
    async with desk.console("supervisor", lang="en") as shell:
        await shell.press("9", "enter", "enter")
        assert any("No ticket about this asset." in line for line in shell.lines())
        assert "enter open" not in shell.lines()[-1]
        assert all(key in shell.lines()[-1] for key in ("+ check", "P card", "e edit"))


def test_picture_of_an_asset(desk: Desk, person: Person, snap_compare: Callable[..., bool]) -> None:
    row = _pump(person)
    assets.record_check(person("handler"), row.number, "run")
    register(person("agent"), asset="p-2", title="No pressure")
    assert desk.snap(snap_compare, "supervisor", press=("9", "enter", "enter"), size=(80, 24), lang="zh")
