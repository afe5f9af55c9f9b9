"""The due time of a ticket: every clock that applies, and which one holds (REF-07, TKT-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, select

from csconsole.models import Category, Event, Ticket
from csconsole.services.context import Context
from csconsole.services.due import DueWalk, Limit, due_walk, parse_limit, site_calendar
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork


class DueSource(StrEnum):
    """Where a due time comes from."""

    PROMISE = "promise"
    DISPATCH = "dispatch"
    CATEGORY = "category"
    LEVEL = "level"
    KIND = "kind"
    PRIORITY = "priority"
    NEXT_DAY = "next_day"


@dataclass(frozen=True, slots=True)
class DueClock:
    """One clock that applies to a ticket; ``policy`` names the setting or category that gave the limit."""

    source: DueSource
    at: datetime
    limit: Limit | None = None
    policy: str = ""
    walk: DueWalk | None = None


@dataclass(frozen=True, slots=True)
class DueDecision:
    """The clock that holds, and all that were weighed, the holding one included."""

    holds: DueClock
    clocks: tuple[DueClock, ...]


@dataclass(frozen=True, slots=True)
class ClockHistory:
    """When the work's clock began, and the times at which it stood still, read from the events."""

    start: datetime
    pauses: tuple[tuple[datetime, datetime], ...] = ()


def clock_history(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> ClockHistory:
    """Start and pauses of a stored ticket; a pause that lasts ends now. Reopening starts anew."""
    start = ticket.reported_at or ctx.now()
    pauses: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for event in _events(uow, ticket):
        after = event.after or {}
        if event.action == "reopen":
            start, pauses, since = event.at, [], None
        elif after.get("paused_at"):
            since = event.at
        elif "paused_at" in after and since is not None:
            pauses.append((since, event.at))
            since = None
    if ticket.paused_at is not None:
        pauses.append((ticket.paused_at, ctx.now()))
    return ClockHistory(start, tuple(pauses))


def _events(uow: UnitOfWork, ticket: Ticket) -> list[Event]:
    if ticket.id is None:
        return []
    actions = ("wait", "park", "resume", "reopen", "cancel", "close", "undo")
    query = (
        select(Event)
        .where(Event.entity == "ticket", Event.entity_id == ticket.id, col(Event.action).in_(actions))
        .order_by(col(Event.id))
    )
    return list(uow.session.exec(query))


def decide_due(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, history: ClockHistory, *, fixed: datetime | None = None
) -> DueDecision:
    """Weigh every clock of a ticket: the earliest policy (or ``fixed``, set at dispatch, in its place), and a
    promise to the customer wins when it is earlier still (CALL-14).
    """
    policies = _policy_clocks(ctx, uow, ticket, history)
    holds = min(policies, key=lambda clock: clock.at)
    clocks = list(policies)
    if fixed is not None:
        holds = DueClock(DueSource.DISPATCH, fixed)
        clocks.append(holds)
    if ticket.promised_at is not None:
        promise = DueClock(DueSource.PROMISE, ticket.promised_at)
        clocks.append(promise)
        holds = min(holds, promise, key=lambda clock: clock.at)
    return DueDecision(holds, tuple(clocks))


def due_changes(decision: DueDecision) -> dict[str, object]:
    """The ticket's fields that a decision sets."""
    holds = decision.holds
    return {
        "due_at": holds.at,
        "due_source": holds.source.value,
        "due_limit": str(holds.limit) if holds.limit else None,
        "policy": holds.policy or None,
    }


def fixed_due(ticket: Ticket) -> datetime | None:
    """The due time that a dispatcher has set, which a new reckoning keeps."""
    return ticket.due_at if ticket.due_source == DueSource.DISPATCH else None


def _policy_clocks(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, history: ClockHistory
) -> tuple[DueClock, ...]:
    calendar = site_calendar(ctx)
    found = []
    for source, policy, text in _limits(ctx, uow, ticket):
        limit = parse_limit(text, field="ticket.limits")
        walk = due_walk(calendar, history.start, limit, pauses=history.pauses)
        found.append(DueClock(source, walk.at, limit, policy, walk))
    return tuple(found)


def _limits(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> list[tuple[DueSource, str, str]]:
    """Source, policy and limit of every clock of the type, and of the priority; without any: the next day."""
    table = {str(key): str(value) for key, value in setting(ctx, "ticket.limits").items()}
    found: list[tuple[DueSource, str, str]] = []
    level = f"{ticket.kind}.{ticket.level}"
    kind = f"{ticket.kind}.{ticket.priority}"
    if ticket.level and level in table:
        found.append((DueSource.LEVEL, level, table[level]))
    elif own := _category_limit(uow, ticket.category_id):
        found.append((DueSource.CATEGORY, *own))
    elif kind in table:
        found.append((DueSource.KIND, kind, table[kind]))
    elif ticket.kind in table:
        found.append((DueSource.KIND, ticket.kind, table[ticket.kind]))
    priority = f"priority.{ticket.priority}"
    if priority in table:
        found.append((DueSource.PRIORITY, priority, table[priority]))
    return found or [(DueSource.NEXT_DAY, "", str(setting(ctx, "ticket.no_clock_limit")))]


def _category_limit(uow: UnitOfWork, category_id: int | None) -> tuple[str, str] | None:
    """Code and limit of the category or of the nearest one above it that has a limit."""
    while category_id is not None:
        category = uow.get(Category, category_id)
        limit = category.policy or category.custom.get("limit")
        if limit:
            return category.code, str(limit)
        category_id = category.parent_id
    return None
