"""Rows of customers' data that leave: one account by person and day for every way out (SEC-05, SEC-12).

Exports, lists and searches in a file or a format for programs, the records behind a report: each is an event
``exported`` of ``export``, and the limits look at the sum of the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.errors import RuleBrokenError
from csconsole.i18n import N_, _
from csconsole.models import Right
from csconsole.models.event import Event
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork


class ReleaseNeededError(RuleBrokenError):
    """So many rows of customers' data need an approved release request (SEC-12)."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most rows of these kinds that one person gives out in a day without a request."""

    kinds: frozenset[str]
    setting: str
    refusal: str
    refusal_of_day: str
    none_at_zero: bool = False


CUSTOMERS: Final = Limit(
    frozenset({"customers"}),
    "export.bulk_customers",
    N_("{count} customers are more than {limit}: this needs an approved release request."),
    N_(
        "{count} customers, with those that you gave out today, are more than {limit}: this needs an "
        "approved release request."
    ),
)
RECORDS: Final = Limit(
    frozenset({"calls", "tickets", "callbacks", "records"}),
    "export.bulk_records",
    N_("{count} records of customers are more than {limit}: this needs an approved release request."),
    N_(
        "{count} records of customers, with those that you gave out today, are more than {limit}: this "
        "needs an approved release request."
    ),
    none_at_zero=True,
)
"""Contacts and work: every row names a customer. ``records`` are those behind a report's figures."""


def limit_of(entity: str) -> Limit | None:
    """The limit that counts rows of this kind; ``None`` for what holds no customer's data."""
    return next((one for one in (CUSTOMERS, RECORDS) if entity in one.kinds), None)


def given_out_today(ctx: Context, uow: UnitOfWork, limit: Limit) -> int:
    """How many rows of these kinds the acting person gave out since the site's midnight; what an approved
    request released is not counted.
    """
    start, _end = day_bounds(ctx.today(), ctx.zone)
    query = select(Event.detail).where(
        Event.actor_id == ctx.actor.staff_id,
        Event.entity == "export",
        Event.action == "exported",
        col(Event.at) >= start,
    )
    taken = [detail or {} for detail in uow.session.exec(query)]
    return sum(
        int(one.get("rows") or 0)
        for one in taken
        if one.get("entity") in limit.kinds and not one.get("request")
    )


def refusal(ctx: Context, uow: UnitOfWork, entity: str, rows: int) -> ReleaseNeededError | None:
    """Why the acting person may not give out so many more rows today without a request, if so."""
    limit = limit_of(entity)
    most = int(setting(ctx, limit.setting)) if limit is not None else 0
    if limit is None or (limit.none_at_zero and not most):
        return None
    before = given_out_today(ctx, uow, limit)
    if rows == 0 or rows + before <= most:
        return None
    return ReleaseNeededError(
        _(limit.refusal_of_day if before else limit.refusal, count=rows + before, limit=most),
        field="request",
        rule="SEC-12",
        hint=_("Ask for one with csconsole release request, or narrow the filter."),
    )


def let_rows_leave(
    ctx: Context,
    entity: str,
    rows: int,
    *,
    filter: str = "",
    file: str = "",
    reason: str = "",
    request: str = "",
) -> None:
    """Note that so many rows of a list go to a file or another program, before they do.

    ``request`` names the approved request that releases them, where they are more than the limit of the day;
    without it an approved one of this person for this filter is used. Raises ``ReleaseNeededError``,
    ``ReleaseRefusedError``, ``NotAllowedError`` for a list of customers without the right to export.
    """
    from csconsole.services.exports.releases import use_release

    if entity in CUSTOMERS.kinds:
        ctx.require(Right.EXPORT)
    if not rows:
        return
    with ctx.write() as uow:
        used = use_release(ctx, uow, entity, filter, request, rows)
        detail = {
            "entity": entity,
            "filter": filter,
            "rows": rows,
            "file": file,
            "request": used,
            "list": True,
        }
        uow.log("export", 0, "exported", detail=detail, reason=reason or None)
