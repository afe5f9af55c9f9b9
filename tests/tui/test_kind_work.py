"""What some kinds of tickets need, driven by keys: two persons, a price, a court, a repair slip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import matters, tariff, tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.packs import install_pack
from csconsole.services.settings import change_setting
from tests.services.tickets.registering import register
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("TKT-28")
async def test_the_board_and_the_page_ask_for_the_second_person(desk: Desk, person: Person) -> None:
    change_setting(person("admin"), "ticket.assignees", {"repair": 2})
    first = register(person("agent"))
    async with desk.console("supervisor", size=(160, 48)) as shell:
        await shell.press("3", "B")
        assert "2× Leak under" in shell.text()
        await shell.press("a", "1")
        row = tickets.show_ticket(person("agent"), first.id).row
        assert " + " in row.handlers


@pytest.mark.req("TKT-24")
async def test_a_price_is_put_on_and_paid_from_the_page(desk: Desk, person: Person) -> None:
    tariff.set_price(person("admin"), "water.tap", price="30", name_en="Tap", valid_from=date(2026, 1, 1))
    row = register(person("agent"), kind="special_service")
    dispatch_ticket(person("supervisor"), row.id, handler_id=person("handler").staff_id)
    async with desk.console("handler", size=(120, 40)) as shell:
        await shell.press("3", "enter")
        assert "no price yet" in shell.text()
        await shell.press("+", "y", "1")
        await shell.type("2")
        await shell.press("tab")
        await shell.type("tomorrow 10:00")
        await shell.press("f10")
        assert "60.00" in shell.text()
        assert any("Appointment" in line and "10:00" in line for line in shell.lines())
        assert "60.00, appointment" in shell.toasts()[-1]
        await shell.press("+", "j", "1")
        await shell.type("Receipt 17")
        await shell.press("f10")
        assert tariff.show_charges(person("agent"), row.id).paid


@pytest.mark.req("TKT-25")
async def test_a_court_freezes_the_page_and_the_supervisor_lifts_it(desk: Desk, person: Person) -> None:
    row = register(person("agent"), kind="dispute")
    async with desk.console("supervisor", size=(120, 40)) as shell:
        await shell.press("3", "enter", "+", "b")
        assert any("Ouyang Xiaowen" in line for line in shell.lines())  # the caller is the first party
        await shell.press("tab", "tab")
        await shell.type("3-602")
        await shell.press("f10")
        await shell.press("+", "l")
        await shell.type("District court 117")
        await shell.press("f10")
        assert "handling is frozen" in shell.text()
        await shell.press("t")
        assert "in litigation" in shell.toasts()[-1]
        await shell.press("+", "l")
        await shell.type("Half each")
        await shell.press("f10")
        assert not matters.show_dispute(person("agent"), row.id).frozen


@pytest.mark.req("TKT-27")
async def test_a_repair_slip_is_submitted_where_slips_are_printed(desk: Desk, person: Person) -> None:
    row = tickets.create_ticket(person("agent"), kind="internal", title="Lamp")
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "P", "1")
        assert tickets.show_ticket(person("agent"), row.id).row.slip_at is not None


@pytest.mark.req("TKT-28", "TKT-30", "TKT-27")
async def test_the_form_offers_installed_kinds_and_the_desk_alerts(desk: Desk, person: Person) -> None:
    install_pack(person("admin"), "securities")
    change_setting(
        person("admin"),
        "ticket.seasons",
        {"frost": {"from": "11-01", "to": "12-31", "trade": "waterproofing", "min_firms": 2}},
    )
    async with desk.console("supervisor", size=(120, 40)) as shell:
        assert "0 of 2 active contractors" in shell.text()
        await shell.press("3", "n")
        screen = shell.screen
        offered = [code for code, _name in next(f for f in screen.form.fields if f.id == "kind").choices]
        assert {"survey", "assessment", "repair"} <= set(offered)
        assert "hazard" not in offered


@pytest.mark.req("TKT-25")
async def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    row = register(person("agent"), kind="dispute")
    boss = person("supervisor")
    matters.open_dispute(boss, row.id, first_party="3-502", second_party="3-602")
    async with desk.console("supervisor", size=(120, 40)) as shell:
        await shell.press("3", "enter", "+", "g")
        await shell.type("Carpets are laid")
        clock.advance(minutes=1)
        matters.record_mediation(person("manager"), row.id, text="Nobody came")
        await shell.press("f10")
        assert "has changed" in shell.text()
        assert "Carpets are laid" in shell.text()
        assert len(matters.show_dispute(boss, row.id).talks) == 1
        await shell.press("f10")
        assert [talk.text for talk in matters.show_dispute(boss, row.id).talks] == [
            "Nobody came",
            "Carpets are laid",
        ]
