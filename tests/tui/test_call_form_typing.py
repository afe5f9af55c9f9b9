"""Typing in the call form: drafts, focus, fast keys, the language, and the clock of the call."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sqlmodel import select
from textual import events

from csconsole.clock import FrozenClock
from csconsole.models import Draft
from csconsole.screens import turns
from csconsole.screens.call_form import CallForm
from csconsole.services.calls import show_call
from csconsole.services.context import Context
from csconsole.services.customers import CustomerRow
from csconsole.services.drafts import find_draft
from csconsole.services.packs import install_pack
from csconsole.services.tickets import create_ticket
from csconsole.widgets.form import Form
from csconsole.widgets.line_input import LineInput
from tests.tui.callers import calls, known_customer, take_call
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def ouyang(person: Person) -> CustomerRow:
    """A known customer."""
    return known_customer(person("supervisor"))


async def test_wrap_up_is_timed(desk: Desk, person: Person, clock: FrozenClock) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell, "fees", "bill")
        clock.advance(seconds=90)
        await shell.press("f6")
        clock.advance(seconds=20)
        await shell.press("ctrl+s")
        row = calls(person("agent"))[0]
        assert (row.talk_seconds, row.wrap_seconds) == (90, 20)


async def test_what_was_typed_is_found_again(desk: Desk, person: Person, ouyang: CustomerRow) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell, "leak", "first part")
        await shell.press("f4", "t", "+")
        await shell.type("fees")
        await shell.press("escape")
        await shell.press("escape")
        assert not isinstance(shell.screen, CallForm)
    async with desk.console("agent") as again:
        await again.press("f2")
        form = again.screen
        assert form.items[0]["text"] == "first part"
        assert form.customer_id == ouyang.id
        assert form.fields.values()["category"].startswith("fees")
        assert "1 Water leak" in again.text()
    with person("agent").read() as uow:
        assert uow.session.exec(select(Draft)).all()


async def test_a_saved_call_leaves_no_draft(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell, "fees", "x")
        await shell.press("ctrl+s", "f2")
        assert shell.screen.fields.values()["text"] == ""


async def test_the_form_beneath_stays_as_it_was(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2")
        before = shell.screen
        await shell.press("f2", "escape")
        assert shell.screen is before


async def test_the_language_can_change_while_typing(desk: Desk, ouyang: CustomerRow) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell)
        await shell.type("leak")
        await shell.press("f8")
        assert "业务分类" in shell.text()
        assert shell.screen.fields.values()["category"] == "leak"
        assert shell.screen.customer_id == ouyang.id


async def test_keys_typed_fast_land_in_the_field_they_are_meant_for(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.rush("f2", *"5550", "tab", *"Li", "tab", *"Road", "tab", *"fees", "tab", *"bill")
        values = shell.screen.fields.values()
        assert [values[name] for name in ("number", "name", "address", "category", "text")] == [
            "5550",
            "Li",
            "Road",
            "fees",
            "bill",
        ]
        await shell.rush("f4", "t", "shift+tab", *"soon")
        assert (shell.screen.outcome, shell.screen.fields.values()["due"]) == ("ticket", "soon")


async def test_help_opens_once_and_the_field_has_the_focus_again(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.rush("f2", "enter", "f1", "f1", "escape", "7", "8")
        assert isinstance(shell.screen, CallForm)
        assert shell.screen.focused is not None
        assert shell.screen.focused.id == "field-name"
        assert shell.screen.fields.values()["name"] == "78"
        shell.screen.set_focus(None)
        await shell.rush("2")
        assert isinstance(shell.screen, CallForm)
        assert "2" in "".join(shell.screen.fields.values().values())


async def test_the_footer_of_a_form_names_keys_that_work_while_typing(desk: Desk) -> None:
    async with desk.console("agent", size=(160, 48)) as shell:
        await shell.press("f2")
        signs = [key for key, _label, _can in shell.screen.query_one("#footer-line").keys]
        assert "F1" in signs
        assert all(len(key) > 1 for key in signs)


async def test_an_error_goes_when_its_field_changes(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2", "ctrl+s")
        assert shell.screen.query(".form--error.-shown")
        await shell.type("5")
        assert not shell.screen.query(".form--error.-shown")


async def test_a_category_that_nothing_matches_says_so_and_escape_shows_all(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2", "tab", "tab", "tab")
        await shell.type("nosuch")
        assert "No category matches; esc shows all." in shell.text()
        await shell.press("escape")
        assert "consult.fees" in shell.text()


async def test_a_draft_says_so_and_another_number_starts_the_clock_anew(
    desk: Desk, clock: FrozenClock
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("escape", "escape")
        clock.advance(seconds=600)
        await shell.press("f2")
        assert "A new caller? ctrl+g puts it aside." in shell.text()
        assert shell.screen.opened_at < clock.now()
        shell.screen.set_focus(shell.screen.fields.number)
        await shell.type("1")
        assert shell.screen.opened_at == clock.now()
        await shell.press("ctrl+g", "d", "y")
        assert shell.screen.fields.values()["number"] == ""
        assert "unsaved call" not in shell.text()


async def test_an_unsaved_call_is_put_aside_for_a_new_caller_and_got_back(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("ctrl+g", "n")
        assert shell.screen.fields.values()["number"] == ""
        assert "1 unsaved call is put aside" in shell.text()
        await shell.press("ctrl+g")
        assert shell.screen.fields.values()["number"] == "8000"


async def test_what_was_typed_is_kept_when_the_field_is_left(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("tab")
        draft = find_draft(person("agent"), "call")
        assert draft is not None
        assert draft.body["fields"]["number"] == "8000"


@pytest.mark.req("RPT-53")
async def test_the_caller_asks_after_an_open_ticket_without_leaving_the_form(
    desk: Desk, person: Person, ouyang: CustomerRow
) -> None:
    ticket = create_ticket(
        person("supervisor"),
        kind="repair",
        title="Leak",
        customer_id=ouyang.id,
        phone="199 0000 8000",
        address="3-502",
        scope="in_home",
    )
    async with desk.console("agent") as shell:
        await take_call(shell)
        assert "chase" in shell.lines()[-1]
        await shell.press("f4", "#")
        assert f"Asks after {ticket.number} Leak" in " ".join(shell.text().split())
        shell.screen.fields.category.put("consult.fees")
        await shell.press("ctrl+s")
        row = show_call(person("agent"), "1")
        assert (row.items[0].ticket_number, row.solved_first_contact) == (ticket.number, False)


async def test_a_category_is_read_by_its_name_and_means_the_same_in_the_other_language(
    desk: Desk, person: Person
) -> None:
    async with desk.console("agent", lang="zh") as shell:
        await take_call(shell, "水管漏水", "漏水")
        assert shell.screen.fields.values()["category"] == "报修 > 水管漏水"
        assert "repair.water" not in shell.text()
        await shell.press("f8", "ctrl+s")
        row = show_call(person("agent"), "1")
        assert row.category == "repair.water"


async def test_a_script_names_the_category_that_was_typed_as_its_code(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell)
        shell.screen.fields.category.put("repair.water")
        assert shell.screen.script_values()["service"] == "Water leak"


@pytest.mark.req("CALL-06", "TKT-17")
@pytest.mark.parametrize(("lang", "said"), [("en", "11:00 on 23 November"), ("zh", "11月23日11:00")])
async def test_a_script_says_the_promised_time_and_the_place_as_they_are_spoken(
    desk: Desk, person: Person, lang: str, said: str
) -> None:
    install_pack(person("admin"), "property")
    async with desk.console("agent", lang=lang) as shell:
        await take_call(shell)
        shell.screen.fields.category.put("repair.water")
        await shell.press("f4", "t")
        shell.screen.fields.set_values({"due": "+2h"})
        shell.screen.on_form_pause(Form.Pause(shell.screen.form))
        await shell.idle()
        script = shell.screen.query_one("#say").render()
        assert said in str(script)
        assert "3-502" in str(script)
        assert "+2h" not in str(script)


async def test_keys_wait_for_their_turn_on_a_computer_that_stood_still(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_TURN", 0.1)
    on_key = LineInput._on_key

    async def slow(field: LineInput, event: events.Key) -> None:
        if event.key == "tab":
            until = time.monotonic() + 0.2  # longer than a turn, before the key is on its way
            while time.monotonic() < until:
                pass
        await on_key(field, event)

    monkeypatch.setattr(LineInput, "_on_key", slow)
    async with desk.console("agent") as shell:
        await shell.rush("f2", *"5550", "tab", *"Li", "tab", *"Road", "tab", *"fees")
        values = shell.screen.fields.values()
    assert [values[name] for name in ("number", "name", "address", "category")] == [
        "5550",
        "Li",
        "Road",
        "fees",
    ]
