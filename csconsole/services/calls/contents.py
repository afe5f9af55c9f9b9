"""What a contact was about where nobody need write it: a wrong number, or an open ticket asked after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.i18n import _, get_language
from csconsole.services.calls.lookup import Ref, category_named
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.models import Ticket
    from csconsole.services.calls.lookup import KnownCategory
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


def usual_content(ctx: Context, uow: UnitOfWork, category: Ref, chase: Ref) -> str:
    """The content of an item that has none (CALL-01): which ticket was asked after, or the name of a category
    that says everything, such as a wrong number; "" where something must be written. Raises
    ``NotFoundError``.
    """
    if chase is not None:
        from csconsole.services.tickets.told import told_title

        ticket = _ticket(ctx, uow, chase)
        return _("Asks after {number}: {title}", number=ticket.number, title=told_title(ticket))
    found = category_named(uow, category)
    if found is None or found.code not in setting(ctx, "call.no_content"):
        return ""
    return found.name_zh if get_language() == "zh" else found.name_en


def category_of_chased(ctx: Context, uow: UnitOfWork, chase: Ref) -> KnownCategory | None:
    """The category of the ticket that is asked after."""
    return None if chase is None else category_named(uow, _ticket(ctx, uow, chase).category_id)


def _ticket(ctx: Context, uow: UnitOfWork, ref: str | int) -> Ticket:
    from csconsole.services.tickets.access import load_ticket

    return load_ticket(ctx, uow, ref)
