"""Seasons, trading days, rolled-forward days and calendars that change on the way (REF-31)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csconsole.errors import InvalidInputError
from csconsole.paths import package_data
from csconsole.services.due import (
    Calendar,
    DayKind,
    SwitchedCalendar,
    due_walk,
    explain_walk,
    instant_after,
    load_calendar,
    parse_limit,
    used_between,
    working_seconds,
)
from csconsole.services.due.spans import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
CALENDARS = package_data() / "calendars"
EVER = datetime.min.replace(tzinfo=UTC)
WEEK = '[week]\nmon = ["09:00-12:00", "13:00-18:00"]\ntue = ["09:00-12:00", "13:00-18:00"]\n'
SUMMER = """
[[season]]
name = "Summer hours"
from = "06-01"
to = "09-30"
make_up = ["08:00-10:00"]
[season.week]
mon = ["08:00-12:00", "14:30-18:00"]
tue = ["08:00-12:00", "14:30-18:00"]
"""


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def written(path: Path, text: str) -> Calendar:
    path.write_text(text, encoding="utf-8")
    return load_calendar(path, SHANGHAI, country="")


@pytest.mark.req("REF-31")
def test_summer_hours_hold_from_the_first_to_the_last_day(tmp_path: Path) -> None:
    calendar = written(tmp_path / "a.toml", WEEK + SUMMER)
    monday = {date(2026, 5, 25): 8, date(2026, 6, 1): 7.5, date(2026, 9, 28): 7.5, date(2026, 10, 5): 8}
    for day, hours in monday.items():
        assert sum((b - a) / timedelta(hours=1) for a, b in calendar.intervals(day)) == hours
    assert calendar.close_of(date(2026, 6, 3)) == at("2026-06-03 18:00")


@pytest.mark.req("REF-31")
def test_a_season_over_the_turn_of_the_year_and_one_that_is_once(tmp_path: Path) -> None:
    winter = SUMMER.replace("06-01", "11-15").replace("09-30", "02-15")
    calendar = written(tmp_path / "a.toml", WEEK + winter)
    found = [calendar.day(date(*day)).season for day in ((2026, 11, 14), (2026, 11, 16), (2027, 2, 15))]
    assert found == ["", "Summer hours", "Summer hours"]
    once = SUMMER.replace('"06-01"', "2026-06-01").replace('"09-30"', "2026-06-30")
    calendar = written(tmp_path / "b.toml", WEEK + once)
    assert [calendar.day(date(year, 6, 15)).season for year in (2026, 2027)] == ["Summer hours", ""]


@pytest.mark.req("REF-31")
def test_the_walk_tells_the_season_and_the_sites_own_comes_first(tmp_path: Path) -> None:
    base = tmp_path / "a.toml"
    base.write_text(WEEK + SUMMER, encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(SUMMER.replace("Summer hours", "Heat").replace("06-01", "07-01"), encoding="utf-8")
    calendar = load_calendar(base, SHANGHAI, own, country="")
    walk = due_walk(calendar, at("2026-06-29 17:00"), parse_limit("8wh"))
    assert explain_walk(walk, SHANGHAI)[1] == "2026-06-29 Mon: from here on the hours of Summer hours"
    assert walk.at == at("2026-06-30 17:30")
    assert calendar.day(date(2026, 7, 6)).season == "Heat"


@pytest.mark.req("REF-31")
@pytest.mark.parametrize(
    "text",
    [
        '[[season]]\nfrom = "06-01"\nto = "09-30"',
        '[[season]]\nfrom = "6-1"\nto = "09-30"\n[season.week]\nmon = ["08:00-12:00"]',
        '[[season]]\nfrom = 2026-06-01\nto = "09-30"\n[season.week]\nmon = ["08:00-12:00"]',
        '[[season]]\nfrom = "06-01"\nto = "09-30"\ncolour = 1\n[season.week]\nmon = ["08:00-12:00"]',
        '[[season]]\nfrom = "06-01"\nto = "09-30"\n[season.week]\nmon = []',
    ],
)
def test_a_wrong_season_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        written(tmp_path / "a.toml", WEEK + text)
    assert refused.value.field
    assert refused.value.field.startswith("season")


@pytest.mark.req("REF-31")
def test_an_exchange_does_not_trade_on_make_up_days() -> None:
    trading = load_calendar(CALENDARS / "trading.toml", SHANGHAI)
    assert trading.day(date(2026, 2, 14)).kind is DayKind.REST
    assert [str(span) for span in trading.day(date(2026, 2, 13)).spans] == ["09:30-11:30", "13:00-15:00"]
    assert due_walk(trading, at("2026-02-13 10:00"), parse_limit("1wd")).at == at("2026-02-24 15:00")


@pytest.mark.req("REF-31")
def test_a_calendar_day_limit_rolls_forward_where_the_site_wants_it() -> None:
    office = load_calendar(CALENDARS / "office.toml", SHANGHAI)
    start, limit = at("2026-02-14 10:00"), parse_limit("1d")
    assert due_walk(office, start, limit).at == at("2026-02-15 18:00")
    rolled = due_walk(office, start, limit, roll=True)
    assert rolled.at == at("2026-02-24 18:00")
    assert "2026-02-15 Sun: no working day, so 2026-02-24 Tue takes its place" in explain_walk(
        rolled, SHANGHAI
    )
    assert due_walk(office, start, parse_limit("24h"), roll=True).at == at("2026-02-15 10:00")


@pytest.mark.req("REF-31", "TKT-07")
def test_used_time_stays_used_when_the_calendar_changes() -> None:
    """Monday 16:00 to 18:00 by the office: 2 h. From 20:00 round the clock: 6 h more end at 02:00."""
    office = load_calendar(CALENDARS / "office.toml", SHANGHAI)
    always = load_calendar(CALENDARS / "round-the-clock.toml", SHANGHAI)
    both = SwitchedCalendar(((EVER, office), (at("2026-03-02 20:00"), always)))
    assert due_walk(both, at("2026-03-02 16:00"), parse_limit("8wh")).at == at("2026-03-03 02:00")
    assert both.is_working(date(2026, 3, 1)) is False
    assert both.is_working(date(2026, 3, 7)) is True


@pytest.mark.req("REF-31", "TKT-07")
def test_used_time_stays_used_when_the_zone_changes() -> None:
    """Shanghai 16:00 to 18:00 is 2 h; the site moves; Berlin 09:00 to 12:00 and 13:00 to 16:00 is 6 h."""
    here = load_calendar(CALENDARS / "office.toml", SHANGHAI)
    there = load_calendar(CALENDARS / "office.toml", BERLIN)
    moved = SwitchedCalendar(((EVER, here), (at("2026-03-02 19:00"), there)))
    start = at("2026-03-02 16:00")
    due = due_walk(moved, start, parse_limit("8wh")).at
    # 19:00 in Shanghai is 12:00 in Berlin, its lunch; 13:00 to 18:00 are 5 h, one is left for Tuesday
    assert due == at("2026-03-03 10:00", BERLIN)
    assert used_between(moved, start, due, working=True) == 8 * 3600


ZONES = st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/New_York")])


@st.composite
def switched(draw: st.DrawFn) -> SwitchedCalendar:
    """Two or three calendars one after another, around the days on which clocks change."""
    parts = []
    since = EVER
    for _ in range(draw(st.integers(1, 3))):
        marks = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=4)))
        pairs = zip(marks[::2], marks[1::2], strict=False)
        spans = tuple(Span(low * 15, high * 15) for low, high in pairs)
        days = draw(st.lists(st.booleans(), min_size=7, max_size=7))
        week = tuple(spans if works or position == 2 else () for position, works in enumerate(days))
        parts.append((since, Calendar("part", draw(ZONES), week)))
        after = draw(st.integers(60, 9000))
        since = (datetime(2026, 3, 24, tzinfo=UTC) if since == EVER else since) + timedelta(minutes=after)
    return SwitchedCalendar(tuple(parts))


def works_at(calendar: SwitchedCalendar, instant: datetime) -> bool:
    """The slow truth: the wall clock of the calendar that holds at the instant."""
    holding = [part for since, part in calendar.parts if since <= instant][-1]
    there = instant.astimezone(holding.zone)
    minute = there.hour * 60 + there.minute
    return any(span.start <= minute < span.end for span in holding.day(there.date()).spans)


@pytest.mark.req("REF-31", "TKT-07")
@settings(max_examples=60, deadline=None)
@given(switched(), st.integers(0, 6000), st.integers(1, 3000), st.integers(0, 900), st.integers(0, 900))
def test_used_time_equals_counting_every_minute(
    calendar: SwitchedCalendar, begin: int, length: int, after: int, stand: int
) -> None:
    start = datetime(2026, 3, 24, tzinfo=UTC) + timedelta(minutes=begin)
    end = start + timedelta(minutes=length)
    pause = (start + timedelta(minutes=after), start + timedelta(minutes=after + stand))
    minutes = (start + timedelta(minutes=n) for n in range(length))
    naive = sum(works_at(calendar, each) and not pause[0] <= each < pause[1] for each in minutes)
    assert used_between(calendar, start, end, working=True, pauses=[pause]) == naive * 60


@pytest.mark.req("REF-31", "TKT-07")
@settings(max_examples=60, deadline=None)
@given(switched(), st.integers(0, 6000), st.integers(1, 400), st.integers(1, 400))
def test_marks_of_a_clock_are_in_order_and_additive(
    calendar: SwitchedCalendar, begin: int, first: int, second: int
) -> None:
    start = datetime(2026, 3, 24, tzinfo=UTC) + timedelta(minutes=begin)
    half = instant_after(calendar, start, first * 60, working=True)
    whole = instant_after(calendar, start, (first + second) * 60, working=True)
    assert start < half < whole
    assert instant_after(calendar, half, second * 60, working=True) == whole
    assert used_between(calendar, start, whole, working=True) == (first + second) * 60
    assert working_seconds(calendar, start, half) == first * 60
