"""Metrics of tickets and complaints (RPT-11, RPT-13, counts of RPT-41)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, literal, or_, select, text, true, union
from sqlmodel import col

from csconsole.metrics.calls import ANSWERED
from csconsole.metrics.computed import RESPONSE_HOURS
from csconsole.metrics.definition import Basis, Better, Condition, Measure, Metric, Unit, count_of, only
from csconsole.metrics.left_out import SETTING, counted, shown_apart
from csconsole.models import Ticket
from csconsole.models.base import UtcDateTime
from csconsole.storage.elapsed import seconds_between

_OPEN_NOW: Any = text("ticket.state NOT IN ('closed', 'cancelled', 'archived')")
REPAIR_KINDS: Final = "ticket.repair_kinds"
"""The setting that names the kinds of tickets that count as repairs."""


def _ticket(key: str, en: str, zh: str, where: Any, *, at: Any = None, **hints: Any) -> Measure:
    return Measure(f"ticket.{key}", en, zh, Ticket, where, at=at, **hints)


def _open_as_of(basis: Basis) -> Condition:
    """Reported before the edge and neither closed nor cancelled before it."""
    return and_(col(Ticket.reported_at) < basis.edge, _not_ended(basis))


def _not_ended(basis: Basis, *also: Condition) -> Condition:
    """Open now, or ended since the edge: two small sets, each found by its own index."""
    open_now = select(col(Ticket.id)).where(_OPEN_NOW, *also)
    ended_later = select(col(Ticket.id)).where(col(Ticket.closed_at) >= basis.edge, *also)
    return col(Ticket.id).in_(union(open_now, ended_later))


def _overdue_as_of(basis: Basis) -> Condition:
    """Open as of the edge, its time limit passed before it, and not done before it; pauses do not count."""
    not_done = or_(col(Ticket.done_at).is_(None), col(Ticket.done_at) >= basis.edge)
    running = or_(col(Ticket.paused_at).is_(None), col(Ticket.paused_at) >= basis.edge)
    late = col(Ticket.due_at) < basis.late_edge
    return and_(col(Ticket.reported_at) < basis.edge, _not_ended(basis, late), late, not_done, running)


def _is_repair(basis: Basis) -> Condition:
    return col(Ticket.kind).in_(list(basis.settings[REPAIR_KINDS]))


def _repairs_where(also: Condition) -> Callable[[Basis], Condition]:
    return lambda basis: and_(_is_repair(basis), also)


def _scoped(scope: str) -> Callable[[Basis], Condition]:
    return _repairs_where(col(Ticket.scope) == scope)


def _responded(basis: Basis) -> Condition:
    """``RESPONSE_HOURS`` counts begun hours, so it is in the limit exactly when the seconds are."""
    took: ColumnElement[int] = RESPONSE_HOURS
    return took.between(0, int(basis.settings["report.response_hours"]))


def _response_begins(basis: Basis) -> datetime:
    """The earliest report whose time to respond still runs."""
    return basis.now.replace(microsecond=0) - timedelta(hours=basis.settings["report.response_hours"])


def _awaiting(basis: Basis) -> Condition:
    """Open, neither answered nor too late by now: not decided, whatever period it was reported in."""
    limit = 3600 * basis.settings["report.response_hours"]
    return and_(
        _OPEN_NOW,
        col(Ticket.first_response_at).is_(None),
        seconds_between(Ticket.reported_at, literal(basis.now, UtcDateTime())) <= limit,
    )


_REPORTED: Any = Ticket.reported_at
NEW = _ticket("new", "tickets reported", "新建工单", true(), at=_REPORTED)
DONE = _ticket("done", "tickets done", "完成工单", true(), at=Ticket.done_at)
CLOSED = _ticket(
    "closed",
    "tickets closed",
    "归档工单",
    col(Ticket.state) != "cancelled",
    at=Ticket.closed_at,
)
CANCELLED = _ticket(
    "cancelled",
    "tickets cancelled",
    "作废工单",
    col(Ticket.state) == "cancelled",
    at=Ticket.closed_at,
)
OPEN = _ticket(
    "open",
    "tickets open at the end of the period",
    "期末未结工单",
    _open_as_of,
    flows=("ticket.opened", "ticket.ended"),
)
OVERDUE = _ticket(
    "overdue",
    "tickets overdue at the end of the period",
    "期末超时工单",
    _overdue_as_of,
    flows=("ticket.late", "ticket.late_ended"),
)
COMPLAINTS = _ticket(
    "complaints",
    "complaints reported",
    "新增投诉",
    col(Ticket.kind) == "complaint",
    at=_REPORTED,
)
POOR_SERVICE = _ticket(
    "poor_service",
    "complaints with the cause poor service",
    "原因为服务不到位的投诉",
    and_(col(Ticket.kind) == "complaint", col(Ticket.cause) == "poor_service"),
    at=_REPORTED,
)
REPAIRS = _ticket("repairs", "repairs reported", "报修", _is_repair, at=_REPORTED)
IN_HOME = _ticket("in_home", "in-home repairs", "户内报修", _scoped("in_home"), at=_REPORTED)
PUBLIC = _ticket("public", "public-area repairs", "公共报修", _scoped("public"), at=_REPORTED)
UNSCOPED = _ticket(
    "unscoped",
    "repairs without a scope",
    "未注明范围的报修",
    _repairs_where(col(Ticket.scope).is_(None)),
    at=_REPORTED,
)
_SCOPED: Final = _repairs_where(col(Ticket.scope).is_not(None))
RATED = _ticket("rated", "tickets reported, counted", "计入的工单", counted(true()), at=_REPORTED)
RATED_REPAIRS = _ticket(
    "rated_repairs", "repairs reported, counted", "计入的报修", counted(_is_repair), at=_REPORTED
)
RATED_SCOPED = _ticket(
    "rated_scoped", "repairs with a scope, counted", "计入的已注明范围的报修", counted(_SCOPED), at=_REPORTED
)
RATED_IN_HOME = _ticket(
    "rated_in_home", "in-home repairs, counted", "计入的户内报修", counted(_scoped("in_home")), at=_REPORTED
)
RATED_PUBLIC = _ticket(
    "rated_public", "public-area repairs, counted", "计入的公共报修", counted(_scoped("public")), at=_REPORTED
)
APART: Final = shown_apart("ticket.apart", true(), _REPORTED)
REPAIRS_APART: Final = shown_apart("ticket.repairs_apart", _is_repair, _REPORTED)
SCOPED_APART: Final = shown_apart("ticket.scoped_apart", _SCOPED, _REPORTED)
RESPONDED = _ticket(
    "responded",
    "tickets answered in time",
    "及时响应的工单",
    lambda basis: counted(_responded(basis))(basis),
    at=_REPORTED,
)
AWAITING = _ticket(
    "awaiting",
    "still inside the limit",
    "尚在时限内",
    counted(_awaiting),
    at=_REPORTED,
    since=_response_begins,
)
ANSWERED_BEFORE = _ticket(
    "answered_before",
    "answered before they were reported (a clock was wrong)",
    "响应早于报单（时钟有误）",
    counted(RESPONSE_HOURS < 0),
    at=_REPORTED,
    if_any=True,
)


def _share(name: str, part: Measure, en: str, zh: str) -> Metric:
    return Metric(
        name,
        en,
        zh,
        Unit.PERCENT,
        f"{part.en} / repairs with a scope, counted",
        f"{part.zh} / 计入的已注明范围的报修",
        "RPT-11",
        only(part),
        only(RATED_SCOPED),
        excluded=(UNSCOPED, *SCOPED_APART),
        settings=(REPAIR_KINDS, SETTING),
    )


METRICS: Final = (
    count_of("tickets.new", "RPT-41", NEW, "New tickets", "新建工单"),
    count_of("tickets.done", "RPT-41", DONE, "Tickets done", "完成工单"),
    count_of("tickets.closed", "RPT-41", CLOSED, "Tickets closed", "归档工单"),
    count_of("tickets.cancelled", "RPT-41", CANCELLED, "Tickets cancelled", "作废工单"),
    count_of("tickets.open", "RPT-53", OPEN, "Open tickets", "未结工单"),
    count_of("tickets.overdue", "RPT-41", OVERDUE, "Overdue tickets", "超时工单"),
    count_of("tickets.caused_by_customer", "TKT-13", APART[0], "Caused by the customer", "业主自身原因"),
    count_of(
        "tickets.original_construction", "TKT-13", APART[1], "Original construction fault", "原施工问题"
    ),
    count_of("complaints.new", "RPT-41", COMPLAINTS, "New complaints", "新增投诉"),
    count_of(
        "complaints.poor_service", "CMP-20", POOR_SERVICE, "Complaints of poor service", "服务不到位投诉"
    ),
    count_of("repairs.total", "RPT-11", REPAIRS, "Repairs", "报修", settings=(REPAIR_KINDS,)),
    count_of("repairs.in_home", "RPT-11", IN_HOME, "In-home repairs", "户内报修", settings=(REPAIR_KINDS,)),
    count_of("repairs.public", "RPT-11", PUBLIC, "Public-area repairs", "公共报修", settings=(REPAIR_KINDS,)),
    count_of(
        "repairs.unscoped",
        "TKT-16",
        UNSCOPED,
        "Repairs without a scope",
        "未注明范围的报修",
        settings=(REPAIR_KINDS,),
    ),
    _share("repairs.in_home_share", RATED_IN_HOME, "Share in-home", "户内占比"),
    _share("repairs.public_share", RATED_PUBLIC, "Share public", "公共占比"),
    Metric(
        "repairs.per_call",
        "Repairs in calls",
        "报修占来电比",
        Unit.PERCENT,
        "repairs reported, counted / answered inbound calls",
        "计入的报修 / 已接的呼入电话",
        "RPT-11",
        only(RATED_REPAIRS),
        only(ANSWERED),
        excluded=REPAIRS_APART,
        settings=(REPAIR_KINDS, SETTING),
    ),
    Metric(
        "tickets.response_rate",
        "First response in time",
        "响应及时率",
        Unit.PERCENT,
        "tickets first answered within the limit / tickets reported, counted, without those still inside it "
        "and those answered before they were reported",
        "时限内首次响应的工单 / 计入的工单（不含尚在时限内未响应的及响应早于报单的）",
        "RPT-13",
        only(RESPONDED),
        lambda _basis: ((1, RATED), (-1, AWAITING), (-1, ANSWERED_BEFORE)),
        excluded=(AWAITING, ANSWERED_BEFORE, *APART),
        target="report.response_target",
        better=Better.HIGHER,
        settings=("report.response_hours", SETTING),
    ),
)
