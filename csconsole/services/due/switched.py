"""A calendar that was changed on the way: each stretch of time counts by the calendar that held then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from csconsole.clock import day_bounds
from csconsole.services.due.calendar import Calendar, Day
from csconsole.services.due.spans import Interval, joined

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SwitchedCalendar:
    """Several calendars, one after another, so that used time stays used when the calendar changes.

    ``parts`` are the calendars and when each began to hold, the first from ever. Dates are those of the last
    calendar's zone; a date follows the calendar that holds at its close.
    """

    parts: tuple[tuple[datetime, Calendar], ...]

    @property
    def name(self) -> str:
        """The name of the calendar that holds last."""
        return self._last.name

    @property
    def _last(self) -> Calendar:
        return self.parts[-1][1]

    def local_date(self, at: datetime) -> date:
        """The site's date at an instant."""
        return self._last.local_date(at)

    def day(self, day: date) -> Day:
        """What ``day`` is by the calendar that holds at its close."""
        return self._holding(day).day(day)

    def is_working(self, day: date) -> bool:
        """Whether the site works on ``day``."""
        return self._holding(day).is_working(day)

    def close_of(self, day: date) -> datetime:
        """The instant at which ``day`` ends for its customers."""
        return self._holding(day).close_of(day)

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The working instants of ``day``, each part by the calendar that held then."""
        start, end = day_bounds(day, self._last.zone)
        found: list[Interval] = []
        ends = [since for since, _calendar in self.parts[1:]] + [end]
        for (since, calendar), until in zip(self.parts, ends, strict=True):
            low, high = max(start, since), min(end, until)
            if low >= high:
                continue
            here = calendar.local_date(low)
            while here <= calendar.local_date(high):
                found += [(max(a, low), min(b, high)) for a, b in calendar.intervals(here)]
                here += ONE_DAY
        return joined(found)

    def _holding(self, day: date) -> Calendar:
        for (_since, calendar), (following, _next) in pairwise(self.parts):
            if calendar.close_of(day) < following:
                return calendar
        return self._last
