"""Action items page by page, open or closed, by the keys of the query language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col

from csconsole.models import ActionItem, Right
from csconsole.services.meetings.items import ActionItemRow, item_rows, of_mine
from csconsole.services.tickets.access import TicketRef, about_visible, load_ticket

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.query import Page


def list_items(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
    mine: bool = False,
    ticket: TicketRef | None = None,
    closed: bool = False,
) -> Page[ActionItemRow]:
    """One page of the open action items by due time: all, or ``mine`` and my department's; of one ``ticket``;
    with the ``closed`` ones (MTG-13).

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.meetings.fields import ITEMS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        where = list(about_visible(ctx, ActionItem.ticket_id))
        if not closed:
            where.append(col(ActionItem.state) != "closed")
        if ticket is not None:
            where.append(col(ActionItem.ticket_id) == load_ticket(ctx, uow, ticket).pk)
        if mine:
            where.append(of_mine(ctx))
        return fetch_page(
            Scope.of(ctx, uow),
            ITEMS,
            lambda found: item_rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )
