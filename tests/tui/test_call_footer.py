"""The footer of the calls names only what can be done with the one under the cursor or of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.calls import log_call
from csconsole.services.context import Context
from tests.services.handover_site import Site
from tests.tui.driving import Desk

Person = Callable[[str], Context]
KNOWN = {"phone": "02155500123", "category": "consult", "summary": "asks the fee"}


@pytest.fixture
def site(person: Person, clock: FrozenClock) -> Site:
    """A closed call of an agent, and a later one that waits for an answer."""
    here = Site(person, clock)
    here.at(9)
    log_call(person("agent"), **KNOWN, answer="told")
    here.at(9, 5)
    later = {
        "next_answer_at": (here.clock.now() + timedelta(hours=3)),
        "promise_text": "tells her",
        "promise_due": (here.clock.now() + timedelta(hours=3)),
    }
    log_call(person("agent"), **KNOWN, outcome="wait", **later)
    return here


@pytest.mark.req("CALL-01", "CALL-14")
@pytest.mark.usefixtures("site")
async def test_a_closed_call_is_not_offered_to_be_closed(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2")
        assert "D close" in shell.lines()[-1]
        await shell.press("down")
        assert "D close" not in shell.lines()[-1]
        await shell.press("D")
        assert "nothing to close" in shell.toasts()[-1]
        await shell.press("enter")
        footer = shell.lines()[-1]
        assert "e edit" in footer
        assert not [word for word in ("D close", "C customer", "O ticket") if word in footer]
        await shell.press("C")
        assert "no customer" in shell.toasts()[-1]
        await shell.press("O")
        assert "no ticket" in shell.toasts()[-1]


@pytest.mark.req("CALL-01")
@pytest.mark.usefixtures("site")
async def test_anothers_call_is_not_offered_to_be_corrected(desk: Desk) -> None:
    async with desk.console("agent2") as shell:
        await shell.press("2")
        assert "e edit" not in shell.lines()[-1]
        await shell.press("e")
        assert "someone else's call" in shell.toasts()[-1]
    async with desk.console("supervisor") as shell:
        await shell.press("2")
        assert "e edit" in shell.lines()[-1]


@pytest.mark.req("SEC-02")
async def test_an_own_call_is_offered_to_be_corrected_while_its_time_runs(desk: Desk, site: Site) -> None:
    """30 minutes from its entry at 9:00; the one that waits for an answer is open as long as it waits."""
    site.at(9, 30)
    async with desk.console("agent") as shell:
        await shell.press("2", "down")
        assert "e edit" in shell.lines()[-1]
    site.at(9, 31)
    async with desk.console("agent") as shell:
        await shell.press("2")
        assert "e edit" in shell.lines()[-1]
        await shell.press("down")
        assert "e edit" not in shell.lines()[-1]
        await shell.press("e")
        assert "you could correct it until" in shell.toasts()[-1]
        assert "09:30" in shell.toasts()[-1]


@pytest.mark.usefixtures("site")
async def test_who_may_start_nothing_is_not_offered_to(desk: Desk) -> None:
    async with desk.console("auditor") as shell:
        assert "n new" not in shell.lines()[-1]
        await shell.press("n")
        assert "start no calls" in shell.toasts()[-1]
