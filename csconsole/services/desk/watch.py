"""What the title line watches: my shift, and what of mine is about to be missed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.models import Ticket, TicketClock
from csconsole.services.context import Context
from csconsole.services.desk.mine import next_due
from csconsole.services.desk.owed import owed_by_me
from csconsole.services.desk.rows import DeskItem, Watch
from csconsole.services.settings import setting
from csconsole.services.shifts import current_duty, may_sign_on
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import is_open
from csconsole.storage import UnitOfWork


def watch_of(ctx: Context) -> Watch:
    """The name of the shift that I am signed on to, and the first thing of mine that is late or due within
    ``desk.alarm_minutes``, be it only one clock of a ticket, such as the arrival.
    """
    with ctx.read() as uow, ctx.glance() as seen:
        duty = current_duty(ctx)
        until = ctx.now() + timedelta(minutes=setting(ctx, "desk.alarm_minutes"))
        soon = [
            *next_due(ctx, seen, limit=1, until=until),
            *owed_by_me(ctx, uow, 1, until),
            *next_clock(ctx, uow, until=until),
        ]
        alarm = min(soon, key=lambda item: item.due_at or until, default=None)
        return Watch(duty.shift.name if duty else "", may_sign_on(ctx), alarm)


def next_clock(ctx: Context, uow: UnitOfWork, *, until: datetime) -> tuple[DeskItem, ...]:
    """The first clock of my open tickets that runs out before ``until``, other than that of resolving, which
    is the ticket's own due time (TKT-07).
    """
    other = col(TicketClock.kind).not_in(("resolve", "promise", "objection"))
    rows = uow.session.exec(
        select(TicketClock, Ticket)
        .join(Ticket, col(Ticket.id) == TicketClock.ticket_id)
        .where(
            is_open(),
            col(Ticket.handler_id) == ctx.staff_id,
            col(TicketClock.item_id) == 0,
            other,
            col(TicketClock.met_at).is_(None),
            col(TicketClock.paused_at).is_(None),
            col(TicketClock.state).in_(("running", "late")),
            col(TicketClock.due_at) <= until,
            *visible(ctx),
        )
        .order_by(col(TicketClock.due_at), col(TicketClock.id))
        .limit(1)
    ).all()
    return tuple(
        DeskItem(
            kind="ticket",
            number=ticket.number,
            title=f"{ticket.title}: {label('clock_kind', clock.kind)}",
            due_at=clock.due_at,
            state=ticket.state,
            note=clock.kind,
            record="ticket",
            key=ticket.number,
        )
        for clock, ticket in rows
    )
