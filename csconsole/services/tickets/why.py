"""``why``: every clock of a ticket explained step by step, which due time holds, and what would change if."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from csconsole.codes import label
from csconsole.errors import WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Ticket
from csconsole.services import entry
from csconsole.services.clocks import (
    Change,
    ClockKind,
    ClockPlan,
    ClockState,
    DueSource,
    Weighed,
    as_changed,
    clock_jump,
    live_plans,
    plan_clocks,
    stored_clocks,
)
from csconsole.services.context import Context
from csconsole.services.due import explain_walk, show_time
from csconsole.services.names_of import category_names
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.entry import RANKS
from csconsole.services.tickets.why_owed import owed_within
from csconsole.services.tickets.why_rows import WhatIf, WhyClock, WhyDue, usage_lines
from csconsole.storage import UnitOfWork


def why_due(ctx: Context, ref: TicketRef) -> WhyDue:
    """Explain the due times of a ticket as they are reckoned now, the clock by which it is due first, and of
    what is owed within it.
    """
    with ctx.read() as uow:
        ticket = load_ticket(ctx, uow, ref)
        why = _explain(ctx, ticket, live_plans(ctx, uow, ticket))
        return replace(why, owed=owed_within(ctx, uow, ticket))


def why_if(
    ctx: Context,
    ref: TicketRef,
    *,
    priority: str | None = None,
    level: str | None = None,
    kind: str | None = None,
    calendar: str | None = None,
) -> WhatIf:
    """What another priority, level, type or calendar would change; nothing is stored.

    Raises ``InvalidInputError`` for an unknown code or calendar, and when nothing is named.
    """
    with ctx.read() as uow:
        ticket = load_ticket(ctx, uow, ref)
        changes = _supposed(priority, level, kind)
        if not changes and calendar is None:
            raise WrongFormError(
                _("Name what would be different: priority, level, type or calendar."), field="if"
            )
        before = live_plans(ctx, uow, ticket)
        after = as_changed(ticket, changes)
        plans = _plans_if(ctx, uow, after, frozenset(changes), calendar)
        return WhatIf(ticket.number, tuple(_differences(ctx, before, plans)), _explain(ctx, after, plans))


def _supposed(priority: str | None, level: str | None, kind: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if priority is not None:
        code = entry.one_of("ticket_priority", priority, "priority", rule="TKT-22")
        found |= {"priority": code, "priority_rank": RANKS[str(code)]}
    if level is not None:
        found |= {
            "level": entry.one_of("complaint_level", level, "level", rule="CMP-03"),
            "level_confirmed": True,
        }
    if kind is not None:
        found["kind"] = entry.one_of("ticket_kind", kind, "kind", rule="TKT-07")
    return found


def _plans_if(
    ctx: Context, uow: UnitOfWork, after: Ticket, changed: frozenset[str], calendar: str | None
) -> Sequence[ClockPlan]:
    change = Change(after, ctx.now(), changed)
    return plan_clocks(ctx, uow, change, stored_clocks(uow, after), calendar=calendar)


def _differences(ctx: Context, before: Sequence[ClockPlan], after: Sequence[ClockPlan]) -> Iterator[str]:
    old = {plan.kind: plan for plan in before if plan.state is not ClockState.STOPPED}
    new = {plan.kind: plan for plan in after if plan.state is not ClockState.STOPPED}
    same = True
    for kind in ClockKind:
        was, will = old.get(kind), new.get(kind)
        name = label("clock_kind", kind)
        if was and will and was.due_at != will.due_at:
            times = {"before": show_time(was.due_at, ctx.zone), "after": show_time(will.due_at, ctx.zone)}
            yield _("{clock}: due {after} instead of {before}", clock=name, **times)
        elif was and not will:
            yield _("{clock}: no longer runs", clock=name)
        elif will and not was:
            yield _("{clock}: would run, due {time}", clock=name, time=show_time(will.due_at, ctx.zone))
        else:
            continue
        same = False
    if same:
        yield _("No due time would change.")


def _explain(ctx: Context, ticket: Ticket, plans: Sequence[ClockPlan]) -> WhyDue:
    due = _due_plan(plans)
    conclusion = _conclusion(ctx, due, plans) if due else _("No clock runs.")
    paused = due.paused_at if due else None
    if paused is not None:
        conclusion += " " + _(
            "The clock has stood still since {time}; the time moves on with it.",
            time=show_time(paused, ctx.zone),
        )
    if (jump := clock_jump(ctx)) is not None:
        conclusion += " " + jump.say(ctx)
    first = sorted(plans, key=lambda plan: plan is not due)
    clocks = tuple(_clock(ctx, plan, plan is due) for plan in first)
    return WhyDue(ticket.number, due.due_at if due else None, conclusion, clocks, paused)


def _due_plan(plans: Sequence[ClockPlan]) -> ClockPlan | None:
    """The clock by which the ticket is due: resolving, or a promise that is earlier."""
    found = [
        plan
        for plan in plans
        if plan.kind is ClockKind.RESOLVE
        or (plan.kind is ClockKind.PROMISE and plan.state is not ClockState.STOPPED)
    ]
    return min(found, key=lambda plan: plan.due_at, default=None)


def _conclusion(ctx: Context, due: ClockPlan, plans: Sequence[ClockPlan]) -> str:
    holds = due.holds
    work = (ClockKind.RESOLVE, ClockKind.PROMISE)
    others = [each for plan in plans if plan.kind in work for each in plan.weighed if each is not holds]
    time = show_time(due.due_at, ctx.zone)
    if holds.source is DueSource.DISPATCH:
        return _("Due {time}: the dispatcher set it in place of the policy.", time=time)
    if holds.source is DueSource.DEFERRAL:
        return _("Due {time}: deferred, as agreed with the customer.", time=time)
    if holds.source is DueSource.EXTENSION:
        return _("Due {time}: extended, as a supervisor approved.", time=time)
    if not others:
        return _("Due {time}: {clock}.", time=time, clock=_name(ctx, holds))
    nearest = min(others, key=lambda each: each.at)
    return _(
        "Due {time}: {clock} is earlier than {other} ({later}).",
        time=time,
        clock=_name(ctx, holds),
        other=_name(ctx, nearest),
        later=show_time(nearest.at, ctx.zone),
    )


def _clock(ctx: Context, plan: ClockPlan, holds: bool) -> WhyClock:
    kind = label("clock_kind", plan.kind.value)
    state = label("clock_state", plan.state.value)
    return WhyClock(
        kind=plan.kind.value,
        name=_(
            "{clock}, {state}: due {time} by {source}",
            clock=kind,
            state=state,
            time=show_time(plan.due_at, ctx.zone),
            source=_name(ctx, plan.holds),
        ),
        state=plan.state.value,
        source=plan.holds.source.value,
        limit=str(plan.holds.limit) if plan.holds.limit else None,
        due_at=plan.due_at,
        met_at=plan.met_at,
        used_seconds=plan.used_seconds,
        whole_seconds=plan.whole_seconds,
        holds=holds,
        steps=tuple(_steps(ctx, plan)),
    )


def _steps(ctx: Context, plan: ClockPlan) -> Iterator[str]:
    for since, name, zone in plan.calendars[1:]:
        first = plan.calendars[0][1]
        at = show_time(datetime.fromisoformat(str(since)), ctx.zone)
        yield _(
            "Calendar {first}, from {time} on {name} ({zone})", first=first, time=at, name=name, zone=zone
        )
    for each in plan.weighed:
        if each.walk is None:
            yield _("{source}: {time}", source=_name(ctx, each), time=show_time(each.at, ctx.zone))
            continue
        if len(plan.weighed) > 1:
            yield _name(ctx, each) + ":"
        yield from explain_walk(each.walk, ctx.zone)
    yield from _agreements(plan)
    for since, until, reason in plan.pauses:
        if not reason:
            continue
        start = show_time(datetime.fromisoformat(since), ctx.zone)
        why = label("park_reason", reason)
        if until is None:
            yield _("Stands still since {time}: {reason}", time=start, reason=why)
        else:
            end = show_time(datetime.fromisoformat(until), ctx.zone)
            yield _("Stood still {start} to {end}: {reason}", start=start, end=end, reason=why)
    yield from usage_lines(ctx, plan)


def _agreements(plan: ClockPlan) -> Iterator[str]:
    """What was settled about the clock: who, why, and that the customer was told or agreed."""
    for name, settled in plan.agreed.items():
        said = [str(settled[key]) for key in ("reason", "special", "by", "approved_by") if settled.get(key)]
        if said:
            yield _("{source}: {words}", source=label("ticket_due_source", name), words=listed(said))


def _name(ctx: Context, each: Weighed) -> str:
    source = label("ticket_due_source", each.source.value)
    if each.limit is None:
        return source
    if each.policy in ("", "*"):
        return f"{source} {each.limit}"
    named_by = _category(ctx, each.policy) if each.source is DueSource.CATEGORY else _policy(each.policy)
    return _("{source} “{policy}” {limit}", source=source, policy=named_by, limit=each.limit)


def _category(ctx: Context, code: str) -> str:
    """The name of the category that gave a limit; its code where it is gone."""
    with ctx.read() as uow:
        return next((one.name for one in category_names(uow).values() if one.code == code), code)


def _policy(policy: str) -> str:
    """A policy's key in words: ``repair.urgent`` is "Repair urgent"."""
    first, dot, second = policy.partition(".")
    if first == "priority":
        return label("ticket_priority", second)
    if dot and label("ticket_kind", first) != first and label("ticket_priority", second) != second:
        return f"{label('ticket_kind', first)} {label('ticket_priority', second)}"
    if first == "complaint" and label("complaint_level", second) != second:
        return f"{label('ticket_kind', first)} {label('complaint_level', second)}"
    return label("ticket_kind", policy)
