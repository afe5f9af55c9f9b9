"""Reporting a complaint upward, rung by rung, and alarming the manager at once (CMP-10, CMP-19)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from csconsole.codes import codes, label
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Complaint, Escalation, Right, Ticket
from csconsole.services import entry
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.tickets.access import TicketRef, visible, with_every_right
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.rows import TicketRow, ticket_rows
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.escalations import EscalationRow

RUNGS = "escalation_rung"


class RungSkippedError(RuleBrokenError):
    """A complaint goes up one rung at a time unless it is urgent or major."""


def escalate_complaint(
    ctx: Context,
    ref: TicketRef,
    *,
    reason: str,
    rung: str | None = None,
    promised_reply_at: datetime | None = None,
) -> EscalationRow:
    """Report a complaint to the next rung of the chain, or to a named one (CMP-10).

    Only an urgent or major one may leave out rungs. Raises ``RungSkippedError``, ``InvalidInputError``.
    """
    from csconsole.services.escalations import escalate

    with ctx.write() as uow:
        ticket = load_complaint(ctx, uow, ref)
        order = codes(RUNGS)
        reached = [order.index(found.rung) for found in _escalations(uow, ticket) if found.rung in order]
        following = max(reached, default=0) + 1
        wanted = entry.one_of(RUNGS, rung, "rung", rule="CMP-10")
        place = order.index(wanted) if wanted else min(following, len(order) - 1)
        if place > following and ticket.level != "major" and ticket.priority == "normal":
            raise RungSkippedError(
                _(
                    "Next is: {rung}. Only urgent or major complaints skip one.",
                    rung=label(RUNGS, order[following]),
                ),
                rule="CMP-10",
                field="rung",
            )
        found = escalate(
            ctx,
            entity="ticket",
            entity_id=ticket.pk,
            reason=reason,
            target_role=rung_role(ctx, order[place]),
            promised_reply_at=promised_reply_at,
        )
        stored = uow.get(Escalation, found.id)
        uow.update(stored, "rung", {"rung": order[place]})
        return found


def rung_role(ctx: Context, rung: str) -> str:
    """The role that answers at a rung of the chain."""
    table = {str(key): str(value) for key, value in setting(ctx, "complaint.chain").items()}
    return table.get(rung, "manager")


def _escalations(uow: UnitOfWork, ticket: Ticket) -> list[Escalation]:
    query = select(Escalation).where(Escalation.entity == "ticket", Escalation.entity_id == ticket.pk)
    return list(uow.session.exec(query.order_by(col(Escalation.id))))


def alert_manager(ctx: Context, uow: UnitOfWork, ticket: Ticket, reason: str) -> None:
    """Report a major, mass or media matter to the manager at once, unless it is reported there and open."""
    if ctx.actor.staff_id is None:
        return
    open_ones = [e for e in _escalations(uow, ticket) if e.state == "open" and e.target_role == "manager"]
    if open_ones:
        return
    from csconsole.services.escalations import escalate

    escalate(
        with_every_right(ctx), entity="ticket", entity_id=ticket.pk, reason=reason, target_role="manager"
    )


def alert_of_gravity(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """Report a complaint to the manager at once that is major or urgent from the first (CMP-10, CMP-12)."""
    if ticket.level == "major":
        alert_manager(ctx, uow, ticket, _("Major complaint"))
    elif ticket.priority != "normal":
        alert_manager(ctx, uow, ticket, _("Urgent complaint"))


def unescalated_complaints(ctx: Context) -> tuple[TicketRow, ...]:
    """Open complaints beyond the desk's authority that nobody has reported upward (CMP-10)."""
    ctx.require(Right.RECORD_VIEW)
    reported = select(Escalation.entity_id).where(Escalation.entity == "ticket")
    beyond = select(Complaint.ticket_id).where(Complaint.beyond_authority)
    with ctx.read() as uow:
        query = select(Ticket).where(
            is_open(), col(Ticket.id).in_(beyond), col(Ticket.id).not_in(reported), *visible(ctx)
        )
        return tuple(ticket_rows(ctx, uow, list(uow.session.exec(query.order_by(col(Ticket.id))))))
