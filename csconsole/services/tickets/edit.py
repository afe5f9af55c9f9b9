"""Correcting what an open ticket says; nobody writes over what somebody else stored meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from csconsole.codes import label
from csconsole.errors import ConflictError, InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Category, Customer, Right, Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import change_ticket
from csconsole.services.context import Context
from csconsole.services.site_phones import site_phone
from csconsole.services.tickets.access import (
    TicketRef,
    load_ticket,
    require_free,
    require_unmerged,
    require_work,
)
from csconsole.services.tickets.called_back import needs_callback
from csconsole.services.tickets.entry import RANKS, in_season, is_vip, on_site_needs, read_moment
from csconsole.services.tickets.kinds import COMPLAINT_KIND
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.tags import part_after, sized, tagged
from csconsole.services.tickets.timeline import EDITED, field_name, field_words
from csconsole.storage import UnitOfWork

_LONGEST: Final = {"contact_name": 120, "address": 240}


def edit_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    title: str | None = None,
    description: str | None = None,
    priority: str | None = None,
    category_id: int | None = None,
    customer_id: int | None = None,
    phone: str | None = None,
    contact_name: str | None = None,
    address: str | None = None,
    scope: str | None = None,
    asset: str | None = None,
    part: str | None = None,
    product: str | None = None,
    defect: str | None = None,
    size: str | None = None,
    mode: str | None = None,
    appointment_at: datetime | None = None,
    wanted_at: datetime | None = None,
    reason: str | None = None,
    expected_version: int | None = None,
) -> TicketRow:
    """Correct an open ticket. A new category or priority moves the due time; the time used so far stays used.
    ``wanted_at`` is an earlier time that the customer asks for (CMP-05). Another customer brings the tier
    and the zone; contact, phone and address stay what was reported (TKT-01).

    Raises ``RuleBrokenError`` for a closed ticket, ``InvalidInputError``; ``ConflictError`` that names what
    is stored and what was wanted when the ticket is no longer of ``expected_version``.
    """
    ctx.require(Right.TICKET_CREATE)
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        require_work(ctx, uow, ticket, "edit")
        require_unmerged(uow, ticket)
        require_free(ticket)
        if not TICKET.is_open(ticket.state):
            raise RuleBrokenError(
                _("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-02"
            )
        changes = _texts(title, description)
        changes |= _whose(ctx, uow, customer_id, phone)
        changes |= _reached(ticket, contact_name=contact_name, address=address, scope=scope)
        changes |= _called_back(ctx, ticket, changes)
        if appointment_at is not None:
            changes["appointment_at"] = _met_later(ctx, ticket, appointment_at)
        if wanted_at is not None:
            changes["wanted_at"] = read_moment(wanted_at, "wanted_at", after=ctx.now(), rule="CMP-05")
        changes |= _reclassified(ctx, uow, ticket, priority, category_id) | sized(size, mode, ticket.mode)
        changes |= part_after(uow, ticket, category_id)
        category = category_id or ticket.category_id
        changes |= tagged(uow, category, ticket, asset=asset, part=part, product=product, defect=defect)
        _require_on_site(ctx, ticket, changes)
        if expected_version not in (None, ticket.version):
            raise _conflict(ctx, uow, ticket, changes)
        said = entry.line(reason, "reason")
        change_ticket(ctx, uow, ticket, "edit", changes, expected_version=expected_version, reason=said)
        if ticket.kind == COMPLAINT_KIND and "priority" in changes:
            from csconsole.services.complaints.chain import alert_of_gravity

            alert_of_gravity(ctx, uow, ticket)
        return ticket_row(ctx, uow, ticket)


def _met_later(ctx: Context, ticket: Ticket, at: datetime) -> datetime:
    """A time at which the customer is met lies ahead, unless it is the one that is known (TKT-18)."""
    if at != ticket.appointment_at:
        read_moment(at, "appointment_at", after=ctx.now(), rule="TKT-18")
    return at


def _texts(title: str | None, description: str | None) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if title is not None:
        why = _("The ticket needs a title: what is wrong?")
        changes["title"] = entry.needed(title, "symptom", rule="TKT-01", why=why, most=200)
    if description is not None:
        changes["description"] = entry.paragraph(description, "description") or ""
    return changes


def _whose(ctx: Context, uow: UnitOfWork, customer_id: int | None, phone: str | None) -> dict[str, Any]:
    """The customer with tier and zone, and the phone."""
    changes: dict[str, Any] = {}
    if customer_id is not None:
        customer = uow.get(Customer, customer_id)
        changes |= {"customer_id": customer.pk, "vip": is_vip(ctx, customer), "zone": customer.zone}
    if phone is not None:
        found = site_phone(ctx, phone) if phone.strip() else None
        changes |= {"phone": found.typed if found else None, "e164": found.e164 if found else None}
    return changes


def _called_back(ctx: Context, ticket: Ticket, changes: dict[str, Any]) -> dict[str, Any]:
    """Whether the customer is called back, where phone or scope change before the work is finished."""
    if ticket.done_at is not None or not changes.keys() & {"e164", "scope"}:
        return {}
    e164, scope = changes.get("e164", ticket.e164), changes.get("scope", ticket.scope)
    return {"needs_callback": needs_callback(ctx, kind=ticket.kind, scope=scope, e164=e164)}


def _reached(ticket: Ticket, *, scope: str | None, **lines: str | None) -> dict[str, Any]:
    """Contact, address and scope as given."""
    changes: dict[str, Any] = {
        name: entry.line(value, name, most=_LONGEST[name])
        for name, value in lines.items()
        if value is not None
    }
    if scope is not None:
        changes["scope"] = entry.one_of("ticket_scope", scope, "scope", rule="TKT-01") or ticket.scope
    return changes


def _require_on_site(ctx: Context, ticket: Ticket, changes: Mapping[str, Any]) -> None:
    """What work at the customer's place needs is corrected, never taken away (TKT-01)."""
    for name in on_site_needs(ctx, ticket.kind):
        if getattr(ticket, name) and name in changes and not changes[name]:
            raise InvalidInputError(
                _(
                    "A ticket of kind {kind} needs: {fields}.",
                    kind=label("ticket_kind", ticket.kind),
                    fields=label("field", name),
                ),
                field=name,
                rule="TKT-01",
            )


def _conflict(ctx: Context, uow: UnitOfWork, ticket: Ticket, changes: Mapping[str, Any]) -> ConflictError:
    """Both texts of each field that would change, so that nothing typed is lost."""
    lines = [_("Someone changed {record} first.", record=ticket.number)]
    for name in EDITED:
        if name in changes and changes[name] != getattr(ticket, name):
            theirs, mine = (
                field_words(ctx, uow, ticket, name, value) for value in (getattr(ticket, name), changes[name])
            )
            lines.append(
                _(
                    "{field}: stored is “{theirs}”, yours is “{mine}”.",
                    field=field_name(name),
                    theirs=theirs,
                    mine=mine,
                )
            )
    hint = _("Look at it again, then repeat your change.")
    return ConflictError(" ".join(lines), current=ticket.version, hint=hint)


def _reclassified(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, priority: str | None, category_id: int | None
) -> dict[str, Any]:
    """The changes of a new priority or category; in its season a leak stays urgent (TKT-30)."""
    changes: dict[str, Any] = {}
    wanted = entry.one_of("ticket_priority", priority, "priority", rule="TKT-22")
    if category_id is not None:
        changes["category_id"] = category_id
    if wanted is None and category_id is None:
        return changes
    key = category_id or ticket.category_id
    category = uow.get(Category, key) if key is not None else None
    code = in_season(ctx, category, wanted or ticket.priority)
    if wanted is not None or code != ticket.priority:
        changes |= {"priority": code, "priority_rank": RANKS[code]}
    return changes
