"""Metrics of the seats (RPT-09)."""

from __future__ import annotations

from typing import Final

from sqlmodel import col

from csconsole.metrics.definition import Measure, count_of
from csconsole.models import StaffActivity

SIGN_OUTS = Measure(
    "activity.abnormal_sign_outs",
    "abnormal sign-outs",
    "非正常签出",
    StaffActivity,
    col(StaffActivity.abnormal).is_(True),
    at=StaffActivity.at,
)

METRICS: Final = (
    count_of("seats.abnormal_sign_outs", "RPT-09", SIGN_OUTS, "Abnormal sign-outs", "非正常签出"),
)
