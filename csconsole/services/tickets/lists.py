"""Lists of tickets: the filtered one, and those that must not grow (TKT-02, TKT-06, TKT-12, TKT-22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlmodel import col

from csconsole.models import Right, Ticket
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.due import parse_limit
from csconsole.services.query import Page, Scope, fetch_page
from csconsole.services.settings import setting
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import TICKETS
from csconsole.services.tickets.rows import TicketRow, ticket_rows


def list_tickets(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[TicketRow]:
    """A page of tickets by the query language; newest first unless ``sort`` says otherwise."""
    return page_of_tickets(ctx, filter=filter, sort=sort, limit=limit, after=after)


URGENT_FIRST = "priority,-vip,next"
"""The order of :func:`urgent_first`, for a list that is paged."""


def urgent_first() -> tuple[Any, ...]:
    """The order of work: emergency before urgent, VIP first within a priority, then the clock that is
    up next (TKT-22)."""
    return (
        col(Ticket.priority_rank).asc(),
        col(Ticket.vip).desc(),
        col(Ticket.next_due_at).asc().nulls_last(),
        col(Ticket.id).asc(),
    )


def alert_seconds(ctx: Context) -> int:
    """The age in seconds at which an unassigned ticket raises the alert (TKT-06)."""
    return parse_limit(str(setting(ctx, "ticket.dispatch_alert")), field="ticket.dispatch_alert").seconds


def overdue_dispatches(ctx: Context, *, limit: int = 50, after: str | None = None) -> Page[TicketRow]:
    """Unassigned tickets that have waited longer than the alert allows (TKT-06)."""
    since = judged_at(ctx) - timedelta(seconds=alert_seconds(ctx))
    waits = and_(col(Ticket.state) == "new", col(Ticket.reported_at) < since)
    return page_of_tickets(ctx, waits, sort="reported", limit=limit, after=after)


def page_of_tickets(
    ctx: Context,
    *conditions: ColumnElement[bool],
    limit: int,
    after: str | None,
    filter: str = "",
    sort: str = URGENT_FIRST,
) -> Page[TicketRow]:
    """A page of the tickets that meet the conditions and the filter and that this person may see."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            TICKETS,
            lambda found: ticket_rows(ctx, uow, list(found)),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=(*conditions, *visible(ctx)),
        )
