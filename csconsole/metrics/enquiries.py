"""Metrics of enquiries 咨询: contacts in which somebody asked something (CALL-09)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import and_, exists, or_, true
from sqlmodel import col

from csconsole.metrics import calls
from csconsole.metrics.definition import Basis, Better, Condition, Measure, Metric, Unit, count_of, only
from csconsole.models import Call, CallItem

ENQUIRY_KINDS: Final = "report.enquiry_kinds"
"""The setting that names the kinds of contacts that are enquiries."""


def _asked(basis: Basis) -> Condition:
    """Somebody was reached, and the contact or one of its items is an enquiry (CALL-02)."""
    kinds = list(basis.settings[ENQUIRY_KINDS])
    item = exists().where(col(CallItem.call_id) == Call.id, col(CallItem.kind).in_(kinds))
    return and_(calls.REACHED.condition(basis), or_(col(Call.kind).in_(kinds), item))


def _with(also: Callable[[Basis], Condition]) -> Callable[[Basis], Condition]:
    return lambda basis: and_(_asked(basis), also(basis))


def _measure(key: str, en: str, zh: str, also: Callable[[Basis], Condition]) -> Measure:
    return Measure(f"call.enquiry_{key}", en, zh, Call, _with(also), at=Call.started_at)


ASKED: Final = _measure("asked", "contacts with an enquiry", "含咨询的来电来访", lambda _basis: true())
COMPLEX: Final = _measure(
    "complex", "complex enquiries", "复杂咨询", lambda _basis: col(Call.complex).is_(True)
)
WAITING: Final = _measure(
    "waiting",
    "enquiries of the period that wait for their answer",
    "期内尚待答复的咨询",
    lambda _basis: col(Call.state) == "pending",
)
SOLVED: Final = _measure(
    "solved", "enquiries solved at first contact", "一次解决的咨询", calls.SOLVED.condition
)
CLOSED: Final = _measure("closed", "closed enquiries", "已关闭的咨询", calls.CLOSED.condition)

METRICS: Final = (
    count_of("enquiries.all", "CALL-09", ASKED, "Enquiries", "咨询", settings=(ENQUIRY_KINDS,)),
    count_of(
        "enquiries.complex", "CALL-09", COMPLEX, "Complex enquiries", "复杂咨询", settings=(ENQUIRY_KINDS,)
    ),
    count_of(
        "enquiries.waiting",
        "CALL-14",
        WAITING,
        "Enquiries to be answered",
        "待答复咨询",
        settings=(ENQUIRY_KINDS,),
    ),
    Metric(
        "enquiries.first_contact_rate",
        "Enquiries solved at first contact",
        "咨询一次解决率",
        Unit.PERCENT,
        "enquiries closed at first contact without dispatch, escalation or a further contact about it in time"
        " / closed enquiries",
        "首次联系即办结且未派单、未上报、限期内未再次来电的咨询 / 已关闭的咨询",
        "CALL-09",
        only(SOLVED),
        only(CLOSED),
        target="report.first_contact_target",
        better=Better.HIGHER,
        settings=(ENQUIRY_KINDS, "report.first_contact_days"),
    ),
)
