"""Taking one step of a ticket's lifecycle: the state, the right, the data, the guards and the person are
checked here, for every kind of ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from csconsole.codes import label
from csconsole.models import Right, Ticket
from csconsole.models.lifecycle import Lifecycle, Step
from csconsole.models.lifecycle.ticket import FROZEN_ALLOWS, TICKET
from csconsole.services.clocks import Settled, change_ticket
from csconsole.services.clocks.facts import ENDED
from csconsole.services.context import Context
from csconsole.services.tickets.access import (
    TicketRef,
    load_ticket,
    may_take,
    require_free,
    require_unmerged,
    require_work,
    why_frozen,
    why_not_mine,
)
from csconsole.services.tickets.facts import facts_of
from csconsole.services.tickets.kinds import lifecycle_of, phase_after, stage_of
from csconsole.storage import UnitOfWork

WORKED = frozenset(
    {"accept", "return", "arrive", "start", "wait", "resume", "done", "note", "edit"}
    | {"acknowledge", "investigate", "propose", "finish"}
)
"""Actions that only the handler's side may take; the others follow the right alone."""

BEGINS_FIRST = frozenset({"wait", "done"})
"""Actions that begin the work by themselves when it was accepted and not begun."""

OVERRIDE: Final = "override"
"""Not a step of a ticket's own: the close by a supervisor over what comes before it."""

ENDS: Final = frozenset({"close", "archive"})
"""Actions that end the work well."""

_EVENTS: Final = {"dissatisfied": "reopen", "archive": "close"}
"""Steps of a procedure that are, to the clocks and to the timeline, steps of any ticket."""
_PLAIN: Final = frozenset(transition.action for transition in TICKET.transitions)


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
    settled: Settled | None = None,
) -> None:
    """Move ``ticket`` by ``action``. ``given`` are the needed fields; empty ones count as missing.

    The clocks follow; ``settled`` is what was settled about them. Raises ``TransitionRefusedError``,
    ``NotAllowedError`` or ``ConflictError``.
    """
    require_person(ctx, uow, ticket, action)
    require_unmerged(uow, ticket)
    if action not in FROZEN_ALLOWS:
        require_free(ticket)
    cycle = lifecycle_of(ticket.kind)
    if cycle is not TICKET and action not in cycle.shared:
        merged, action, detail = _staged(ctx, uow, ticket, cycle, action, given, changes, detail)
    else:
        if action in BEGINS_FIRST and ticket.state in ("accepted", "on_site"):
            _require_data(ctx, ticket, action, given)
            take_step(ctx, uow, ticket, "start", expected_version=expected_version)
            expected_version = None
        transition = TICKET.step(
            ticket.state, action, rights=ctx.actor.rights, given=_names(given), what=ticket.number
        )
        merged = {"state": to or transition.to or ticket.state, **(changes or {})}
    if merged["state"] in ENDED and ticket.state not in ENDED:
        merged |= _end(ctx, uow, ticket, action, reason)
    change_ticket(
        ctx,
        uow,
        ticket,
        action,
        merged,
        settled=settled,
        expected_version=expected_version,
        reason=reason,
        detail=detail,
    )


def require_person(ctx: Context, uow: UnitOfWork, ticket: Ticket, action: str) -> None:
    """Whether this person may take ``action`` comes before what a rule says of it (SEC-02): raise
    ``NotAllowedError`` for who may not in any state, ``NotYourTicketError`` for another's ticket.
    """
    own = lifecycle_of(ticket.kind)
    cycle = TICKET if action in own.shared else own
    cycle.require_right(action, ctx.actor.rights)
    if action in WORKED and cycle.find_any(action) is not None:
        require_work(ctx, uow, ticket, action)


def _end(ctx: Context, uow: UnitOfWork, ticket: Ticket, action: str, reason: str | None) -> dict[str, bool]:
    """Nothing may be owed when the work ends (TKT-20); what is cancelled takes everything with it. What was
    reported upward waits no longer.
    """
    from csconsole.services.escalations.report_up import end_escalations
    from csconsole.services.subtasks.ending import cancel_owed, require_nothing_owed

    if action == "cancel":
        cancel_owed(ctx, uow, ticket, reason)
    else:
        require_nothing_owed(ctx, uow, ticket)
    return end_escalations(uow, ticket, reason) if ticket.escalated else {}


def _names(given: Mapping[str, object] | None) -> list[str]:
    return [name for name, value in (given or {}).items() if value not in (None, "")]


def _staged(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    cycle: Lifecycle,
    action: str,
    given: Mapping[str, object] | None,
    changes: Mapping[str, Any] | None,
    detail: Mapping[str, Any] | None,
) -> tuple[dict[str, Any], str, dict[str, Any]]:
    """The changes, the event's action and its detail of a step in a procedure of its own."""
    stage = stage_of(ticket)
    transition = cycle.step(
        stage,
        action,
        rights=ctx.actor.rights,
        given=_names(given),
        what=ticket.number,
        facts=facts_of(ctx, uow, ticket),
    )
    merged = {**(changes or {})}
    merged["stage"] = transition.to or stage
    merged["state"] = phase_after(cycle, ticket, merged["stage"], merged)
    event = _EVENTS.get(action, action if action in _PLAIN else "step")
    return merged, event, {"step": action, **(detail or {})}


def _require_data(ctx: Context, ticket: Ticket, action: str, given: Mapping[str, object] | None) -> None:
    """Refuse missing data before the work is begun in the ticket's name."""
    TICKET.step("in_progress", action, rights=ctx.actor.rights, given=_names(given), what=ticket.number)


def possible_steps(ctx: Context, ref: TicketRef) -> tuple[Step, ...]:
    """Every step of the lifecycle for this ticket and person: what it needs, or why it is not possible."""
    with ctx.read() as uow:
        return steps_of(ctx, uow, load_ticket(ctx, uow, ref))


def _hidden_twin(ticket: Ticket) -> str:
    """Dispatching and reassigning are one thing to a person: the one that does not fit is hidden."""
    return "dispatch" if ticket.state in ("assigned", "accepted") else "reassign"


def steps_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[Step, ...]:
    """The steps of a loaded ticket."""
    cycle = lifecycle_of(ticket.kind)
    offered = list(TICKET.steps(ticket.state, ctx.actor.rights))
    if cycle is TICKET:
        begun = {
            step.action: step
            for step in TICKET.steps("in_progress", ctx.actor.rights)
            if step.action in BEGINS_FIRST and ticket.state in ("accepted", "on_site")
        }
        offered = [begun.get(step.action, step) for step in offered if step.action != "call_back"]
    else:
        own = cycle.steps(stage_of(ticket), ctx.actor.rights, facts_of(ctx, uow, ticket))
        offered = [*own, *(step for step in offered if step.action in cycle.shared)]
    shown = tuple(_mine(ctx, uow, ticket, step) for step in offered if step.action != _hidden_twin(ticket))
    return _held_back(ctx, uow, ticket, shown)


def _held_back(ctx: Context, uow: UnitOfWork, ticket: Ticket, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps, those to the end refused while something is owed (TKT-20), nearly all while a court has the
    matter (TKT-25). Own work may be done while others still owe theirs; it is said.
    """
    if frozen := why_frozen(ticket):
        return tuple(
            replace(step, possible=False, why_not=frozen)
            if step.possible and step.action not in FROZEN_ALLOWS
            else step
            for step in steps
        )
    if not any(step.possible and step.action in (*ENDS, "done") for step in steps):
        return steps
    from csconsole.services.subtasks.ending import why_owed
    from csconsole.services.tickets.unfinished import why_unfinished

    why = why_owed(ctx, uow, ticket) or why_unfinished(ctx, uow, ticket)
    if why:
        steps = tuple(replace(step, note=why) if step.action == "done" else step for step in steps)
    return tuple(_held_ends(ctx, uow, ticket, steps, why))


def _held_ends(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, steps: Sequence[Step], owed: str
) -> Iterator[Step]:
    """The steps, those to the end refused for what is ``owed``, the close also for what comes before it; then
    the override of the close, for who may (TKT-02, CBK-06, SEC-02).
    """
    from csconsole.services.subtasks.ending import why_matter_owed
    from csconsole.services.tickets.finish import early_close

    for step in steps:
        why = owed
        if step.possible and step.action == "close" and not why:
            early = early_close(ctx, uow, ticket)
            why = early.message if early else ""
        if not (step.possible and step.action in ENDS and why):
            yield step
            continue
        yield replace(step, possible=False, why_not=why)
        if step.action == "close" and ctx.can(Right.TICKET_OVERRIDE):
            final = why_matter_owed(uow, ticket)
            name = label("ticket_action", OVERRIDE)
            yield replace(
                step, action=OVERRIDE, key="v", label=name, possible=not final, why_not=final or None
            )


def _mine(ctx: Context, uow: UnitOfWork, ticket: Ticket, step: Step) -> Step:
    """The step, refused where it is someone else's."""
    if not step.possible or step.action not in WORKED or may_take(ctx, uow, ticket, step.action):
        return step
    why = why_not_mine(uow, ticket, step.action)
    return Step(step.action, step.to, step.needs, step.key, False, why, step.label)
