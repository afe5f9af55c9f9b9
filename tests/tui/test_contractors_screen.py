"""The register of contractors, the engineers' day, and what is owed on the desk, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from textual.widgets import Select

from csconsole.clock import FrozenClock
from csconsole.services import contractors, meetings, subtasks
from csconsole.services.context import Context
from tests.services.tickets.registering import register
from tests.tui.driving import Desk

Person = Callable[[str], Context]
HOUR = timedelta(hours=1)


@pytest.mark.req("TKT-29", "TKT-14")
async def test_the_register_is_kept_and_its_jobs_open_their_tickets(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    boss = person("supervisor")
    row = register(boss)
    async with desk.console("supervisor", size=(120, 36)) as shell:
        await shell.press("9", "down", "enter", "n")
        await shell.type("Dry Roofs")
        shell.app.screen.query_one("#field-trade", Select).value = "waterproofing"
        await shell.press("tab", "tab")
        await shell.type("X-7")
        await shell.press("tab")
        await shell.type("2026-12-31")
        await shell.press("ctrl+s")
        (firm,) = contractors.list_contractors(boss).rows
        assert (firm.name, firm.contract, str(firm.contract_until)) == ("Dry Roofs", "X-7", "2026-12-31")
        nothing = "Nothing is open with this contractor."
        await shell.press("space")
        assert nothing in shell.text()
        await shell.press("o", "1")
        await shell.type("in time")
        await shell.press("f10")
        contractors.give_to_contractor(boss, row.id, firm.id, text="Seal it", due_at=clock.now() + HOUR)
        clock.advance(hours=2)
        await shell.press("R")
        assert nothing not in shell.text()
        await shell.press("space")
        line = next(one for one in shell.lines() if "Dry Roofs" in one)
        assert line.split()[-5:] == ["0", "d", "1", "0", "5.0"]
        await shell.press("/")
        await shell.type("trade:lift")
        await shell.press("enter")
        assert not any("Dry Roofs" in one for one in shell.lines())
        await shell.press("/", *"overdue:yes", "enter")
        await shell.press("enter", "/", *"chases:0", "enter", "enter")
        assert row.number in "".join(shell.lines())


@pytest.mark.req("TKT-18")
async def test_the_engineers_day_is_reached_from_the_board_and_turned(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    boss = person("supervisor")
    row = register(boss)
    engineer = person("handler").staff_id
    subtasks.plan_slot(boss, row.id, text="look", starts_at=clock.now() + 24 * HOUR, staff_id=engineer)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "B", "L")
        assert not any("look" in line for line in shell.lines())
        await shell.press("]")
        assert any("look" in line and row.number in line for line in shell.lines())


@pytest.mark.req("MTG-13")
async def test_an_action_item_is_reported_from_the_desk(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    agent = person("agent")
    item = meetings.assign_item(
        person("supervisor"), text="Change the lock", owner_id=agent.staff_id, due_at=clock.now() + HOUR
    )
    async with desk.console("agent") as shell:
        assert any("Change the lock" in line and "action item" in line for line in shell.lines())
        await shell.press("enter")
        await shell.type("changed")
        await shell.press("f10")
    (row,) = meetings.open_items(person("supervisor"))
    assert (row.id, row.state, row.feedback) == (item.id, "reported", "changed")
