"""From a start and a limit to the due time, with every step of the way kept so that ``why`` can tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from csconsole.clock import require_utc
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.services.due.calendar import DayKind, WorkingTime
from csconsole.services.due.limit import Limit, LimitUnit
from csconsole.services.due.spans import Interval, joined, without

LONGEST = timedelta(days=366 * 60)
ONE_DAY = timedelta(days=1)


class StepKind(StrEnum):
    """What one step of a walk tells."""

    START = "start"
    CLOCK = "clock"
    """Time round the clock, from ``start`` to ``end``."""
    SPAN = "span"
    """Working time, from ``start`` to ``end``."""
    DAY = "day"
    """A day that counts; ``count`` is its number."""
    MAKE_UP = "make_up"
    """A make-up working day; what follows counts it."""
    REST = "rest"
    HOLIDAY = "holiday"
    PAUSE = "pause"
    """The clock stood still from ``start`` to ``end``."""
    PAUSED_DAY = "paused_day"
    """A day at whose close the clock stood still, so that it does not count."""
    UNKNOWN_YEAR = "unknown_year"
    """The holidays of the year of ``day`` are not known; only the week was used."""
    SEASON = "season"
    """From ``day`` the hours of the season ``name`` hold; without a name the usual ones again."""
    ROLLED = "rolled"
    """The last day ``day`` is no working day, so that ``last_day`` takes its place."""
    DUE = "due"


@dataclass(frozen=True, slots=True)
class WalkStep:
    """One step: the site's ``day`` (to ``last_day``), instants in UTC, the days or seconds counted so far."""

    kind: StepKind
    day: date
    start: datetime | None = None
    end: datetime | None = None
    last_day: date | None = None
    seconds: int = 0
    count: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class DueWalk:
    """A due time in UTC and how it was found."""

    at: datetime
    limit: Limit
    steps: tuple[WalkStep, ...]


@dataclass(slots=True)
class _Trail:
    """The steps so far; days off in a row become one step."""

    calendar: WorkingTime
    steps: list[WalkStep] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    season: str = ""

    def add(self, step: WalkStep) -> None:
        self.steps.append(step)

    def visit(self, day: date) -> None:
        """Tell what is special about ``day``: an unknown year, a day off, a make-up day."""
        found = self.calendar.day(day)
        if not found.known and day.year not in self.unknown:
            self.unknown.append(day.year)
            self.add(WalkStep(StepKind.UNKNOWN_YEAR, day))
        if found.season != self.season:
            self.season = found.season
            self.add(WalkStep(StepKind.SEASON, day, name=found.season))
        if found.kind is DayKind.MAKE_UP:
            self.add(WalkStep(StepKind.MAKE_UP, day, name=found.name))
        elif not found.spans:
            kind = StepKind.HOLIDAY if found.kind is DayKind.HOLIDAY else StepKind.REST
            last = self.steps[-1]
            if last.kind is kind and last.name == found.name and last.last_day == day - ONE_DAY:
                self.steps[-1] = WalkStep(kind, last.day, last_day=day, name=last.name)
            else:
                self.add(WalkStep(kind, day, last_day=day, name=found.name))


def due_walk(
    calendar: WorkingTime,
    start: datetime,
    limit: Limit,
    *,
    pauses: Sequence[Interval] = (),
    roll: bool = False,
) -> DueWalk:
    """When ``limit``, begun at ``start``, is used up; ``pauses`` are instants at which the clock stood still.

    ``m`` and ``h`` run round the clock. ``wh`` runs within the working spans. ``wd`` and ``d`` count from the
    next (working) day, the last day included, and end at its close; a day counts when the clock runs at its
    close. With ``roll`` a ``d`` limit that ends on a day off ends on the next working day (REF-31). The same
    rule gives the same answer in every zone; a changed clock neither gives nor takes time.
    Raises ``RuleBrokenError`` when the calendar has no such working time within sixty years.
    """
    begin = require_utc(start)
    trail = _Trail(calendar)
    trail.add(WalkStep(StepKind.START, calendar.local_date(begin), start=begin))
    stops = joined([(require_utc(a), require_utc(b)) for a, b in pauses])
    if limit.counts_days:
        at = _walk_days(calendar, begin, limit, stops, trail)
        if roll and limit.unit is LimitUnit.DAYS:
            at = _rolled(calendar, begin, at, trail)
    else:
        at = _walk_time(calendar, begin, limit, stops, trail)
    trail.add(WalkStep(StepKind.DUE, calendar.local_date(at), start=at))
    return DueWalk(at, limit, tuple(trail.steps))


def _walk_days(
    calendar: WorkingTime, begin: datetime, limit: Limit, stops: tuple[Interval, ...], trail: _Trail
) -> datetime:
    day = calendar.local_date(begin)
    count = 0
    while True:
        day += ONE_DAY
        _refuse_endless(calendar, begin, day)
        if limit.unit is LimitUnit.WORKING_DAYS:
            trail.visit(day)
            if not calendar.is_working(day):
                continue
        close = calendar.close_of(day)
        if _stopped_at(close, stops):
            trail.add(WalkStep(StepKind.PAUSED_DAY, day))
            continue
        count += 1
        trail.add(WalkStep(StepKind.DAY, day, end=close, count=count))
        if count == limit.value:
            return close


def _rolled(calendar: WorkingTime, begin: datetime, at: datetime, trail: _Trail) -> datetime:
    first = day = calendar.local_date(at)
    while not calendar.is_working(day):
        day += ONE_DAY
        _refuse_endless(calendar, begin, day)
    if day == first:
        return at
    trail.add(WalkStep(StepKind.ROLLED, first, last_day=day))
    return calendar.close_of(day)


def _walk_time(
    calendar: WorkingTime, begin: datetime, limit: Limit, stops: tuple[Interval, ...], trail: _Trail
) -> datetime:
    return _use_up(calendar, begin, limit.seconds, limit.unit is LimitUnit.WORKING_HOURS, stops, trail)


def _use_up(
    calendar: WorkingTime,
    begin: datetime,
    seconds: int,
    working: bool,
    stops: tuple[Interval, ...],
    trail: _Trail,
) -> datetime:
    whole = seconds
    left = timedelta(seconds=whole)
    pieces = _working_pieces(calendar, begin, trail) if working else _clock_pieces(begin)
    for piece in pieces:
        for run, kind in _cut(piece, stops, StepKind.SPAN if working else StepKind.CLOCK):
            start, end = run
            if kind is not StepKind.PAUSE:
                end = min(end, start + left)
                left -= end - start
            length = int((end - start).total_seconds())
            used = whole - int(left.total_seconds())
            day = calendar.local_date(start)
            trail.add(WalkStep(kind, day, start=start, end=end, seconds=length, count=used))
            if not left:
                return end
    raise _endless(calendar)


def _clock_pieces(begin: datetime) -> Iterator[Interval]:
    yield begin, begin + LONGEST


def _working_pieces(calendar: WorkingTime, begin: datetime, trail: _Trail) -> Iterator[Interval]:
    day = calendar.local_date(begin)
    while True:
        _refuse_endless(calendar, begin, day)
        trail.visit(day)
        for start, end in calendar.intervals(day):
            if begin < end:
                yield max(start, begin), end
        day += ONE_DAY


def _cut(piece: Interval, stops: tuple[Interval, ...], kind: StepKind) -> Iterator[tuple[Interval, StepKind]]:
    running = [(each, kind) for each in without((piece,), stops)]
    standing = [
        ((max(a, piece[0]), min(b, piece[1])), StepKind.PAUSE)
        for a, b in stops
        if a < piece[1] and b > piece[0]
    ]
    yield from sorted(running + standing)


def _stopped_at(at: datetime, stops: tuple[Interval, ...]) -> bool:
    return any(start <= at < end for start, end in stops)


def _refuse_endless(calendar: WorkingTime, begin: datetime, day: date) -> None:
    if day - calendar.local_date(begin) > LONGEST:
        raise _endless(calendar)


def _endless(calendar: WorkingTime) -> RuleBrokenError:
    return RuleBrokenError(
        _("The calendar {name} has no time for this limit within sixty years.", name=calendar.name),
        rule="calendar.week",
    )


def instant_after(
    calendar: WorkingTime,
    start: datetime,
    seconds: int,
    *,
    working: bool,
    pauses: Sequence[Interval] = (),
) -> datetime:
    """When ``seconds`` have been used since ``start``: of working time, or round the clock; pauses stand."""
    if seconds <= 0:
        return require_utc(start)
    begin = require_utc(start)
    stops = joined([(require_utc(a), require_utc(b)) for a, b in pauses])
    trail = _Trail(calendar)
    trail.add(WalkStep(StepKind.START, calendar.local_date(begin), start=begin))
    return _use_up(calendar, begin, seconds, working, stops, trail)


def used_between(
    calendar: WorkingTime,
    start: datetime,
    end: datetime,
    *,
    working: bool,
    pauses: Sequence[Interval] = (),
) -> int:
    """Seconds used from ``start`` to ``end``, working time only or round the clock, less the pauses."""
    begin, stop = require_utc(start), require_utc(end)
    if stop <= begin:
        return 0
    stops = joined([(max(require_utc(a), begin), min(require_utc(b), stop)) for a, b in pauses])
    pieces = without(((begin, stop),), stops)
    if working:
        return sum(working_seconds(calendar, low, high) for low, high in pieces)
    return int(sum(((high - low) for low, high in pieces), timedelta()).total_seconds())


def working_seconds(calendar: WorkingTime, start: datetime, end: datetime) -> int:
    """Working time from ``start`` to ``end`` in seconds; 0 when ``end`` is not later."""
    begin, stop = require_utc(start), require_utc(end)
    total = timedelta()
    day = calendar.local_date(begin)
    while begin < stop and day <= calendar.local_date(stop):
        for low, high in calendar.intervals(day):
            total += max(timedelta(), min(high, stop) - max(low, begin))
        day += ONE_DAY
    return int(total.total_seconds())
