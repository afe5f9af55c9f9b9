"""Points in time in queries."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csconsole.services.query.when import Between, Distance, parse_seconds, parse_when

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai


def when(text: str) -> Between | Distance | None:
    return parse_when(text, now=NOW, zone=SHANGHAI)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", utc(2026, 11, 22, 16), utc(2026, 11, 23, 16)),
        ("今天", utc(2026, 11, 22, 16), utc(2026, 11, 23, 16)),
        ("yesterday", utc(2026, 11, 21, 16), utc(2026, 11, 22, 16)),
        ("tomorrow", utc(2026, 11, 23, 16), utc(2026, 11, 24, 16)),
        ("week", utc(2026, 11, 22, 16), utc(2026, 11, 29, 16)),
        ("lastmonth", utc(2026, 9, 30, 16), utc(2026, 10, 31, 16)),
        ("2026-11-01", utc(2026, 10, 31, 16), utc(2026, 11, 1, 16)),
        ("２０２６-11-０１", utc(2026, 10, 31, 16), utc(2026, 11, 1, 16)),
        ("2026年11月1日", utc(2026, 10, 31, 16), utc(2026, 11, 1, 16)),
        ("2026-02", utc(2026, 1, 31, 16), utc(2026, 2, 28, 16)),
        ("2026", utc(2025, 12, 31, 16), utc(2026, 12, 31, 16)),
        ("9999-12-31", utc(9999, 12, 30, 16), datetime.max.replace(tzinfo=UTC)),
        ("9999", utc(9998, 12, 31, 16), datetime.max.replace(tzinfo=UTC)),
        ("18:00", utc(2026, 11, 23, 10), utc(2026, 11, 23, 10, 1)),
        ("2026-11-01 10:30", utc(2026, 11, 1, 2, 30), utc(2026, 11, 1, 2, 31)),
        ("2026-11-01T10:30:05Z", utc(2026, 11, 1, 10, 30, 5), utc(2026, 11, 1, 10, 30, 6)),
        ("now", NOW, NOW),
        ("-7d", utc(2026, 11, 16, 1), utc(2026, 11, 16, 1)),
        ("7d ago", utc(2026, 11, 16, 1), utc(2026, 11, 16, 1)),
        ("7天前", utc(2026, 11, 16, 1), utc(2026, 11, 16, 1)),
        ("+2h", utc(2026, 11, 23, 3), utc(2026, 11, 23, 3)),
    ],
)
def test_points_in_time(text: str, start: datetime, end: datetime) -> None:
    assert when(text) == Between(start, end)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2h", 7200), ("30m", 1800), ("7d", 604800), ("2小时", 7200), ("1.5h", 5400), ("２h", 7200)],
)
def test_spans(text: str, seconds: int) -> None:
    assert when(text) == Distance(seconds)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-02-30", "25:00", "7x", "99999999999d", "2026-13", "٢٠٢٦-11-01"],
)
def test_no_points_in_time(text: str) -> None:
    assert when(text) is None


def test_a_day_of_the_clock_change_has_25_hours() -> None:
    found = parse_when("2026-10-25", now=NOW, zone=ZoneInfo("Europe/Berlin"))
    assert isinstance(found, Between)
    assert (found.end - found.start).total_seconds() == 25 * 3600


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("1.5h", 5400), ("５分钟", 300)])
def test_lengths_of_time(text: str, seconds: float) -> None:
    assert parse_seconds(text) == seconds


@given(st.text(max_size=30))
def test_never_crashes(text: str) -> None:
    when(text)
    parse_seconds(text)


@pytest.mark.parametrize("text", ["٩٠", "٩h", "1_0"])
def test_digits_of_other_scripts_are_no_length(text: str) -> None:
    assert parse_seconds(text) is None
