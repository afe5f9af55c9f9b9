"""How long things took, where a clock may have been set back in between.

What ended before it began tells no length: one record shows 0, a mean leaves it out and says of how many.
Conditions of statements find it by hours below 0 (``storage/elapsed.hours_between``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean seconds of ``of`` spans, ``None`` without any; ``backwards`` ended before they began."""

    seconds: float | None
    of: int
    backwards: int


def seconds_spent(begun: datetime, ended: datetime) -> int:
    """Whole seconds from ``begun`` to ``ended``; 0 when a clock was set back in between."""
    return max(0, int((ended - begun).total_seconds()))


def mean_of(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> Mean:
    """The mean of the spans that have both ends, without those that end before they begin."""
    spans = [(ended - begun).total_seconds() for begun, ended in pairs if begun and ended]
    told = [seconds for seconds in spans if seconds >= 0]
    return Mean(sum(told) / len(told) if told else None, len(told), len(spans) - len(told))
