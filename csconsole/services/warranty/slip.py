"""What the repair slip says of asset, part, warranty and equipment to bring (TKT-01, TKT-15, TKT-17)."""

from __future__ import annotations

from csconsole.codes import label
from csconsole.i18n import _, ngettext
from csconsole.models import Asset, Call, Category, Ticket
from csconsole.services.warranty.reckon import OUT, PartWarranty
from csconsole.services.warranty.table import advice_on
from csconsole.services.warranty.tickets import PUBLIC, TicketWarranty
from csconsole.storage import UnitOfWork

Field = tuple[str, str]


def mode_words(mode: str | None) -> str:
    """Remote or on site, and that the customer pays nothing for it (TKT-15)."""
    return _("{mode}, no extra charge", mode=label("ticket_mode", mode)) if mode else ""


def slip_fields(uow: UnitOfWork, ticket: Ticket, warranty: TicketWarranty | None) -> tuple[Field, ...]:
    """Source contact, size and mode, asset, the list of warranties, what to bring; no empty ones."""
    call = uow.get(Call, ticket.origin_call_id).number if ticket.origin_call_id is not None else ""
    fields = [
        (_("Source contact"), call),
        (_("Size"), label("ticket_size", ticket.size)),
        (_("Mode"), mode_words(ticket.mode)),
        (_("Asset"), _asset(uow, ticket)),
        *_warranties(ticket, warranty),
        (_("Equipment to bring"), _equipment(uow, ticket)),
    ]
    return tuple(field for field in fields if field[1])


def _asset(uow: UnitOfWork, ticket: Ticket) -> str:
    if ticket.asset_id is None:
        return ticket.asset or ""
    asset = uow.get(Asset, ticket.asset_id)
    return " / ".join(part for part in (asset.number, asset.name, asset.serial, asset.location) if part)


def _warranties(ticket: Ticket, warranty: TicketWarranty | None) -> list[Field]:
    """The handover date, then one line a part; the part that is broken alone where it is named. What the desk
    has to do about a date that is not known is nothing for the customer to read.
    """
    if warranty is None:
        return []
    handed = warranty.explanation if ticket.scope == PUBLIC else _("not known")
    if warranty.handed_over_on is not None:
        handed = str(warranty.handed_over_on)
    return [(_("Handover date"), handed)] + [(_("Warranty"), part_words(one)) for one in warranty.shown]


def end_words(one: PartWarranty) -> str:
    """Until when, or when it ended; empty without a last day."""
    if one.ends_on is None:
        return ""
    return _("ended {day}", day=one.ends_on) if one.state == OUT else _("until {day}", day=one.ends_on)


def part_words(one: PartWarranty) -> str:
    """``Pipes  in warranty  24 months  until 2026-11-23``."""
    words = [one.name, label("warranty_state", one.state)]
    if one.months > 0:
        words.append(ngettext("{n} month", "{n} months", one.months))
    if one.ends_on is not None:
        words.append(end_words(one))
    return "  ".join(words)


def _equipment(uow: UnitOfWork, ticket: Ticket) -> str:
    if ticket.category_id is None:
        return ""
    return " / ".join(advice_on(uow, uow.get(Category, ticket.category_id)).equipment)
