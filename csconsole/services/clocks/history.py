"""Start and pauses of a ticket from before it had stored clocks, read from its events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from csconsole.models import Event, Ticket
from csconsole.storage import UnitOfWork

ACTIONS = ("wait", "park", "resume", "reopen", "cancel", "close", "undo")


@dataclass(frozen=True, slots=True)
class ClockHistory:
    """When the work's clock began, and the times at which it stood still."""

    start: datetime
    pauses: tuple[tuple[datetime, datetime], ...] = ()


def clock_history(uow: UnitOfWork, ticket: Ticket, now: datetime) -> ClockHistory:
    """Start and pauses of a stored ticket; a pause that lasts ends now. Reopening starts anew."""
    start = ticket.reported_at or now
    pauses: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for event in _events(uow, ticket):
        after = event.after or {}
        if event.action == "reopen":
            start, pauses, since = event.at, [], None
        elif after.get("paused_at"):
            since = event.at
        elif "paused_at" in after and since is not None:
            pauses.append((since, event.at))
            since = None
    if ticket.paused_at is not None:
        pauses.append((ticket.paused_at, now))
    return ClockHistory(start, tuple(pauses))


def _events(uow: UnitOfWork, ticket: Ticket) -> list[Event]:
    query = (
        select(Event)
        .where(Event.entity == "ticket", Event.entity_id == ticket.pk, col(Event.action).in_(ACTIONS))
        .order_by(col(Event.id))
    )
    return list(uow.session.exec(query))
