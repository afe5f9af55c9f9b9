"""One clock through pauses, changed limits and changed calendars, against counting every minute (TKT-07)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csconsole.models import TicketClock
from csconsole.services.clocks.facts import Fact
from csconsole.services.clocks.keep import fill_clock
from csconsole.services.clocks.kinds import ClockKind, DueSource
from csconsole.services.clocks.policy import Rule
from csconsole.services.clocks.reckon import ClockPlan, Inputs, Site, Warnings, instant, reckon_clock
from csconsole.services.due import Calendar, Limit, LimitUnit
from csconsole.services.due.spans import Span

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
BEGIN = datetime(2026, 3, 27, 6, 0, tzinfo=UTC)
"""Friday before clocks change in Berlin."""
DAY = (Span(9 * 60, 12 * 60), Span(13 * 60, 18 * 60))
NIGHT = (Span(0, 3 * 60 + 30), Span(22 * 60, 24 * 60))
SHELF = {
    ("office", BERLIN.key): Calendar("office", BERLIN, (*((DAY,) * 5), (), ())),
    ("night", BERLIN.key): Calendar("night", BERLIN, (NIGHT,) * 7),
    ("office", NEW_YORK.key): Calendar("office", NEW_YORK, (*((DAY,) * 5), (), ())),
}
PLACES = sorted(SHELF)
PERCENTS = Warnings((50, 75, 100))


def works_at(place: tuple[str, str], at: datetime) -> bool:
    calendar = SHELF[place]
    there = at.astimezone(calendar.zone)
    minute = there.hour * 60 + there.minute
    return any(span.start <= minute < span.end for span in calendar.day(there.date()).spans)


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[int, str, object]]:
    """What happens to a clock: minutes since the last event, what, and to what."""
    events: list[tuple[int, str, object]] = []
    for _ in range(draw(st.integers(1, 6))):
        minutes = draw(st.integers(0, 900))
        what = draw(st.sampled_from(["pause", "limit", "calendar", "nothing"]))
        value = {"limit": st.integers(1, 40), "calendar": st.sampled_from(PLACES)}.get(what, st.none())
        events.append((minutes, what, draw(value)))
    return events


def reckoned(
    row: TicketClock | None, now: datetime, hours: int, place: tuple[str, str], paused: bool
) -> tuple[TicketClock, ClockPlan]:
    inputs = Inputs(
        kind=ClockKind.RESOLVE,
        round=1,
        start=BEGIN,
        rules=(Rule(DueSource.KIND, "repair", Limit(hours, LimitUnit.WORKING_HOURS)),),
        fact=Fact(),
        pause="away" if paused else None,
        agreed={},
    )
    plan = reckon_clock(inputs, row, Site(now, *place, SHELF, PERCENTS))
    row = row or TicketClock(ticket_id=1, kind="resolve", source="kind")
    fill_clock(row, plan)
    return row, plan


@pytest.mark.req("TKT-07", "REF-31")
@settings(max_examples=40, deadline=None)
@given(lives())
def test_a_clock_equals_counting_every_minute_whatever_changes(events: list[tuple[int, str, object]]) -> None:
    now, hours, place, paused = BEGIN, 8, ("office", BERLIN.key), False
    row, plan = reckoned(None, now, hours, place, paused)
    used = 0
    for minutes, what, value in events:
        used += sum(works_at(place, now + timedelta(minutes=n)) and not paused for n in range(minutes))
        now += timedelta(minutes=minutes)
        if what == "pause":
            paused = not paused
        elif what == "limit" and isinstance(value, int):
            hours = value
        elif what == "calendar" and isinstance(value, tuple):
            place = value
        row, plan = reckoned(row, now, hours, place, paused)
        assert plan.used_seconds == used * 60
    left = hours * 60 - used
    if left > 0 and not paused:
        due = now
        while left:
            left -= works_at(place, due)
            due += timedelta(minutes=1)
        assert plan.due_at == due
        assert plan.next_mark_at is not None
    elif left <= 0:
        assert plan.due_at <= now


@pytest.mark.req("TKT-07")
@settings(max_examples=40, deadline=None)
@given(lives())
def test_marks_are_in_order_and_the_last_is_the_due_time(events: list[tuple[int, str, object]]) -> None:
    now, row, plan, paused = BEGIN, None, None, False
    for minutes, what, _value in events:
        now += timedelta(minutes=minutes)
        paused = paused != (what == "pause")
        row, plan = reckoned(row, now, 16, ("office", BERLIN.key), paused)
    assert plan is not None
    times = [instant(plan.plan[mark]) for mark in ("50", "75", "100")]
    assert times == sorted(times)
    assert times[-1] == plan.due_at


@pytest.mark.req("TKT-07", "REF-31")
def test_a_clock_over_a_changed_hour_takes_the_same_working_time() -> None:
    """The night of 29 March has 3:30 h less one skipped hour after midnight in Berlin, and 2 h before it."""
    night = ("night", BERLIN.key)
    row, plan = reckoned(None, BEGIN, 8, night, False)
    spans = SHELF[night].intervals(date(2026, 3, 29))
    assert sum((b - a).total_seconds() for a, b in spans) == 4.5 * 3600
    # Friday 22-24: 2 h; Saturday 0-3:30: 5.5 h, 22-22:30: 6 h ... 24: 7.5 h; Sunday 0-0:30: 8 h
    assert plan.due_at == datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert row.due_at == plan.due_at
