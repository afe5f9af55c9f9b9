"""Instants on their way into the database and into an event: one text for one instant, whatever its zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import DateTime, create_engine

from csconsole.clock import iso, local, local_date
from csconsole.models.base import UtcDateTime

INSTANTS = [
    datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=UTC),
    datetime(2026, 11, 23, 9, 2, 3, 4, tzinfo=ZoneInfo("Asia/Shanghai")),
    datetime(2026, 11, 22, 19, 32, 3, 4, tzinfo=timezone(-timedelta(hours=5, minutes=30))),
]


@pytest.mark.parametrize("at", INSTANTS)
def test_the_text_for_sqlite_is_the_one_that_sqlalchemy_makes(at: datetime) -> None:
    dialect = create_engine("sqlite://").dialect
    usual = DateTime().dialect_impl(dialect).bind_processor(dialect)
    process = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)
    assert usual is not None
    assert process is not None
    for one in (at, at.replace(microsecond=0)):
        assert process(one) == usual(one.astimezone(UTC))
    assert process(at) == "2026-11-23 01:02:03.000004"
    assert process(None) is None


def test_a_naive_time_is_refused() -> None:
    dialect = create_engine("sqlite://").dialect
    process = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)
    assert process is not None
    with pytest.raises(ValueError, match="naive"):
        process(datetime(2026, 11, 23, 1, 2, 3))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("at", INSTANTS)
def test_the_text_in_an_event_ends_with_a_z(at: datetime) -> None:
    assert iso(at) == "2026-11-23T01:02:03.000004Z"
    assert iso(at.replace(microsecond=0)) == "2026-11-23T01:02:03Z"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Pacific/Apia", "America/New_York"])
def test_the_ends_of_the_calendar_are_shown_in_any_zone(zone: str) -> None:
    here = ZoneInfo(zone)
    for end in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        shown = local(end, here)
        assert shown.year == end.year
        assert f"{shown:%m-%d %H:%M}"
        assert local_date(end, here).year == end.year
        assert (shown < datetime(2026, 1, 1, tzinfo=UTC)) == (end.year == 1)
