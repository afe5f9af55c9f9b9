"""A due walk in words, one line a step, for ``why``."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from csconsole.clock import local
from csconsole.codes import label
from csconsole.i18n import N_, _, ngettext
from csconsole.services.due.limit import Limit, LimitUnit
from csconsole.services.due.walk import DueWalk, StepKind, WalkStep

_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def explain_walk(walk: DueWalk, zone: ZoneInfo) -> tuple[str, ...]:
    """The steps in the current language and the site's zone."""
    return tuple(_line(step, walk.limit, zone) for step in walk.steps)


def explain_limit(limit: Limit) -> str:
    """The limit in words."""
    n = limit.value
    match limit.unit:
        case LimitUnit.MINUTES:
            return ngettext("{n} minute, round the clock", "{n} minutes, round the clock", n)
        case LimitUnit.HOURS:
            return ngettext("{n} hour, round the clock", "{n} hours, round the clock", n)
        case LimitUnit.DAYS:
            return ngettext("the next calendar day", "{n} calendar days, counted from the next day", n)
        case LimitUnit.WORKING_DAYS:
            return ngettext("the next working day", "{n} working days, counted from the next one", n)
        case _:
            return ngettext("{n} working hour", "{n} working hours", n)


def show_day(day: date) -> str:
    """A date with its weekday."""
    return f"{day.isoformat()} {_(_WEEKDAYS[day.weekday()])}"


def show_time(at: datetime, zone: ZoneInfo) -> str:
    """An instant on the site's wall clock, with its weekday."""
    there = local(at, zone)
    return f"{show_day(there.date())} {there:%H:%M}"


def show_length(seconds: int) -> str:
    """A length of time in hours and minutes, or minutes and seconds when it is short."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    if hours:
        whole = _("{hours} h", hours=hours)
        return _("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else whole
    return (
        _("{minutes} min", minutes=minutes)
        if not left
        else _("{minutes} min {seconds} s", minutes=minutes, seconds=left)
    )


def _line(step: WalkStep, limit: Limit, zone: ZoneInfo) -> str:
    match step.kind:
        case StepKind.START:
            assert step.start is not None
            return _("Start {time}: {limit}", time=show_time(step.start, zone), limit=explain_limit(limit))
        case StepKind.DUE:
            assert step.start is not None
            return _("Due {time}", time=show_time(step.start, zone))
        case StepKind.CLOCK | StepKind.SPAN | StepKind.PAUSE:
            return _run_line(step, zone)
        case _:
            return _day_line(step, limit)


def _run_line(step: WalkStep, zone: ZoneInfo) -> str:
    assert step.start is not None
    assert step.end is not None
    start, end = local(step.start, zone), local(step.end, zone)
    until = f"{end:%H:%M}" if start.date() == end.date() else show_time(step.end, zone)
    values = {"start": show_time(step.start, zone), "end": until, "length": show_length(step.seconds)}
    if step.kind is StepKind.PAUSE:
        return _("{start} to {end}: paused {length}", **values)
    values["total"] = show_length(step.count)
    if step.kind is StepKind.SPAN:
        return _("{start} to {end}: {length} of working time, {total} so far", **values)
    return _("{start} to {end}: {length}, {total} so far", **values)


def _day_line(step: WalkStep, limit: Limit) -> str:
    day, name = show_day(step.day), label("holiday", step.name)
    if step.last_day is not None and step.last_day != step.day:
        day = _("{first} to {last}", first=day, last=show_day(step.last_day))
    match step.kind:
        case StepKind.DAY:
            return _("{day}: day {count} of {value}", day=day, count=step.count, value=limit.value)
        case StepKind.MAKE_UP:
            return _("{day}: make-up working day {name}", day=day, name=name).rstrip()
        case StepKind.HOLIDAY:
            return _("{day}: holiday {name}, does not count", day=day, name=name)
        case StepKind.REST:
            return _("{day}: no working day", day=day)
        case StepKind.SEASON:
            return (
                _("{day}: from here on the hours of {season}", day=day, season=step.name)
                if step.name
                else _("{day}: from here on the usual hours", day=day)
            )
        case StepKind.ROLLED:
            assert step.last_day is not None
            return _(
                "{day}: no working day, so {next} takes its place",
                day=show_day(step.day),
                next=show_day(step.last_day),
            )
        case StepKind.PAUSED_DAY:
            return _("{day}: paused at its close, does not count", day=day)
        case _:
            return _(
                "The holidays of {year} are not known: only the week was used. Add them to the calendar.",
                year=step.day.year,
            )
