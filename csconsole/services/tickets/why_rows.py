"""What ``why`` says: clocks with their calculation, one sentence a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.services.clocks import ClockPlan
from csconsole.services.context import Context
from csconsole.services.due import show_length, show_time


@dataclass(frozen=True, slots=True)
class WhyClock:
    """One clock: its kind, state and due time, whether the ticket is due by it, and the calculation, one
    sentence a step. ``used_seconds`` of ``whole_seconds`` are gone.
    """

    kind: str
    name: str
    state: str
    source: str
    limit: str | None
    due_at: datetime
    met_at: datetime | None
    used_seconds: int
    whole_seconds: int
    holds: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyDue:
    """Why a ticket is due when it is. ``conclusion`` is one sentence; ``owed`` are the running clocks of what
    others owe within it: sub-tasks, visits, contractors' jobs, replies, reports, action items.
    """

    number: str
    due_at: datetime | None
    conclusion: str
    clocks: tuple[WhyClock, ...]
    paused_since: datetime | None
    owed: tuple[WhyClock, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The whole explanation, one line each, the steps of a clock below its name."""
        found = [self.conclusion]
        for clock in self.clocks:
            found.append(("* " if clock.holds else "- ") + clock.name)
            found.extend(f"    {step}" for step in clock.steps)
        if self.owed:
            found.append(_("Owed within it:"))
        for clock in self.owed:
            found.append("- " + clock.name)
            found.extend(f"    {step}" for step in clock.steps)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would change for a ticket: each clock's due time now and then, and the calculation then."""

    number: str
    changes: tuple[str, ...]
    then: WhyDue

    def lines(self) -> tuple[str, ...]:
        """The changes, then the whole explanation as it would be."""
        return (*self.changes, "", *self.then.lines())


def usage_lines(ctx: Context, plan: ClockPlan) -> Iterator[str]:
    """What of a clock is used, when it was met, and its warnings."""
    share = 100 * plan.used_seconds // max(1, plan.whole_seconds)
    yield _(
        "Used {used} of {whole}, {percent} %",
        used=show_length(plan.used_seconds),
        whole=show_length(plan.whole_seconds),
        percent=share,
    )
    if plan.met_at is not None:
        yield _("Met {time}", time=show_time(plan.met_at, ctx.zone))
    for mark, at in sorted(plan.plan.items(), key=lambda pair: pair[1]):
        name = f"{mark} %" if mark.isdecimal() else label("role", mark)
        time = show_time(datetime.fromisoformat(at), ctx.zone)
        if mark in plan.marks:
            yield _("Warning {mark} {time}: given", mark=name, time=time)
        elif plan.next_mark_at is not None:
            yield _("Warning {mark} {time}", mark=name, time=time)
