"""Chasing a ticket 催办: somebody asks again what becomes of it, most often the customer on the phone."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Promise
from csconsole.models.rights import Right
from csconsole.services import entry
from csconsole.services.clocks import change_ticket
from csconsole.services.clocks.facts import ENDED
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket, require_unmerged
from csconsole.services.tickets.rows import TicketRow, ticket_row

CHASED = "chase"
"""The action of its event."""


def chase_ticket(ctx: Context, ref: TicketRef, *, text: str, call: str | None = None) -> TicketRow:
    """Write on an open ticket that it was asked after, with the words and the number of the call (RPT-53).

    It is no progress: nothing of the ticket changes, and "no follow-up" still counts from the last note.
    Raises ``NotAllowedError``, ``NotFoundError``, ``InvalidInputError``, and ``RuleBrokenError`` for a ticket
    that is closed.
    """
    ctx.require(Right.CALL_LOG)
    said = entry.paragraph(text, "note", rule="RPT-53")
    if not said:
        raise InvalidInputError(_("Write what was asked."), field="note", value=text, rule="RPT-53")
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        require_unmerged(uow, ticket)
        if ticket.state in ENDED:
            raise RuleBrokenError(
                _("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-02"
            )
        detail = {"text": said, "number": call} if call else {"text": said}
        uow.note(ticket, CHASED, detail=detail)
        return ticket_row(ctx, uow, ticket)


def promise_of_chased(ctx: Context, ref: TicketRef, *, text: str, due_at: datetime, call_id: int) -> None:
    """What the customer was promised when he asked after an open ticket: it is the ticket's promise and
    limit, and settled with it (CALL-14). An earlier promise that is still open stays the limit.

    For the service that logs the call. Raises ``InvalidInputError``, ``PromiseTooFarError``.
    """
    from csconsole.services.promises import make_promise
    from csconsole.services.promises.approval import ask_approval

    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        of_ticket = (Promise.ticket_id == ticket.pk, Promise.state == "open")
        held = uow.session.exec(select(Promise.id).where(*of_ticket).limit(1)).first() is not None
        promise = make_promise(
            ctx,
            text=text,
            due_at=due_at,
            customer_id=ticket.customer_id,
            call_id=call_id,
            ticket_id=ticket.pk,
        )
        ask_approval(ctx, uow, text, promise_id=promise.id, ticket_id=ticket.pk, due_at=due_at)
        if not held or ticket.promised_at is None or due_at < ticket.promised_at:
            change_ticket(ctx, uow, ticket, "promise", {"promised_at": due_at}, detail={"text": text})
