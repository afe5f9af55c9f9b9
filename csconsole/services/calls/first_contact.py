"""My first-contact items still open 首问负责 (CALL-10): calls and tickets that I answered first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from csconsole.models import Call, Ticket
from csconsole.models.rights import Right
from csconsole.services.tickets.access import calls_visible, visible

if TYPE_CHECKING:
    from csconsole.services.context import Context

_OPEN_CALL = ("pending", "transferred", "second_line", "answered")
_CLOSED_TICKET = ("closed", "cancelled", "archived")


@dataclass(frozen=True, slots=True)
class FirstContactItem:
    """One item of which someone is first owner until the customer has the answer."""

    kind: str
    id: int
    number: str
    text: str
    state: str
    customer_id: int | None
    handler_id: int | None
    due_at: datetime | None
    late: bool


def first_contact_items(ctx: Context, staff_id: int | None = None) -> tuple[FirstContactItem, ...]:
    """Open items of which the person (default: oneself) is first owner, the most urgent first (CALL-10)."""
    ctx.require(Right.RECORD_VIEW)
    owner = staff_id if staff_id is not None else ctx.staff_id
    now = ctx.now()
    with ctx.read() as uow:
        calls = uow.session.exec(
            select(Call)
            .where(Call.first_owner_id == owner, col(Call.state).in_(_OPEN_CALL), *calls_visible(ctx))
            .order_by(col(Call.id).desc())
        ).all()
        tickets = uow.session.exec(
            select(Ticket)
            .where(Ticket.first_owner_id == owner, col(Ticket.state).not_in(_CLOSED_TICKET), *visible(ctx))
            .order_by(col(Ticket.due_at))
        ).all()
        items = [
            FirstContactItem(
                "call",
                row.pk,
                row.number,
                row.summary,
                row.state,
                row.customer_id,
                row.agent_id,
                row.next_answer_at,
                row.next_answer_at is not None and row.next_answer_at < now,
            )
            for row in calls
        ]
        items += [
            FirstContactItem(
                "ticket",
                row.pk,
                row.number,
                row.title,
                row.state,
                row.customer_id,
                row.handler_id,
                row.due_at,
                row.due_at is not None and row.due_at < now,
            )
            for row in tickets
        ]
    return tuple(sorted(items, key=lambda item: (item.due_at is None, item.due_at or now, item.id)))
