"""One ticket with two matters becomes two; the second keeps customer, time of report and chosen fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlmodel import col, select

from csconsole.errors import WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Promise, Right, Ticket, TicketLink
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import change_ticket, create_with_clocks
from csconsole.services.context import Context
from csconsole.services.tickets.access import (
    TicketRef,
    load_ticket,
    require_free,
    require_unmerged,
    require_work,
)
from csconsole.services.tickets.create import begin_procedure, new_ticket
from csconsole.services.tickets.entry import check_new
from csconsole.services.tickets.merge import MergeRefusedError
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.storage import UnitOfWork

TAKEABLE: Final = ("asset", "product", "appointment_at", "wanted_at", "promises")
"""What can leave the first ticket for the second."""


def split_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    title: str,
    description: str = "",
    kind: str | None = None,
    category_id: int | None = None,
    priority: str | None = None,
    address: str | None = None,
    take: Sequence[str] = (),
    reason: str | None = None,
) -> TicketRow:
    """Make a second ticket out of one that is open: ``title`` and the fields given are its own, the others
    as in the first; what ``take`` names (``TAKEABLE``) leaves the first. Its clocks count from the report of
    the first, for the customer has waited since; both are linked.

    Raises ``InvalidInputError``, ``NotAllowedError``, ``MergedTicketError``, ``MergeRefusedError``.
    """
    ctx.require(Right.TICKET_CREATE)
    _require_takeable(take)
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        _require_splittable(ctx, uow, ticket)
        found = check_new(
            ctx,
            uow,
            kind=kind or ticket.kind,
            title=title,
            description=description,
            customer_id=ticket.customer_id,
            phone=ticket.phone,
            contact_name=ticket.contact_name,
            category_id=category_id or ticket.category_id,
            priority=priority or ticket.priority,
            address=address or ticket.address,
            scope=ticket.scope,
            level=ticket.level if (kind or ticket.kind) == ticket.kind else None,
        )
        second = new_ticket(ctx, uow, found)
        second.reported_at = ticket.reported_at
        second.origin_call_id, second.first_owner_id = ticket.origin_call_id, ticket.first_owner_id
        second.against_staff_id = ticket.against_staff_id
        promises = _open_promises(uow, ticket) if "promises" in take else []
        _hand_over(ticket, second, take, promised=bool(promises))
        create_with_clocks(ctx, uow, second, detail={"split_from": ticket.number})
        begin_procedure(ctx, uow, second)
        for promise in promises:
            uow.update(promise, "moved", {"ticket_id": second.pk}, detail={"from": ticket.number})
        uow.create(TicketLink(ticket_id=second.pk, other_id=ticket.pk, kind="related"), "linked")
        change_ticket(
            ctx,
            uow,
            ticket,
            "split",
            _left(take, promised=bool(promises)),
            reason=entry.line(reason, "reason"),
            detail={"number": second.number},
        )
        return ticket_row(ctx, uow, second)


def _require_takeable(take: Sequence[str]) -> None:
    unknown = sorted(set(take) - set(TAKEABLE))
    if unknown:
        raise WrongFormError(
            _(
                "{field} cannot be taken along. Choose of: {choices}.",
                field=unknown[0],
                choices=listed(TAKEABLE),
            ),
            field="take",
            value=unknown[0],
            rule="TKT-02",
        )


def _require_splittable(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """The ticket is open, its own, and one that this person may change."""
    require_work(ctx, uow, ticket, "edit")
    require_unmerged(uow, ticket)
    require_free(ticket)
    if not TICKET.is_open(ticket.state):
        raise MergeRefusedError(
            _("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-02"
        )


def _hand_over(ticket: Ticket, second: Ticket, take: Sequence[str], *, promised: bool) -> None:
    for name in _columns(take):
        setattr(second, name, getattr(ticket, name))
    if promised:
        second.promised_at = ticket.promised_at


def _columns(take: Sequence[str]) -> list[str]:
    """The columns that leave: an asset with its file and part, a product with its defect."""
    along = {"asset": ("asset", "asset_id", "part"), "product": ("product", "defect"), "promises": ()}
    return [column for name in take for column in along.get(name, (name,))]


def _left(take: Sequence[str], *, promised: bool) -> dict[str, Any]:
    changes: dict[str, Any] = dict.fromkeys(_columns(take))
    return changes | ({"promised_at": None} if promised else {})


def _open_promises(uow: UnitOfWork, ticket: Ticket) -> list[Promise]:
    query = select(Promise).where(Promise.ticket_id == ticket.pk, Promise.state == "open")
    return list(uow.session.exec(query.order_by(col(Promise.id))))
