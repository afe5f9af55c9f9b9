"""Tickets that nobody has answered, and those that nobody follows up, by department (TKT-34)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csconsole.models import Right, Ticket
from csconsole.services.context import Context
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.settings import setting
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import WORKED, is_open
from csconsole.services.tickets.rows import TicketRow, ticket_rows
from csconsole.storage import UnitOfWork

MOST = 2000


@dataclass(frozen=True, slots=True)
class SilentTickets:
    """The tickets of one department that nobody answered or followed up, the longest silent first."""

    department_id: int | None
    department: str | None
    rows: tuple[TicketRow, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.rows)


def unanswered_tickets(ctx: Context) -> tuple[SilentTickets, ...]:
    """Open tickets without a first response for longer than ``ticket.no_response_after``, by department."""
    return _grouped(ctx, unanswered)


def unfollowed_tickets(ctx: Context) -> tuple[SilentTickets, ...]:
    """Open tickets without a note or a step for longer than ``ticket.no_follow_up_after``, by department;
    parked ones have their review date.
    """
    return _grouped(ctx, unfollowed)


def unanswered(ctx: Context, uow: UnitOfWork) -> list[Ticket]:
    """Of those that this person may see the tickets of customers without a first response in time, the
    longest waiting first. The lists of the day and the backlog report (RPT-53) mean the same by it.
    """
    customer = or_(
        col(Ticket.customer_id).is_not(None),
        col(Ticket.phone).is_not(None),
        col(Ticket.contact_name).is_not(None),
    )
    silent = and_(col(Ticket.first_response_at).is_(None), customer)
    return _silent(ctx, uow, silent, "ticket.no_response_after", lambda ticket: ticket.reported_at)


def unfollowed(ctx: Context, uow: UnitOfWork) -> list[Ticket]:
    """The same of the tickets that nobody follows up."""
    running = col(Ticket.state).not_in(("parked", *WORKED))
    return _silent(ctx, uow, running, "ticket.no_follow_up_after", last_followed)


def last_followed(ticket: Ticket) -> datetime | None:
    """When somebody did something about a ticket last."""
    times = (
        ticket.reported_at,
        ticket.dispatched_at,
        ticket.accepted_at,
        ticket.first_response_at,
        ticket.arrived_at,
        ticket.last_note_at,
        ticket.paused_at,
    )
    return max((at for at in times if at is not None), default=None)


def _silent(
    ctx: Context,
    uow: UnitOfWork,
    condition: ColumnElement[bool],
    key: str,
    since: Callable[[Ticket], datetime | None],
) -> list[Ticket]:
    limit = parse_limit(str(setting(ctx, key)), field=key)
    calendar, now = site_calendar(ctx), ctx.now()
    query = (
        select(Ticket)
        .where(is_open(), col(Ticket.state).not_in(WORKED), condition, *visible(ctx))
        .order_by(col(Ticket.reported_at), col(Ticket.id))
        .limit(MOST)
    )
    found = [(since(ticket), ticket) for ticket in uow.session.exec(query)]
    late = [(at, one) for at, one in found if at is not None and due_walk(calendar, at, limit).at < now]
    late.sort(key=lambda pair: (pair[0], pair[1].pk))
    return [ticket for _at, ticket in late]


def _grouped(
    ctx: Context, silent: Callable[[Context, UnitOfWork], list[Ticket]]
) -> tuple[SilentTickets, ...]:
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return _by_department(ticket_rows(ctx, uow, silent(ctx, uow)))


def _by_department(rows: Sequence[TicketRow]) -> tuple[SilentTickets, ...]:
    groups: dict[tuple[int | None, str | None], list[TicketRow]] = {}
    for row in rows:
        groups.setdefault((row.department_id, row.department), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: (item[0][1] or "", -len(item[1])))
    return tuple(SilentTickets(key, name, tuple(found)) for (key, name), found in ordered)
