"""Metrics of promises (CALL-14): each belongs to the period in which it is due, whenever it was kept, and is
kept in time only up to its promised minute. What is still owed counts until it is settled.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import and_, text
from sqlmodel import col

from csconsole.metrics.definition import Measure, count_of
from csconsole.models import Promise


def _promise(key: str, en: str, zh: str, state: str) -> Measure:
    return Measure(f"promise.{key}", en, zh, Promise, col(Promise.state) == state, at=Promise.due_at)


KEPT = _promise("kept", "promises due in the period and kept in time", "期内到期并按时兑现的承诺", "kept")
KEPT_LATE = _promise("late", "promises due in the period and kept late", "期内到期但超时兑现的承诺", "late")
MISSED = _promise("missed", "promises due in the period and missed", "期内到期未兑现的承诺", "missed")
OPEN_LATE = Measure(
    "promise.overdue",
    "promises still open past their time at the end of the period",
    "期末已过时限仍未兑现的承诺",
    Promise,
    lambda basis: and_(text("promise.state = 'open'"), col(Promise.due_at) < basis.late_edge),
)


METRICS: Final = (
    count_of("promises.kept", "CALL-14", KEPT, "Promises kept", "按时兑现的承诺"),
    count_of("promises.late", "CALL-14", KEPT_LATE, "Promises kept late", "超时兑现的承诺"),
    count_of("promises.missed", "CALL-14", MISSED, "Promises missed", "未兑现的承诺"),
    count_of("promises.overdue", "CALL-14", OPEN_LATE, "Promises overdue", "逾期未兑现的承诺"),
)
