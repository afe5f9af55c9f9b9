"""When a shift begins and ends: across midnight, and in the nights in which the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csconsole.models import ShiftType
from csconsole.services.shifts.types import around, nearest, occurrence

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def kind(code: str, begins: str, ends: str, sort: int = 0) -> ShiftType:
    return ShiftType(
        code=code, letter=code[0].upper(), name_en=code, name_zh=code, begins=begins, ends=ends, sort=sort
    )


EARLY, DAY, LATE, NIGHT = KINDS = [
    kind("early", "06:00", "14:00", 0),
    kind("day", "09:00", "17:00", 1),
    kind("late", "14:00", "22:00", 2),
    kind("night", "22:00", "06:00", 3),
]


@pytest.mark.req("SHF-06")
def test_the_night_shift_ends_on_the_next_day() -> None:
    night = occurrence(NIGHT, date(2026, 11, 21), SHANGHAI)
    assert night.begins_at == datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
    assert night.ends_at == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


@pytest.mark.req("SHF-06")
@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9), (date(2026, 11, 21), 8)]
)
def test_a_night_in_which_the_clock_changes_is_shorter_or_longer(day: date, hours: int) -> None:
    night = occurrence(NIGHT, day, BERLIN)
    assert night.ends_at - night.begins_at == timedelta(hours=hours)


@pytest.mark.req("SHF-06")
@pytest.mark.parametrize(
    ("clock", "code", "day"),
    [
        ("05:00", "early", 21),
        ("04:59", "night", 20),
        ("08:00", "day", 21),
        ("07:29", "early", 21),
        ("13:50", "late", 21),
        ("21:59", "night", 21),
        ("00:30", "night", 20),
    ],
)
def test_signing_on_means_the_shift_whose_begin_is_nearest(clock: str, code: str, day: int) -> None:
    hour, minute = map(int, clock.split(":"))
    now = datetime(2026, 11, 21, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
    chosen = nearest(around(KINDS, now, SHANGHAI), now, timedelta(minutes=60))
    assert chosen is not None
    assert (chosen.kind.code, chosen.day) == (code, date(2026, 11, day))


def test_no_shift_is_meant_when_none_runs() -> None:
    now = datetime(2026, 11, 21, 12, 0, tzinfo=SHANGHAI).astimezone(UTC)
    assert nearest(around([NIGHT], now, SHANGHAI), now, timedelta(minutes=60)) is None
