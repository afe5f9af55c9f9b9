"""Times in the columns of lists."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from csconsole.widgets.times import due_words, moment

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 12, 30, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 12, 30, 6, 0, tzinfo=UTC), "14:00"),
        (datetime(2026, 12, 31, 6, 0, tzinfo=UTC), "12-31 14:00"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "2027-01-01"),
        (datetime(2025, 12, 30, 6, 0, tzinfo=UTC), "2025-12-30"),
    ],
)
def test_the_time_of_another_year_has_its_year(at: datetime, words: str) -> None:
    assert moment(at, NOW, ZONE) == words


def test_a_due_time_of_next_year_has_its_year() -> None:
    assert due_words(datetime(2027, 1, 4, 1, 0, tzinfo=UTC), NOW, ZONE).text == "2027-01-04"
    assert due_words(datetime(2027, 1, 4, 1, 0, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), ZONE).text == (
        "01-04 09:00"
    )
