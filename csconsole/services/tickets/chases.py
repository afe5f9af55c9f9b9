"""Chasing a ticket 催办: somebody asks again what becomes of it, most often the customer on the phone."""

from __future__ import annotations

from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models.rights import Right
from csconsole.services import entry
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
