"""What ties the events of one change together, also over several transactions: the name of its batch."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Final

from csconsole.clock import Clock

BATCH: Final = "batch"
"""The key of the name in an event's detail."""


class BatchNames:
    """The names that one open store gives: microsecond, person and a running number. No two processes of one
    person begin a batch in the same microsecond; the same work on the same clock gives the same names.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = itertools.count(1)

    def new(self, actor_id: int | None) -> str:
        """A name for a batch that begins now; it tells when, so that its events are found by time."""
        micros = int(self._clock.now().timestamp() * 1_000_000)
        return f"{micros:x}-{actor_id or 0:x}-{next(self._count):x}"


def batch_began(batch: str) -> datetime:
    """When a batch began, to the second."""
    return datetime.fromtimestamp(int(batch.partition("-")[0], 16) // 1_000_000, UTC)
