"""What ties the events of one change together, also over several transactions: the name of its batch."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Final

BATCH: Final = "batch"
"""The key of the name in an event's detail."""


def new_batch(now: datetime) -> str:
    """A name for a batch that begins now; it tells when it began, so that its events are found by time."""
    return f"{int(now.timestamp()):x}-{os.urandom(4).hex()}"


def batch_began(batch: str) -> datetime:
    """When a batch began, to the second."""
    return datetime.fromtimestamp(int(batch.partition("-")[0], 16), UTC)
