"""What is typed while a form is being saved for the next one belongs to the next one."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from csconsole.errors import InvalidInputError
from csconsole.screens.call_entry import Entry, save_entry
from csconsole.services.calls import CallRow
from csconsole.services.context import Context
from csconsole.services.customers import CustomerRow
from tests.tui.callers import calls, known_customer, take_call
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def ouyang(person: Person) -> CustomerRow:
    """A known customer."""
    return known_customer(person("supervisor"))


@pytest.mark.req("CALL-05")
async def test_the_number_typed_while_the_call_before_is_stored_goes_into_the_next_form(
    desk: Desk, person: Person, ouyang: CustomerRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = threading.Event()

    def slow(ctx: Context, entry: Entry) -> CallRow:
        assert stored.wait(20)
        return save_entry(ctx, entry)

    monkeypatch.setattr("csconsole.screens.call_form.save_entry", slow)
    async with desk.console("agent") as shell:
        await take_call(shell, "fees", "when is it due")
        await shell.pilot.press("ctrl+n")
        await shell.pilot.press(*"19900008000", "tab")
        stored.set()
        await shell.idle()
        assert shell.screen.fields.values()["number"].replace(" ", "") == "19900008000"
        assert shell.screen.focused.id == "field-name"
        assert shell.screen.customer_id == ouyang.id
    assert [(call.summary, call.customer_id) for call in calls(person("agent"))] == [
        ("when is it due", ouyang.id)
    ]


async def test_where_the_save_is_refused_nothing_typed_for_the_next_one_lands_in_this_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Event()

    def refuse(*_entry: object) -> object:
        assert tried.wait(20)
        raise InvalidInputError("Not so.", field="text", value="x")

    monkeypatch.setattr("csconsole.screens.call_form.save_entry", refuse)
    async with desk.console("agent") as shell:
        await take_call(shell, "fees", "when is it due")
        await shell.pilot.press("ctrl+n")
        await shell.pilot.press(*"199")
        tried.set()
        await shell.idle()
        assert shell.screen.fields.values()["text"] == "when is it due"
        assert "Not so." in shell.text()
        assert any("was not taken" in toast for toast in shell.toasts())
        monkeypatch.setattr("csconsole.screens.typing_ahead.PAUSE", 60.0)
        await shell.type("000")
        assert shell.screen.fields.values()["text"] == "when is it due", "the number goes on"
        monkeypatch.setattr("csconsole.screens.typing_ahead.PAUSE", -1.0)
        await shell.type("!")
        assert "!" in shell.screen.fields.values()["text"]
