"""Taking a step of a kind that a pack brings with a procedure of its own (TKT-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Ticket
from csconsole.services.clocks.facts import FINISHED
from csconsole.services.complaints.answers import named, read_answers, recordable
from csconsole.services.context import Context
from csconsole.services.promises.of_tickets import keep_worked
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.facts import new_entry
from csconsole.services.tickets.finish import drop_callback
from csconsole.services.tickets.kinds import COMPLAINT_KIND, lifecycle_of, stage_of
from csconsole.services.tickets.plain_steps import PLAIN, take_plain_step
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.steps import require_person, take_step


def take_own_step(
    ctx: Context,
    ref: TicketRef,
    action: str,
    answers: Mapping[str, Any] | None = None,
    *,
    expected_version: int | None = None,
) -> TicketRow:
    """Take ``action`` of the ticket's own procedure and keep its answers with the ticket.

    Reaching an end closes it. Raises ``TransitionRefusedError``, ``NotAllowedError``, ``InvalidInputError``.
    """
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        if ticket.kind == COMPLAINT_KIND:
            from csconsole.services.complaints import take_complaint_step

            return take_complaint_step(ctx, ref, action, answers, expected_version=expected_version)
        require_person(ctx, uow, ticket, action)
        cycle = lifecycle_of(ticket.kind)
        if action in cycle.shared or not cycle.labels:
            raise RuleBrokenError(
                _("{number} has no procedure with this step.", number=ticket.number), rule="TKT-02"
            )
        given = read_answers(ctx, answers or {})
        if action in PLAIN:
            return take_plain_step(ctx, ref, action, given, expected_version)
        kept = [*ticket.steps.get("own", []), new_entry(ctx, ticket, action, recordable(given))]
        changes: dict[str, Any] = {"steps": {**ticket.steps, "own": kept}}
        transition = cycle.find(stage_of(ticket), action, given)
        ends = transition is not None and transition.to is not None and not cycle.is_open(transition.to)
        changes |= _finished(
            ctx, ticket, cycle.phases.get(transition.to or "") if transition else None, given
        )
        if ends:
            changes |= {"closed_at": ctx.now(), "close_reason": given.get("reason")}
        if ends or changes.get("done_at") is not None:
            changes |= keep_worked(ctx, uow, ticket, changes.get("done_at") or ctx.now())
        take_step(
            ctx,
            uow,
            ticket,
            action,
            given=dict.fromkeys(named(given), True),
            changes=changes,
            reason=given.get("reason"),
            expected_version=expected_version,
        )
        if ends:
            drop_callback(ctx, uow, ticket)
        return ticket_row(ctx, uow, ticket)


def _finished(ctx: Context, ticket: Ticket, phase: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Result and time of the work when a step finishes it; a step back to the work takes the time away."""
    if phase is None:
        return {}
    if phase not in FINISHED:
        return {"done_at": None} if ticket.done_at is not None else {}
    result = {"result": given["work_result"]} if given.get("work_result") else {}
    return result if ticket.done_at is not None else {**result, "done_at": ctx.now()}
