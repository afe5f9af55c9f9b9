"""What has happened on a ticket, as its clocks see it: which of them are met, and which are not needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from csconsole.clock import require_utc
from csconsole.models import Ticket
from csconsole.services.clocks.kinds import ClockKind

ENDED: Final = frozenset({"closed", "cancelled", "archived"})
FINISHED: Final = frozenset({"done", "called_back", "closed", "archived"})
TAKEN: Final = frozenset({"accepted", "on_site", "in_progress", "waiting", "parked"})
"""States in which somebody has the ticket, so that what he tells the customer is an answer."""
ROUTED: Final = frozenset({"route_other"})
NOT_ROUTED: Final = frozenset({"route_own", "reject", "reply"})
PLANNED: Final = frozenset({"propose", "decide"})
"""Steps of a complaint after which what the customer is told is the plan."""
PLAN_TOLD: Final = frozenset({"reply", "implement", "finish"})
"""Steps of a complaint by which the customer knows the plan at the latest."""


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket as it is after a change made ``now``: the names of the fields that ``changed``, whether the
    customer was ``told`` something with it, and whether it ``responded`` to the customer, told or met.
    """

    ticket: Ticket
    now: datetime
    changed: frozenset[str] = frozenset()
    told: bool = False
    responded: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """When a clock was met, or that it is not needed any more."""

    met_at: datetime | None = None
    over: bool = False


def fact_of(kind: ClockKind, change: Change, known: datetime | None) -> Fact:
    """What the ticket says about a clock; ``known`` is when it was met as far as was known before. Raises
    ``ValueError`` for a kind that no fact of a ticket meets.
    """
    ticket = change.ticket
    ended = ticket.state in ENDED
    finished = ticket.state in FINISHED
    match kind:
        case ClockKind.RESPOND:
            return Fact(_responded(change, known), ended)
        case ClockKind.ARRIVE:
            return Fact(ticket.arrived_at, finished or ended)
        case ClockKind.TRANSFER:
            return _transferred(ticket, ended)
        case ClockKind.ANSWER:
            return Fact(known or _answered(change), ended)
        case ClockKind.RESOLVE | ClockKind.PROMISE:
            return Fact((known or _resolved(change)) if finished else None, ended)
        case ClockKind.OBJECTION:
            return Fact(None, ticket.state != "done")
        case _:
            raise ValueError(f"{kind} is not of a ticket but of what is owed within it")


def level_confirmed(ticket: Ticket) -> bool:
    """Whether a supervisor has confirmed the level of a complaint (CMP-04)."""
    return ticket.kind != "complaint" or ticket.level_confirmed


def _responded(change: Change, known: datetime | None) -> datetime | None:
    """Since the ticket was last opened: the first response of all answers the first report only."""
    ticket = change.ticket
    done = ticket.done_at if ticket.state in FINISHED else None
    if not ticket.reopenings:
        return ticket.first_response_at or done
    return known or ticket.arrived_at or (change.now if change.responded else None) or done


def _transferred(ticket: Ticket, ended: bool) -> Fact:
    if ticket.kind != "complaint":
        return Fact(ticket.dispatched_at, ended)
    return Fact(_step_at(ticket, ROUTED), ended or _step_at(ticket, NOT_ROUTED) is not None)


def _answered(change: Change) -> datetime | None:
    ticket = change.ticket
    if ticket.kind == "complaint":
        planned = _step_at(ticket, PLANNED) is not None
        return _step_at(ticket, PLAN_TOLD) or (change.now if change.told and planned else None)
    if change.told and ticket.state in TAKEN:
        return change.now
    return _resolved(change) if ticket.state in FINISHED else None


def _resolved(change: Change) -> datetime | None:
    ticket = change.ticket
    if ticket.state not in FINISHED or ticket.customer_informed is False:
        return None
    fresh = "done_at" in change.changed or not change.changed
    return (ticket.done_at if fresh else None) or change.now


def _step_at(ticket: Ticket, actions: Iterable[str]) -> datetime | None:
    """The first time that one of the complaint's steps was recorded since it was last reopened."""
    wanted = set(actions)
    entries: list[dict[str, Any]] = [
        entry
        for key, found in ticket.steps.items()
        if key.isdecimal() and isinstance(found, list)
        for entry in found
        if isinstance(entry, dict)
    ]
    times = sorted(str(entry.get("at")) for entry in entries if entry.get("action") in wanted)
    return require_utc(datetime.fromisoformat(times[0])) if times else None
