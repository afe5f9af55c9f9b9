"""What the tests of tickets share: a repair, how it is registered and brought into work."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from csconsole.models import Department, Event, Staff
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.tickets import TicketRow

REPAIR: dict[str, Any] = {
    "kind": "repair",
    "title": "Leak under the sink",
    "description": "Since this morning.",
    "phone": "021-5550-0101",
    "contact_name": "Ouyang Xiaowen",
    "address": "3-502",
    "scope": "in_home",
}


def register(ctx: Context, **fields: Any) -> TicketRow:
    """A repair that lacks nothing, but for ``fields``."""
    return tickets.create_ticket(ctx, **{**REPAIR, **fields})


def department(ctx: Context, code: str) -> int:
    """The key of a department."""
    with ctx.read() as uow:
        found = uow.one(Department, code=code)
        assert found is not None
        return found.pk


def staff(ctx: Context, staff_no: str) -> int:
    """The key of a person."""
    with ctx.read() as uow:
        found = uow.one(Staff, staff_no=staff_no)
        assert found is not None
        return found.pk


def events(ctx: Context, ticket_id: int) -> list[Event]:
    """What happened to a ticket, oldest first."""
    with ctx.read() as uow:
        query = select(Event).where(Event.entity == "ticket", Event.entity_id == ticket_id)
        return list(uow.session.exec(query.order_by(col(Event.id))))


def in_progress(ctx: Context, handler: Context, **fields: Any) -> TicketRow:
    """A repair that the handler is working on."""
    row = register(ctx, **fields)
    dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, row.id)
    return tickets.start_ticket(handler, row.id)
