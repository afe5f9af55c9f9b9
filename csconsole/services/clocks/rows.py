"""Clocks as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from csconsole.models import Ticket
from csconsole.services.clocks.facts import Change
from csconsole.services.clocks.judging import judged_at
from csconsole.services.clocks.kinds import ClockKind, ClockState
from csconsole.services.clocks.plan import plan_clocks, stored_clocks
from csconsole.services.clocks.reckon import BREACH, ClockPlan
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock at ``seen_at``. ``used`` is the part of its time that is gone, 1.0 at the due time.

    ``state`` is a ``ClockState``; ``left_seconds`` is negative when late, and for a clock that was met how
    much earlier (later) that was. ``amber`` says that the share of the setting is used. ``paused_for`` is
    why it stands still. ``doubted`` says that its time is up by a clock that jumped ahead and nobody has
    believed yet: it is neither late nor known to run.
    """

    kind: str
    state: str
    due_at: datetime
    used: float
    left_seconds: int
    amber: bool
    started_at: datetime
    met_at: datetime | None
    used_seconds: int
    whole_seconds: int
    paused_since: datetime | None
    paused_for: str
    limit: str | None
    source: str
    seen_at: datetime
    doubted: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing is owed any more."""
        return self.met_at is not None or self.state in (ClockState.EXCUSED, ClockState.STOPPED)


def clocks_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[ClockRow, ...]:
    """The clocks of a ticket's present round as they are now."""
    return tuple(clock_row(ctx, plan) for plan in live_plans(ctx, uow, ticket))


def live_plans(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> Sequence[ClockPlan]:
    """The clocks of a stored ticket, reckoned for this moment and not stored."""
    return plan_clocks(ctx, uow, Change(ticket, ctx.now()), stored_clocks(uow, ticket))


def clock_row(ctx: Context, plan: ClockPlan) -> ClockRow:
    """A reckoned clock as a row."""
    now = ctx.now()
    late = plan.state is ClockState.LATE
    stood = plan.paused_at if late else None  # a clock in time is due later by all that it stood until now
    at = plan.met_at or stood or now
    used = plan.used_seconds / max(1, plan.whole_seconds)
    told = plan.met_at is not None or BREACH in plan.marks
    doubted = late and not told and plan.due_at >= judged_at(ctx)
    late = late and not doubted
    amber = used * 100 >= setting(ctx, "clock.amber_percent")
    return ClockRow(
        kind=plan.kind.value,
        state=ClockState.RUNNING.value if doubted else plan.state.value,
        due_at=plan.due_at,
        used=max(used, 1.0) if late else used,
        left_seconds=int((plan.due_at - at).total_seconds()),
        amber=amber and plan.met_at is None and plan.kind is not ClockKind.OBJECTION,
        started_at=plan.started_at,
        met_at=plan.met_at,
        used_seconds=plan.used_seconds,
        whole_seconds=plan.whole_seconds,
        paused_since=plan.paused_at,
        paused_for=plan.pause_reason if plan.paused_at else "",
        limit=str(plan.holds.limit) if plan.holds.limit else None,
        source=plan.holds.source.value,
        seen_at=now,
        doubted=doubted,
    )
