"""Everything that happened with one customer, newest first (CUS-01)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.models import Call, Callback, Customer, Event, Promise, Staff, Ticket
from csconsole.models.lifecycle.callback import CALLBACK
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.models.rights import Right
from csconsole.services.customers.read import CustomerRef, load_customer
from csconsole.services.tickets.access import about_visible, calls_visible, visible
from csconsole.services.tickets.fields import WORKED

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


_Names = dict[int | None, str]


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened.

    ``kind`` is call, ticket, callback, promise or customer (a change of the file); ``state`` is a code of the
    kind's state list, or the action for a change of the file; ``due_at`` is only of what is still owed.
    """

    at: datetime
    kind: str
    id: int
    number: str | None
    text: str
    state: str
    who: str | None
    due_at: datetime | None = None


def customer_timeline(
    ctx: Context, ref: CustomerRef, *, limit: int = 100, before: datetime | None = None
) -> tuple[TimelineRow, ...]:
    """The newest ``limit`` entries of a customer's history, or those before an instant, as far as this person
    may see them (CUS-01, CMP-22).
    """
    ctx.require(Right.CUSTOMER_VIEW)
    with ctx.read() as uow:
        customer = load_customer(uow, ref)
        names = _staff_names(uow)
        sources = (_calls, _tickets, _callbacks, _promises, _changes)
        rows = [row for source in sources for row in source(ctx, uow, names, customer, limit, before)]
        rows.sort(key=lambda row: (row.at, row.kind != "customer", row.id), reverse=True)
        return tuple(rows[:limit])


def _newest(
    uow: UnitOfWork, model: Any, at: Any, where: Sequence[Any], limit: int, before: datetime | None
) -> Iterable[Any]:
    statement = select(model).where(*where)
    if before is not None:
        statement = statement.where(at < before)
    return uow.session.exec(statement.order_by(col(model.id).desc()).limit(limit))


def _calls(
    ctx: Context, uow: UnitOfWork, names: _Names, customer: Customer, limit: int, before: datetime | None
) -> Iterator[TimelineRow]:
    where = (Call.customer_id == customer.pk, *calls_visible(ctx))
    for row in _newest(uow, Call, Call.started_at, where, limit, before):
        who = names.get(row.agent_id) or row.agent_name
        yield TimelineRow(row.started_at, "call", row.pk, row.number, row.summary, row.state, who)


def _tickets(
    ctx: Context, uow: UnitOfWork, names: _Names, customer: Customer, limit: int, before: datetime | None
) -> Iterator[TimelineRow]:
    where = (Ticket.customer_id == customer.pk, *visible(ctx))
    for row in _newest(uow, Ticket, Ticket.created_at, where, limit, before):
        who = names.get(row.handler_id) or names.get(row.first_owner_id)
        yield TimelineRow(
            row.created_at, "ticket", row.pk, row.number, row.title, row.state, who, _running(row)
        )


def _running(ticket: Ticket) -> datetime | None:
    """When the work is due that is still to be done."""
    owed = TICKET.is_open(ticket.state) and ticket.state not in WORKED and ticket.paused_at is None
    return ticket.due_at if owed else None


def _callbacks(
    ctx: Context, uow: UnitOfWork, names: _Names, customer: Customer, limit: int, before: datetime | None
) -> Iterator[TimelineRow]:
    where = (Callback.customer_id == customer.pk, *about_visible(ctx, Callback.ticket_id, Callback.call_id))
    for row in _newest(uow, Callback, Callback.created_at, where, limit, before):
        yield TimelineRow(
            row.created_at,
            "callback",
            row.pk,
            row.number,
            row.reason,
            row.state,
            names.get(row.owner_id),
            row.due_at if CALLBACK.is_open(row.state) else None,
        )


def _promises(
    ctx: Context, uow: UnitOfWork, names: _Names, customer: Customer, limit: int, before: datetime | None
) -> Iterator[TimelineRow]:
    where = (Promise.customer_id == customer.pk, *about_visible(ctx, Promise.ticket_id, Promise.call_id))
    for row in _newest(uow, Promise, Promise.created_at, where, limit, before):
        who = names.get(row.promiser_id)
        yield TimelineRow(
            row.created_at,
            "promise",
            row.pk,
            None,
            row.text,
            row.state,
            who,
            row.due_at if row.state == "open" else None,
        )


def _changes(
    _ctx: Context, uow: UnitOfWork, names: _Names, customer: Customer, limit: int, before: datetime | None
) -> Iterator[TimelineRow]:
    statement = select(Event).where(Event.entity == "customer", Event.entity_id == customer.pk)
    if before is not None:
        statement = statement.where(Event.at < before)
    for event in uow.session.exec(statement.order_by(col(Event.id).desc()).limit(limit)):
        fields = ", ".join(sorted(event.after or {})) if event.before is not None else ""
        yield TimelineRow(
            event.at,
            "customer",
            event.id or 0,
            None,
            event.reason or fields,
            event.action,
            names.get(event.actor_id),
        )


def _staff_names(uow: UnitOfWork) -> _Names:
    return dict(uow.session.exec(select(Staff.id, Staff.name)).all())
