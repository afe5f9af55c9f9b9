"""What the kind of a ticket asks for before it ends well: a price and payment, the outcome of a mediation,
what an incident was.
"""

from __future__ import annotations

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.storage import UnitOfWork


class UnfinishedError(RuleBrokenError):
    """Something that this kind of ticket needs at its end is not recorded."""


def why_unfinished(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> str:
    """What is not recorded yet (TKT-23, TKT-24, TKT-25); empty when the ticket can end."""
    from csconsole.services.matters.disputes import why_outcome_owed
    from csconsole.services.matters.incidents import why_undescribed
    from csconsole.services.tariff.charges import why_price_owed

    return why_price_owed(ctx, ticket) or why_outcome_owed(uow, ticket) or why_undescribed(uow, ticket)


def still_open(ctx: Context, ref: TicketRef) -> str:
    """What keeps a ticket from its end although the work on it is done (TKT-14, TKT-19, TKT-20,
    CALL-14); empty when nothing does.
    """
    from csconsole.services.subtasks.ending import why_owed

    with ctx.read() as uow:
        ticket = load_ticket(ctx, uow, ref)
        why = why_owed(ctx, uow, ticket) or why_unfinished(ctx, uow, ticket)
    return _("{why} The ticket is not closed before.", why=why) if why else ""


def require_finished(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """Raise ``UnfinishedError`` that says what is missing; a supervisor's override closes without it."""
    if why := why_unfinished(ctx, uow, ticket):
        raise UnfinishedError(
            why,
            rule="TKT-02",
            hint=_("Record it first; a supervisor may close the ticket with an override and a reason."),
        )
