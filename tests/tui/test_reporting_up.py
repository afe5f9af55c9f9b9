"""What an agent cannot solve goes up from the page of a ticket and of a callback (CALL-12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.services.callbacks import plan_callback
from csconsole.services.context import Context
from csconsole.services.escalations import escalations_of
from csconsole.services.promises import list_promises
from csconsole.services.tickets import create_ticket
from tests.services.tickets.registering import register
from tests.tui.driving import Desk

Person = Callable[[str], Context]


def record(person: Person, kind: str) -> tuple[int, str]:
    """A ticket or a callback, and its number."""
    if kind == "ticket":
        row = register(person("supervisor"))
        return row.id, row.number
    planned = plan_callback(
        person("agent"), kind="follow_up", source="care", reason="new meter", phone="199 0000 0101"
    )
    return planned.id, planned.number


@pytest.mark.req("CALL-12")
@pytest.mark.parametrize("kind", ["ticket", "callback"])
async def test_it_is_escalated_answered_and_told(desk: Desk, person: Person, kind: str) -> None:
    key, number = record(person, kind)
    async with desk.console("agent") as shell:
        await shell.press(*":", *number, "enter", "U", "m")
        await shell.type("wants a refund")
        await shell.press("tab", *"+2h", "ctrl+s")
        assert shell.toasts()[-1] == f"{number} escalated"
        assert "wants a refund" in shell.text()
    async with desk.console("manager") as shell:
        await shell.press(*":", *number, "enter", "T")
        assert number in shell.toasts()[-1]
        await shell.press("A")
        await shell.type("granted")
        await shell.press("ctrl+s")
    async with desk.console("agent") as shell:
        await shell.press(*":", *number, "enter")
        assert "granted" in shell.text()
        await shell.press("T", "ctrl+s")
        assert "what was said" in shell.text()
        await shell.type("rang her: granted")
        await shell.press("ctrl+s")
        assert "rang her: granted" in shell.text()
    [row] = escalations_of(person("agent"), kind, key)
    assert (row.state, row.target_role, row.promised_reply_at is not None) == ("told", "manager", True)
    assert (row.told_by, row.told_note) == (person("agent").actor.name, "rang her: granted")


@pytest.mark.req("CALL-14")
async def test_a_promise_of_money_is_refused_with_a_reason_on_its_page(desk: Desk, person: Person) -> None:
    agent = person("agent")
    due = agent.now() + timedelta(hours=4)
    number = create_ticket(agent, title="lamp", promised_at=due, promise_text="a refund of 20").number
    async with desk.console("supervisor") as shell:
        await shell.press(*":", *number, "enter", "A")
        assert "asks for the reason" in shell.text()
        await shell.press("n")
        await shell.type("no ground")
        await shell.press("ctrl+s")
    (row,) = list_promises(agent, filter="approval:refused").rows
    assert row.ticket_number == number
    async with desk.console("agent") as shell:
        await shell.press(*":", *number, "enter")
        assert "Refused: no ground" in shell.text()
