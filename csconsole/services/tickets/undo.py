"""Taking back one's own last step of a ticket, from what its event has kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Event, Ticket
from csconsole.services.clocks import ClockKind, DueSource, Settled, change_ticket
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.storage import UnitOfWork

UNDOABLE: Final = frozenset(
    {"dispatch", "reassign", "accept", "return", "arrive", "start", "wait", "resume", "park", "edit", "level"}
)
"""Steps that change the ticket alone: no callback, no promise, nothing told to a customer."""


class NotUndoableError(RuleBrokenError):
    """The last step of the ticket was someone else's, or has had consequences."""


def undo_ticket(ctx: Context, ref: TicketRef, *, expected_version: int | None = None) -> TicketRow:
    """Put back what one's own last step changed; the step stays in the timeline, with its undoing after it.

    Raises ``NotUndoableError``; ``ConflictError`` when the ticket is no longer of ``expected_version``.
    """
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        event = _last_change(uow, ticket)
        if event is None or event.action not in UNDOABLE or event.actor_id != ctx.actor.staff_id:
            raise NotUndoableError(
                _("The last step of {number} cannot be undone.", number=ticket.number), rule="ticket.undo"
            )
        before = {name: _typed(name, value) for name, value in (event.before or {}).items()}
        change_ticket(
            ctx,
            uow,
            ticket,
            "undo",
            before,
            settled=_taken_back(event),
            expected_version=expected_version,
            detail={"action": event.action, "event": event.id},
        )
        return ticket_row(ctx, uow, ticket)


def _taken_back(event: Event) -> Settled:
    """A due time that the step had set no longer holds."""
    set_there = (event.after or {}).get("due_source") == DueSource.DISPATCH
    return {ClockKind.RESOLVE: {DueSource.DISPATCH.value: {}}} if set_there else {}


def _last_change(uow: UnitOfWork, ticket: Ticket) -> Event | None:
    query = (
        select(Event)
        .where(Event.entity == "ticket", Event.entity_id == ticket.pk)
        .order_by(col(Event.id).desc())
        .limit(1)
    )
    return uow.session.exec(query).first()


def _typed(name: str, value: Any) -> Any:
    """A value of an event as the ticket's column takes it."""
    return datetime.fromisoformat(value) if name.endswith("_at") and isinstance(value, str) else value
