"""Who is told of a clock that ran out: the department it is with, and each role in turn, one notice each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from csconsole.codes import label
from csconsole.i18n import _, ngettext
from csconsole.models import Notice, Ticket
from csconsole.models.rights import Role
from csconsole.services.clocks.kinds import ClockKind
from csconsole.services.context import Context
from csconsole.services.due import show_time
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.clocks.ticking import ClockWarning

SHOWN = timedelta(days=1)
"""How long a notice about late clocks stays."""
Audience = tuple[int | None, str | None]
"""A department or everyone, and a role or everyone."""


def tell_of(ctx: Context, uow: UnitOfWork, warnings: Sequence[ClockWarning]) -> None:
    """Publish one notice for each audience of what ran out; shares below the whole show in the alarm line.

    A ticket of nobody, a complaint about a person and a report that is owed upward are told to supervisors
    (CMP-22, TKT-23); a request to a department to that department (TKT-20).
    """
    by_audience: dict[Audience, list[tuple[ClockWarning, Ticket]]] = {}
    for warning in warnings:
        if warning.breach:
            ticket = uow.get(Ticket, warning.ticket_id)
            by_audience.setdefault(_audience(warning, ticket), []).append((warning, ticket))
    now = ctx.now()
    for (department_id, role), found in by_audience.items():
        notice = Notice(
            kind="staff",
            title=_title(found),
            body="\n".join(_line(ctx, warning, ticket) for warning, ticket in found),
            department_id=department_id,
            role=role,
            from_at=now,
            until_at=now + SHOWN,
        )
        uow.create(notice, "published")


def _audience(warning: ClockWarning, ticket: Ticket) -> Audience:
    if not warning.mark.isdecimal():
        return None, warning.mark
    department_id = warning.department_id or ticket.department_id
    hidden = ticket.against_staff_id is not None
    if hidden or department_id is None or warning.clock is ClockKind.REPORT:
        return None, Role.SUPERVISOR.value
    return department_id, None


def _title(found: Sequence[tuple[ClockWarning, Ticket]]) -> str:
    first = found[0][0]
    if len(found) == 1:
        return _("{number}: {clock} is late", number=first.number, clock=label("clock_kind", first.clock))
    return ngettext("{n} time limit has passed", "{n} time limits have passed", len(found))


def _line(ctx: Context, warning: ClockWarning, ticket: Ticket) -> str:
    words = _(
        "{number} {clock}: due {time}",
        number=warning.number,
        clock=label("clock_kind", warning.clock),
        time=show_time(warning.due_at, ctx.zone),
    )
    return words if ticket.against_staff_id is not None else f"{words}  {ticket.title}"
