"""``why``: a ticket's due time explained: each clock step by step, and which one holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.due import explain_walk, show_time
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.due import (
    DueClock,
    DueDecision,
    DueSource,
    clock_history,
    decide_due,
    fixed_due,
)
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class WhyClock:
    """One clock: its name, when it is due, whether it holds, and its walk, one sentence a step."""

    name: str
    source: str
    limit: str | None
    due_at: datetime
    holds: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyDue:
    """Why a ticket is due when it is. ``conclusion`` is one sentence."""

    number: str
    due_at: datetime
    conclusion: str
    clocks: tuple[WhyClock, ...]
    paused_since: datetime | None

    def lines(self) -> tuple[str, ...]:
        """The whole explanation, one line each, the steps of a clock below its name."""
        found = [self.conclusion]
        for clock in self.clocks:
            found.append(("* " if clock.holds else "- ") + clock.name)
            found.extend(f"    {step}" for step in clock.steps)
        return tuple(found)


def why_due(ctx: Context, ref: TicketRef) -> WhyDue:
    """Explain the due time of a ticket as it would be reckoned now."""
    with ctx.read() as uow:
        return why_for(ctx, uow, load_ticket(ctx, uow, ref))


def why_for(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> WhyDue:
    """The explanation for a loaded ticket."""
    decision = decide_due(ctx, uow, ticket, clock_history(ctx, uow, ticket), fixed=fixed_due(ticket))
    clocks = tuple(
        WhyClock(
            name=_name(clock),
            source=clock.source.value,
            limit=str(clock.limit) if clock.limit else None,
            due_at=clock.at,
            holds=clock is decision.holds,
            steps=explain_walk(clock.walk, ctx.zone)
            if clock.walk
            else (_("Due {time}", time=show_time(clock.at, ctx.zone)),),
        )
        for clock in decision.clocks
    )
    conclusion = _conclusion(ctx, decision)
    if ticket.paused_at is not None:
        since = show_time(ticket.paused_at, ctx.zone)
        conclusion += " " + _(
            "The clock has stood still since {time}; the time moves on with it.", time=since
        )
    return WhyDue(ticket.number, decision.holds.at, conclusion, clocks, ticket.paused_at)


def _conclusion(ctx: Context, decision: DueDecision) -> str:
    holds = decision.holds
    others = [clock for clock in decision.clocks if clock is not holds]
    time = show_time(holds.at, ctx.zone)
    if not others:
        return _("Due {time}: {clock}.", time=time, clock=_name(holds))
    if holds.source is DueSource.DISPATCH:
        return _("Due {time}: the dispatcher set it in place of the policy.", time=time)
    nearest = min(others, key=lambda clock: clock.at)
    return _(
        "Due {time}: {clock} is earlier than {other} ({later}).",
        time=time,
        clock=_name(holds),
        other=_name(nearest),
        later=show_time(nearest.at, ctx.zone),
    )


def _name(clock: DueClock) -> str:
    source = label("ticket_due_source", clock.source.value)
    if clock.limit is None:
        return source
    name = f"{source} “{_policy(clock.policy)}”" if clock.policy else source
    return f"{name} {clock.limit}"


def _policy(policy: str) -> str:
    """A policy's key in words: ``repair.urgent`` is "Repair urgent"; a category's code stays."""
    first, dot, second = policy.partition(".")
    if first == "priority":
        return label("ticket_priority", second)
    if dot and label("ticket_kind", first) != first and label("ticket_priority", second) != second:
        return f"{label('ticket_kind', first)} {label('ticket_priority', second)}"
    if first == "complaint" and label("complaint_level", second) != second:
        return f"{label('ticket_kind', first)} {label('complaint_level', second)}"
    return label("ticket_kind", policy)
