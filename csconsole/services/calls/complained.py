"""A contact that complains gets a complaint of its own: every complaint is on the register (CMP-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.codes import find_code
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _

if TYPE_CHECKING:
    from csconsole.services.calls.lookup import KnownCategory

COMPLAINT = "complaint"


class UnregisteredComplaintError(RuleBrokenError):
    """A complaint would stand in no register (CMP-02)."""


def kind_of_ticket(kind: str | None, category: KnownCategory | None) -> str | None:
    """The kind of ticket that a matter makes: its category's, else that of its contact type, if any."""
    if category is not None and category.ticket_kind:
        return category.ticket_kind
    return find_code("ticket_kind", kind or "")


def require_registered(
    outcome: str, kind: str | None, category: KnownCategory | None, *, chased: bool
) -> None:
    """Refuse a complaint without a ticket that is not about one that is there (CMP-02); one that is solved
    on the spot is closed there. Raises ``UnregisteredComplaintError``.
    """
    if outcome == "ticket" or chased or kind_of_ticket(kind, category) != COMPLAINT:
        return
    raise UnregisteredComplaintError(
        _("A complaint needs a record of its own."),
        field="outcome",
        value=outcome,
        rule="CMP-02",
        hint=_("Choose the outcome ticket, also for one that is solved, or name the ticket it asks after."),
    )
