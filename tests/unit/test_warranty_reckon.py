"""Until when a part is under warranty (TKT-17)."""

from __future__ import annotations

from datetime import date

import pytest

from csconsole.services.warranty.reckon import last_day, warranty_of


@pytest.mark.req("TKT-17")
@pytest.mark.parametrize(
    ("handed", "months", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2025-08-31", 18, "2027-02-28"),
        ("2024-11-23", 24, "2026-11-23"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_warranty_ends_on_the_same_day_of_a_later_month_or_its_last(
    handed: str, months: int, last: str
) -> None:
    assert str(last_day(date.fromisoformat(handed), months)) == last


@pytest.mark.req("TKT-17")
@pytest.mark.parametrize(
    ("reported", "state", "days"),
    [("2026-11-22", "in", 1), ("2026-11-23", "in", 0), ("2026-11-24", "out", -1)],
)
def test_the_last_day_is_included(reported: str, state: str, days: int) -> None:
    found = warranty_of("pipes", "Pipes", 24, date(2024, 11, 23), date.fromisoformat(reported))
    assert (found.state, found.days, str(found.ends_on)) == (state, days, "2026-11-23")


@pytest.mark.req("TKT-17")
def test_without_a_date_it_is_unknown_and_without_months_there_is_none() -> None:
    assert warranty_of("pipes", "Pipes", 24, None, date(2026, 11, 23)).state == "unknown"
    assert warranty_of("bulb", "Bulb", 0, date(2026, 11, 1), date(2026, 11, 23)).state == "never"


@pytest.mark.req("TKT-17")
@pytest.mark.parametrize("handed", [date.max, date.min])
def test_a_day_at_the_end_of_the_calendar_stops_nothing(handed: date) -> None:
    for months in (1, 24, 20_000, 2_000_000):
        assert warranty_of("pipes", "Pipes", months, handed, date(2026, 11, 23)).ends_on is not None
