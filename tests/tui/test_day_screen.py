"""The end of the day in the console: the lists with their counts, their rows, the review, the sign-off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import tickets
from csconsole.services.context import Context
from tests.services.tickets.registering import in_progress, register
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("TKT-02", "TKT-11")
async def test_the_day_is_reviewed_noted_and_signed_off(desk: Desk, person: Person) -> None:
    boss = person("supervisor")
    row = register(boss)
    async with desk.console("supervisor", size=(120, 30)) as shell:
        await shell.press("L")
        counts = {line.rpartition(" ")[0].strip(): line.split()[-1] for line in shell.lines() if line.strip()}
        assert (counts["Without an owner"], counts["Not reviewed today"]) == ("-", "1")
        await shell.press("s")
        await shell.press("y")
        assert row.number in shell.toasts()[-1]
        assert not tickets.audit_day(boss).signed_off
        await shell.press("3", ".")
        assert tickets.list_tickets(boss, filter="lacks:review").rows == ()
        await shell.press("i")
        await shell.type("Parts ordered")
        await shell.press("enter", "L", "s", "y")
        assert tickets.audit_day(boss).signed_off
        assert "signed off" in shell.text()


@pytest.mark.req("TKT-11", "TKT-07")
async def test_a_list_of_tickets_opens_as_a_view_any_other_as_rows(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    boss, handler = person("supervisor"), person("handler")
    row = in_progress(boss, handler)
    until = clock.now() + timedelta(days=3)
    tickets.ask_extension(handler, row.id, until=until, reason="Part ordered")
    async with desk.console("supervisor", size=(120, 30)) as shell:
        await shell.press("3", "L", *"jjjjjj", "enter")
        assert "No note today" in shell.text()
        assert row.title in shell.text()
        await shell.press("q", "G", "k", "enter")
        assert "more time is asked for" in shell.text()
        await shell.press("enter")
        assert row.title in shell.text()
