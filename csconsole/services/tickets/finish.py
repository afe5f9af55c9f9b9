"""The end of a ticket: the customer's word at the callback, close, cancel, reopen (TKT-02, CBK-06)."""

from __future__ import annotations

from typing import Any

from csconsole.codes import find_code, label
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Callback, Right, Ticket
from csconsole.models.lifecycle.callback import CALLABLE, CALLBACK
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.promises.of_tickets import keep_worked, open_again
from csconsole.services.settings import setting
from csconsole.services.tickets.access import TicketRef, load_ticket, with_every_right
from csconsole.services.tickets.kinds import COMPLAINT_KIND, stage_of
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.steps import require_person, take_step
from csconsole.services.tickets.unfinished import require_finished, why_unfinished
from csconsole.storage import UnitOfWork

DISSATISFIED = "dissatisfied"
SHOWN_APART = ("caused_by_customer", "original_construction")
"""Closing reasons that reports show apart whatever the setting leaves out of rates (TKT-13)."""


class CallBackFirstError(RuleBrokenError):
    """The work is done, but nobody has asked the customer yet."""


class DissatisfiedError(RuleBrokenError):
    """The customer is not satisfied: the ticket is reopened, not closed."""


def plan_result_callback(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, *, owner_id: int | None = None
) -> None:
    """Plan the callback that asks the customer about finished work, with the first owner unless another
    calls (TKT-21, CBK-02, CMP-17). One about a person says no more than the number (CMP-22).
    """
    from csconsole.services.callbacks import plan_callback
    from csconsole.services.callbacks.windows import window_of

    repaired = ticket.kind in setting(ctx, "ticket.repair_kinds")
    source = "repair" if repaired else "complaint" if ticket.kind == COMPLAINT_KIND else "service_end"
    window = window_of(ctx, source, ctx.now())
    planned = plan_callback(
        with_every_right(ctx),
        kind="follow_up",
        source=source,
        reason=ticket.number if ticket.against_staff_id else f"{ticket.number} {ticket.title}",
        due_at=window.due_at,
        earliest_at=window.earliest_at,
        customer_id=ticket.customer_id,
        phone=ticket.e164,
        contact_name=ticket.contact_name,
        ticket_id=ticket.pk,
        call_id=ticket.origin_call_id,
        owner_id=owner_id or ticket.first_owner_id,
    )
    uow.update(ticket, "callback_planned", {"callback_id": planned.id})


def ticket_called_back(
    ctx: Context, ref: TicketRef, *, callback_id: int | None = None, satisfaction: str
) -> TicketRow:
    """Record what the customer said at the callback (CBK-06).

    A satisfied one closes the ticket at once where the setting says so. A ticket that is no longer "done"
    only stores the answer: it was closed by a supervisor, or is being worked again.
    """
    ctx.require(Right.RECORD_VIEW)
    from csconsole.services.subtasks.ending import why_owed

    code = entry.one_of("satisfaction", satisfaction, "satisfaction", rule="CBK-06")
    with ctx.write() as uow:
        ticket = load_ticket(with_every_right(ctx), uow, ref)
        if ticket.kind == COMPLAINT_KIND:
            from csconsole.services.complaints import complaint_called_back

            complaint_called_back(ctx, uow, ticket, callback_id=callback_id, satisfaction=code)
            return ticket_row(ctx, uow, ticket)
        changes: dict[str, Any] = {"satisfaction": code}
        if callback_id is not None:
            changes["callback_id"] = callback_id
        if ticket.state != "done":
            uow.update(ticket, "call_back", changes)
            return ticket_row(ctx, uow, ticket)
        take_step(ctx, uow, ticket, "call_back", given={"satisfaction": code}, changes=changes)
        whole = not why_owed(ctx, uow, ticket) and not why_unfinished(ctx, uow, ticket)
        if code == "satisfied" and setting(ctx, "ticket.close_when_satisfied") and whole:
            _close(with_every_right(ctx), uow, ticket, "satisfied", told=True, version=None)
        return ticket_row(ctx, uow, ticket)


def close_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    reason: str,
    told_customer: bool | None = None,
    override: bool = False,
    expected_version: int | None = None,
) -> TicketRow:
    """Close a finished ticket 归档, with a reason (TKT-02).

    A type with a callback is closed after it, and only when the customer is not dissatisfied; a supervisor
    may ``override`` both; a callback that is still to be made is cancelled then, and so is what others still
    owe on the ticket (TKT-20). Where the callback is over without an answer, a supervisor closes it without
    more. Without a callback the customer must have been told. Raises
    ``CallBackFirstError``, ``DissatisfiedError``, ``StillOwedError``, ``TransitionRefusedError``.
    """
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        require_person(ctx, uow, ticket, "close")
        if override:
            from csconsole.services.subtasks.ending import cancel_owed

            ctx.require(Right.TICKET_OVERRIDE)
            cancel_owed(ctx, uow, ticket, label("ticket_close_reason", reason))
        else:
            if early := early_close(ctx, uow, ticket):
                raise early
            require_finished(ctx, uow, ticket)
        _close(ctx, uow, ticket, reason, told=told_customer, version=expected_version, override=override)
        drop_callback(ctx, uow, ticket)
        return ticket_row(ctx, uow, ticket)


def drop_callback(ctx: Context, uow: UnitOfWork, ticket: Ticket, why: str = "") -> None:
    """Cancel the callback about finished work that nobody is to make any more; it would stay due for ever.
    ``why`` is said where it is not that the ticket was closed.
    """
    callback = uow.get(Callback, ticket.callback_id) if ticket.callback_id is not None else None
    if callback is None or callback.state not in CALLABLE:
        return
    from csconsole.services.callbacks import cancel_callback

    named = label("ticket_close_reason", ticket.close_reason) if ticket.close_reason else ""
    closed = _("{number} was closed: {reason}.", number=ticket.number, reason=named)
    cancel_callback(with_every_right(ctx), callback.pk, reason=why or closed)


def _is_unanswered(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether the callback about finished work is over and nobody answered: refused, or out of reach."""
    callback = uow.get(Callback, ticket.callback_id) if ticket.callback_id is not None else None
    return callback is not None and not CALLBACK.is_open(callback.state)


def early_close(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> RuleBrokenError | None:
    """What comes before the close, or ``None``: the callback, or the work that the customer is not satisfied
    with. Where the callback is over without an answer, a supervisor closes.
    """
    if ticket.state == "done" and ticket.needs_callback:
        if _is_unanswered(uow, ticket):
            if ctx.can(Right.TICKET_OVERRIDE):
                return None
            return CallBackFirstError(
                _("The callback of {number} is over without an answer.", number=ticket.number),
                rule="TKT-02",
                hint=_("A supervisor closes it, or has the customer called again."),
            )
        return CallBackFirstError(
            _("{number} needs a callback to the customer before it is closed.", number=ticket.number),
            rule="TKT-02",
            hint=_("Record the callback; a supervisor may close it with an override."),
        )
    if ticket.state == "called_back" and ticket.satisfaction == DISSATISFIED:
        return DissatisfiedError(
            _("The customer is not satisfied with {number}: reopen it.", number=ticket.number), rule="CBK-06"
        )
    return None


def _close(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    reason: str,
    *,
    told: bool | None,
    version: int | None,
    override: bool = False,
) -> None:
    code = find_code("ticket_close_reason", reason or "")
    text = code or entry.line(reason, "reason")
    told = ticket.customer_informed if told is None else told
    left_out = setting(ctx, "ticket.excluded_reasons")
    changes: dict[str, Any] = {
        "closed_at": ctx.now(),
        "close_reason": text,
        "customer_informed": told,
        "excluded_reason": code if code in SHOWN_APART or code in left_out else None,
    }
    if ticket.done_at is None:  # else the end of the work has settled what was promised of it
        changes |= keep_worked(ctx, uow, ticket, ctx.now())
    given = {"reason": text, "customer_informed": told or None}
    take_step(
        ctx,
        uow,
        ticket,
        "close",
        given=given,
        changes=changes,
        reason=text,
        detail={"override": True} if override else None,
        expected_version=version,
    )


def cancel_ticket(
    ctx: Context, ref: TicketRef, *, reason: str, expected_version: int | None = None
) -> TicketRow:
    """Cancel an open ticket 作废 with a reason; it stays on record, nothing is ever deleted (TKT-02)."""
    text = entry.line(reason, "reason")
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        changes = {"closed_at": ctx.now(), "close_reason": text}
        take_step(
            ctx,
            uow,
            ticket,
            "cancel",
            given={"reason": text},
            changes=changes,
            reason=text,
            expected_version=expected_version,
        )
        drop_callback(ctx, uow, ticket)
        return ticket_row(ctx, uow, ticket)


def reopen_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    reason: str,
    aspect: str | None = None,
    callback_id: int | None = None,
    expected_version: int | None = None,
) -> TicketRow:
    """Reopen a ticket 重开: after a dissatisfied callback (with the aspect), or a closed one.

    It goes back to its handler or department, its clock starts anew, and the reopening is counted. With
    ``callback_id`` a ticket that is still "done" gets the dissatisfied answer first.
    """
    text = entry.line(reason, "reason")
    part = entry.line(aspect, "aspect", most=40)
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        if callback_id is None:
            require_person(ctx, uow, ticket, "reopen")
        if ticket.kind == COMPLAINT_KIND:
            from csconsole.services.complaints import take_complaint_step

            action = "dissatisfied" if stage_of(ticket) == "callback" else "reopen"
            answers = {"reason": text, "new_fact": text, "aspect": part}
            return take_complaint_step(ctx, ref, action, answers, expected_version=expected_version)
        if ticket.state == "done":
            answer = {"satisfaction": DISSATISFIED, "callback_id": callback_id or ticket.callback_id}
            take_step(ctx, uow, ticket, "call_back", given={"satisfaction": DISSATISFIED}, changes=answer)
        to = None if ticket.handler_id or ticket.department_id else "new"
        take_step(
            with_every_right(ctx) if callback_id is not None else ctx,
            uow,
            ticket,
            "reopen",
            given={"reason": text, "aspect": part},
            changes=reopened_changes(ctx, uow, ticket),
            reason=text,
            detail={"aspect": part, "callback_id": callback_id},
            expected_version=expected_version,
            to=to,
        )
        return ticket_row(ctx, uow, ticket)


def reopened_changes(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> dict[str, Any]:
    """The changes of a ticket that is worked on again: its ends are cleared, its clock starts anew. While it
    was not closed, what only the end of the work had settled is owed again (CALL-14).
    """
    done_at = ticket.done_at if ticket.closed_at is None else None
    cleared: dict[str, Any] = dict.fromkeys(
        (
            "done_at",
            "closed_at",
            "close_reason",
            "excluded_reason",
            "accepted_at",
            "first_accepted_by_id",
            "arrived_at",
            "wanted_at",
        )
    )
    promised = open_again(ctx, uow, ticket, done_at)
    return {**cleared, **promised, "reopenings": ticket.reopenings + 1, "callback_id": None}
