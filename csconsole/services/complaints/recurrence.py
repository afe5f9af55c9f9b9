"""Which causes come back, and where: complaints by cause and responsible department (CMP-18, REF-11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.models import Complaint, Department, Right, Ticket
from csconsole.services.context import Context
from csconsole.services.tickets.access import department_name, visible
from csconsole.services.tickets.kinds import COMPLAINT_KIND
from csconsole.storage import UnitOfWork

RECENT = timedelta(days=30)
"""The span that the weekly review looks back over."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One cause in one department: how many complaints of the span had it, how many of the span of the same
    length before, and their numbers. It recurs from the second on, or when it was there before.
    """

    cause: str
    department: str
    count: int
    before: int
    numbers: tuple[str, ...]

    @property
    def recurs(self) -> bool:
        """Whether it has come back."""
        return self.count > 1 or (self.count > 0 and self.before > 0)


def recurrences(ctx: Context, first: date, last: date, *, every: bool = False) -> tuple[Recurrence, ...]:
    """The causes that came back among the complaints received from ``first`` to ``last``, the most frequent
    first; with ``every`` also those of one complaint only. Invalid complaints do not count (CMP-14).
    """
    ctx.require(Right.RECORD_VIEW)
    span = last - first + timedelta(days=1)
    with ctx.read() as uow:
        now = _grouped(_found(ctx, uow, first, last))
        before = _grouped(_found(ctx, uow, first - span, first - timedelta(days=1)))
        rows = [
            Recurrence(cause, _place(uow, place), len(numbers), len(before.get((cause, place), ())), numbers)
            for (cause, place), numbers in now.items()
        ]
    wanted = [row for row in rows if every or row.recurs]
    return tuple(sorted(wanted, key=lambda row: (-row.count, -row.before, row.cause, row.department)))


def recent_recurrences(ctx: Context) -> tuple[Recurrence, ...]:
    """Those of the last thirty days, for the weekly review (MTG-15)."""
    return recurrences(ctx, ctx.today() - RECENT + timedelta(days=1), ctx.today())


Key = tuple[str, int | None]


def _found(ctx: Context, uow: UnitOfWork, first: date, last: date) -> Iterable[tuple[str, int | None, str]]:
    query = (
        select(Ticket.cause, Ticket.responsible_department_id, Ticket.number)
        .outerjoin(Complaint, col(Complaint.ticket_id) == Ticket.id)
        .where(
            Ticket.kind == COMPLAINT_KIND,
            col(Ticket.cause).is_not(None),
            col(Complaint.established).is_not(False),
            col(Ticket.reported_at) >= day_bounds(first, ctx.zone)[0],
            col(Ticket.reported_at) < day_bounds(last, ctx.zone)[1],
            *visible(ctx),
        )
        .order_by(col(Ticket.id))
    )
    return [(str(cause), place, number) for cause, place, number in uow.session.exec(query)]


def _grouped(found: Iterable[tuple[str, int | None, str]]) -> dict[Key, tuple[str, ...]]:
    groups: dict[Key, tuple[str, ...]] = {}
    for cause, place, number in found:
        groups[cause, place] = (*groups.get((cause, place), ()), number)
    return groups


def _place(uow: UnitOfWork, key: int | None) -> str:
    return department_name(uow.get(Department, key)) if key is not None else ""
