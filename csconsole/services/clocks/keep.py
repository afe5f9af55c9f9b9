"""The one place where a ticket's change meets its clocks: both are stored together or not at all.

Services change a ticket with ``change_ticket`` and store a new one with ``create_with_clocks``; the due times
of the ticket, which lists sort by, are the summary of its clocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from csconsole.models import Ticket, TicketClock
from csconsole.models.lifecycle.ticket import PAUSED_STATES
from csconsole.services.clocks.facts import Change, fact_of
from csconsole.services.clocks.kinds import ClockKind, ClockState
from csconsole.services.clocks.plan import Rows, Settled, plan_clocks, stored_clocks
from csconsole.services.clocks.reckon import ClockPlan
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork
from csconsole.storage.bulk import complete, insert_rows

UNDO: Final = "undo"
PAUSE_FIELDS: Final = ("paused_at", "paused_seconds")


def create_with_clocks(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, *, detail: Mapping[str, Any] | None = None
) -> Ticket:
    """Store a new ticket with its due times and its clocks."""
    plans = plan_clocks(ctx, uow, Change(ticket, ctx.now()), {})
    for name, value in summary_of(ticket, plans, ctx.now()).items():
        setattr(ticket, name, value)
    uow.create(ticket, detail=detail)
    store_plans(uow, ticket, {}, plans, ctx.now())
    return ticket


def change_ticket(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    action: str,
    changes: Mapping[str, Any] | None = None,
    *,
    settled: Settled | None = None,
    expected_version: int | None = None,
    reason: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Ticket:
    """``uow.update`` for tickets: the clocks follow, and the due times go into the same event.

    Facts that stand in other tables must be written before. ``settled`` is what was settled with people, by
    clock; ``told_customer`` in ``detail`` says that the customer heard something with it. A ticket that is
    merged into another hands its clocks on (``merged_into_id``). Raises ``ConflictError``.
    """
    now = ctx.now()
    wanted = dict(changes or {})
    after = as_changed(ticket, wanted)
    changed = frozenset(name for name, value in wanted.items() if getattr(ticket, name) != value)
    told = bool((detail or {}).get("told_customer"))
    responded = action != UNDO and wanted.get("first_response_at") is not None
    rows = stored_clocks(uow, after)
    if action == UNDO:
        _take_back_pause(rows, ticket, after)
    plans = plan_clocks(ctx, uow, Change(after, now, changed, told, responded), rows, settled=settled)
    merged = "merged_into_id" in changed and after.merged_into_id is not None
    fields = {**wanted, **summary_of(after, plans, now)}
    if action == UNDO:
        fields |= {name: wanted[name] for name in PAUSE_FIELDS if name in wanted}
        fields = {name: value for name, value in fields.items() if name in wanted or name not in PAUSE_FIELDS}
    uow.update(ticket, action, fields, expected_version=expected_version, reason=reason, detail=detail)
    store_plans(uow, ticket, rows, plans, now)
    if merged and after.merged_into_id is not None:
        hand_on_clocks(ctx, uow, plans, uow.get(Ticket, after.merged_into_id))
    return ticket


def _take_back_pause(rows: Rows, before: Ticket, after: Ticket) -> None:
    """An undone pause never was, and an undone resumption neither: the clocks count as if."""
    for row in rows.values():
        if not row.pauses:
            continue
        since, until, reason = row.pauses[-1]
        if after.paused_at is None and before.paused_at is not None and until is None:
            row.pauses = row.pauses[:-1]
        elif after.paused_at is not None and before.paused_at is None and until is not None:
            row.pauses = [*row.pauses[:-1], [since, None, reason]]


def as_changed(ticket: Ticket, changes: Mapping[str, Any]) -> Ticket:
    """The ticket as it will be after ``changes``; never stored."""
    return Ticket(**{**ticket.model_dump(), **changes})


def summary_of(ticket: Ticket, plans: Sequence[ClockPlan], now: datetime) -> dict[str, Any]:
    """The ticket's own due fields: resolving, or an earlier promise to the customer; the clock that runs out
    next; and the pause.
    """
    by_kind = {plan.kind: plan for plan in plans}
    resolve, promise = by_kind.get(ClockKind.RESOLVE), by_kind.get(ClockKind.PROMISE)
    respond = by_kind.get(ClockKind.RESPOND)
    promised = ticket.promised_at is not None
    open_promise = promise if promised and promise and promise.state is not ClockState.STOPPED else None
    due = min((plan for plan in (resolve, open_promise) if plan), key=lambda plan: plan.due_at, default=None)
    found: dict[str, Any] = {
        "due_at": due.due_at if due else None,
        "due_source": due.holds.source.value if due else None,
        "due_limit": str(due.holds.limit) if due and due.holds.limit else None,
        "policy": (due.holds.policy or None) if due else None,
        "respond_due_at": respond.due_at if respond else None,
        "next_due_at": first.due_at if (first := next_of(ticket, plans)) else None,
        "next_clock": first.kind.value if first else None,
    }
    return found | _pause_fields(ticket, resolve, now)


def next_of(ticket: Ticket, plans: Sequence[ClockPlan]) -> ClockPlan | None:
    """The clock that runs out next, or ran out first and is not met: none that stands still or that nothing
    asks for any more, and not the time in which the customer may object, in which nothing is owed.
    """
    running = (
        plan
        for plan in plans
        if plan.kind is not ClockKind.OBJECTION
        and plan.state in (ClockState.RUNNING, ClockState.LATE)
        and plan.met_at is None
        and plan.paused_at is None
        and not fact_of(plan.kind, Change(ticket, plan.started_at), None).over
    )
    return min(running, key=lambda plan: plan.due_at, default=None)


def _pause_fields(ticket: Ticket, resolve: ClockPlan | None, now: datetime) -> dict[str, Any]:
    still = ticket.state in PAUSED_STATES or ticket.litigation_at is not None
    stands = resolve.paused_at is not None if resolve else still
    if stands:
        return {"paused_at": ticket.paused_at or now}
    if ticket.paused_at is None:
        return {}
    stood = max(0, int((now - ticket.paused_at).total_seconds()))
    return {"paused_at": None, "paused_seconds": ticket.paused_seconds + stood}


def store_plans(
    uow: UnitOfWork, ticket: Ticket, rows: Rows, plans: Sequence[ClockPlan], now: datetime
) -> None:
    """Write the clocks; the ticket's own event has told the change."""
    new: list[dict[str, Any]] = []
    for plan in plans:
        row = rows.get(plan.kind)
        if row is None:
            values = {"ticket_id": ticket.pk, "kind": plan.kind.value, "round": plan.round}
            new.append(
                complete(TicketClock, {**values, **stored_form(plan), "created_at": now, "updated_at": now})
            )
            continue
        fill_clock(row, plan)
        if uow.session.is_modified(row):
            row.updated_at = now
            row.version += 1
    if new:
        insert_rows(uow.connection, TicketClock, new)


def fill_clock(row: TicketClock, plan: ClockPlan) -> None:
    """Put a reckoned clock into its row; only what differs is set."""
    for name, value in stored_form(plan).items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def stored_form(plan: ClockPlan) -> dict[str, Any]:
    """A reckoned clock as the values of its row."""
    holds = plan.holds
    return {
        "state": plan.state.value,
        "source": holds.source.value,
        "policy": holds.policy or None,
        "time_limit": str(holds.limit) if holds.limit else None,
        "started_at": plan.started_at,
        "due_at": plan.due_at,
        "met_at": plan.met_at,
        "paused_at": plan.paused_at,
        "used_seconds": plan.used_seconds,
        "whole_seconds": plan.whole_seconds,
        "pauses": [list(each) for each in plan.pauses],
        "calendars": [list(each) for each in plan.calendars],
        "agreed": plan.agreed,
        "plan": plan.plan,
        "marks": plan.marks,
        "next_mark_at": plan.next_mark_at,
    }


def hand_on_clocks(ctx: Context, uow: UnitOfWork, plans: Sequence[ClockPlan], into: Ticket) -> None:
    """Let the ticket that others were merged into run the stricter of both clocks: the earlier start, so that
    waiting customers do not wait anew, and what was late stays late (TKT-07).
    """
    rows = stored_clocks(uow, into)
    for plan in plans:
        row = rows.get(plan.kind)
        unmet = plan.met_at is None and plan.state is not ClockState.EXCUSED
        if row is None or row.met_at is not None or not unmet or row.started_at is None:
            continue
        row.started_at = min(row.started_at, plan.started_at)
    uow.session.flush()
    change_ticket(ctx, uow, into, "clocks_joined", detail={"clocks": True})
