"""Everything about one ticket, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csconsole.i18n import _
from csconsole.models import Ticket
from csconsole.models.lifecycle import Step
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.due import clock_history
from csconsole.services.tickets.fields import WORKED
from csconsole.services.tickets.lists import alert_seconds
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.steps import steps_of
from csconsole.services.tickets.timeline import TimelineEntry, timeline_of
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One running or finished clock. ``used`` is the part of its time that is gone, 1.0 at the due time.

    ``state`` is ``running``, ``paused``, ``late``, ``kept`` or ``missed``; ``left_seconds`` is negative when
    late.
    """

    name: str
    due_at: datetime
    used: float
    state: str
    left_seconds: int


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket with its texts, clocks, timeline and possible steps."""

    row: TicketRow
    description: str
    asset: str | None
    appointment_at: datetime | None
    result: str | None
    feedback: str | None
    wait_reason: str | None
    park_reason: str | None
    customer_informed: bool | None
    demand: str | None
    complaint: dict[str, Any]
    clocks: tuple[ClockRow, ...]
    timeline: tuple[TimelineEntry, ...]
    steps: tuple[Step, ...]


def show_ticket(ctx: Context, ref: TicketRef) -> TicketPage:
    """The page of a ticket. Raises ``NotFoundError``, ``NotAllowedError`` for a hidden one."""
    with ctx.read() as uow:
        ticket = load_ticket(ctx, uow, ref)
        return TicketPage(
            row=ticket_row(ctx, uow, ticket),
            description=ticket.description,
            asset=ticket.asset,
            appointment_at=ticket.appointment_at,
            result=ticket.result,
            feedback=ticket.feedback,
            wait_reason=ticket.wait_reason,
            park_reason=ticket.park_reason,
            customer_informed=ticket.customer_informed,
            demand=ticket.demand,
            complaint=dict(ticket.steps),
            clocks=clocks_of(ctx, uow, ticket),
            timeline=timeline_of(ctx, uow, ticket),
            steps=steps_of(ctx, uow, ticket),
        )


def clocks_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[ClockRow, ...]:
    """The clocks of a ticket: dispatching while nobody has it, the work, and what was promised."""
    now = ctx.now()
    start = clock_history(ctx, uow, ticket).start
    ended = None if TICKET.is_open(ticket.state) and ticket.state not in WORKED else ticket.done_at
    ended = ended or ticket.closed_at
    found = []
    if ticket.state == "new" and ticket.reported_at is not None:
        limit = alert_seconds(ctx)
        gone = int((now - start).total_seconds())
        state = "late" if gone > limit else "running"
        due = datetime.fromtimestamp(start.timestamp() + limit, tz=start.tzinfo)
        found.append(ClockRow(_("dispatch"), due, gone / limit, state, limit - gone))
    if ticket.due_at is not None:
        found.append(_clock(_("due"), start, ticket.due_at, now, ticket.paused_at, ended))
    if ticket.promised_at is not None and ticket.promised_at != ticket.due_at:
        found.append(_clock(_("promise"), start, ticket.promised_at, now, None, ended))
    return tuple(found)


def _clock(
    name: str, start: datetime, due: datetime, now: datetime, paused: datetime | None, ended: datetime | None
) -> ClockRow:
    at = ended or paused or now
    whole = max((due - start).total_seconds(), 1.0)
    used = max(0.0, (at - start).total_seconds() / whole)
    late = at > due
    if ended is not None:
        state = "missed" if late else "kept"
    elif paused is not None:
        state = "paused"
    else:
        state = "late" if late else "running"
    return ClockRow(name, due, used, state, int((due - at).total_seconds()))
