"""Taking one step of a ticket's lifecycle: the state, the right, the data and the person are checked here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csconsole.models import Ticket
from csconsole.models.lifecycle import Step
from csconsole.models.lifecycle.ticket import PAUSED_STATES, TICKET
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket, may_work, require_work, why_not_mine
from csconsole.storage import UnitOfWork

WORKED = frozenset({"accept", "return", "arrive", "start", "wait", "resume", "done", "note", "edit"})
"""Actions that only the handler's side may take; the others follow the right alone."""

BEGINS_FIRST = frozenset({"wait", "done"})
"""Actions that begin the work by themselves when it was accepted and not begun."""


def take_step(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    action: str,
    *,
    given: Mapping[str, object] | None = None,
    changes: Mapping[str, Any] | None = None,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
    to: str | None = None,
) -> None:
    """Move ``ticket`` by ``action``. ``given`` are the needed fields; empty ones count as missing.

    The clock stops on the way into a paused state and goes on when it is left. Raises
    ``TransitionRefusedError``, ``NotAllowedError`` or ``ConflictError``.
    """
    if action in BEGINS_FIRST and ticket.state in ("accepted", "on_site"):
        _require_data(ctx, ticket, action, given)
        take_step(ctx, uow, ticket, "start", expected_version=expected_version)
        expected_version = None
    names = [name for name, value in (given or {}).items() if value not in (None, "")]
    transition = TICKET.step(ticket.state, action, rights=ctx.actor.rights, given=names, what=ticket.number)
    if action in WORKED:
        require_work(ctx, uow, ticket, action)
    state = to or transition.to or ticket.state
    merged: dict[str, Any] = {"state": state, **(changes or {})}
    if state in PAUSED_STATES and ticket.paused_at is None:
        merged["paused_at"] = ctx.now()
    if state not in PAUSED_STATES and ticket.paused_at is not None:
        merged["paused_at"] = None
        stood = int((ctx.now() - ticket.paused_at).total_seconds())
        merged["paused_seconds"] = ticket.paused_seconds + stood
    uow.update(ticket, action, merged, expected_version=expected_version, reason=reason, detail=detail)


def _require_data(ctx: Context, ticket: Ticket, action: str, given: Mapping[str, object] | None) -> None:
    """Refuse missing data before the work is begun in the ticket's name."""
    names = [name for name, value in (given or {}).items() if value not in (None, "")]
    TICKET.step("in_progress", action, rights=ctx.actor.rights, given=names, what=ticket.number)


def possible_steps(ctx: Context, ref: TicketRef) -> tuple[Step, ...]:
    """Every step of the lifecycle for this ticket and person: what it needs, or why it is not possible."""
    with ctx.read() as uow:
        return steps_of(ctx, uow, load_ticket(ctx, uow, ref))


def _hidden_twin(ticket: Ticket) -> str:
    """Dispatching and reassigning are one thing to a person: the one that does not fit is hidden."""
    return "dispatch" if ticket.state in ("assigned", "accepted") else "reassign"


def steps_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[Step, ...]:
    """The steps of a loaded ticket."""
    found = []
    begun = {
        step.action: step
        for step in TICKET.steps("in_progress", ctx.actor.rights)
        if step.action in BEGINS_FIRST and ticket.state in ("accepted", "on_site")
    }
    for offered in TICKET.steps(ticket.state, ctx.actor.rights):
        step = begun.get(offered.action, offered)
        if step.action == "call_back" or step.action == _hidden_twin(ticket):
            continue
        if step.possible and step.action in WORKED and not may_work(ctx, ticket, step.action):
            why = why_not_mine(uow, ticket, step.action)
            step = Step(step.action, step.to, step.needs, step.key, False, why)
        found.append(step)
    return tuple(found)
