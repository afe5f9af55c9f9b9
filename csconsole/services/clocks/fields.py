"""The keys that the list of open clocks understands."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, not_, or_
from sqlmodel import col, select

from csconsole.codes import find_code
from csconsole.models import Ticket, TicketClock
from csconsole.services.clocks.judging import judged_at
from csconsole.services.clocks.kinds import ClockState
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    Op,
    Scope,
    Value,
    department_field,
    numbered_field,
    staff_field,
    yes_no_field,
)

_STATES: Final = (("running", "进行中"), ("paused", "暂停"), ("late", "逾期"))
"""The states of clocks that were not met, as in the list of codes."""


def _of_ticket(column: Any) -> Any:
    """A column of the ticket that a clock is of."""
    return select(column).where(col(Ticket.id) == col(TicketClock.ticket_id)).scalar_subquery()


def _late(scope: Scope) -> ColumnElement[bool]:
    """Past its time, and not standing still."""
    return and_(
        col(TicketClock.state) != ClockState.PAUSED.value,
        or_(
            col(TicketClock.state) == ClockState.LATE.value,
            col(TicketClock.due_at) < judged_at(scope.ctx),
        ),
    )


def _state_is(scope: Scope, _op: Op, value: Value) -> ColumnElement[bool] | None:
    """The state as the list shows it: what runs past its time is late, though nobody has looked yet."""
    code = find_code("clock_state", value.text)
    if code is None:
        return None
    if code == ClockState.LATE.value:
        return _late(scope)
    if code == ClockState.RUNNING.value:
        return and_(col(TicketClock.state) == code, not_(_late(scope)))
    return col(TicketClock.state) == code if code == ClockState.PAUSED.value else false()


CLOCKS: Final = EntityFields(
    name="ticket_clock",
    model=TicketClock,
    fields=(
        numbered_field("ticket", "工单", TicketClock.ticket_id, Ticket, aliases=("number",)),
        FieldSpec("clock", "时钟", Kind.CODE, TicketClock.kind, codes="clock_kind"),
        FieldSpec("state", "状态", Kind.CUSTOM, test=_state_is, words=_STATES, sortable=False),
        FieldSpec("due", "时限", Kind.INSTANT, TicketClock.due_at, ahead=True),
        FieldSpec("started", "开始", Kind.INSTANT, TicketClock.started_at),
        FieldSpec("limit", "限时", Kind.EXACT, TicketClock.time_limit, sortable=False),
        department_field("department", "部门", _of_ticket(Ticket.department_id)),
        staff_field("handler", "处理人", _of_ticket(Ticket.handler_id), aliases=("assignee",)),
        yes_no_field("overdue", "逾期", _late),
    ),
    default_sort="due",
    within=(_of_ticket(Ticket.number), _of_ticket(Ticket.title)),
)
