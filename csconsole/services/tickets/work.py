"""Working a ticket: accept, return, arrive, start, note, wait, resume, park, done (TKT-02, TKT-12)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Right, Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.promises.of_tickets import keep_arrived, keep_worked
from csconsole.services.settings import setting
from csconsole.services.tickets.access import TicketRef, load_ticket, not_dispatched
from csconsole.services.tickets.finish import plan_result_callback
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.steps import require_person, take_step
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.dispatch import Target

__all__ = [
    "AcceptedAlreadyError",
    "accept_ticket",
    "arrive_ticket",
    "done_ticket",
    "note_ticket",
    "park_ticket",
    "resume_ticket",
    "return_ticket",
    "start_ticket",
    "wait_ticket",
]


class AcceptedAlreadyError(RuleBrokenError):
    """This person has accepted; the second one has not."""


def accept_ticket(ctx: Context, ref: TicketRef, *, expected_version: int | None = None) -> TicketRow:
    """Accept a dispatched ticket 接单; who accepts one that is with a department becomes its handler.

    A dispatcher may take a new ticket at once: it is dispatched to them and accepted. Of two who go together
    both accept; it is accepted with the second one (TKT-28). Raises ``TransitionRefusedError``,
    ``NotAllowedError``.
    """
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        if ticket.state == "new":
            from csconsole.services.dispatch import dispatch_ticket, may_assign

            if not may_assign(ctx, uow, ticket.department_id or ctx.actor.department_id):
                raise not_dispatched(uow, ticket)
            dispatch_ticket(ctx, ticket.pk, handler_id=ctx.staff_id, expected_version=expected_version)
            expected_version = None
        changes, to = _accepted(ctx, uow, ticket)
        take_step(ctx, uow, ticket, "accept", changes=changes, expected_version=expected_version, to=to)
        return ticket_row(ctx, uow, ticket)


def _accepted(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[dict[str, Any], str | None]:
    """What accepting changes, and the state after it where that is not yet "accepted" (TKT-28).

    Whoever accepts for a department is its handler, or the second one; a dispatcher who is neither of two
    accepts for both.
    """
    from csconsole.services.dispatch.pairs import persons_needed

    me, both = ctx.staff_id, ticket.second_handler_id is not None
    two = both or persons_needed(ctx, uow, ticket) == 2
    accepted: dict[str, Any] = {"accepted_at": ctx.now()}
    if not two or (both and me not in (ticket.handler_id, ticket.second_handler_id)):
        claimed = {"handler_id": me} if ticket.handler_id is None else {}
        return {**accepted, **claimed, "first_accepted_by_id": None}, None
    if ticket.first_accepted_by_id == me:
        raise AcceptedAlreadyError(
            _("You have accepted {number} already; the second person has not yet.", number=ticket.number),
            rule="TKT-28",
        )
    if ticket.handler_id is None:
        return {"handler_id": me, "first_accepted_by_id": me}, "assigned"
    if ticket.first_accepted_by_id is None:
        return {"first_accepted_by_id": me}, "assigned"
    claimed = {} if both else {"second_handler_id": me}
    return {**accepted, **claimed, "first_accepted_by_id": None}, None


def return_ticket(
    ctx: Context, ref: TicketRef, *, reason: str, expected_version: int | None = None
) -> TicketRow:
    """Give a ticket back to dispatch 退单 with a reason; it is unassigned again and its clock runs on."""
    text = entry.line(reason, "reason")
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        detail = {"handler_id": ticket.handler_id, "department_id": ticket.department_id}
        changes = {
            "handler_id": None,
            "second_handler_id": None,
            "first_accepted_by_id": None,
            "department_id": None,
            "accepted_at": None,
            "returns": ticket.returns + 1,
        }
        take_step(
            ctx,
            uow,
            ticket,
            "return",
            given={"reason": text},
            changes=changes,
            reason=text,
            detail=detail,
            expected_version=expected_version,
        )
        return ticket_row(ctx, uow, ticket)


def arrive_ticket(
    ctx: Context, ref: TicketRef, *, at: datetime | None = None, expected_version: int | None = None
) -> TicketRow:
    """Record the arrival on site 到场, now or at an earlier time after the dispatch; a promise to be there is
    kept by it (CALL-14). Raises ``InvalidInputError`` for a time outside that (TKT-08),
    ``TransitionRefusedError``, ``NotAllowedError``.
    """
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        require_person(ctx, uow, ticket, "arrive")
        arrived = at or ctx.now()
        earliest = ticket.dispatched_at or ticket.reported_at
        if arrived > ctx.now() or (earliest is not None and arrived < earliest):
            raise InvalidInputError(
                _("The arrival must lie between the dispatch and now."),
                field="arrived_at",
                value=arrived,
                rule="TKT-08",
            )
        changes: dict[str, Any] = {
            "arrived_at": arrived,
            "first_response_at": ticket.first_response_at or arrived,
        }
        changes |= keep_arrived(ctx, uow, ticket, arrived)
        take_step(ctx, uow, ticket, "arrive", changes=changes, expected_version=expected_version)
        return ticket_row(ctx, uow, ticket)


def start_ticket(ctx: Context, ref: TicketRef, *, expected_version: int | None = None) -> TicketRow:
    """Begin the work 处理中."""
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        take_step(ctx, uow, ticket, "start", expected_version=expected_version)
        return ticket_row(ctx, uow, ticket)


def note_ticket(ctx: Context, ref: TicketRef, *, text: str, told_customer: bool = False) -> TicketRow:
    """Write a progress note 进展 (TKT-11); ``told_customer`` says that the customer was informed with it."""
    note = entry.paragraph(text, "note", rule="TKT-11")
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        changes: dict[str, Any] = {"last_note_at": ctx.now()}
        if told_customer:
            changes["customer_informed"] = True
            changes["first_response_at"] = ticket.first_response_at or ctx.now()
        detail = {"text": note, "told_customer": told_customer}
        take_step(ctx, uow, ticket, "note", given={"note": note}, changes=changes, detail=detail)
        return ticket_row(ctx, uow, ticket)


def wait_ticket(
    ctx: Context, ref: TicketRef, *, reason: str, expected_version: int | None = None
) -> TicketRow:
    """Wait for the customer 待客户, with a reason; the clock stands still meanwhile."""
    text = entry.line(reason, "reason")
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        take_step(
            ctx,
            uow,
            ticket,
            "wait",
            given={"reason": text},
            changes={"wait_reason": text},
            reason=text,
            expected_version=expected_version,
        )
        return ticket_row(ctx, uow, ticket)


def park_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    park_reason: str,
    customer_informed: bool | None,
    review_at: datetime | None = None,
    note: str | None = None,
    expected_version: int | None = None,
) -> TicketRow:
    """Park a ticket 挂起: why, when it is reviewed (default: the setting), if the customer knows (TKT-12).

    Raises ``InvalidInputError`` for a review that is past, ``TransitionRefusedError``, ``NotAllowedError``.
    """
    ctx.require(Right.TICKET_PARK)
    code = entry.one_of("park_reason", park_reason, "park_reason", rule="TKT-12")
    entry_review = review_at or _usual_review(ctx)
    if entry_review <= ctx.now():
        raise InvalidInputError(
            _("The review date must lie in the future."), field="review_at", value=review_at, rule="TKT-12"
        )
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        fields = {"park_reason": code, "review_at": entry_review, "customer_informed": customer_informed}
        take_step(
            ctx,
            uow,
            ticket,
            "park",
            given=fields,
            changes=fields,
            reason=entry.line(note, "note"),
            detail={"from": ticket.state},
            expected_version=expected_version,
        )
        return ticket_row(ctx, uow, ticket)


def _usual_review(ctx: Context) -> datetime:
    limit = parse_limit(str(setting(ctx, "ticket.park_review")), field="ticket.park_review")
    return due_walk(site_calendar(ctx), ctx.now(), limit).at


def resume_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    department_id: int | None = None,
    handler_id: int | None = None,
    second_handler_id: int | None = None,
    reason: str | None = None,
    expected_version: int | None = None,
) -> TicketRow:
    """Go on after waiting or parking; the due time moves by the time that the clock stood still.

    A parked ticket goes back to its handler or department; when it never had one it is new again. Another one
    may be given, with a reason where that takes it from somebody, as for every reassignment (TKT-04).
    """
    why = entry.line(reason, "reason")
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        require_person(ctx, uow, ticket, "resume")
        was_parked = ticket.state == "parked"
        changes: dict[str, Any] = {}
        to = None
        if was_parked:
            from csconsole.services.dispatch import checked_target

            if department_id is not None or handler_id is not None:
                target_of = checked_target(ctx, uow, ticket, department_id, handler_id, second_handler_id)
                _require_reason(ctx, ticket, target_of, why)
                changes |= {**target_of.changes(), "dispatched_at": ticket.dispatched_at or ctx.now()}
            target = changes.get("department_id", ticket.department_id)
            to = None if target or changes.get("handler_id", ticket.handler_id) else "new"
            changes |= {"review_at": None, "park_reason": None}
        changes["wait_reason"] = None
        take_step(
            ctx,
            uow,
            ticket,
            "resume",
            changes=changes,
            reason=why,
            expected_version=expected_version,
            to=to,
        )
        return ticket_row(ctx, uow, ticket)


def _require_reason(ctx: Context, ticket: Ticket, target: Target, reason: str | None) -> None:
    """Raise ``TransitionRefusedError`` where a ticket goes to somebody else without a word why (TKT-04)."""
    before = (ticket.department_id, ticket.handler_id)
    if any(before) and before != (target.department_id, target.handler_id):
        given = ["assignee", *(["reason"] if reason else [])]
        TICKET.step("assigned", "reassign", rights=ctx.actor.rights, given=given, what=ticket.number)


def done_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    result: str,
    feedback: str,
    told_customer: bool | None = None,
    expected_version: int | None = None,
) -> TicketRow:
    """The work is finished 完成: what was done and what the customer said.

    It settles what was promised of the work (CALL-14) and plans the callback to the customer where the type
    has one (CBK-02).
    """
    text = entry.paragraph(result, "work_result")
    said = entry.paragraph(feedback, "feedback")
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        now = ctx.now()  # the result says how it stands: no note of the day is owed beside it
        changes: dict[str, Any] = {"result": text, "feedback": said, "done_at": now, "last_note_at": now}
        changes["first_response_at"] = ticket.first_response_at or now
        if told_customer is not None:
            changes["customer_informed"] = told_customer
        changes |= keep_worked(ctx, uow, ticket, changes["done_at"])
        take_step(
            ctx,
            uow,
            ticket,
            "done",
            given={"work_result": text, "feedback": said},
            changes=changes,
            expected_version=expected_version,
        )
        if ticket.needs_callback:
            plan_result_callback(ctx, uow, ticket)
        return ticket_row(ctx, uow, ticket)
