"""Points in time as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csconsole.clock import FrozenClock, local
from csconsole.config import Config
from csconsole.errors import InvalidInputError
from csconsole.services.context import SYSTEM, Context
from csconsole.services.moments import moment_within, read_moment, read_past_moment
from csconsole.storage import open_store


@pytest.fixture
def here(sqlite_url: str, clock: FrozenClock) -> Context:
    """Monday 2026-11-23, 09:00 in Shanghai."""
    return Context(open_store(sqlite_url, clock=clock), clock, SYSTEM, Config())


@pytest.mark.parametrize(
    ("typed", "shanghai"),
    [
        ("tomorrow 10:00", "11-24 10:00"),
        ("Tomorrow 10", "11-24 10:00"),
        ("tom 3pm", "11-24 15:00"),
        ("明天10点", "11-24 10:00"),
        ("明天下午3点半", "11-24 15:30"),
        ("后天 ９：３０", "11-25 09:30"),
        ("day after tomorrow 8:15", "11-25 08:15"),
        ("10:00", "11-23 10:00"),
        ("yesterday 15:00", "11-22 15:00"),
        ("昨天下午3点", "11-22 15:00"),
        ("前天 8:00", "11-21 08:00"),
        ("now", "11-23 09:00"),
        ("2h ago", "11-23 07:00"),
        ("2小时前", "11-23 07:00"),
        ("8:30", "11-24 08:30"),
        ("14", "11-23 14:00"),
        ("fri 9:30", "11-27 09:30"),
        ("mon 9", "11-30 09:00"),
        ("周五上午9点", "11-27 09:00"),
        ("下周一 10:00", "11-30 10:00"),
        ("11-25 14:00", "11-25 14:00"),
        ("11月25日14点20分", "11-25 14:20"),
        ("2026-12-01 08:00", "12-01 08:00"),
        ("+2h", "11-23 11:00"),
        ("in 30m", "11-23 09:30"),
        ("2026-11-24T02:00:00Z", "11-24 10:00"),
        ("2026-11-24T10:00+08:00", "11-24 10:00"),
    ],
)
def test_moments(here: Context, typed: str, shanghai: str) -> None:
    expected = datetime.fromisoformat(f"2026-{shanghai}+08:00").astimezone(UTC)
    assert read_moment(here, typed) == expected


@pytest.mark.req("CALL-01")
@pytest.mark.parametrize(
    ("typed", "shanghai"),
    [
        ("8:30", "11-23 08:30"),
        ("9:00", "11-23 09:00"),
        ("10:00", "11-22 10:00"),
        ("下午3点", "11-22 15:00"),
        ("今天2:20", "11-23 02:20"),
        ("fri 9:30", "11-20 09:30"),
        ("mon 9", "11-23 09:00"),
        ("11-22 10:00", "11-22 10:00"),
        ("2h ago", "11-23 07:00"),
    ],
)
def test_what_has_happened_is_the_latest_past_time(here: Context, typed: str, shanghai: str) -> None:
    expected = datetime.fromisoformat(f"2026-{shanghai}+08:00").astimezone(UTC)
    assert read_past_moment(here, typed, field="started_at") == expected


@pytest.mark.req("CALL-01")
def test_an_end_is_the_first_such_time_after_the_start(here: Context) -> None:
    start = read_past_moment(here, "前天 23:50", field="started_at")
    end = read_past_moment(here, "0:10", field="ended_at", after=start)
    assert end - start == timedelta(minutes=20)


@pytest.mark.req("CALL-01")
@pytest.mark.parametrize("typed", ["今天10:00", "tomorrow 8:00", "11-24 8:00", "+2h"])
def test_what_has_happened_does_not_lie_in_the_future(here: Context, typed: str) -> None:
    with pytest.raises(InvalidInputError, match="lies in the future"):
        read_past_moment(here, typed, field="started_at")


def test_a_day_alone_is_its_closing_time(here: Context) -> None:
    tomorrow = read_moment(here, "tomorrow")
    assert tomorrow == read_moment(here, "1d") == read_moment(here, "1wd")


def test_yesterday_alone_is_its_closing_time(here: Context) -> None:
    today = read_moment(here, "today")
    assert read_moment(here, "yesterday") == read_moment(here, "昨天") < here.now() < today


def test_a_date_that_is_over_is_next_years(here: Context) -> None:
    assert read_moment(here, "3-5 10:00").year == 2027


@pytest.mark.parametrize(
    "typed", ["", "soon", "25:00", "10:75", "13-40 10:00", "tomorrow maybe", "10 10", "2026-02-30 9:00"]
)
def test_other_text_is_refused(here: Context, typed: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_moment(here, typed, field="due")
    assert (refused.value.field, refused.value.value) == ("due", typed)


def test_hostile_text_is_refused_or_read(here: Context, hostile: str) -> None:
    with pytest.raises(InvalidInputError):
        read_moment(here, hostile)


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize(
    ("said", "shanghai"),
    [
        ("今晚22点前师傅上门", "11-23 22:00"),
        ("师傅明天下午3点半到", "11-24 15:30"),
        ("今天21:10前给您回电", "11-23 21:10"),
        ("今天3点到", None),
        ("今天8:30到", None),
        ("今晚12点前", None),
        ("今天下午2点或明天下午3点", None),
        ("尽快上门", None),
    ],
)
def test_a_sentence_says_a_time_only_where_it_is_certain(
    here: Context, said: str, shanghai: str | None
) -> None:
    found = moment_within(here, said)
    assert (found.astimezone(here.zone).strftime("%m-%d %H:%M") if found else None) == shanghai


@pytest.mark.parametrize(
    ("typed", "shanghai"),
    [
        ("2026-11-24T10:00", "11-24 10:00"),
        ("2026-11-24T10:00:00", "11-24 10:00"),
        ("2026-11-24T02:00Z", "11-24 10:00"),
        ("2026-11-24T02:00:00Z", "11-24 10:00"),
        ("2026-11-24 02:00Z", "11-24 10:00"),
        ("2026-11-24T10:00+0800", "11-24 10:00"),
    ],
)
def test_times_as_programs_write_them(here: Context, typed: str, shanghai: str) -> None:
    assert f"{local(read_moment(here, typed), here.zone):%m-%d %H:%M}" == shanghai


def test_a_time_that_the_clocks_leave_out_is_refused(here: Context) -> None:
    from dataclasses import replace

    there = replace(here, config=Config(zone="America/New_York"))
    with pytest.raises(InvalidInputError) as refused:
        read_moment(there, "2027-03-14 02:30")
    assert "2027-03-14 03:30" in str(refused.value.hint)
    assert read_moment(there, "2027-03-14 03:30") == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert read_moment(there, "2027-11-07 01:30") == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["١٠:00", "2026-١١-24", "१h ago", "٣d"])
def test_digits_of_other_scripts_are_no_time(here: Context, typed: str) -> None:
    with pytest.raises(InvalidInputError):
        read_moment(here, typed)
