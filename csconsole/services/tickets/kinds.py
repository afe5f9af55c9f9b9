"""Which lifecycle a kind of ticket has, and where a ticket stands in it (TKT-02).

Most kinds live as the plain ticket does. A complaint has its own procedure, and a pack may bring kinds with
theirs; the state of such a ticket is the phase that its stage counts as.
"""

from __future__ import annotations

from typing import Any, Final

from csconsole.codes import codes
from csconsole.models import Ticket
from csconsole.models.lifecycle import Lifecycle
from csconsole.models.lifecycle.complaint import COMPLAINT
from csconsole.models.lifecycle.ticket import TICKET

COMPLAINT_KIND: Final = "complaint"
UNTOUCHED_PHASES: Final = ("new", "assigned", "accepted")
"""Phases that only dispatching moves."""


def lifecycle_of(kind: str) -> Lifecycle:
    """The lifecycle of a kind of ticket."""
    if kind == COMPLAINT_KIND:
        return COMPLAINT
    if kind in codes("ticket_kind"):
        return TICKET
    from csconsole.services.packs.kinds import pack_kinds

    found = pack_kinds().get(kind)
    return found.lifecycle if found is not None else TICKET


def has_procedure(kind: str) -> bool:
    """Whether the kind has a procedure of its own beside the plain ticket's."""
    return lifecycle_of(kind) is not TICKET


def stage_of(ticket: Ticket) -> str:
    """Where the ticket stands in its own lifecycle; without a stored stage, what its state stands for."""
    cycle = lifecycle_of(ticket.kind)
    if cycle is TICKET:
        return ticket.state
    if ticket.stage:
        return ticket.stage
    return next((s for s in cycle.states if cycle.phases.get(s) == ticket.state), cycle.initial)


def say_stage(kind: str, stage: str | None, state: str) -> str:
    """The name of where a ticket stands: its stage where the kind has one, else its state."""
    cycle = lifecycle_of(kind)
    return cycle.say_state(stage if stage and cycle is not TICKET else state)


def phase_after(cycle: Lifecycle, ticket: Ticket, stage: str, changes: dict[str, Any]) -> str:
    """The state of the plain ticket that ``ticket`` has when it goes to ``stage`` with ``changes``."""
    target = changes.get("handler_id", ticket.handler_id) or changes.get(
        "department_id", ticket.department_id
    )
    phase = cycle.phases.get(stage)
    if phase in ("new", "assigned") and not target:
        return "new"
    if phase == "new":
        return "accepted" if ticket.state == "accepted" else "assigned"
    if phase is not None:
        return phase
    if ticket.state in UNTOUCHED_PHASES and (target or ticket.state == "new"):
        return ticket.state
    return "assigned" if target else "new"
