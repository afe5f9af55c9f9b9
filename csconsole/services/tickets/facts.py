"""What is known of a ticket when a step is weighed: columns, what its steps recorded, what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from csconsole.clock import iso
from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.tickets.kinds import COMPLAINT_KIND, stage_of
from csconsole.storage import UnitOfWork

_COLUMNS: Final = (
    "level",
    "demand",
    "apologised",
    "contact_name",
    "cause",
    "satisfaction",
    "customer_informed",
    "level_confirmed",
    "priority",
)


def facts_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> dict[str, Any]:
    """The facts of a ticket by name, for the guards of its lifecycle."""
    facts = {**recorded(ticket), **{name: getattr(ticket, name) for name in _COLUMNS}}
    facts["dispatched"] = ticket.handler_id is not None or ticket.department_id is not None
    facts["untouched"] = stage_of(ticket) == "registered" or ticket.merged_into_id is not None
    facts["responsible_department"] = ticket.responsible_department_id
    if ticket.kind == COMPLAINT_KIND:
        from csconsole.services.complaints.facts import complaint_facts

        facts |= complaint_facts(ctx, uow, ticket)
    return facts


def recorded(ticket: Ticket) -> dict[str, Any]:
    """What the procedure's steps recorded last, by field, since the ticket was reopened last."""
    found: dict[str, Any] = {}
    for entry in entries_of(ticket):
        if entry.get("action") == "reopen":
            found = {}
        found |= {name: value for name, value in entry.items() if name not in _FRAME}
    return found


_FRAME: Final = frozenset({"action", "at", "by", "n"})


def entries_of(ticket: Ticket) -> list[dict[str, Any]]:
    """The entries of the six-step record in the order in which they were made."""
    lists = (value for value in ticket.steps.values() if isinstance(value, list))
    return sorted((entry for entries in lists for entry in entries), key=lambda entry: entry.get("n", 0))


def new_entry(ctx: Context, ticket: Ticket, action: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """One more entry of that record: what was done, when, by whom, the how manieth, and its answers."""
    frame = {
        "action": action,
        "at": iso(ctx.now()),
        "by": ctx.actor.staff_no,
        "n": len(entries_of(ticket)) + 1,
    }
    return {**frame, **answers}
