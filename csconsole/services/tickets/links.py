"""Links between tickets: related, duplicate of, caused by, child of; and the family that merging has made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlmodel import col, or_, select

from csconsole.codes import label
from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Right, Ticket, TicketLink
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, is_visible, load_ticket, visible
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.storage import UnitOfWork

PARENT: Final = "parent"
_DEEPEST: Final = 50


class LinkRefusedError(RuleBrokenError):
    """These two tickets cannot be linked so."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link as seen from a ticket: what the other one is to it, in words, and the other one."""

    kind: str
    words: str
    id: int
    number: str
    title: str
    state: str


def link_tickets(ctx: Context, ref: TicketRef, other: TicketRef, *, kind: str = "related") -> TicketRow:
    """Say what a ticket is to ``other``: ``related``, ``duplicate_of``, ``caused_by`` or ``parent``: a child
    of it. Raises ``LinkRefusedError`` where its own child would be its parent, ``InvalidInputError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    code = entry.one_of("ticket_link", kind, "kind", rule="TKT-02") or "related"
    with ctx.write() as uow, uow.tied():
        ticket, target = load_ticket(ctx, uow, ref), load_ticket(ctx, uow, other)
        _require_sound(uow, ticket, target, code)
        detail = {"kind": code, "other": target.number}
        if code == PARENT:
            uow.update(ticket, "linked", {"parent_id": target.pk}, detail=detail)
            return ticket_row(ctx, uow, ticket)
        uow.note(ticket, "linked", detail=detail)
        found = _stored(uow, ticket, target, code)
        if found is None:
            uow.create(TicketLink(ticket_id=ticket.pk, other_id=target.pk, kind=code), "linked")
        else:
            uow.update(found, "linked", {"ended_at": None})
        return ticket_row(ctx, uow, ticket)


def unlink_tickets(ctx: Context, ref: TicketRef, other: TicketRef) -> TicketRow:
    """Take off every link between two tickets; the history keeps them. Raises ``LinkRefusedError``."""
    ctx.require(Right.TICKET_HANDLE)
    with ctx.write() as uow, uow.tied():
        ticket, target = load_ticket(ctx, uow, ref), load_ticket(ctx, uow, other)
        taken = False
        for child, parent in ((ticket, target), (target, ticket)):
            if child.parent_id == parent.pk:
                uow.update(child, "unlinked", {"parent_id": None}, detail={"other": parent.number})
                taken = True
        for one in _between(uow, ticket, target):
            uow.update(one, "unlinked", {"ended_at": ctx.now()})
            taken = True
        if not taken:
            raise LinkRefusedError(
                _("{number} and {other} are not linked.", number=ticket.number, other=target.number),
                rule="TKT-02",
            )
        uow.note(ticket, "unlinked", detail={"other": target.number})
        return ticket_row(ctx, uow, ticket)


def links_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[LinkRow, ...]:
    """What a ticket is to others, parents and children, and the merges, from both sides."""
    found: list[tuple[str, str, int]] = []
    if ticket.merged_into_id is not None:
        found.append(("merged", _("merged into"), ticket.merged_into_id))
    if ticket.parent_id is not None:
        found.append((PARENT, label("ticket_link", PARENT), ticket.parent_id))
    query = select(TicketLink).where(
        or_(TicketLink.ticket_id == ticket.pk, TicketLink.other_id == ticket.pk),
        col(TicketLink.ended_at).is_(None),
    )
    for one in uow.session.exec(query.order_by(col(TicketLink.id))):
        forth = one.ticket_id == ticket.pk
        words = label("ticket_link" if forth else "ticket_link_back", one.kind)
        found.append((one.kind, words, one.other_id if forth else one.ticket_id))
    kin = select(Ticket.id, Ticket.merged_into_id).where(
        or_(Ticket.merged_into_id == ticket.pk, Ticket.parent_id == ticket.pk)
    )
    for key, merged_into in uow.session.exec(kin.order_by(col(Ticket.id))):
        if merged_into == ticket.pk:
            found.append(("merged", _("took over"), key or 0))
        else:
            found.append((PARENT, label("ticket_link_back", PARENT), key or 0))
    keys = {key for _kind, _words, key in found}
    seen = select(Ticket).where(col(Ticket.id).in_(keys), *visible(ctx))
    others = {one.pk: one for one in uow.session.exec(seen)} if keys else {}
    return tuple(
        LinkRow(kind, words, key, others[key].number, others[key].title, others[key].state)
        for kind, words, key in found
        if key in others
    )


def family_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> dict[int, str]:
    """The tickets that merging has joined with this one, by key with their numbers; their history is one."""
    found = {ticket.pk: ticket.number}
    up = ticket.merged_into_id
    while up is not None and up not in found and len(found) < _DEEPEST:
        row = uow.get(Ticket, up)
        if not is_visible(ctx, uow, up):
            break
        found[row.pk] = row.number
        up = row.merged_into_id
    fresh = [ticket.pk]
    while fresh and len(found) < _DEEPEST:
        query = select(Ticket).where(col(Ticket.merged_into_id).in_(fresh), *visible(ctx)).limit(_DEEPEST)
        rows = [row for row in uow.session.exec(query) if row.pk not in found]
        found |= {row.pk: row.number for row in rows}
        fresh = [row.pk for row in rows]
    return found


def _require_sound(uow: UnitOfWork, ticket: Ticket, target: Ticket, kind: str) -> None:
    if ticket.pk == target.pk:
        raise InvalidInputError(
            _("A ticket cannot be linked with itself."), field="other", value=target.number, rule="TKT-02"
        )
    up: int | None = target.pk if kind == PARENT else None
    for _level in range(_DEEPEST):
        if up is None:
            return
        if up == ticket.pk:
            raise LinkRefusedError(
                _("{number} is above {other} already.", number=ticket.number, other=target.number),
                rule="TKT-02",
            )
        up = uow.get(Ticket, up).parent_id


def _stored(uow: UnitOfWork, ticket: Ticket, target: Ticket, kind: str) -> TicketLink | None:
    return uow.one(TicketLink, ticket_id=ticket.pk, other_id=target.pk, kind=kind)


def _between(uow: UnitOfWork, one: Ticket, two: Ticket) -> list[TicketLink]:
    query = select(TicketLink).where(
        col(TicketLink.ticket_id).in_((one.pk, two.pk)),
        col(TicketLink.other_id).in_((one.pk, two.pk)),
        col(TicketLink.ended_at).is_(None),
    )
    return list(uow.session.exec(query))
