"""What others have ended of which I was the first to hear: the first owner is told (CALL-10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlmodel import col, select

from csconsole.i18n import _
from csconsole.models import Event, Staff, Ticket
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.tickets.access import visible
from csconsole.storage import UnitOfWork

_ENDING: Final = ("close", "cancel", "archive")
_MOST: Final = 3
"""So many of the newest are named; the ticket list has the others (``owner:me closed:today``)."""


def ended_by_others(ctx: Context) -> tuple[str, ...]:
    """A line for each ticket that another ended within ``desk.closed_hours`` and whose first owner I am."""
    me, since = ctx.actor.staff_id, ctx.now() - timedelta(hours=setting(ctx, "desk.closed_hours"))
    with ctx.read() as uow:
        ended = uow.session.exec(
            select(Ticket.id, Ticket.number, Ticket.title)
            .where(col(Ticket.closed_at) > since, Ticket.first_owner_id == me, *visible(ctx))
            .order_by(col(Ticket.closed_at).desc())
        )
        named = (
            _("{number} {title}: {who} has ended it.", number=number, title=title, who=who)
            for key, number, title in ended
            if (who := _ended_by(uow, key, me))
        )
        return tuple(line for line, _place in zip(named, range(_MOST), strict=False))


def _ended_by(uow: UnitOfWork, ticket_id: int | None, me: int | None) -> str:
    """Who ended the ticket; empty where it was this person, or no person."""
    actor = uow.session.exec(
        select(Event.actor_id)
        .where(Event.entity == "ticket", Event.entity_id == ticket_id, col(Event.action).in_(_ENDING))
        .order_by(col(Event.id).desc())
        .limit(1)
    ).first()
    return uow.get(Staff, actor).name if actor is not None and actor != me else ""
