"""A site's working calendar: weekly spans, public holidays, make-up days and the site's own exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
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


Week = tuple[tuple[Span, ...], ...]
"""Seven tuples of spans, Monday first."""


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours for a part of the year, such as summer hours 夏令作息, with a week of its own.

    ``first`` and ``last`` are (month, day), both included, every year, also over the turn of the year; or
    (year, month, day) for one time only.
    """

    name: str
    first: tuple[int, ...]
    last: tuple[int, ...]
    week: Week
    make_up: tuple[Span, ...] = ()

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the season."""
        if len(self.first) == 3:
            return self.first <= (day.year, day.month, day.day) <= self.last
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Day:
    """One date with its kind, working spans, the name of its holiday, whether its year is known, and its
    season.
    """

    date: date
    kind: DayKind
    spans: tuple[Span, ...]
    name: str = ""
    known: bool = True
    season: str = ""


class WorkingTime(Protocol):
    """What a walk asks of a calendar; ``Calendar`` and ``SwitchedCalendar`` answer it."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    def day(self, day: date) -> Day:
        """What ``day`` is for the site."""
        ...

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The working instants of ``day``, in UTC and in order."""
        ...

    def local_date(self, at: datetime) -> date:
        """The site's date at an instant."""
        ...

    def is_working(self, day: date) -> bool:
        """Whether the site works on ``day``."""
        ...

    def close_of(self, day: date) -> datetime:
        """The instant at which ``day`` ends for its customers."""
        ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a site works. ``week`` has seven tuples of spans, Monday first.

    ``rules`` are the site's own dates and win over ``source``. ``own_years`` are years whose holidays the
    site has listed itself. Of a year that neither knows, every day says ``known=False`` and follows the week.
    ``seasons`` have a week of their own; the first that holds a day counts. Without ``works_make_up`` a
    make-up day follows the week too, as an exchange's trading does.
    """

    name: str
    zone: ZoneInfo
    week: Week
    source: HolidaySource = field(default_factory=NoHolidays)
    make_up: tuple[Span, ...] = ()
    rules: dict[date, DayRule] = field(default_factory=dict)
    own_years: frozenset[int] = frozenset()
    seasons: tuple[Season, ...] = ()
    works_make_up: bool = True
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
        spans = self.day(day).spans or tuple(span for spans in self._week_of(day) for span in spans)
        latest = max(span.end for span in spans)
        covered = intervals_of(day, (Span(0, latest),), self.zone)
        start, end = day_bounds(day, self.zone)
        return min(covered[-1][1] if covered else start, end - LAST_SECOND).astimezone(UTC)

    def _season(self, day: date) -> Season | None:
        return next((season for season in self.seasons if season.holds(day)), None)

    def _week_of(self, day: date) -> Week:
        season = self._season(day)
        return season.week if season else self.week

    def _find(self, day: date) -> Day:
        season = self._season(day)
        title = season.name if season else ""
        usual = self._week_of(day)[day.weekday()]
        known = self.knows(day.year)
        if rule := self.rules.get(day):
            kind = DayKind.WORKING if rule.spans else DayKind.HOLIDAY
            if rule.spans and not usual:
                kind = DayKind.MAKE_UP
            return Day(day, kind, rule.spans, rule.name, season=title)
        public = self.source.find(day) if self.source.knows(day.year) else None
        if public is not None and public.free:
            return Day(day, DayKind.HOLIDAY, (), public.name, season=title)
        if public is not None and self.works_make_up:
            return Day(day, DayKind.MAKE_UP, usual or self._make_up_spans(day), public.name, season=title)
        return Day(day, DayKind.WORKING if usual else DayKind.REST, usual, known=known, season=title)

    def _make_up_spans(self, day: date) -> tuple[Span, ...]:
        season = self._season(day)
        if season is not None:
            return season.make_up or next(spans for spans in season.week if spans)
        return self.make_up or next(spans for spans in self.week if spans)
