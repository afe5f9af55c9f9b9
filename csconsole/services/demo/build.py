"""Building the demo: a month of work, up to the morning that is played."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from csconsole.clock import FrozenClock, at_local, local
from csconsole.config import Config
from csconsole.services.demo.days import Load, plan_day
from csconsole.services.demo.found import found_centre
from csconsole.services.demo.shifts import plan_shifts
from csconsole.services.demo.stage import Stage

HOUSEHOLDS: Final = 2200
"""Households of the estate (REF-36: 2,000 to 2,600)."""

SHIFT_DAYS: Final = 7
"""Days before the played one whose shifts sign on and hand over."""

Progress = Callable[[int, int], None]
"""Called with the days done and the days to do."""


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How large a demo is. ``days`` is the history before the played day."""

    days: int = 30
    households: int = HOUSEHOLDS
    load: Load = Load()  # noqa: RUF009 - frozen, so it can be shared


def demo_day(now: datetime, config: Config) -> date:
    """The day that is played: today if its early shift is over, else yesterday."""
    wall = local(now, config.zone_info)
    return wall.date() if wall.hour >= 15 else wall.date() - timedelta(days=1)


def build_demo(
    config: Config, day: date, size: DemoSize | None = None, progress: Progress | None = None
) -> Stage:
    """Make the demo's database and let its staff work until 05:30 of ``day``; the stage to play it on.

    Everything goes through the services, in the name of whoever does it. The same day and size give the same
    demo. Raises ``RuleBrokenError`` where there is a database with staff already.
    """
    size = size or DemoSize()
    first = day - timedelta(days=size.days)
    clock = FrozenClock(at_local(first, time(), config.zone_info))
    stage = found_centre(config, clock, households=size.households)
    for passed in range(size.days):
        today = first + timedelta(days=passed)
        left = size.days - passed
        if left <= SHIFT_DAYS:
            plan_shifts(stage, today, continues=passed > 0 and left < SHIFT_DAYS)
        plan_day(stage, today, size.load)
        stage.run(stage.at(today + timedelta(days=1), 5, 30))
        if progress is not None:
            progress(passed + 1, size.days)
    return stage
