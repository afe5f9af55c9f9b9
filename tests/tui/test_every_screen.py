"""Each screen: the help has every key of it, each leads to something, escape leads back, the focus stays."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import Any

from csconsole.actions.shell import MODES
from csconsole.screens.administration import PARTS
from csconsole.screens.base import BaseScreen
from csconsole.screens.help import Help
from csconsole.screens.records import RECORD_PAGES
from csconsole.services import assets, callbacks, contractors, meetings
from csconsole.services.calls import log_call
from csconsole.services.context import Context
from csconsole.services.forms import open_form
from csconsole.services.packs import install_pack
from csconsole.widgets.lines import FooterLine
from csconsole.widgets.tones import text_of
from tests.services.complaints.walking import register as register_complaint
from tests.tui.callers import known_customer
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]
ALSO = (
    "day_lists:DayLists",
    "engineers:EngineerDay",
    "dispatch_board:DispatchBoard",
    "handover_list:HandoverList",
)
"""Screens behind a key of another one."""


def _records(person: Person) -> dict[str, str]:
    """A record of each kind that has a page, by kind."""
    boss = person("supervisor")
    customer = known_customer(boss)
    ticket = register_complaint(boss)
    meeting = meetings.schedule_meeting(boss, topic="Seals", kind="other")
    item = meetings.assign_item(boss, text="Check", meeting_id=meeting.id, owner_id=boss.staff_id)
    planned = callbacks.plan_callback(
        boss, kind="follow_up", source="care", reason="tap", phone="199 0000 0101", contact_name="Ouyang"
    )
    call = log_call(boss, summary="leak", phone="199 0000 1111", category="consult.fees")
    contractors.add_contractor(boss, name="Drybuild Ltd", trade="waterproofing")
    install_pack(person("admin"), "utility")
    pump = assets.add_asset(boss, name="Pump", kind="pump", location="Room 1")
    form = open_form(boss, "compensation", ticket=ticket.id, complete=False)
    return {
        "call": call.number,
        "ticket": ticket.number,
        "callback": planned.number,
        "customer": str(customer.id),
        "asset": pump.number,
        "form": form.number,
        "meeting": meeting.number,
        "action_item": str(item.id),
    }


def _named(path: str) -> Any:
    module, _colon, name = path.removeprefix("csconsole.screens.").partition(":")
    return getattr(importlib.import_module(f"csconsole.screens.{module}"), name)


def _screens(records: dict[str, str]) -> Iterator[BaseScreen[Any]]:
    for part in PARTS:
        yield _named(part.screen)()
    for path in ALSO:
        yield _named(path)()
    for kind, number in records.items():
        yield _named(RECORD_PAGES[kind])(number)
    yield _named("complaint_page:ComplaintScreen")(records["ticket"])


async def _look(shell: Shell, screen: Any) -> list[str]:
    """What is wrong with the screen that is open."""
    wrong = []
    name = type(screen).__name__
    for action in screen.active_actions():
        if screen.handler_of(action) is None:
            wrong.append(f"{name}: {action.id} does nothing")
    if not screen.query_one("#footer-line", FooterLine).keys:
        wrong.append(f"{name}: an empty footer")
    before = shell.app.focused
    await shell.press("f1")
    if not isinstance(shell.screen, Help):
        return [*wrong, f"{name}: no help"]
    told = {str(row.key) for row in shell.screen.rows_for("")}
    signs = " ".join(text_of(cell) for row in shell.screen.rows_for("") for cell in row.cells)
    for action in screen.active_actions():
        if action.id not in told:
            wrong.append(f"{name}: the help is without {action.id}")
    for key, _label, _can in screen.query_one("#footer-line", FooterLine).keys:
        if key not in signs:
            wrong.append(f"{name}: the help is without {key}")
    await shell.press("escape")
    if shell.screen is not screen:
        wrong.append(f"{name}: escape leaves more than the help")
    if shell.app.focused is not before:
        wrong.append(f"{name}: the focus is lost")
    return wrong


async def test_every_key_is_in_the_help_and_does_something_and_escape_leads_back(
    desk: Desk, person: Person
) -> None:
    records, wrong = _records(person), []
    async with desk.console("manager", size=(80, 24), lang="en") as shell:
        for _name, key, _label in MODES:
            await shell.press(key)
            wrong += await _look(shell, shell.screen)
        home = shell.screen
        for screen in _screens(records):
            shell.app.push_screen(screen)
            await shell.idle()
            wrong += await _look(shell, screen)
            await shell.press("escape")
            if shell.screen is not home:
                wrong.append(f"{type(screen).__name__}: escape does not lead back")
                while shell.screen is not home:
                    shell.app.pop_screen()
                    await shell.idle()
    assert not wrong, "\n".join(wrong)


async def test_from_a_page_one_goes_on_to_the_next_of_its_list(desk: Desk, person: Person) -> None:
    boss = person("supervisor")
    known_customer(boss)
    for n in range(3):
        log_call(boss, summary=f"leak {n}", phone=f"199 0000 111{n}", category="consult.fees")
        callbacks.plan_callback(
            boss, kind="follow_up", source="care", reason="tap", phone=f"199 0000 010{n}", contact_name="Lin"
        )
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        for mode, name in (("2", "number"), ("4", "number"), ("6", "key")):
            await shell.press(mode, "g")
            shown = [str(getattr(one, name, one.id)) for one in shell.screen.in_order()]
            assert len(shown) > 1
            await shell.press("enter", "]")
            assert str(getattr(shell.screen, name)) == shown[1]
            await shell.press("[", "[")
            assert "The list ends here." in shell.toasts()[-1]
            assert str(getattr(shell.screen, name)) == shown[0]
            await shell.press("escape")
