"""Who has not signed on, and the weekly check of the duty records, from anywhere (SHF-06, SHF-08)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.shifts import start_shift, unreviewed_weeks
from tests.services.handover_site import Site
from tests.tui.driving import Desk


@pytest.fixture
def site(person: Callable[[str], Context], clock: FrozenClock) -> Site:
    """An agent is on duty in the early shift."""
    here = Site(person, clock)
    here.shift("agent", 6)
    return here


@pytest.mark.req("SHF-06")
@pytest.mark.usefixtures("site")
async def test_who_has_not_signed_on_today(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("W", "m")
        text = "\n".join(line for line in shell.lines() if "Desk" not in line)
        assert "1012" in text
        assert "1007" not in text


@pytest.mark.req("SHF-08")
async def test_the_duty_record_and_the_check_of_a_week(desk: Desk, site: Site) -> None:
    site.at(6, 1)
    start_shift(site.as_("supervisor"))
    async with desk.console("supervisor") as shell:
        await shell.press("W", "r")
        assert "1007" in shell.text()
        assert "1 min late" in shell.text()
    site.at(9, day=30)
    assert len(unreviewed_weeks(site.as_("supervisor"))) == 1
    async with desk.console("supervisor") as shell:
        await shell.press("W", "v", "1")
        assert "2026-11-23" in shell.text()
        await shell.press("y")
    assert unreviewed_weeks(site.as_("supervisor")) == ()
    async with desk.console("supervisor") as shell:
        await shell.press("W", "v")
        assert "checked" in shell.toasts()[-1]
