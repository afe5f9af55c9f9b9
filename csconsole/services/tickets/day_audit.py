"""The end-of-day audit 日清日审: open items have a note of today before the day is signed off (TKT-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _, listed, ngettext
from csconsole.models import Event, Right, Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import DueSource
from csconsole.services.context import Context
from csconsole.services.query import Page
from csconsole.services.tickets.access import TicketRef, load_ticket, visible
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.lists import page_of_tickets, urgent_first
from csconsole.services.tickets.rows import TicketRow, ticket_row, ticket_rows

ENTITY = "day"
_TELLING: Final = ("note", "done", "park", "act", "step", "defer", "extend", "excuse", "arrive", "close")
"""Events of a ticket with which its customer may have been told something."""


class DayNotClearError(RuleBrokenError):
    """Some open items have no note of today."""


@dataclass(frozen=True, slots=True)
class DayAudit:
    """The open items of the site's day: all, those overdue, those without a note of that day.

    ``multi_day`` are items reported before the day, or not to be done on it, whose customer was not told
    anything that day (TKT-10, TKT-11); those of the house have nobody to tell.
    """

    day: date
    open: tuple[TicketRow, ...]
    late: tuple[TicketRow, ...]
    unnoted: tuple[TicketRow, ...]
    multi_day: tuple[TicketRow, ...]
    signed_off: bool

    @property
    def clear(self) -> bool:
        """Whether the day may be signed off."""
        return not self.unnoted


def audit_day(ctx: Context) -> DayAudit:
    """The lists of the site's today."""
    ctx.require(Right.RECORD_VIEW)
    day = ctx.today()
    start, _end = day_bounds(day, ctx.zone)
    signed = is_signed_off(ctx)
    with ctx.read() as uow:
        found = list(
            uow.session.exec(select(Ticket).where(is_open(), *visible(ctx)).order_by(*urgent_first()))
        )
        rows = ticket_rows(ctx, uow, found)
        unnoted = {each.pk for each in found if each.last_note_at is None or each.last_note_at < start}
        untold = set(uow.session.exec(select(Ticket.id).where(is_open(), *_untold(ctx))))
    return DayAudit(
        day=day,
        open=tuple(rows),
        late=tuple(row for row in rows if row.late),
        unnoted=tuple(row for row in rows if row.id in unnoted),
        multi_day=tuple(row for row in rows if row.id in untold),
        signed_off=signed,
    )


def is_signed_off(ctx: Context) -> bool:
    """Whether the site's today is signed off."""
    ctx.require(Right.RECORD_VIEW)
    day = ctx.today()
    start, _end = day_bounds(day, ctx.zone)
    with ctx.read() as uow:
        query = select(Event.id).where(
            Event.entity == ENTITY,
            Event.entity_id == _key(day),
            Event.action == "signed_off",
            col(Event.at) >= start,
        )
        return uow.session.exec(query.limit(1)).first() is not None


def sign_off_day(ctx: Context) -> DayAudit:
    """Sign off the site's today. Raises ``DayNotClearError`` that names the items without a note."""
    ctx.require(Right.SHIFT_MANAGE)
    with ctx.write() as uow:
        audit = audit_day(ctx)
        if not audit.clear:
            numbers = listed(row.number for row in audit.unnoted[:5])
            raise DayNotClearError(
                ngettext(
                    "{count} open item has no note of today: {numbers}",
                    "{count} open items have no note of today: {numbers}",
                    len(audit.unnoted),
                    count=len(audit.unnoted),
                    numbers=numbers,
                ),
                rule="TKT-11",
                hint=_("Write a note on each with: csconsole ticket note NUMBER TEXT"),
            )
        uow.log(
            ENTITY, _key(audit.day), "signed_off", detail={"open": len(audit.open), "late": len(audit.late)}
        )
    return audit_day(ctx)


def review_ticket(ctx: Context, ref: TicketRef, *, note: str | None = None) -> TicketRow:
    """Record that whoever leads the shift has looked at an open ticket today 日审 (TKT-11), with a word where
    there is one. Raises ``RuleBrokenError`` for a closed one.
    """
    ctx.require(Right.SHIFT_MANAGE)
    said = entry.paragraph(note, "note", rule="TKT-11")
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        if not TICKET.is_open(ticket.state):
            raise RuleBrokenError(
                _("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-11"
            )
        detail = {"text": said} if said else None
        uow.update(ticket, "reviewed", {"reviewed_at": ctx.now()}, detail=detail)
        return ticket_row(ctx, uow, ticket)


def untold_tickets(ctx: Context, *, limit: int = 50, after: str | None = None) -> Page[TicketRow]:
    """Open items of earlier days whose customer was told nothing today (TKT-11), and of today those that are
    put off to another day, from that moment on (TKT-10); those of the house have nobody to tell.
    """
    return page_of_tickets(ctx, is_open(), *_untold(ctx), limit=limit, after=after)


def is_untold(ctx: Context, ticket_id: int) -> bool:
    """Whether the customer of this open ticket is still to be told of today (TKT-10, TKT-11)."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        query = select(Ticket.id).where(Ticket.id == ticket_id, is_open(), *_untold(ctx, ticket_id))
        return uow.session.exec(query).first() is not None


def _untold(ctx: Context, ticket_id: int | None = None) -> tuple[ColumnElement[bool], ...]:
    start, _end = day_bounds(ctx.today(), ctx.zone)
    whose = (Ticket.customer_id, Ticket.phone, Ticket.contact_name)
    customer = or_(*(col(name).is_not(None) for name in whose))
    to_do = col(Ticket.state).not_in(("done", "called_back"))
    put_off = or_(col(Ticket.state) == "parked", col(Ticket.due_source) == DueSource.NEXT_DAY.value)
    several = or_(col(Ticket.reported_at) < start, and_(to_do, put_off))
    return customer, several, col(Ticket.id).not_in(_told_today(ctx, ticket_id))


def _told_today(ctx: Context, ticket_id: int | None = None) -> set[int]:
    """Items whose customer was told something today; of one ticket alone where it is given."""
    start, end = day_bounds(ctx.today(), ctx.zone)
    with ctx.read() as uow:
        query = select(Event).where(
            Event.entity == "ticket",
            col(Event.action).in_(_TELLING),
            col(Event.at) >= start,
            col(Event.at) < end,
            *(() if ticket_id is None else (Event.entity_id == ticket_id,)),
        )
        return {
            event.entity_id
            for event in uow.session.exec(query)
            if (event.detail or {}).get("told_customer") or (event.after or {}).get("customer_informed")
        }


def _key(day: date) -> int:
    return int(f"{day:%Y%m%d}")
