"""The time from report to dispatch 派单时长, by department and day (TKT-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func
from sqlalchemy import select as columns
from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.errors import InvalidInputError
from csconsole.i18n import _
from csconsole.models import Department, Right, Ticket
from csconsole.services.context import Context
from csconsole.services.tickets.access import department_name, visible
from csconsole.services.tickets.lists import alert_seconds
from csconsole.storage import UnitOfWork
from csconsole.storage.elapsed import seconds_between


@dataclass(frozen=True, slots=True)
class DispatchTime:
    """Tickets reported on some days: how many were ``dispatched``, after how many seconds in the mean and at
    most, how many of them later than ``ticket.dispatch_alert``, and how many still wait for dispatch. Empty
    ``code`` is the sum; a ticket counts for the department that has it now.
    """

    code: str
    department: str
    dispatched: int
    mean_seconds: int | None
    longest_seconds: int | None
    over: int
    waiting: int


def dispatch_times(ctx: Context, first: date, last: date) -> tuple[DispatchTime, ...]:
    """The times of the tickets reported on the site's days ``first`` to ``last``: each department's, the
    slowest first, then the sum. Raises ``InvalidInputError`` where the days are in the wrong order.
    """
    ctx.require(Right.RECORD_VIEW)
    if last < first:
        raise InvalidInputError(_("The last day lies before the first."), field="to", rule="TKT-06")
    with ctx.read() as uow:
        names = {one.pk: one for one in uow.session.exec(select(Department))}
        rows = _measured(ctx, uow, first, last, Ticket.department_id)
        found = []
        for key, *numbers in rows:
            place = names.get(key) if key is not None else None
            code, name = (place.code, department_name(place)) if place else ("-", "-")
            found.append(_row(code, name, numbers))
        found.sort(key=lambda one: (-(one.mean_seconds or 0), one.code))
        return (*found, dispatched_in_all(ctx, uow, first, last))


def dispatched_in_all(ctx: Context, uow: UnitOfWork, first: date, last: date) -> DispatchTime:
    """The sum over all departments."""
    _key, *numbers = _measured(ctx, uow, first, last, None)[0]
    return _row("", _("all"), numbers)


def _measured(ctx: Context, uow: UnitOfWork, first: date, last: date, by: Any) -> list[Any]:
    """Counts and seconds by ``by``; a clock that was set back in between counts as no time."""
    took = seconds_between(Ticket.reported_at, Ticket.dispatched_at)
    seconds = case((took < 0, 0), else_=took)
    start, end = day_bounds(first, ctx.zone)[0], day_bounds(last, ctx.zone)[1]
    reported = col(Ticket.reported_at)
    figures: tuple[Any, ...] = (
        by if by is not None else func.min(None),
        func.count(col(Ticket.dispatched_at)),
        func.avg(seconds),
        func.max(seconds),
        func.sum(case((took > alert_seconds(ctx), 1), else_=0)),
        func.sum(case((col(Ticket.state) == "new", 1), else_=0)),
    )
    query = columns(*figures).where(reported >= start, reported < end, *visible(ctx))
    return list(uow.session.execute(query.group_by(by) if by is not None else query))


def _row(code: str, name: str, numbers: list[Any]) -> DispatchTime:
    dispatched, mean, longest, over, waiting = numbers
    return DispatchTime(
        code,
        name,
        dispatched,
        None if mean is None else round(mean),
        longest,
        over or 0,
        waiting or 0,
    )
