"""Taking a step of a complaint's procedure, and keeping what it said in the six-step record (CMP-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Complaint, Ticket
from csconsole.models.lifecycle import Step
from csconsole.models.lifecycle.complaint import COMPLAINT, STEP_OF
from csconsole.services.complaints.answers import named, read_answers, recordable
from csconsole.services.complaints.effects import Effect, effect_of, follow_up
from csconsole.services.complaints.facts import stored_complaint
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.facts import new_entry
from csconsole.services.tickets.kinds import COMPLAINT_KIND
from csconsole.services.tickets.plain_steps import PLAIN, take_plain_step
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.steps import require_person, steps_of, take_step
from csconsole.storage import UnitOfWork


class NoComplaintError(RuleBrokenError):
    """The ticket is no complaint."""


def load_complaint(ctx: Context, uow: UnitOfWork, ref: TicketRef) -> Ticket:
    """The complaint that ``ref`` names. Raises ``NoComplaintError``, ``NotFoundError``,
    ``HiddenComplaintError``.
    """
    ticket = load_ticket(ctx, uow, ref)
    if ticket.kind != COMPLAINT_KIND:
        raise NoComplaintError(_("{number} is no complaint.", number=ticket.number), rule="CMP-01")
    return ticket


def take_complaint_step(
    ctx: Context,
    ref: TicketRef,
    action: str,
    answers: Mapping[str, Any] | None = None,
    *,
    expected_version: int | None = None,
) -> TicketRow:
    """Take one action of the procedure with what it needs (CMP-07).

    What an action needs, who may take it and its guards stand in ``models/lifecycle/complaint.py``; more
    than is needed is kept too. Raises ``TransitionRefusedError`` when the stage, a guard or missing data
    forbid it, ``NotAllowedError``, ``InvalidInputError`` for an answer that does not fit its field.
    """
    with ctx.write() as uow, uow.tied():
        ticket = load_complaint(ctx, uow, ref)
        require_person(ctx, uow, ticket, action)
        given = read_answers(ctx, answers or {})
        if action in PLAIN:
            return take_plain_step(ctx, ref, action, given, expected_version)
        record_step(ctx, uow, ticket, action, given, expected_version)
        return ticket_row(ctx, uow, ticket)


def record_step(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    action: str,
    given: Mapping[str, Any],
    expected_version: int | None = None,
) -> None:
    """The same for a loaded ticket and answers that were read."""
    complaint = stored_complaint(uow, ticket)
    effect = effect_of(ctx, uow, ticket, complaint, action, given)
    answers = {**given, **effect.answers}
    changes = {**effect.ticket, "steps": _with_entry(ctx, ticket, action, recordable(answers))}
    take_step(
        ctx,
        uow,
        ticket,
        action,
        given=dict.fromkeys(named(answers), True),
        changes=changes,
        reason=answers.get("reason") or answers.get("new_fact"),
        detail={"aspect": answers.get("aspect"), **effect.detail},
        expected_version=expected_version,
    )
    _update(uow, complaint, action, effect)
    follow_up(ctx, uow, ticket, complaint, action)


def _update(uow: UnitOfWork, complaint: Complaint, action: str, effect: Effect) -> None:
    if effect.complaint:
        uow.update(complaint, action, effect.complaint)


def _with_entry(ctx: Context, ticket: Ticket, action: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The six-step record with one more entry."""
    record = {name: value for name, value in ticket.steps.items() if isinstance(value, list)}
    step = STEP_OF.get(action)
    if step is None:
        return record
    record[str(step)] = [*record.get(str(step), []), new_entry(ctx, ticket, action, answers)]
    return record


def complaint_steps(ctx: Context, ref: TicketRef) -> tuple[Step, ...]:
    """Every step of the complaint's procedure: what it needs, or why it is not possible now."""
    own = {transition.action for transition in COMPLAINT.transitions}
    with ctx.read() as uow:
        ticket = load_complaint(ctx, uow, ref)
        return tuple(step for step in steps_of(ctx, uow, ticket) if step.action in own)
