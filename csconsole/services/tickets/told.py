"""What of a ticket may stand where everybody reads it."""

from __future__ import annotations

from csconsole.models import Ticket


def told_title(ticket: Ticket) -> str:
    """The title, or of a complaint about a person its number alone (CMP-22)."""
    return ticket.number if ticket.against_staff_id is not None else ticket.title
