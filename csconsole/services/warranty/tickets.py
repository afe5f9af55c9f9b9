"""Whether the fault that a ticket is about is under warranty, and what to tell the customer (TKT-17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from csconsole.clock import local_date
from csconsole.errors import InvalidInputError
from csconsole.i18n import _, listed
from csconsole.models import Asset, Category, Customer, Ticket
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.warranty.reckon import IN, NEVER, OUT, PartWarranty, warranty_of
from csconsole.services.warranty.table import NO_ADVICE, PartRow, RepairAdvice, advice_on, parts_of
from csconsole.storage import UnitOfWork

PUBLIC: Final = "public"


@dataclass(frozen=True, slots=True)
class TicketWarranty:
    """The warranty of a ticket on the day of its report.

    ``part`` is the code of the part that is broken, empty until one is named; ``state`` is that part's, or
    what all parts have in common, else empty. ``explanation`` says it to the customer.
    """

    state: str
    part: str
    parts: tuple[PartWarranty, ...]
    handed_over_on: date | None
    reported_on: date
    explanation: str

    @property
    def shown(self) -> tuple[PartWarranty, ...]:
        """The part that is broken, else every part that it may be."""
        return tuple(one for one in self.parts if one.part == self.part) or self.parts


def ticket_warranty(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> TicketWarranty | None:
    """The warranty of a ticket; ``None`` where the repair-type table has no parts for its category."""
    parts = parts_of_ticket(uow, ticket.category_id)
    if not parts:
        return None
    reported_on = local_date(ticket.reported_at or ctx.now(), ctx.zone)
    handed_over_on, why_unknown = _handed_over(uow, ticket)
    found = tuple(warranty_of(one.code, one.name, one.months, handed_over_on, reported_on) for one in parts)
    named = next((one for one in found if one.part == ticket.part), None)
    if named is None and len(found) == 1:
        named = found[0]
    states = {one.state for one in ((named,) if named else found)}
    state = states.pop() if len(states) == 1 else ""
    return TicketWarranty(
        state,
        named.part if named else "",
        found,
        handed_over_on,
        reported_on,
        _explained(named, state, handed_over_on, why_unknown),
    )


def advice_for_ticket(ctx: Context, ref: TicketRef) -> RepairAdvice:
    """What the repair-type table says about a ticket's category."""
    with ctx.read() as uow:
        ticket = load_ticket(ctx, uow, ref)
        if ticket.category_id is None:
            return NO_ADVICE
        return advice_on(uow, uow.get(Category, ticket.category_id))


def parts_of_ticket(uow: UnitOfWork, category_id: int | None) -> tuple[PartRow, ...]:
    """The parts that a ticket of this category may be about."""
    return parts_of(uow, uow.get(Category, category_id).code) if category_id is not None else ()


def known_part(uow: UnitOfWork, category_id: int | None, text: str | None) -> str | None:
    """The code of the part that ``text`` names by code, name or place in the list; ``None`` for no text.

    Raises ``InvalidInputError`` that names the parts of the category.
    """
    said = (text or "").strip()
    if not said:
        return None
    parts = parts_of_ticket(uow, category_id)
    for place, one in enumerate(parts, start=1):
        if said.casefold() in (one.code, one.name_en.casefold(), one.name_zh.casefold(), str(place)):
            return one.code
    known = listed(f"{one.code} {one.name}" for one in parts)
    raise InvalidInputError(
        _("The repair-type table has no part “{part}” for this category.", part=said[:40]),
        field="part",
        value=said[:40],
        rule="TKT-17",
        hint=_("Known values: {values}", values=known) if known else None,
    )


def _handed_over(uow: UnitOfWork, ticket: Ticket) -> tuple[date | None, str]:
    """From which day the warranty counts, the asset's own before the unit's, or why that is not known."""
    asset = uow.get(Asset, ticket.asset_id) if ticket.asset_id is not None else None
    if asset is not None and asset.handed_over_on is not None:
        return asset.handed_over_on, ""
    if ticket.scope == PUBLIC:
        return None, _("In the public area a unit's handover does not count.")
    if ticket.customer_id is None:
        return None, _("The ticket names no customer, so no unit's handover date is known.")
    customer = uow.get(Customer, ticket.customer_id)
    if customer.handed_over_on is None:
        return None, _("Enter the unit's handover date in the customer's file.")
    if not _is_the_unit(customer, ticket.address):
        return None, _("The address is not the customer's unit, whose handover date is known.")
    return customer.handed_over_on, ""


def _is_the_unit(customer: Customer, address: str | None) -> bool:
    """Whether the work is at the unit of the customer's file."""
    from csconsole.services.tickets.entry import address_of

    own = (customer.unit, customer.address, address_of(customer))
    return not address or _bare(address) in {_bare(one) for one in own if one}


def _bare(address: str) -> str:
    return "".join(address.split()).casefold()


def _explained(part: PartWarranty | None, state: str, handed_over_on: date | None, why_unknown: str) -> str:
    if handed_over_on is None and state != NEVER:
        return why_unknown
    if part is None:
        return _("Name the part that is broken: its warranty decides.") if state != IN else ""
    if part.state == NEVER:
        return _("{part} has no warranty. Tell the customer before the work begins.", part=part.name)
    said = {"part": part.name, "months": part.months, "handed": handed_over_on, "end": part.ends_on}
    if part.state == OUT:
        return _(
            "{part}: {months} months from the handover on {handed}, ended on {end}, {days} d before the "
            "report. Tell the customer before the work begins.",
            days=-(part.days or 0),
            **said,
        )
    return _("{part}: {months} months from the handover on {handed}, until {end}.", **said)
