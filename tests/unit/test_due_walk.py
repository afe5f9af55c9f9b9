from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csconsole.clock import at_local
from csconsole.errors import RuleBrokenError
from csconsole.i18n import get_language, set_language
from csconsole.paths import package_data
from csconsole.services.due import (
    Calendar,
    DueWalk,
    Limit,
    LimitUnit,
    StepKind,
    due_walk,
    explain_walk,
    load_calendar,
    parse_limit,
    working_seconds,
)
from csconsole.services.due.calendar import DayRule
from csconsole.services.due.spans import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = load_calendar(package_data() / "calendars" / "office.toml", SHANGHAI)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.req("REF-31")
@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        # around Spring Festival 2026: Sat 14 Feb is worked, 15 to 23 Feb are free, Sat 28 Feb is worked
        ("2026-02-12 10:00", "1wd", "2026-02-13 18:00"),
        ("2026-02-13 10:00", "1wd", "2026-02-14 18:00"),
        ("2026-02-13 23:59", "1wd", "2026-02-14 18:00"),
        ("2026-02-14 00:00", "1wd", "2026-02-24 18:00"),
        ("2026-02-14 10:00", "1wd", "2026-02-24 18:00"),
        ("2026-02-18 10:00", "1wd", "2026-02-24 18:00"),
        ("2026-02-13 10:00", "3wd", "2026-02-25 18:00"),
        ("2026-02-26 10:00", "2wd", "2026-02-28 18:00"),
        ("2026-02-27 10:00", "2wd", "2026-03-02 18:00"),
        ("2026-02-12 10:00", "13wd", "2026-03-09 18:00"),
        # working hours: the lunch break and the free days do not count
        ("2026-02-13 10:00", "1wh", "2026-02-13 11:00"),
        ("2026-02-13 11:00", "1wh", "2026-02-13 12:00"),
        ("2026-02-13 11:30", "1wh", "2026-02-13 13:30"),
        ("2026-02-13 12:30", "1wh", "2026-02-13 14:00"),
        ("2026-02-13 17:00", "2wh", "2026-02-14 10:00"),
        ("2026-02-14 17:00", "2wh", "2026-02-24 10:00"),
        ("2026-02-14 09:00", "8wh", "2026-02-14 18:00"),
        ("2026-02-20 09:00", "8wh", "2026-02-24 18:00"),
        # clock limits run on through nights and holidays
        ("2026-02-14 17:50", "15m", "2026-02-14 18:05"),
        ("2026-02-14 10:00", "24h", "2026-02-15 10:00"),
        # calendar days, from the next day, the last one included
        ("2026-02-14 10:00", "1d", "2026-02-15 18:00"),
        ("2026-02-14 10:00", "7d", "2026-02-21 18:00"),
    ],
)
def test_due_around_spring_festival(start: str, limit: str, due: str) -> None:
    assert due_walk(OFFICE, at(start), parse_limit(limit)).at == at(due)


@pytest.mark.req("REF-31")
def test_thirteen_working_days_from_before_the_festival_by_hand() -> None:
    """13 Feb, make-up 14 Feb, 24 to 27 Feb, make-up 28 Feb and 2 to 6 March are 12."""
    days = [13, 14, 24, 25, 26, 27, 28]
    walk = due_walk(OFFICE, at("2026-02-12 10:00"), parse_limit("12wd"))
    counted = [step.day for step in walk.steps if step.kind is StepKind.DAY]
    assert counted == [date(2026, 2, day) for day in days] + [date(2026, 3, day) for day in (2, 3, 4, 5, 6)]
    assert walk.at == at("2026-03-06 18:00")


@pytest.mark.req("REF-31")
def test_the_steps_tell_the_whole_walk() -> None:
    walk = due_walk(OFFICE, at("2026-02-13 16:00"), parse_limit("2wd"))
    assert [(step.kind, step.day, step.last_day) for step in walk.steps] == [
        (StepKind.START, date(2026, 2, 13), None),
        (StepKind.MAKE_UP, date(2026, 2, 14), None),
        (StepKind.DAY, date(2026, 2, 14), None),
        (StepKind.HOLIDAY, date(2026, 2, 15), date(2026, 2, 23)),
        (StepKind.DAY, date(2026, 2, 24), None),
        (StepKind.DUE, date(2026, 2, 24), None),
    ]
    assert explain_walk(walk, SHANGHAI) == (
        "Start 2026-02-13 Fri 16:00: 2 working days, counted from the next one",
        "2026-02-14 Sat: make-up working day Spring Festival",
        "2026-02-14 Sat: day 1 of 2",
        "2026-02-15 Sun to 2026-02-23 Mon: holiday Spring Festival, does not count",
        "2026-02-24 Tue: day 2 of 2",
        "Due 2026-02-24 Tue 18:00",
    )


@pytest.mark.req("REF-31")
def test_the_steps_are_told_in_chinese() -> None:
    before = get_language()
    set_language("zh")
    try:
        lines = explain_walk(due_walk(OFFICE, at("2026-02-13 16:00"), parse_limit("2wd")), SHANGHAI)
    finally:
        set_language(before)
    assert "春节" in lines[1]
    assert "调休" in lines[1]


@pytest.mark.req("REF-31")
def test_working_hours_tell_their_spans() -> None:
    walk = due_walk(OFFICE, at("2026-02-13 11:30"), parse_limit("2wh"))
    spans = [(step.start, step.end, step.count) for step in walk.steps if step.kind is StepKind.SPAN]
    assert spans == [
        (at("2026-02-13 11:30"), at("2026-02-13 12:00"), 1800),
        (at("2026-02-13 13:00"), at("2026-02-13 14:30"), 7200),
    ]


def _unknown_years(walk: DueWalk) -> list[int]:
    """The years whose holidays nobody knows, as the walk tells them."""
    return [step.day.year for step in walk.steps if step.kind is StepKind.UNKNOWN_YEAR]


@pytest.mark.req("REF-31")
def test_an_unknown_year_is_said() -> None:
    walk = due_walk(OFFICE, at("2030-12-31 10:00"), parse_limit("2wd"))
    assert _unknown_years(walk) == [2031]
    assert "2031" in " ".join(explain_walk(walk, SHANGHAI))
    assert _unknown_years(due_walk(OFFICE, at("2026-12-30 10:00"), parse_limit("1wd"))) == []


@pytest.mark.req("REF-31")
def test_a_clock_limit_needs_no_calendar_year() -> None:
    assert _unknown_years(due_walk(OFFICE, at("2031-01-01 10:00"), parse_limit("24h"))) == []


@pytest.mark.req("REF-31")
@pytest.mark.parametrize(
    ("start", "limit", "pauses", "due"),
    [
        ("2026-03-02 10:00", "24h", [("2026-03-02 12:00", "2026-03-02 13:30")], "2026-03-03 11:30"),
        ("2026-03-02 10:00", "4wh", [("2026-03-02 11:00", "2026-03-02 14:00")], "2026-03-02 17:00"),
        ("2026-03-02 10:00", "4wh", [("2026-03-02 19:00", "2026-03-03 08:00")], "2026-03-02 15:00"),
        ("2026-03-02 10:00", "2wd", [("2026-03-03 10:00", "2026-03-03 15:00")], "2026-03-04 18:00"),
        ("2026-03-02 10:00", "2wd", [("2026-03-03 10:00", "2026-03-05 15:00")], "2026-03-06 18:00"),
        ("2026-03-02 10:00", "1h", [("2026-03-02 09:00", "2026-03-02 10:30")], "2026-03-02 11:30"),
        (
            "2026-03-02 10:00",
            "1h",
            [("2026-03-02 10:10", "2026-03-02 10:30"), ("2026-03-02 10:20", "2026-03-02 10:40")],
            "2026-03-02 11:30",
        ),
    ],
)
def test_a_pause_stops_the_clock(start: str, limit: str, pauses: list[tuple[str, str]], due: str) -> None:
    stops = [(at(a), at(b)) for a, b in pauses]
    assert due_walk(OFFICE, at(start), parse_limit(limit), pauses=stops).at == at(due)


@pytest.mark.req("REF-31")
def test_hours_run_over_a_changed_clock() -> None:
    night = Calendar("night", BERLIN, ((Span(0, 1440),),) * 7)
    start = at("2026-03-28 12:00", BERLIN)
    assert due_walk(night, start, parse_limit("24h")).at == at("2026-03-29 13:00", BERLIN)
    assert due_walk(night, start, parse_limit("24wh")).at == at("2026-03-29 13:00", BERLIN)
    assert due_walk(night, start, parse_limit("1wd")).at == at("2026-03-29 23:59:59", BERLIN)


@pytest.mark.req("REF-31")
def test_a_calendar_without_time_for_the_limit_is_refused() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=n): DayRule(()) for n in range(366 * 61)}
    calendar = Calendar("shut", SHANGHAI, ((Span(540, 1080),),) * 7, rules=closed)
    with pytest.raises(RuleBrokenError) as refused:
        due_walk(calendar, at("2026-01-01 10:00"), parse_limit("1wd"))
    assert refused.value.rule == "calendar.week"


ZONES = [
    SHANGHAI,
    BERLIN,
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kolkata"),
]


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Weeks of up to three spans a day on five-minute marks, some closed and some extra days, any zone."""

    def spans() -> tuple[Span, ...]:
        marks = sorted(draw(st.sets(st.integers(0, 288), max_size=6)))
        pairs = zip(marks[::2], marks[1::2], strict=False)
        return tuple(Span(low * 5, high * 5) for low, high in pairs)

    week = tuple(spans() for _ in range(7))
    if not any(week):
        week = ((Span(540, 1080),), *week[1:])
    first = date(2026, 3, 20)
    offsets = draw(st.dictionaries(st.integers(0, 30), st.booleans(), max_size=6))
    rules = {
        first + timedelta(days=n): DayRule((Span(600, 700),) if works else ()) for n, works in offsets.items()
    }
    return Calendar("drawn", draw(st.sampled_from(ZONES)), week, rules=rules)


STARTS = st.integers(0, 30 * 24 * 60).map(lambda n: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=n))
AMOUNTS = st.integers(1, 30)
UNITS = st.sampled_from(list(LimitUnit))


def works_at(calendar: Calendar, instant: datetime) -> bool:
    """Whether the wall clock at ``instant`` shows working time: the slow truth."""
    there = instant.astimezone(calendar.zone)
    minute = there.hour * 60 + there.minute
    return any(span.start <= minute < span.end for span in calendar.day(there.date()).spans)


def naive_due(calendar: Calendar, start: datetime, limit: Limit) -> datetime:
    """Minute by minute, day by day."""
    if limit.unit is LimitUnit.WORKING_HOURS:
        left, instant = limit.value * 60, start
        while left:
            left -= works_at(calendar, instant)
            instant += timedelta(minutes=1)
        return instant
    if not limit.counts_days:
        return start + timedelta(minutes=limit.seconds // 60)
    day, left = start.astimezone(calendar.zone).date(), limit.value
    while left:
        day += timedelta(days=1)
        left -= limit.unit is LimitUnit.DAYS or bool(calendar.day(day).spans)
    spans = calendar.day(day).spans or tuple(span for each in calendar.week for span in each)
    last = max(span.end for span in spans)
    midnight = at_local(day + timedelta(days=1), time(), calendar.zone)
    instant = midnight - timedelta(minutes=1)
    while (
        there := instant.astimezone(calendar.zone)
    ).hour * 60 + there.minute >= last and there.date() == day:
        instant -= timedelta(minutes=1)
    return min(instant + timedelta(minutes=1), midnight - timedelta(seconds=1))


@pytest.mark.req("REF-31")
@settings(max_examples=150, deadline=None)
@given(calendars(), STARTS, AMOUNTS, UNITS)
def test_equal_to_counting_every_minute(
    calendar: Calendar, start: datetime, amount: int, unit: LimitUnit
) -> None:
    limit = Limit(amount, unit)
    assert due_walk(calendar, start, limit).at == naive_due(calendar, start, limit)


@pytest.mark.req("REF-31")
@settings(max_examples=150, deadline=None)
@given(calendars(), STARTS, st.integers(0, 20_000), AMOUNTS, AMOUNTS, UNITS)
def test_monotonic(
    calendar: Calendar, start: datetime, later: int, amount: int, more: int, unit: LimitUnit
) -> None:
    """A later start is never due earlier, nor a longer limit; nothing is due before it starts."""
    due = due_walk(calendar, start, Limit(amount, unit)).at
    assert due > start
    assert due_walk(calendar, start + timedelta(minutes=later), Limit(amount, unit)).at >= due
    assert due_walk(calendar, start, Limit(amount + more, unit)).at > due


@pytest.mark.req("REF-31")
@settings(max_examples=150, deadline=None)
@given(calendars(), STARTS, AMOUNTS, AMOUNTS, UNITS)
def test_additive(calendar: Calendar, start: datetime, first: int, second: int, unit: LimitUnit) -> None:
    """Two limits one after the other are due when their sum is."""
    half = due_walk(calendar, start, Limit(first, unit)).at
    assert (
        due_walk(calendar, half, Limit(second, unit)).at
        == due_walk(calendar, start, Limit(first + second, unit)).at
    )


@pytest.mark.req("REF-31")
@settings(max_examples=100, deadline=None)
@given(calendars(), STARTS, AMOUNTS, st.integers(0, 600), st.integers(0, 600))
def test_a_pause_costs_its_working_time(
    calendar: Calendar, start: datetime, amount: int, after: int, length: int
) -> None:
    """What was used up to the due time, less the pause, is exactly the limit."""
    pause = (start + timedelta(minutes=after), start + timedelta(minutes=after + length))
    limit = Limit(amount, LimitUnit.WORKING_HOURS)
    due = due_walk(calendar, start, limit, pauses=[pause]).at
    stood = working_seconds(calendar, min(pause[0], due), min(pause[1], due))
    assert working_seconds(calendar, start, due) - stood == limit.seconds
