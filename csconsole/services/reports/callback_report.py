"""The callback report 回访日/周/月报 (RPT-44)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Executable, func
from sqlmodel import col, select

from csconsole.i18n import N_, _
from csconsole.metrics.rounding import NO_VALUE, percent
from csconsole.models import Attempt, Callback
from csconsole.services.reports.document import Block, Row
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.tabular.columns import Column

FIGURES: Final = (
    "callbacks.due",
    "callbacks.done",
    "callbacks.in_window_rate",
    "callbacks.coverage",
    "callbacks.satisfaction",
    "callbacks.attempts",
    "callbacks.refused",
    "callbacks.unreachable",
    "callbacks.open",
    "callbacks.overdue",
)


def build(draft: Drafting) -> list[Block]:
    """Figures with their change, attempts by result code, answers about satisfaction by aspect."""
    return [
        draft.figures("callbacks", _("Callbacks"), FIGURES),
        _codes(draft),
        _aspects(draft),
    ]


def _codes(draft: Drafting) -> Block:
    basis = draft.basis
    at = col(Attempt.at)
    statement = (
        select(col(Attempt.code), func.count())
        .where(at >= basis.start, at < basis.end)
        .group_by(col(Attempt.code))
        .order_by(func.count().desc(), col(Attempt.code))
    )
    return _shares("result_codes", _("Attempts by result"), N_("Result"), "attempt_code", draft, statement)


def _aspects(draft: Drafting) -> Block:
    basis = draft.basis
    ended = col(Callback.finished_at)
    statement = (
        select(col(Callback.aspect), func.count())
        .where(
            ended >= basis.start,
            ended < basis.end,
            col(Callback.satisfaction).in_(("average", "dissatisfied")),
        )
        .group_by(col(Callback.aspect))
        .order_by(func.count().desc(), col(Callback.aspect))
    )
    return _shares("aspects", _("Not satisfied with"), N_("Aspect"), "satisfaction_aspect", draft, statement)


def _shares(key: str, title: str, heading: str, codes: str, draft: Drafting, statement: Executable) -> Block:
    counted = [(code or "", n) for code, n in draft.session.execute(statement)]
    total = sum(n for _code, n in counted)
    rows: tuple[Row, ...] = tuple(
        {"code": code, "count": n, "share": percent(n, total), "total": total} for code, n in counted
    )
    columns: tuple[Column[Row], ...] = (
        Column("code", heading, codes=codes),
        Column("count", N_("Count"), right=True),
        Column("share", N_("Share"), right=True, value=share_text),
    )
    fields: tuple[Column[Row], ...] = (
        Column("code", "code"),
        Column("count", "count"),
        Column("share", "share"),
    )
    return Block(key, title, columns, rows, fields)


def share_text(row: Row) -> str:
    """The share of a row with its parts: ``12.5 % (1/8)``."""
    if row["share"] is None:
        return NO_VALUE
    return f"{row['share']} % ({row['count']}/{row['total']})"


CALLBACK_REPORT: Final = ReportSpec(
    "callbacks",
    "RPT-44",
    "Callback report",
    "回访报告",
    "Callbacks due, done, in their window, coverage, result codes, satisfaction, change",
    "应回访、完成、窗口内、回访率、结果代码、满意度及变化",
    "today",
    FIGURES,
    build,
)
