"""What a ticket is about beside its category: size and mode, asset, part, product and defect."""

from __future__ import annotations

from typing import Any, Final

from sqlmodel import select

from csconsole.i18n import _
from csconsole.models import Asset, Ticket
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.storage import UnitOfWork

USUAL_MODE: Final = {"small": "remote", "large": "on_site"}
"""A small fault is settled remotely, a large one on site (REF-08), unless the mode is given."""


def sized(size: str | None, mode: str | None, present: str | None = None) -> dict[str, Any]:
    """How large the fault is, and whether it is worked on remotely or on site (TKT-15). Without a mode, given
    or ``present``, it is the usual one of the size.
    """
    found = {
        "size": entry.one_of("ticket_size", size, "size", rule="TKT-15"),
        "mode": entry.one_of("ticket_mode", mode, "mode", rule="TKT-15"),
    }
    if found["mode"] is None and present is None and found["size"] is not None:
        found["mode"] = USUAL_MODE.get(found["size"])
    return {name: code for name, code in found.items() if code is not None}


def tagged(
    uow: UnitOfWork,
    category_id: int | None,
    was: Ticket | None = None,
    *,
    asset: str | None,
    part: str | None,
    product: str | None,
    defect: str | None,
) -> dict[str, Any]:
    """The changes of what is given, for a ticket of this category; an empty text takes a value of the ticket
    that it ``was`` away.

    ``asset`` is the number or serial number of an asset, which the ticket is then linked to (TKT-31), or any
    words. The asset gives the product of a ticket that has none. ``part`` is one of the
    repair-type table (TKT-17), ``product`` and ``defect`` are for the quality list (TKT-26). Raises
    ``InvalidInputError``.
    """
    changes: dict[str, Any] = {}
    if asset is not None:
        changes |= _asset(uow, was, asset)
    if part is not None:
        from csconsole.services.warranty.tickets import known_part

        changes["part"] = known_part(uow, category_id, part)
    if product is not None:
        changes["product"] = entry.line(product, "product", most=120, rule="TKT-26")
    if defect is not None:
        changes["defect"] = entry.one_of("ticket_defect", defect, "defect", rule="TKT-26")
    return changes


def _asset(uow: UnitOfWork, was: Ticket | None, asset: str) -> dict[str, Any]:
    said = entry.line(asset, "asset", most=120)
    if said is None:
        return {"asset": None, "asset_id": None}
    if was is not None and was.asset_id is not None and said == was.asset:
        return {}
    from csconsole.services.assets.register import find_asset

    found = find_asset(uow, said)
    if found is None:
        return {"asset": said, "asset_id": None}
    changes: dict[str, Any] = {"asset": f"{found.number} {found.name}"[:120], "asset_id": found.pk}
    if found.product and not (was and was.product):
        changes["product"] = found.product
    return changes


def asset_note(ctx: Context, ref: TicketRef) -> str:
    """What to know when a ticket names an asset in words that no file has, so that it has no link (TKT-31);
    empty where it is linked, names none, or no assets are kept.
    """
    with ctx.read() as uow:
        ticket = load_ticket(ctx, uow, ref)
        kept = uow.session.exec(select(Asset.id).limit(1)).first() is not None
        if not ticket.asset or ticket.asset_id is not None or not kept:
            return ""
        return _(
            "No asset has the number or serial number “{asset}”: it is stored as words, without a link.",
            asset=ticket.asset,
        )


def owned_by_asset(
    uow: UnitOfWork, asset: str | None, customer_id: int | None, address: str | None
) -> tuple[int | None, str | None]:
    """Whose ticket it is and where the work is, as given, else as the file of the asset says (TKT-31)."""
    if not asset or (customer_id is not None and address):
        return customer_id, address
    from csconsole.services.assets.register import find_asset

    found = find_asset(uow, asset)
    if found is None:
        return customer_id, address
    return customer_id if customer_id is not None else found.customer_id, address or found.location


def part_after(uow: UnitOfWork, ticket: Ticket, category_id: int | None) -> dict[str, Any]:
    """A part that the new category does not know is taken away (TKT-17)."""
    if ticket.part is None or category_id in (None, ticket.category_id):
        return {}
    from csconsole.services.warranty.tickets import parts_of_ticket

    known = {one.code for one in parts_of_ticket(uow, category_id)}
    return {} if ticket.part in known else {"part": None}
