"""Steps that are the same for every kind of ticket, also where a procedure of its own names them: accepting,
parking, going on, giving back, cancelling. They move persons, dates, promises and callbacks, not the stage
alone (TKT-04, TKT-12).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef
from csconsole.services.tickets.finish import cancel_ticket
from csconsole.services.tickets.rows import TicketRow
from csconsole.services.tickets.work import accept_ticket, park_ticket, resume_ticket, return_ticket

Given = Mapping[str, Any]


def _accept(ctx: Context, ref: TicketRef, _given: Given, version: int | None) -> TicketRow:
    return accept_ticket(ctx, ref, expected_version=version)


def _park(ctx: Context, ref: TicketRef, given: Given, version: int | None) -> TicketRow:
    return park_ticket(
        ctx,
        ref,
        park_reason=given.get("park_reason") or "",
        customer_informed=given.get("customer_informed"),
        review_at=given.get("review_at"),
        note=given.get("note") or given.get("reason"),
        expected_version=version,
    )


def _resume(ctx: Context, ref: TicketRef, given: Given, version: int | None) -> TicketRow:
    return resume_ticket(ctx, ref, reason=given.get("reason"), expected_version=version)


def _return(ctx: Context, ref: TicketRef, given: Given, version: int | None) -> TicketRow:
    return return_ticket(ctx, ref, reason=given.get("reason") or "", expected_version=version)


def _cancel(ctx: Context, ref: TicketRef, given: Given, version: int | None) -> TicketRow:
    return cancel_ticket(ctx, ref, reason=given.get("reason") or "", expected_version=version)


PLAIN: Final[dict[str, Callable[[Context, TicketRef, Given, int | None], TicketRow]]] = {
    "accept": _accept,
    "park": _park,
    "resume": _resume,
    "return": _return,
    "cancel": _cancel,
}


def take_plain_step(
    ctx: Context, ref: TicketRef, action: str, given: Given, expected_version: int | None
) -> TicketRow:
    """Take one of the steps of ``PLAIN`` with answers that were read. Raises as the step does."""
    return PLAIN[action](ctx, ref, given, expected_version)
