"""Complaints whose cause is the product's quality go to the product department (CMP-18)."""

from __future__ import annotations

from sqlmodel import select

from csconsole.models import ActionItem, Ticket
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

KIND = "product_quality"


def tell_product_department(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """An action item for the product department, once a complaint: it stands on the desk there until it is
    answered and verified. Without a department in the settings nothing happens.
    """
    code = str(setting(ctx, "complaint.product_department")).strip()
    if not code or ticket.cause not in setting(ctx, "complaint.product_causes"):
        return
    from csconsole.services.departments import find_department
    from csconsole.services.meetings import assign_item
    from csconsole.services.tickets.access import with_every_right

    known = select(ActionItem.id).where(ActionItem.ticket_id == ticket.pk, ActionItem.kind == KIND)
    if uow.session.exec(known.limit(1)).first() is not None:
        return
    place = find_department(ctx, code)
    assign_item(with_every_right(ctx), text=ticket.title, kind=KIND, ticket=ticket.pk, department_id=place.id)
