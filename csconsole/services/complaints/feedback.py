"""What the customer said of the outcome, and the loop until it is in order (CMP-15, CMP-16, CMP-17)."""

from __future__ import annotations

from typing import Any, Final

from sqlmodel import col, select

from csconsole.models import Attempt, Callback, Right, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import entry
from csconsole.services.complaints.procedure import load_complaint, record_step, take_complaint_step
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, with_every_right
from csconsole.services.tickets.kinds import stage_of
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.storage import UnitOfWork

SIGNED_BY: Final = {"phone": "phone", "hotline": "phone", "visit": "on_site", "home_visit": "on_site"}
"""How a customer signs who is reached by a channel."""


def complaint_called_back(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, *, callback_id: int | None, satisfaction: str | None
) -> None:
    """The callback about a complaint has an answer: it is recorded, and a satisfied customer's complaint goes
    on as far as the guards let it. A complaint that is elsewhere in its procedure keeps the callback only.
    """
    every = with_every_right(ctx)
    callback = uow.get(Callback, callback_id) if callback_id is not None else None
    if callback_id is not None:
        uow.update(ticket, "call_back", {"callback_id": callback_id})
    if stage_of(ticket) == "replied":
        record_step(every, uow, ticket, "call_back", {})
    if stage_of(ticket) != "callback" or satisfaction is None:
        return
    answers: dict[str, Any] = {"satisfaction": satisfaction}
    if callback is not None:
        signer = _signer(ctx, ticket, callback)
        answers |= {"aspect": callback.aspect, "signer": signer}
        answers["signed_way"] = _way(uow, callback) if signer else None
    known = {name: value for name, value in answers.items() if value}
    record_step(every, uow, ticket, "feedback", known)
    if satisfaction in ("satisfied", "average"):
        _go_on(every, uow, ticket)
    elif satisfaction == "dissatisfied":
        said = callback.reaction or callback.use_problem or callback.answer if callback is not None else None
        record_step(every, uow, ticket, "dissatisfied", {"aspect": known.get("aspect"), "reason": said})


def _go_on(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """A satisfied customer ends the callback unless something is still owed: then it waits for that."""
    if ticket.level in (None, "minor") and _short(uow, ticket):
        return
    try:
        record_step(ctx, uow, ticket, "satisfied", {})
    except TransitionRefusedError:
        return


def _short(uow: UnitOfWork, ticket: Ticket) -> bool:
    from csconsole.services.complaints.facts import complaint_of

    return complaint_of(uow, ticket).short_path


def _signer(ctx: Context, ticket: Ticket, callback: Callback) -> str | None:
    """The customer signs the complaint (CMP-01): where nobody was named, who was called; the record of the
    callback itself is then signed by who called.
    """
    from csconsole.services.callbacks.outcome import caller_signs

    if callback.signer is not None and callback.signer != caller_signs(ctx):
        return callback.signer
    return callback.contact_name or ticket.contact_name


def _way(uow: UnitOfWork, callback: Callback) -> str | None:
    """How the customer signed at the callback, as the channel of its last attempt says (CMP-01)."""
    query = select(Attempt).where(Attempt.callback_id == callback.pk).order_by(col(Attempt.position).desc())
    last = uow.session.exec(query.limit(1)).first()
    return SIGNED_BY.get(last.channel) if last is not None else None


def record_feedback(
    ctx: Context,
    ref: TicketRef,
    *,
    satisfaction: str,
    aspect: str | None = None,
    signer: str | None = None,
    said: str | None = None,
    signed_way: str | None = None,
) -> TicketRow:
    """Record what the customer said (CMP-16), through the callback that was planned where there is one.

    A dissatisfied customer sends the complaint back to investigation (CMP-15). Raises ``InvalidInputError``
    without the aspect where one is needed.
    """
    ctx.require(Right.RECORD_VIEW)
    opinion = entry.one_of("complaint_satisfaction", satisfaction, "satisfaction", rule="CMP-16")
    way = entry.one_of("signed_way", signed_way, "signed_way", rule="CMP-01") if signed_way else None
    with ctx.write() as uow, uow.tied():
        ticket = load_complaint(ctx, uow, ref)
        callback = _open_callback(uow, ticket)
        if callback is not None and opinion != "no_opinion":
            from csconsole.services.callbacks import record_attempt

            record: dict[str, Any] = {"satisfaction": opinion, "aspect": aspect, "signer": signer}
            record["answer"] = said
            record_attempt(
                ctx,
                callback.pk,
                code="done",
                channel="home_visit" if way == "on_site" else "phone",
                record={name: value for name, value in record.items() if value},
            )
            return ticket_row(ctx, uow, ticket)
        answers = {"satisfaction": opinion, "aspect": aspect, "signer": signer, "signed_way": way}
        take_complaint_step(ctx, ref, "feedback", answers)
        if ticket.satisfaction == "dissatisfied":
            take_complaint_step(ctx, ref, "dissatisfied", {"aspect": aspect, "reason": said})
        return ticket_row(ctx, uow, ticket)


def _open_callback(uow: UnitOfWork, ticket: Ticket) -> Callback | None:
    if ticket.callback_id is None:
        return None
    query = select(Callback).where(Callback.id == ticket.callback_id)
    found = uow.session.exec(query).one_or_none()
    return found if found is not None and found.finished_at is None else None
