"""What of a ticket may stand where everybody reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.models.rights import Right
from csconsole.services.context import Context

if TYPE_CHECKING:
    from csconsole.models import Ticket


def told_title(ticket: Ticket) -> str:
    """The title, or of a complaint about a person its number alone (CMP-22)."""
    return told(ticket.number, ticket.title, ticket.against_staff_id)


def told(number: str, title: str, against_staff_id: int | None) -> str:
    """The same for a ticket of which only these columns were read."""
    return number if against_staff_id is not None else title


def seen_ticket(ctx: Context) -> str:
    """``access.visible`` in the words of a plain statement over tickets (CMP-22)."""
    return "TRUE" if ctx.can(Right.COMPLAINT_STAFF_VIEW) else "against_staff_id + 0 IS NULL"


def seen_about(ctx: Context) -> str:
    """``access.about_visible`` for the column ``ticket_id`` of what a plain statement reads (CMP-22)."""
    if ctx.can(Right.COMPLAINT_STAFF_VIEW):
        return "TRUE"
    return (
        "(ticket_id IS NULL OR ticket_id NOT IN (SELECT id FROM ticket WHERE against_staff_id IS NOT NULL))"
    )
