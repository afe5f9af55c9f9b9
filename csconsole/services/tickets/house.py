"""Tickets of the house itself 内部报修: a supervisor submits their repair slips, in time (TKT-27)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Right, Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services.clocks import change_ticket
from csconsole.services.context import Context
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.query import Page
from csconsole.services.settings import setting
from csconsole.services.tickets.access import TicketRef, load_ticket, require_free
from csconsole.services.tickets.fields import slip_owed
from csconsole.services.tickets.lists import page_of_tickets
from csconsole.services.tickets.rows import TicketRow, ticket_row

RULE = "TKT-27"


def slip_due(ctx: Context, kind: str) -> datetime | None:
    """When the repair slip of a ticket that is registered now is to be submitted; ``None``: it needs none."""
    if kind not in setting(ctx, "ticket.slip_kinds"):
        return None
    limit = parse_limit(str(setting(ctx, "ticket.slip_within")), field="ticket.slip_within")
    return due_walk(site_calendar(ctx), ctx.now(), limit).at


def submit_slip(ctx: Context, ref: TicketRef) -> TicketRow:
    """Record that the repair slip was submitted to those who repair. A supervisor does this, once.

    Raises ``RuleBrokenError`` for a ticket that needs none, is closed, or has it submitted already.
    """
    ctx.require(Right.TICKET_DISPATCH)
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        _require_owed(ticket)
        change_ticket(ctx, uow, ticket, "slip_submitted", {"slip_at": ctx.now()})
        return ticket_row(ctx, uow, ticket)


def unsubmitted_slips(
    ctx: Context,
    *,
    late: bool = False,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[TicketRow]:
    """Open tickets whose repair slip is not submitted yet, the first due first; ``late``: only those that
    should have been.
    """
    owed: list[ColumnElement[bool]] = [slip_owed()]
    if late:
        owed.append(col(Ticket.slip_due_at) < ctx.now())
    return page_of_tickets(ctx, *owed, filter=filter, sort=sort or "slip", limit=limit, after=after)


def _require_owed(ticket: Ticket) -> None:
    require_free(ticket)
    if ticket.slip_due_at is None:
        raise RuleBrokenError(_("{number} needs no repair slip.", number=ticket.number), rule=RULE)
    if ticket.slip_at is not None:
        raise RuleBrokenError(
            _("The repair slip of {number} is submitted already.", number=ticket.number), rule=RULE
        )
    if not TICKET.is_open(ticket.state):
        raise RuleBrokenError(_("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-02")
