"""A site's working calendar: weekly spans, public holidays, make-up days and the site's own exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from csconsole.clock import day_bounds, local_date
from csconsole.errors import InvalidInputError
from csconsole.i18n import _
from csconsole.services.due.holidays import HolidaySource, NoHolidays
from csconsole.services.due.spans import Interval, Span, intervals_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST_SECOND = timedelta(seconds=1)


class DayKind(StrEnum):
    """What a calendar day is for the site."""

    WORKING = "working"
    REST = "rest"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class DayRule:
    """The site's own word on one date: its spans (none: closed) and why."""

    spans: tuple[Span, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One date with its kind, working spans, the name of its holiday, and whether its year is known."""

    date: date
    kind: DayKind
    spans: tuple[Span, ...]
    name: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a site works. ``week`` has seven tuples of spans, Monday first.

    ``rules`` are the site's own dates and win over ``source``. ``own_years`` are years whose holidays the
    site has listed itself. Of a year that neither knows, every day says ``known=False`` and follows the week.
    """

    name: str
    zone: ZoneInfo
    week: tuple[tuple[Span, ...], ...]
    source: HolidaySource = field(default_factory=NoHolidays)
    make_up: tuple[Span, ...] = ()
    rules: dict[date, DayRule] = field(default_factory=dict)
    own_years: frozenset[int] = frozenset()
    _days: dict[date, Day] = field(default_factory=dict, compare=False, repr=False)
    _intervals: dict[date, tuple[Interval, ...]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.week) != len(WEEKDAYS) or not any(self.week):
            raise InvalidInputError(
                _(
                    "The calendar {name} has no working time. Give at least one weekday a span.",
                    name=self.name,
                ),
                field="week",
                value=self.name,
                rule="calendar.week",
            )

    def day(self, day: date) -> Day:
        """What ``day`` is for this site."""
        if day not in self._days:
            self._days[day] = self._find(day)
        return self._days[day]

    def knows(self, year: int) -> bool:
        """Whether the holidays of ``year`` are known, from the library or from the site's own list."""
        return year in self.own_years or self.source.knows(year)

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The working instants of the site's ``day``, in UTC."""
        if day not in self._intervals:
            self._intervals[day] = intervals_of(day, self.day(day).spans, self.zone)
        return self._intervals[day]

    def local_date(self, at: datetime) -> date:
        """The site's date at an instant."""
        return local_date(at, self.zone)

    def is_working(self, day: date) -> bool:
        """Whether the site works on ``day``."""
        return bool(self.day(day).spans)

    def close_of(self, day: date) -> datetime:
        """The instant at which ``day`` ends for its customers, in UTC: the end of the last working span.

        On a day off it is the latest closing time of the week. Midnight is given as the day's last second, so
        that the instant still belongs to ``day``.
        """
        spans = self.day(day).spans or tuple(span for spans in self.week for span in spans)
        latest = max(span.end for span in spans)
        covered = intervals_of(day, (Span(0, latest),), self.zone)
        start, end = day_bounds(day, self.zone)
        return min(covered[-1][1] if covered else start, end - LAST_SECOND).astimezone(UTC)

    def _find(self, day: date) -> Day:
        usual = self.week[day.weekday()]
        known = self.knows(day.year)
        if rule := self.rules.get(day):
            kind = DayKind.WORKING if rule.spans else DayKind.HOLIDAY
            if rule.spans and not usual:
                kind = DayKind.MAKE_UP
            return Day(day, kind, rule.spans, rule.name)
        public = self.source.find(day) if self.source.knows(day.year) else None
        if public is None:
            return Day(day, DayKind.WORKING if usual else DayKind.REST, usual, known=known)
        if public.free:
            return Day(day, DayKind.HOLIDAY, (), public.name)
        return Day(day, DayKind.MAKE_UP, usual or self._make_up_spans(), public.name)

    def _make_up_spans(self) -> tuple[Span, ...]:
        return self.make_up or next(spans for spans in self.week if spans)
