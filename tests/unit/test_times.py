"""Times in words beside the exact one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csconsole.widgets.times import due_words, until_words

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "words", "tone"),
    [
        (timedelta(minutes=20), "in 20 min", "caution"),
        (timedelta(minutes=1), "in 1 min", "caution"),
        (timedelta(seconds=59), "due now", "caution"),
        (timedelta(0), "due now", "caution"),
        (timedelta(seconds=-59), "due now", "danger"),
        (timedelta(minutes=-1), "late 1 min", "danger"),
        (timedelta(hours=2), "in 2 h", "quiet"),
        (timedelta(days=3), "in 3 d", "quiet"),
        (timedelta(hours=-1), "late 1 h", "danger"),
    ],
)
def test_beside_the_exact_time_stands_how_far_off_it_is(ahead: timedelta, words: str, tone: str) -> None:
    found = until_words(NOW + ahead, NOW)
    assert (found.text, found.tone) == (words, tone)


@pytest.mark.parametrize(("seconds", "tone"), [(59, "caution"), (0, "caution"), (-59, "danger")])
def test_what_is_due_this_very_minute_is_due_now_in_lists(seconds: int, tone: str) -> None:
    found = due_words(NOW + timedelta(seconds=seconds), NOW, ZoneInfo("Asia/Shanghai"))
    assert (found.text, found.tone) == ("due now", tone)
