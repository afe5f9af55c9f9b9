"""The same caller with the same matter: open tickets that a new one may repeat."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, union
from sqlmodel import col, select

from csconsole.models import Category, Right, Ticket
from csconsole.services.context import Context
from csconsole.services.site_phones import site_phone
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import CLOSED
from csconsole.services.tickets.lists import urgent_first
from csconsole.services.tickets.rows import TicketRow, ticket_rows

MOST = 5


def similar_tickets(
    ctx: Context,
    *,
    customer_id: int | None = None,
    phone: str | None = None,
    address: str | None = None,
    category_id: int | None = None,
    kind: str | None = None,
    but: int | None = None,
) -> tuple[TicketRow, ...]:
    """At most five open tickets of the same customer, phone or address, and of the same matter: the same
    branch of the category tree where a category is known, else the same kind. ``but`` is left out.
    """
    ctx.require(Right.RECORD_VIEW)
    number = site_phone(ctx, phone) if phone and phone.strip() else None
    same = [
        col(Ticket.customer_id) == customer_id if customer_id is not None else None,
        col(Ticket.e164) == number.e164 if number is not None else None,
        col(Ticket.address) == address.strip() if address and address.strip() else None,
    ]
    closed: Any = bindparam("closed", list(CLOSED), expanding=True, literal_execute=True)
    still_open = col(Ticket.state).not_in(closed)  # in the statement itself: partial indexes are found by it
    callers = [select(Ticket.id).where(one, still_open) for one in same if one is not None]
    if not callers:
        return ()
    with ctx.read() as uow:
        query = select(Ticket).where(
            col(Ticket.id).in_(select(union(*callers).subquery().c.id)), *visible(ctx)
        )
        if category_id is not None:
            branch = uow.get(Category, category_id).code.partition(".")[0]
            code = col(Category.code)
            alike = select(Category.id).where(
                (code == branch) | code.startswith(f"{branch}.", autoescape=True)
            )
            query = query.where(col(Ticket.category_id).in_(alike) | col(Ticket.category_id).is_(None))
        elif kind:
            query = query.where(Ticket.kind == kind)
        if but is not None:
            query = query.where(Ticket.id != but)
        rows = uow.session.exec(query.order_by(*urgent_first()).limit(MOST))
        return tuple(ticket_rows(ctx, uow, list(rows)))
