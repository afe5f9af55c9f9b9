"""Times in words beside the exact one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csconsole.widgets.times import until_words

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "words", "tone"),
    [
        (timedelta(minutes=20), "in 20 min", "caution"),
        (timedelta(hours=2), "in 2 h", "quiet"),
        (timedelta(days=3), "in 3 d", "quiet"),
        (timedelta(hours=-1), "late 1 h", "danger"),
    ],
)
def test_beside_the_exact_time_stands_how_far_off_it_is(ahead: timedelta, words: str, tone: str) -> None:
    found = until_words(NOW + ahead, NOW)
    assert (found.text, found.tone) == (words, tone)
