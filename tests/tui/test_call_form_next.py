"""From one call to the next in the form: the address follows the customer, the clock the call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.screens.call_form import CallForm
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
@pytest.mark.parametrize("key", ["enter", "tab"])
async def test_the_address_follows_the_customer(desk: Desk, key: str) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("19900008000")
        await shell.press(key)
        await shell.idle()
        fields = shell.screen.fields
        assert fields.values()["address"] == "3-502"
        fields.number.focus()
        fields.number.value = "19900118000"
        await shell.idle()
        await shell.press(key)
        await shell.idle()
        assert fields.values()["address"] == "7-101"
        fields.set_values({"address": "the gate"})
        fields.number.focus()
        fields.number.value = "19900008000"
        await shell.idle()
        await shell.press(key)
        await shell.idle()
        assert fields.values()["address"] == "the gate"


@pytest.mark.req("CALL-05")
async def test_the_list_of_the_caller_before_is_gone_from_the_next_form(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell, "fees", "when is it due")
        shell.screen.fields.number.focus()
        shell.screen.fields.number.value = "8000"
        await shell.idle()
        assert shell.screen.fields.number.picks
        await shell.press("ctrl+n")
        field = shell.screen.fields.number
        assert (field.value, field.picks, field.is_open) == ("", (), False)
        shell.screen.post_message(field.Asked(field, "8000"))
        await shell.idle()
        assert (field.picks, field.is_open, shell.screen.customer_id) == ((), False, None)


@pytest.mark.req("CALL-01")
async def test_a_call_begins_with_its_first_key_in_a_form_that_waits(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell, content="noise")
        await shell.press("ctrl+g", "d", "y")
        desk.clock.advance(minutes=30)
        await shell.press("f2")
        begun = desk.clock.now()
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("when is it due")
        desk.clock.advance(minutes=2)
        await shell.press("ctrl+n")
        desk.clock.advance(minutes=30)
        assert "00:00:00" in shell.text()
        await shell.type("8000")
        second = desk.clock.now()
        await shell.press("enter")
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("and the water")
        desk.clock.advance(minutes=1)
        await shell.press("ctrl+s")
        await shell.idle()
        assert not isinstance(shell.screen, CallForm)
        found = [(one.started_at, one.talk_seconds) for one in calls(person("agent"))]
        assert found == [(begun, 120), (second, 60)]


async def test_the_key_of_a_new_call_asks_about_one_that_is_begun(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell, content="noise")
        await shell.press("f2")
        assert "This call is not saved." in shell.text()
        await shell.press("n")
        await shell.idle()
        desk.clock.advance(minutes=5)
        assert shell.screen.fields.values()["text"] == ""
        assert shell.screen.aside
        assert shell.screen.opened_at == desk.clock.now() - timedelta(minutes=5)


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize(("key", "outcome"), [("t", "ticket"), ("s", "done")])
async def test_a_promise_with_nothing_behind_it_is_asked_about(
    desk: Desk, person: Person, key: str, outcome: str
) -> None:
    async with desk.console("agent") as shell:
        await take_call(shell, "leak", "water under the sink")
        shell.screen.fields.set_values({"promise": "an engineer comes", "due": "+2h"})
        await shell.press("ctrl+s")
        assert "Promised, and nothing is opened: an engineer comes" in shell.text()
        await shell.press(key)
        if key == "t":
            assert shell.screen.outcome == "ticket"
            await shell.press("ctrl+s")
        await shell.idle()
        assert [one.outcome for one in calls(person("agent"))] == [outcome]
