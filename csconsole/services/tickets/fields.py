"""The keys of the query language that the ticket list understands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, exists, not_, or_, text
from sqlmodel import col, select

from csconsole.clock import day_bounds, local_date
from csconsole.models import Customer, Ticket, TicketClock
from csconsole.models.lifecycle.complaint import LEVELS
from csconsole.models.ticket import SLIP_OWED
from csconsole.services.clocks.judging import judged_at
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Group,
    Kind,
    Op,
    Scope,
    Value,
    category_field,
    department_field,
    staff_field,
)
from csconsole.services.tickets.lacking import LACKS_WORDS, lacks

CLOSED: Final = ("closed", "cancelled", "archived")
WORKED: Final = ("done", "called_back")
"""States in which the handler's work is over and the desk's is not."""


def is_open() -> ColumnElement[bool]:
    """Open tickets, worded like the partial indexes."""
    return col(Ticket.state).not_in(CLOSED)


def is_running() -> ColumnElement[bool]:
    """Tickets whose due time runs: neither finished nor done nor paused."""
    return and_(_unfinished(), col(Ticket.paused_at).is_(None))


def _unfinished() -> ColumnElement[bool]:
    """Neither finished nor done. Written into the statement, so that the partial indexes of open tickets
    fit.
    """
    state = col(Ticket.state)
    return and_(*(state.not_in(_written(states)) for states in (CLOSED, WORKED)))


def slip_owed() -> ColumnElement[bool]:
    """Open tickets whose repair slip is not submitted yet, worded like their index (TKT-27)."""
    return and_(is_open(), text(SLIP_OWED))


def _written(states: Sequence[str]) -> Any:
    return bindparam(None, list(states), expanding=True, literal_execute=True)


def is_late(scope: Scope) -> ColumnElement[bool]:
    """Work that is overdue: to be done, the first of its running clocks up, be it the arrival (TKT-07)."""
    return and_(_unfinished(), col(Ticket.next_due_at) < judged_at(scope.ctx))


def _unanswered() -> ColumnElement[bool]:
    """Never answered, or not since it was reopened."""
    again = exists().where(
        col(TicketClock.ticket_id) == Ticket.id,
        col(TicketClock.round) == Ticket.reopenings + 1,
        col(TicketClock.kind) == "respond",
        col(TicketClock.met_at).is_(None),
    )
    return or_(col(Ticket.first_response_at).is_(None), and_(col(Ticket.reopenings) > 0, again))


def _clock_is(scope: Scope, operator: Op, value: Value) -> ColumnElement[bool] | None:
    start, end = day_bounds(local_date(scope.now, scope.zone), scope.zone)
    due = col(Ticket.next_due_at)
    conditions = {
        "late": is_late(scope),
        "paused": col(Ticket.paused_at).is_not(None),
        "today": and_(is_open(), due >= start, due < end),
        "unanswered": and_(is_open(), _unanswered(), col(Ticket.respond_due_at) < scope.now),
        "unnoted": and_(is_open(), or_(col(Ticket.last_note_at).is_(None), col(Ticket.last_note_at) < start)),
    }
    word = _CLOCK_ZH.get(value.text, value.text.casefold())
    found = conditions.get(word)
    if found is None or operator not in (Op.IS, Op.NOT):
        return None
    return not_(found) if operator is Op.NOT else found


_CLOCK_WORDS: Final = (
    ("late", "逾期"),
    ("paused", "暂停"),
    ("today", "今天到期"),
    ("unanswered", "未响应"),
    ("unnoted", "今日无进展"),
)
_CLOCK_ZH: Final = {zh: word for word, zh in _CLOCK_WORDS}


def _find_customers(scope: Scope, text: str) -> Sequence[int]:
    """Keys of the customers with this name, unit or customer number, else of those whose name or organisation
    holds the text.
    """
    whole = or_(col(Customer.name) == text, col(Customer.code) == text, col(Customer.unit) == text)
    names = (col(Customer.name), col(Customer.organisation))
    part = or_(*(one.icontains(text, autoescape=True) for one in names))
    for condition in (whole, part):
        query = select(col(Customer.id)).where(condition).limit(200)
        if found := tuple(key for key in scope.uow.session.exec(query) if key is not None):
            return found
    return ()


def _find_assets(scope: Scope, text: str) -> Sequence[int]:
    """Keys of the assets with this number, serial number or name."""
    from csconsole.models import Asset

    named = or_(col(Asset.number) == text.upper(), col(Asset.serial) == text, col(Asset.name) == text)
    query = select(col(Asset.id)).where(named).limit(200)
    return tuple(key for key in scope.uow.session.exec(query) if key is not None)


TICKETS: Final = EntityFields(
    name="ticket",
    model=Ticket,
    fields=(
        FieldSpec("number", "工单号", Kind.EXACT, Ticket.number),
        FieldSpec("kind", "类型", Kind.CODE, Ticket.kind, codes="ticket_kind"),
        FieldSpec(
            "state",
            "状态",
            Kind.CODE,
            Ticket.state,
            codes="ticket_state",
            groups={
                "open": Group("未结", excluding=CLOSED),
                "working": Group(
                    "在办", codes=("assigned", "accepted", "on_site", "in_progress", "waiting", "parked")
                ),
                "finished": Group("已结", codes=CLOSED),
            },
            common=CLOSED,
        ),
        FieldSpec(
            "priority",
            "优先级",
            Kind.CODE,
            Ticket.priority,
            codes="ticket_priority",
            order=("normal", "urgent", "emergency"),
            by=Ticket.priority_rank,
        ),
        FieldSpec("stage", "阶段", Kind.CODE, Ticket.stage, codes="complaint_state"),
        FieldSpec("level", "等级", Kind.CODE, Ticket.level, codes="complaint_level", order=LEVELS),
        category_field("category", "业务分类", Ticket.category_id),
        FieldSpec("scope", "范围", Kind.CODE, Ticket.scope, codes="ticket_scope"),
        FieldSpec("size", "大小", Kind.CODE, Ticket.size, codes="ticket_size"),
        FieldSpec("mode", "方式", Kind.CODE, Ticket.mode, codes="ticket_mode"),
        FieldSpec("asset", "设备", Kind.LINK, Ticket.asset_id, find=_find_assets, sortable=False),
        FieldSpec("product", "产品", Kind.EXACT, Ticket.product),
        FieldSpec("defect", "缺陷", Kind.CODE, Ticket.defect, codes="ticket_defect"),
        FieldSpec("zone", "片区", Kind.EXACT, Ticket.zone),
        department_field("department", "部门", Ticket.department_id, aliases=("dept",)),
        staff_field(
            "handler",
            "处理人",
            Ticket.handler_id,
            aliases=("assignee", "who"),
            also=Ticket.second_handler_id,
        ),
        staff_field("owner", "首问", Ticket.first_owner_id, aliases=("first_owner",)),
        staff_field("second", "第二处理人", Ticket.second_handler_id),
        FieldSpec("customer", "客户", Kind.LINK, Ticket.customer_id, find=_find_customers, sortable=False),
        FieldSpec("contact", "联系人", Kind.TEXT, Ticket.contact_name),
        FieldSpec("where", "地址", Kind.TEXT, Ticket.address, aliases=("address",)),
        FieldSpec("vip", "贵宾", Kind.FLAG, Ticket.vip),
        FieldSpec("clock", "时钟", Kind.CUSTOM, test=_clock_is, words=_CLOCK_WORDS, aliases=("sla",)),
        FieldSpec("lacks", "缺", Kind.CUSTOM, test=lacks, words=LACKS_WORDS, sortable=False),
        FieldSpec("due", "时限", Kind.INSTANT, Ticket.due_at, ahead=True, only=is_running),
        FieldSpec("next", "下一时限", Kind.INSTANT, Ticket.next_due_at, ahead=True),
        FieldSpec("slip", "报修单", Kind.INSTANT, Ticket.slip_due_at, ahead=True, only=slip_owed),
        FieldSpec("paid", "已收费", Kind.FLAG, Ticket.paid),
        FieldSpec("court", "诉讼", Kind.INSTANT, Ticket.litigation_at, aliases=("litigation",)),
        FieldSpec("promised", "承诺", Kind.INSTANT, Ticket.promised_at, ahead=True),
        FieldSpec("review", "复查", Kind.INSTANT, Ticket.review_at, ahead=True),
        FieldSpec("reviewed", "复核", Kind.INSTANT, Ticket.reviewed_at),
        FieldSpec("reported", "报告", Kind.INSTANT, Ticket.reported_at),
        FieldSpec("dispatched", "派单", Kind.INSTANT, Ticket.dispatched_at),
        FieldSpec("noted", "进展", Kind.INSTANT, Ticket.last_note_at),
        FieldSpec("done", "完成", Kind.INSTANT, Ticket.done_at),
        FieldSpec("closed", "归档", Kind.INSTANT, Ticket.closed_at),
        FieldSpec("created", "创建", Kind.INSTANT, Ticket.created_at),
        FieldSpec("updated", "更新", Kind.INSTANT, Ticket.updated_at),
        FieldSpec("satisfaction", "满意度", Kind.CODE, Ticket.satisfaction, codes="satisfaction"),
        FieldSpec("escalated", "上报", Kind.FLAG, Ticket.escalated),
        FieldSpec("returns", "退单", Kind.NUMBER, Ticket.returns),
        FieldSpec("reopenings", "重开", Kind.NUMBER, Ticket.reopenings),
    ),
    default_sort="-id",
    search="ticket",
)
