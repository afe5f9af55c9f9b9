"""Assigning a ticket to a department or person: only dispatchers, and heads within their own (TKT-04)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from csconsole.clock import iso
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.i18n import _
from csconsole.models import Department, Right, Staff, Ticket
from csconsole.services import entry
from csconsole.services.clocks import ClockKind, DueSource, Settled
from csconsole.services.context import Context
from csconsole.services.dispatch.pairs import require_two
from csconsole.services.tickets.access import TicketRef, load_ticket, require_free
from csconsole.services.tickets.entry import known_department, read_moment
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.steps import take_step
from csconsole.storage import UnitOfWork

_DEEPEST = 20
"""Levels of departments that are looked up; a circle ends there."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a ticket goes: a department, and a person of it, two (TKT-28) or nobody yet."""

    department_id: int | None
    handler_id: int | None
    second_handler_id: int | None = None

    def changes(self) -> dict[str, Any]:
        """The ticket's fields; whoever had accepted it accepts it anew."""
        return {
            "department_id": self.department_id,
            "handler_id": self.handler_id,
            "second_handler_id": self.second_handler_id,
            "first_accepted_by_id": None,
        }


def checked_target(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    department_id: int | None,
    handler_id: int | None,
    second_handler_id: int | None = None,
) -> Target:
    """An existing, active target; a person alone brings the own department. The second of two may come from
    another one.

    Raises ``InvalidInputError`` (TKT-03) for an inactive one, a person of another department or whom the
    complaint is about (CMP-22), ``TwoNeededError`` (TKT-28).
    """
    require_two(ctx, uow, ticket, handler_id, second_handler_id)
    if handler_id is None:
        return Target(known_department(uow, department_id).pk if department_id is not None else None, None)
    handler = _working(uow, ticket, handler_id)
    second = _working(uow, ticket, second_handler_id).pk if second_handler_id is not None else None
    if department_id is not None and handler.department_id not in (None, department_id):
        raise InvalidInputError(
            _("{name} belongs to another department.", name=handler.name),
            field="handler",
            value=handler.staff_no,
            rule="TKT-03",
        )
    department = department_id if department_id is not None else handler.department_id
    key = known_department(uow, department).pk if department is not None else None
    return Target(key, handler.pk, second)


def _working(uow: UnitOfWork, ticket: Ticket, staff_id: int) -> Staff:
    person = uow.get(Staff, staff_id)
    if ticket.against_staff_id == staff_id and not person.solo:
        raise InvalidInputError(
            _("Nobody handles a complaint about themselves: choose another."),
            field="handler",
            value=person.staff_no,
            rule="CMP-22",
        )
    if not person.active:
        raise InvalidInputError(
            _("{name} no longer works here.", name=person.name),
            field="handler",
            value=person.staff_no,
            rule="TKT-03",
        )
    return person


def may_assign(ctx: Context, uow: UnitOfWork, department_id: int | None) -> bool:
    """Whether this person may assign to the department: a dispatcher to any, a head within the own department
    or team and what is below it (TKT-04).
    """
    if ctx.can(Right.TICKET_DISPATCH):
        return True
    if department_id is None or ctx.actor.staff_id is None:
        return False
    above: int | None = department_id
    for _level in range(_DEEPEST):
        if above is None:
            return False
        department = uow.get(Department, above)
        if department.head_id == ctx.actor.staff_id:
            return True
        above = department.parent_id
    return False


def dispatch_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    department_id: int | None = None,
    handler_id: int | None = None,
    second_handler_id: int | None = None,
    due_at: datetime | None = None,
    reason: str | None = None,
    expected_version: int | None = None,
) -> TicketRow:
    """Dispatch a new ticket 派单, or reassign one that was not begun 改派, which needs a reason (TKT-04).

    ``due_at`` replaces the policy's due time, that of a level only with an earlier one; an earlier promise to
    the customer still wins. Some types need a second person (TKT-28). Of two dispatchers at once one is
    refused: by ``TransitionRefusedError`` or ``ConflictError``, never both pass.
    """
    text = entry.line(reason, "reason")
    read_moment(due_at, "due", after=ctx.now(), rule="TKT-04")
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        require_free(ticket)
        target = checked_target(ctx, uow, ticket, department_id, handler_id, second_handler_id)
        doer = _allowed(ctx, uow, ticket, target)
        action = "dispatch" if ticket.state == "new" else "reassign"
        changes: dict[str, Any] = {
            **target.changes(),
            "dispatched_at": ticket.dispatched_at or ctx.now(),
            "accepted_at": None,
        }
        given = {"assignee": target.department_id or target.handler_id, "reason": text}
        take_step(
            doer,
            uow,
            ticket,
            action,
            given=given,
            changes=changes,
            reason=text,
            expected_version=expected_version,
            settled=_set_due(ctx, due_at),
        )
        return ticket_row(ctx, uow, ticket)


def require_assigner(ctx: Context, ref: TicketRef) -> None:
    """Raise ``NotAllowedError`` (TKT-04) for who may assign this ticket to nobody at all."""
    with ctx.read() as uow:
        if not may_assign(ctx, uow, load_ticket(ctx, uow, ref).department_id):
            ctx.require(Right.TICKET_DISPATCH)


def _set_due(ctx: Context, due_at: datetime | None) -> Settled | None:
    if due_at is None:
        return None
    entry = {"until": iso(due_at), "by": ctx.actor.staff_no}
    return {ClockKind.RESOLVE: {DueSource.DISPATCH.value: entry}}


def _allowed(ctx: Context, uow: UnitOfWork, ticket: Ticket, target: Target) -> Context:
    """The context to take the step in. Raises ``NotAllowedError`` (TKT-04) for who may not assign there.

    A head may pass on what is with the own department, within it.
    """
    if ctx.can(Right.TICKET_DISPATCH):
        return ctx
    if may_assign(ctx, uow, target.department_id) and may_assign(ctx, uow, ticket.department_id):
        return replace(ctx, actor=replace(ctx.actor, rights=ctx.actor.rights | {Right.TICKET_DISPATCH}))
    if target.department_id is not None and may_assign(ctx, uow, target.department_id):
        raise NotAllowedError(
            _("{number} is not with your department: a dispatcher assigns it.", number=ticket.number),
            rule="TKT-04",
        )
    ctx.require(Right.TICKET_DISPATCH)
    raise AssertionError("the right was missing a moment ago")
