"""Customers that leave by a list command: counted with exports, by person and day (SEC-12)."""

from __future__ import annotations

from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.i18n import _
from csconsole.models import Right
from csconsole.models.event import Event
from csconsole.services.context import Context
from csconsole.services.exports.releases import ReleaseNeededError
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork


def let_customers_leave(ctx: Context, rows: int, *, filter: str, file: str) -> None:
    """Note that so many customers of a list go to a file or another program, before they do (SEC-05).

    Raises ``ReleaseNeededError`` where they and what this person took out today are more than
    ``export.bulk_customers``: then an export with an approved request is the way.
    """
    ctx.require(Right.EXPORT)
    limit = int(setting(ctx, "export.bulk_customers"))
    with ctx.write() as uow:
        count = rows + _taken_today(ctx, uow)
        if count > limit:
            raise ReleaseNeededError(
                _(
                    "{count} customers are more than {limit}: this needs an approved release request.",
                    count=count,
                    limit=limit,
                ),
                field="request",
                rule="SEC-12",
                hint=_("Ask for one with csconsole release request, or narrow the filter."),
            )
        detail = {"entity": "customers", "filter": filter, "rows": rows, "file": file, "list": True}
        uow.log("export", 0, "exported", detail=detail)


def _taken_today(ctx: Context, uow: UnitOfWork) -> int:
    """How many customers this person's lists took out since the site's midnight."""
    start, _end = day_bounds(ctx.today(), ctx.zone)
    query = select(Event.detail).where(
        Event.actor_id == ctx.actor.staff_id,
        Event.entity == "export",
        Event.action == "exported",
        col(Event.at) >= start,
    )
    taken = [detail or {} for detail in uow.session.exec(query)]
    return sum(int(one.get("rows") or 0) for one in taken if one.get("list"))
