"""The clocks of all open tickets: which run out next, and reckoning them anew after the policy changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import col, or_, select

from csconsole.models import Right, Ticket, TicketClock
from csconsole.services.clocks.judging import judged_at
from csconsole.services.clocks.keep import change_ticket
from csconsole.services.clocks.kinds import ClockState
from csconsole.services.clocks.owed_list import said_of
from csconsole.services.context import Context
from csconsole.services.record_numbers import find_record
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.rows import ticket_rows
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page

RUNNING = (ClockState.RUNNING.value, ClockState.PAUSED.value, ClockState.LATE.value)
BATCH = 100


@dataclass(frozen=True, slots=True)
class OpenClock:
    """One clock that was not met, of one open ticket or of what is owed within it, which ``title`` then says;
    ``warned`` are the marks that it has given.
    """

    ticket_id: int
    number: str
    title: str
    clock: str
    state: str
    due_at: datetime
    limit: str | None
    warned: tuple[str, ...]
    department: str | None
    handler: str | None


def open_clocks(
    ctx: Context,
    *,
    late: bool = False,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[OpenClock]:
    """One page of the clocks of open tickets that were not met, the soonest due first; with ``late`` only
    those past due. Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.clocks.fields import CLOCKS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    ticket_id = col(TicketClock.ticket_id)
    round_now = select(Ticket.reopenings + 1).where(col(Ticket.id) == ticket_id).scalar_subquery()
    where = [
        ticket_id.in_(select(col(Ticket.id)).where(is_open(), *visible(ctx))),
        or_(col(TicketClock.item_id) > 0, col(TicketClock.round) == round_now),
        col(TicketClock.met_at).is_(None),
        col(TicketClock.state).in_(RUNNING),
    ]
    if late:
        where += [col(TicketClock.due_at) < judged_at(ctx), col(TicketClock.paused_at).is_(None)]
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            CLOCKS,
            lambda found: _rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )


def _rows(ctx: Context, uow: UnitOfWork, found: Sequence[TicketClock]) -> list[OpenClock]:
    """Rows of the clocks in their order."""
    now, judged = ctx.now(), judged_at(ctx)
    tickets = [uow.get(Ticket, clock.ticket_id) for clock in found]
    return [
        OpenClock(
            ticket_id=row.id,
            number=row.number,
            title=said_of(uow, clock, ticket) if clock.item_id else row.title,
            clock=clock.kind,
            state=_state(clock, judged),
            due_at=clock.due_at or now,
            limit=clock.time_limit,
            warned=tuple(sorted(clock.marks, key=lambda mark: str(clock.marks[mark]))),
            department=row.department,
            handler=row.handler,
        )
        for clock, ticket, row in zip(found, tickets, ticket_rows(ctx, uow, tickets), strict=True)
    ]


def _state(clock: TicketClock, now: datetime) -> str:
    late = clock.state == ClockState.RUNNING and clock.due_at is not None and clock.due_at < now
    return ClockState.LATE.value if late else clock.state


def reckon_open_tickets(
    ctx: Context, *, after: str | None = None, told: Callable[[str, int], object] | None = None
) -> tuple[str, ...]:
    """Reckon the clocks of every open ticket by the policy and calendar that hold now; the numbers of those
    whose due time moved. Used time stays used.

    For after a change of limits or of the calendar: without it each ticket follows with its next step.
    The tickets are taken in the order of their registration, a hundred in a transaction; after each of
    these ``told`` hears the number of the last one and how many are done. ``after`` goes on behind the ticket
    with that number. Raises ``NotFoundError``.
    """
    ctx.require(Right.TICKET_OVERRIDE if ctx.can(Right.TICKET_OVERRIDE) else Right.SETTING_CHANGE)
    key = col(Ticket.id)
    with ctx.read() as uow:
        last = find_record(ctx, uow, Ticket, after).pk if after else 0
        end = uow.session.exec(select(func.max(key))).one() or 0
    moved: list[str] = []
    done = 0
    while True:
        with ctx.write() as uow:
            page = select(Ticket).where(is_open(), key > last, key <= end).order_by(key).limit(BATCH)
            found = list(uow.session.exec(page))
            moved += _reckon(ctx, uow, found)
        if not found:
            return tuple(moved)
        last, done = found[-1].pk, done + len(found)
        if told is not None:
            told(found[-1].number, done)


def _reckon(ctx: Context, uow: UnitOfWork, found: Sequence[Ticket]) -> Iterator[str]:
    for ticket in found:
        due = ticket.due_at
        change_ticket(ctx, uow, ticket, "reckon")
        if ticket.due_at != due:
            yield ticket.number
