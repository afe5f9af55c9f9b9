"""Metrics of the attempts to call back (RPT-44)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import true

from csconsole.metrics.definition import Measure, count_of
from csconsole.models import Attempt

ATTEMPTS = Measure(
    "attempt.all",
    "attempts",
    "拨打次数",
    Attempt,
    true(),
    at=Attempt.at,
)

METRICS: Final = (count_of("callbacks.attempts", "RPT-44", ATTEMPTS, "Attempts", "拨打次数"),)
