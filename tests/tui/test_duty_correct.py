"""A wrong key at signing on is put right from anywhere (SHF-06)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.shifts import current_duty, start_shift
from tests.services.handover_site import Site
from tests.tui.driving import Desk

pytestmark = pytest.mark.req("SHF-06")


@pytest.fixture
def site(person: Callable[[str], Context], clock: FrozenClock) -> Site:
    """An agent signed on at 09:20, to the early shift instead of the day shift."""
    here = Site(person, clock)
    here.at(9, 20)
    start_shift(person("agent"), shift="early")
    return here


def _shift_of(ctx: Context) -> str:
    duty = current_duty(ctx)
    return duty.shift.code if duty else ""


@pytest.mark.usefixtures("site")
async def test_at_once_with_one_confirmation(desk: Desk, person: Callable[[str], Context]) -> None:
    async with desk.console("agent") as shell:
        await shell.press("W")
        assert "wrong shift: it is Day 09:00-17:00" in shell.text()
        await shell.press("c", "y")
        assert shell.toasts()[-1] == "The shift is Day now"
    assert _shift_of(person("agent")) == "day"


async def test_later_with_a_reason(desk: Desk, person: Callable[[str], Context], site: Site) -> None:
    site.at(10, 20)
    async with desk.console("agent", lang="zh") as shell:
        await shell.press("W", "c")
        assert "为何签了别的班次" in shell.text()
        await shell.type("wrong key")
        await shell.press("enter")
    duty = current_duty(person("agent"))
    assert duty is not None
    assert (duty.shift.code, duty.reason) == ("day", "wrong key")


async def test_the_shift_whose_beginning_is_nearest_is_preselected(
    desk: Desk, person: Callable[[str], Context], site: Site
) -> None:
    site.at(13, 10)
    async with desk.console("agent2") as shell:
        await shell.press("W", "enter")
    assert _shift_of(person("agent2")) == "late"
