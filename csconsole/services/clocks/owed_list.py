"""What is owed within open tickets and by whom, the soonest due first: for the desk, handover and lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, text
from sqlmodel import col

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Right, Ticket, TicketClock
from csconsole.services.clocks.kinds import ClockKind
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork
from csconsole.text import one_line

MOST = 500
_OPEN = text(
    "ticket_clock.item_id <> 0 AND ticket_clock.met_at IS NULL AND ticket_clock.state IN ('running', 'late')"
)
"""Worded like the partial index."""
_OPEN_TICKET = text("ticket.state NOT IN ('closed', 'cancelled', 'archived')")


@dataclass(frozen=True, slots=True)
class OwedItem:
    """One thing that is owed: ``entity`` and ``item_id`` name its record, ``number`` its ticket. ``about`` is
    what was asked of whom, of a complaint about a person the number alone (CMP-22); ``said`` the clock's name
    before it.
    """

    clock: str
    entity: str
    item_id: int
    number: str
    said: str
    due_at: datetime
    opened_at: datetime
    owner_id: int | None
    department_id: int | None
    about: str


def owed_items(
    uow: UnitOfWork, *conditions: ColumnElement[bool], limit: int = MOST, until: datetime | None = None
) -> list[OwedItem]:
    """What is owed on open tickets, each record once with its first clock.

    Tickets have many columns, and a desk asks in several ways: it reads what it shows.
    """
    query = (
        select(
            col(TicketClock.kind),
            col(TicketClock.item_id),
            col(TicketClock.due_at),
            col(TicketClock.started_at),
            col(TicketClock.owner_id),
            col(TicketClock.department_id),
            col(Ticket.number),
            col(Ticket.against_staff_id),
        )
        .select_from(TicketClock)
        .join(Ticket, col(Ticket.id) == TicketClock.ticket_id)
        .where(_OPEN, _OPEN_TICKET, *conditions)
        .order_by(col(TicketClock.due_at), col(TicketClock.id))
        .limit(limit)
    )
    if until is not None:
        query = query.where(col(TicketClock.due_at) <= until)
    found: dict[tuple[str, int], OwedItem] = {}
    for row in uow.session.execute(query):
        about = _about(uow, row.kind, row.item_id, row.number if row.against_staff_id is not None else "")
        item = OwedItem(
            clock=row.kind,
            entity=str(_table(row.kind).__tablename__),
            item_id=row.item_id,
            number=row.number,
            said=_said(row.kind, about),
            due_at=row.due_at,
            opened_at=row.started_at,
            owner_id=row.owner_id,
            department_id=row.department_id,
            about=about,
        )
        found.setdefault((item.entity, item.item_id), item)
    return list(found.values())


def mine(ctx: Context) -> ColumnElement[bool]:
    """What this person owes, or the own department: as asked, else as the ticket is assigned. The report of
    an incident is every dispatcher's, who handle and report it (TKT-23).
    """
    me, place = ctx.actor.staff_id, ctx.actor.department_id
    owner, department = col(TicketClock.owner_id), col(TicketClock.department_id)
    tickets: list[ColumnElement[bool]] = [col(Ticket.handler_id) == me]
    nobody = and_(col(Ticket.handler_id).is_(None), col(Ticket.department_id).is_(None))
    tickets.append(and_(nobody, col(Ticket.first_owner_id) == me))
    whose: list[ColumnElement[bool]] = [owner == me]
    if place is not None:
        tickets.append(and_(col(Ticket.handler_id).is_(None), col(Ticket.department_id) == place))
        whose.append(and_(owner.is_(None), department == place))
    whose.append(and_(owner.is_(None), department.is_(None), or_(*tickets)))
    if ctx.can(Right.TICKET_DISPATCH):
        whose.append(col(TicketClock.kind) == ClockKind.REPORT.value)
    return or_(*whose)


def watched(ctx: Context) -> ColumnElement[bool]:
    """What others owe and this person sees to: on a ticket that is with them or came through them; a
    dispatcher sees to everything.
    """
    others = not_(func.coalesce(mine(ctx), false()))  # empty owners make the condition neither true nor false
    if ctx.can(Right.TICKET_DISPATCH):
        return others
    me = ctx.actor.staff_id
    return and_(others, or_(col(Ticket.handler_id) == me, col(Ticket.first_owner_id) == me))


def said_of(uow: UnitOfWork, clock: TicketClock, ticket: Ticket) -> str:
    """The clock's name with what was asked of whom; of a complaint about a person the number alone."""
    about_person = ticket.against_staff_id is not None
    about = _about(uow, clock.kind, clock.item_id, ticket.number if about_person else "")
    return _said(clock.kind, about)


def _about(uow: UnitOfWork, kind: str, item_id: int, instead: str) -> str:
    return one_line(instead or _words(uow, uow.get(_table(kind), item_id)))


def _said(kind: str, about: str) -> str:
    return _("{kind}: {about}", kind=label("clock_kind", kind), about=about)


def _table(kind: str) -> Any:
    """The table of what a clock of this kind stands for."""
    from csconsole.services.clocks.owed import TABLE_OF

    return TABLE_OF[ClockKind(kind)]


def _words(uow: UnitOfWork, item: Any) -> str:
    """Who was asked, and what for."""
    from csconsole.models import Contractor, ContractorJob, Department, Incident, Referral, Staff, Subtask
    from csconsole.services.tickets.access import department_name

    match item:
        case Subtask():
            place = uow.get(Department, item.department_id) if item.department_id is not None else None
            who = uow.get(Staff, item.staff_id).name if item.staff_id is not None else ""
            parts = [department_name(place) if place else "", who, item.text]
        case ContractorJob():
            parts = [uow.get(Contractor, item.contractor_id).name, item.text]
        case Referral():
            parts = [item.body, item.reference]
        case Incident():
            parts = [label("incident_type", item.incident_type)]
    return " ".join(part for part in parts if part)
