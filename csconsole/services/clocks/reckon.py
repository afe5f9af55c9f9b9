"""Reckoning one clock: its due time from the limits that apply, what is used, and when it warns.

Nothing is stored here: ``reckon_clock`` takes the clock as it was stored and gives the plan of how it is now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from csconsole.clock import iso, require_utc
from csconsole.models import TicketClock
from csconsole.services.clocks.facts import Fact
from csconsole.services.clocks.kinds import BY_LEVEL, SETTLED, ClockKind, ClockState, DueSource
from csconsole.services.clocks.policy import Rule
from csconsole.services.due import (
    Calendar,
    DueWalk,
    Limit,
    SwitchedCalendar,
    WorkingTime,
    due_walk,
    instant_after,
    parse_limit,
    used_between,
)
from csconsole.services.due.spans import Interval

BREACH: Final = "100"
"""The mark of a clock whose time is up."""
EVER = datetime.min.replace(tzinfo=UTC)
WORKING_UNITS = frozenset({"wd", "wh"})
Agreed = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One due time that was weighed: where it comes from and, where a limit was walked, the walk."""

    source: DueSource
    at: datetime
    limit: Limit | None = None
    policy: str = ""
    walk: DueWalk | None = None


@dataclass(frozen=True, slots=True)
class Warnings:
    """When clocks warn: shares of the time in percent, and the time after the due time for each role."""

    percents: tuple[int, ...] = ()
    escalations: Mapping[str, Limit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """What holds for every clock of a ticket at this moment."""

    now: datetime
    calendar: str
    zone: str
    load: Mapping[tuple[str, str], Calendar]
    warnings: Warnings = field(default_factory=Warnings)
    roll: bool = False


@dataclass(frozen=True, slots=True)
class ClockPlan:
    """A clock as it is now. ``weighed`` holds every due time that was considered, ``holds`` the one that
    counts; ``stored`` says that a settled clock was left as it is.
    """

    kind: ClockKind
    round: int
    state: ClockState
    holds: Weighed
    weighed: tuple[Weighed, ...]
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    paused_at: datetime | None
    used_seconds: int
    whole_seconds: int
    pauses: tuple[tuple[str, str | None, str], ...]
    calendars: tuple[tuple[str | None, str, str], ...]
    agreed: Agreed
    plan: dict[str, str]
    marks: dict[str, str]
    next_mark_at: datetime | None
    calendar: WorkingTime
    pause_reason: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one clock is reckoned from, beside how it was stored."""

    kind: ClockKind
    round: int
    start: datetime
    rules: Sequence[Rule]
    fact: Fact
    pause: str | None
    """Why the clock stands still now; ``None`` while it runs."""
    agreed: Agreed
    pauses: Sequence[tuple[datetime, datetime]] = ()
    """Known pauses of a clock that was never stored."""


def reckon_clock(inputs: Inputs, row: TicketClock | None, site: Site) -> ClockPlan:
    """The clock as it is at ``site.now``. What was used stays used: a pause that is over, and time that went
    by under an earlier calendar, count as they were.
    """
    ends = inputs.fact.met_at or site.now
    pauses = _pauses(inputs, row, site.now)
    calendars = _calendars(row, site)
    calendar = calendar_of(calendars, site)
    stood = intervals(pauses, site.now)
    weighed = tuple(
        Weighed(rule.source, walk.at, rule.limit, rule.policy, walk)
        for rule in inputs.rules
        for walk in (due_walk(calendar, inputs.start, rule.limit, pauses=stood, roll=site.roll),)
    )
    holds, weighed = _hold(weighed, inputs)
    due = holds.at
    working = counts_working(holds.limit)
    state = _state(inputs, row, due, site.now)
    whole = _whole(holds, calendar, inputs.start, stood)
    settled = state in SETTLED or inputs.fact.met_at is not None or inputs.fact.over
    plan = _warn_plan(site, calendar, inputs, due, whole, working, stood)
    marks = _marks(row, plan, due, site.now)
    reason = inputs.pause or ""
    return ClockPlan(
        kind=inputs.kind,
        round=inputs.round,
        state=state,
        holds=holds,
        weighed=weighed,
        started_at=inputs.start,
        due_at=due,
        met_at=inputs.fact.met_at,
        paused_at=_open_since(pauses) if not settled else None,
        used_seconds=used_between(calendar, inputs.start, ends, working=working, pauses=stood),
        whole_seconds=whole,
        pauses=pauses,
        calendars=calendars,
        agreed=inputs.agreed,
        plan=plan,
        marks=marks,
        next_mark_at=None if settled or inputs.pause is not None else first_open(plan, marks),
        calendar=calendar,
        pause_reason=reason,
    )


def stopped(plan: ClockPlan) -> ClockPlan:
    """The same clock when nothing asks for it any more; one that was late stays late."""
    state = plan.state if plan.state is ClockState.LATE else ClockState.STOPPED
    return replace(plan, state=state, next_mark_at=None, paused_at=None)


def counts_working(limit: Limit | None) -> bool:
    """Whether use is measured in working time."""
    return limit is not None and limit.unit.value in WORKING_UNITS


def calendar_of(calendars: Sequence[Sequence[str | None]], site: Site) -> WorkingTime:
    """The calendar, or the calendars one after another."""
    parts = tuple(
        (instant(since) if since else EVER, site.load[str(name), str(zone)])
        for since, name, zone in calendars
    )
    return parts[0][1] if len(parts) == 1 else SwitchedCalendar(parts)


def intervals(pauses: Sequence[Sequence[str | None]], now: datetime) -> tuple[Interval, ...]:
    """Pauses as instants; one that lasts ends now."""
    return tuple(
        (instant(str(since)), instant(until) if until else max(now, instant(str(since))))
        for since, until, _reason in pauses
    )


def first_open(plan: Mapping[str, str], marks: Mapping[str, str]) -> datetime | None:
    """The first instant of the plan that was not warned of."""
    return min((instant(at) for mark, at in plan.items() if mark not in marks), default=None)


def instant(text: str) -> datetime:
    """An instant as a clock's JSON holds it."""
    return require_utc(datetime.fromisoformat(text))


def text_of(at: datetime) -> str:
    """An instant as a clock's JSON holds it."""
    return str(iso(at))


def _pauses(
    inputs: Inputs, row: TicketClock | None, now: datetime
) -> tuple[tuple[str, str | None, str], ...]:
    if row is None:
        found: list[tuple[str, str | None, str]] = [(text_of(a), text_of(b), "") for a, b in inputs.pauses]
    else:
        found = [(str(a), b, str(reason)) for a, b, reason in row.pauses]
    lasting = bool(found) and found[-1][1] is None
    if inputs.pause is not None and not lasting and inputs.fact.met_at is None:
        found.append((text_of(now), None, inputs.pause))
    if lasting and (inputs.pause is None or inputs.fact.met_at is not None):
        since, _until, reason = found[-1]
        found[-1] = (since, text_of(max(now, instant(since))), reason)
    return tuple(found)


def _open_since(pauses: Sequence[tuple[str, str | None, str]]) -> datetime | None:
    return instant(pauses[-1][0]) if pauses and pauses[-1][1] is None else None


def _calendars(row: TicketClock | None, site: Site) -> tuple[tuple[str | None, str, str], ...]:
    known = [(since, str(name), str(zone)) for since, name, zone in (row.calendars if row else ())]
    here = (site.calendar, site.zone)
    if not known:
        return ((None, *here),)
    if known[-1][1:] != here:
        known.append((text_of(site.now), *here))
    return tuple(known)


_NAMED: Final = (
    DueSource.PROMISE,
    DueSource.SETTING,
    DueSource.DISPATCH,
    DueSource.CUSTOMER,
    DueSource.DEFERRAL,
    DueSource.EXTENSION,
)
"""Sources whose due time somebody named, beside those that reckon it from a limit."""


def _hold(weighed: tuple[Weighed, ...], inputs: Inputs) -> tuple[Weighed, tuple[Weighed, ...]]:
    """The due time that counts: the earliest limit; in its place what was settled with people since.

    A dispatcher's time replaces a generic limit, of a level's only a later one; an earlier time that the
    customer asked for wins; a deferral agreed with the customer replaces that and a generic limit; an
    approved extension replaces any.
    """
    named = {
        source: Weighed(source, instant(str(entry["until"])))
        for source in _NAMED
        if (entry := inputs.agreed.get(source.value)) and entry.get("until")
    }
    found = (*weighed, *named.values())
    # a clock that came to its end by a time somebody named has kept that time, not the limit it stood beside
    holds = min(weighed, key=lambda each: each.at, default=None) or next(iter(named.values()), None)
    assert holds is not None, f"{inputs.kind} has neither a limit nor a time"
    dispatch = named.get(DueSource.DISPATCH)
    if dispatch and (holds.source not in BY_LEVEL or dispatch.at < holds.at):
        holds = dispatch
    base = holds
    if (wanted := named.get(DueSource.CUSTOMER)) and wanted.at < holds.at:
        holds = wanted
    if deferral := named.get(DueSource.DEFERRAL):
        holds = min(base, deferral, key=lambda each: each.at) if base.source in BY_LEVEL else deferral
    if (extension := named.get(DueSource.EXTENSION)) and extension.at > holds.at:
        holds = extension
    return holds, found


def _state(inputs: Inputs, row: TicketClock | None, due: datetime, now: datetime) -> ClockState:
    fact = inputs.fact
    if "excuse" in inputs.agreed:
        return ClockState.EXCUSED
    if fact.met_at is not None:
        return ClockState.MET if fact.met_at <= due else ClockState.LATE
    # late without the breach that the tick writes was so by a clock that has been set back since
    told = row is not None and BREACH in row.marks
    was_late = row is not None and row.state == ClockState.LATE and row.due_at == due and told
    if due < now or was_late:
        return ClockState.LATE
    if fact.over:
        return ClockState.STOPPED
    return ClockState.RUNNING if inputs.pause is None else ClockState.PAUSED


def _whole(holds: Weighed, calendar: WorkingTime, start: datetime, stood: Sequence[Interval]) -> int:
    if holds.limit is not None and not holds.limit.counts_days:
        return holds.limit.seconds
    working = counts_working(holds.limit)
    return max(1, used_between(calendar, start, holds.at, working=working, pauses=stood))


def _warn_plan(
    site: Site,
    calendar: WorkingTime,
    inputs: Inputs,
    due: datetime,
    whole: int,
    working: bool,
    stood: Sequence[Interval],
) -> dict[str, str]:
    plan: dict[str, str] = {}
    for percent in site.warnings.percents:
        seconds = -(-whole * percent // 100)
        at = (
            due
            if percent == 100
            else instant_after(calendar, inputs.start, seconds, working=working, pauses=stood)
        )
        plan[str(percent)] = text_of(at)
    if inputs.kind is ClockKind.OBJECTION:
        return {"100": text_of(due)}
    return plan | (escalation_plan(site.warnings, calendar, due) if due <= site.now else {})


def escalation_plan(warnings: Warnings, calendar: WorkingTime, due: datetime) -> dict[str, str]:
    """When each role is told that a clock is still late; reckoned when it is, to spare the others."""
    return {role: text_of(due_walk(calendar, due, limit).at) for role, limit in warnings.escalations.items()}


def _marks(row: TicketClock | None, plan: Mapping[str, str], due: datetime, now: datetime) -> dict[str, str]:
    """The warnings that were given. One counts again only when the due time has moved so that it lies ahead
    of now and of the moment at which it was given: a clock set back does not repeat it.
    """
    if row is None:
        return {}
    if row.due_at == due:
        return dict(row.marks)
    return {
        mark: at
        for mark, at in row.marks.items()
        if mark not in plan or instant(plan[mark]) <= max(now, instant(str(at)))
    }


def read_warnings(percents: Sequence[str], escalations: Mapping[str, str]) -> Warnings:
    """The settings ``clock.warn_percent`` and ``clock.escalations``. Raises ``InvalidInputError``."""
    return Warnings(
        tuple(sorted({int(each) for each in percents if str(each).isdecimal()})),
        {
            str(role): parse_limit(str(limit), field=f"clock.escalations.{role}")
            for role, limit in escalations.items()
        },
    )
