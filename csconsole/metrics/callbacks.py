"""Metrics of callbacks (RPT-10, RPT-24, RPT-25, RPT-26)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import and_, select, text, union
from sqlmodel import col

from csconsole.metrics.computed import CALLED_BACK
from csconsole.metrics.definition import Basis, Better, Condition, Measure, Metric, Unit, count_of, only
from csconsole.metrics.left_out import SETTING, counted, shown_apart
from csconsole.models import Callback, Ticket
from csconsole.storage.daily.slices import CALLBACK_REACHED

FINISHED_STATES: Final = CALLBACK_REACHED
"""The customer was reached and the callback is finished."""
_OPEN_NOW: Any = text(
    "callback.state NOT IN ('done', 'refused', 'unreachable', 'reviewed', 'archived', 'cancelled')"
)


def _callback(key: str, en: str, zh: str, where: Any, *, at: Any = None, **hints: Any) -> Measure:
    return Measure(f"callback.{key}", en, zh, Callback, where, at=at, **hints)


_FINISHED: Final = col(Callback.state).in_(FINISHED_STATES)


def _in_state(state: str) -> Condition:
    return col(Callback.state) == state


def _window(window: str) -> Condition:
    return and_(_FINISHED, col(Callback.window) == window)


def _answer(answer: str) -> Condition:
    return and_(_FINISHED, col(Callback.satisfaction) == answer)


def _open_as_of(basis: Basis) -> Condition:
    open_now = select(col(Callback.id)).where(_OPEN_NOW)
    ended_later = select(col(Callback.id)).where(col(Callback.finished_at) >= basis.edge)
    not_ended = col(Callback.id).in_(union(open_now, ended_later))
    return and_(col(Callback.created_at) < basis.edge, not_ended)


_ENDED: Any = Callback.finished_at
DUE = _callback("due", "callbacks due", "应回访", col(Callback.state) != "cancelled", at=Callback.due_at)
DONE = _callback("done", "callbacks done", "完成回访", _FINISHED, at=_ENDED)
REFUSED = _callback("refused", "refused", "拒访", _in_state("refused"), at=_ENDED)
UNREACHABLE = _callback("unreachable", "not reached", "无法联系", _in_state("unreachable"), at=_ENDED)
OPEN = _callback(
    "open",
    "callbacks open at the end of the period",
    "期末未完成回访",
    _open_as_of,
    flows=("callback.opened", "callback.ended"),
)
OVERDUE = _callback(
    "overdue",
    "callbacks overdue at the end of the period",
    "期末逾期回访",
    lambda basis: and_(_open_as_of(basis), col(Callback.due_at) < basis.late_edge),
    flows=("callback.late", "callback.late_ended"),
)
IN_WINDOW = _callback("in_window", "done inside the window", "窗口内完成", _window("in"), at=Callback.due_at)
EARLY = _callback("early", "done early", "提前完成", _window("early"), at=Callback.due_at)
LATE = _callback("late", "done late", "逾期完成", _window("late"), at=Callback.due_at)
SATISFIED = _callback("satisfied", "satisfied", "满意", _answer("satisfied"), at=_ENDED)
AVERAGE = _callback("average", "average", "一般", _answer("average"), at=_ENDED)
DISSATISFIED = _callback("dissatisfied", "dissatisfied", "不满意", _answer("dissatisfied"), at=_ENDED)
NO_ANSWER = _callback(
    "unrated",
    "reached without an answer about satisfaction",
    "接通但未评价",
    and_(_FINISHED, col(Callback.satisfaction).is_(None)),
    at=_ENDED,
)
_TO_CALL: Final = col(Ticket.needs_callback).is_(True)
JOBS = Measure(
    "ticket.jobs",
    "finished jobs to call back about",
    "应回访的完成工单",
    Ticket,
    counted(_TO_CALL),
    at=Ticket.done_at,
)
JOBS_APART: Final = shown_apart("ticket.jobs_apart", _TO_CALL, Ticket.done_at)
JOBS_WITHOUT = Measure(
    "ticket.jobs_without",
    "jobs of kinds without a callback",
    "无需回访的工单",
    Ticket,
    col(Ticket.needs_callback).is_(False),
    at=Ticket.done_at,
)
JOBS_CALLED = Measure(
    "ticket.jobs_called",
    "finished jobs called back",
    "已回访的完成工单",
    Ticket,
    counted(and_(_TO_CALL, CALLED_BACK == 1)),
    at=Ticket.done_at,
)


METRICS: Final = (
    count_of("callbacks.due", "RPT-44", DUE, "Callbacks due", "应回访"),
    count_of("callbacks.done", "RPT-44", DONE, "Callbacks done", "完成回访"),
    count_of("callbacks.refused", "RPT-44", REFUSED, "Refused", "拒访"),
    count_of("callbacks.unreachable", "RPT-44", UNREACHABLE, "Not reached", "无法联系"),
    count_of("callbacks.open", "RPT-53", OPEN, "Open callbacks", "未完成回访"),
    count_of("callbacks.overdue", "RPT-53", OVERDUE, "Overdue callbacks", "逾期回访"),
    Metric(
        "callbacks.per_day",
        "Callbacks per day",
        "日均回访",
        Unit.PER_DAY,
        "callbacks done / days of the period",
        "完成回访 / 期间天数",
        "RPT-10",
        only(DONE),
    ),
    Metric(
        "callbacks.coverage",
        "Callback coverage",
        "回访率",
        Unit.PERCENT,
        "finished jobs called back / finished jobs",
        "已回访的完成工单 / 应回访的完成工单",
        "RPT-24",
        only(JOBS_CALLED),
        only(JOBS),
        excluded=(JOBS_WITHOUT, *JOBS_APART),
        settings=(SETTING,),
        target="report.coverage_target",
        better=Better.HIGHER,
    ),
    Metric(
        "callbacks.in_window_rate",
        "Callbacks in their window",
        "窗口内回访率",
        Unit.PERCENT,
        "callbacks done inside their window / callbacks due",
        "窗口内完成的回访 / 应回访",
        "RPT-25",
        only(IN_WINDOW),
        only(DUE),
        shown=(EARLY, LATE),
        target="report.window_target",
        better=Better.HIGHER,
    ),
    Metric(
        "callbacks.satisfaction",
        "Satisfaction",
        "满意度",
        Unit.PERCENT,
        "satisfied / (satisfied + average + dissatisfied)",
        "满意 / (满意 + 一般 + 不满意)",
        "RPT-26",
        only(SATISFIED),
        only(SATISFIED, AVERAGE, DISSATISFIED),
        excluded=(NO_ANSWER,),
        shown=(AVERAGE, DISSATISFIED),
        target="report.satisfaction_target",
        better=Better.HIGHER,
    ),
)
