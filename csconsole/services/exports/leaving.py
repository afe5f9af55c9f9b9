"""Rows of customers' data that leave: one account by person and day for every way out (SEC-05, SEC-12).

Exports, lists and searches in a file or a format for programs, the records behind a report: each is an event
``exported`` of ``export``, and the limits look at the sum of the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from csconsole.errors import RuleBrokenError
from csconsole.i18n import N_, _
from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.exports.account import Keys, account_of_today, written_keys
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
    N_("Customers: {count}, more than {limit}: this needs an approved release request."),
    N_(
        "Customers, with those that you gave out today: {count}, more than {limit}: this needs an "
        "approved release request."
    ),
)
RECORDS: Final = Limit(
    frozenset({"calls", "tickets", "callbacks", "records"}),
    "export.bulk_records",
    N_("Records of customers: {count}, more than {limit}: this needs an approved release request."),
    N_(
        "Records of customers, with those that you gave out today: {count}, more than {limit}: this "
        "needs an approved release request."
    ),
    none_at_zero=True,
)
"""Contacts and work: every row names a customer. ``records`` are those behind a report's figures."""


def limit_of(entity: str) -> Limit | None:
    """The limit that counts rows of this kind; ``None`` for what holds no customer's data."""
    return next((one for one in (CUSTOMERS, RECORDS) if entity in one.kinds), None)


def most_of(ctx: Context, limit: Limit | None) -> int | None:
    """The most records of a day that this limit allows now; ``None`` where nothing is limited."""
    most = int(setting(ctx, limit.setting)) if limit is not None else 0
    return None if limit is None or (limit.none_at_zero and not most) else most


def refusal(
    ctx: Context, uow: UnitOfWork, entity: str, rows: int, keys: Keys = ()
) -> ReleaseNeededError | None:
    """Why the acting person may not give out so many rows today without a request, if so. A record that was
    given out today, which its key tells, is not counted again.
    """
    limit = limit_of(entity)
    most = most_of(ctx, limit)
    if limit is None or most is None:
        return None
    account = account_of_today(ctx, uow, limit.kinds)
    more, before = account.more(entity, rows, keys), account.total
    if more == 0 or more + before <= most:
        return None
    return ReleaseNeededError(
        _(limit.refusal_of_day if before else limit.refusal, count=more + before, limit=most),
        field="--request",
        rule="SEC-12",
        hint=_("Ask for one with csconsole release request, or narrow the filter."),
    )


def keys_kept(ctx: Context, entity: str, keys: Keys) -> dict[str, str | dict[str, str]]:
    """What the event of a list keeps of its records, where their number is limited."""
    limited = keys and most_of(ctx, limit_of(entity)) is not None
    return {"keys": written_keys(entity, keys)} if limited else {}


def let_rows_leave(
    ctx: Context,
    entity: str,
    rows: int,
    *,
    filter: str = "",
    file: str = "",
    reason: str = "",
    request: str = "",
    keys: Keys = (),
    one_seen: bool = False,
) -> None:
    """Note that so many rows of a list go to a file or another program, before they do. ``keys`` are those of
    their records, of a mixed list by kind (``records_in``); ``one_seen`` is a single record as it is shown to
    people, which needs no right to export.

    ``request`` names the approved request that releases them, where they are more than the limit of the day;
    without it an approved one of this person for this filter is used. Raises ``ReleaseNeededError``,
    ``ReleaseRefusedError``, ``NotAllowedError`` for a list of customers without the right to export.
    """
    from csconsole.services.exports.releases import use_release

    if entity in CUSTOMERS.kinds and not one_seen:
        ctx.require(Right.EXPORT)
    if not rows:
        return
    with ctx.trace() as uow:
        used = use_release(ctx, uow, entity, filter, request, rows, keys)
        detail = {
            "entity": entity,
            "filter": filter,
            "rows": rows,
            "file": file,
            "request": used,
            "list": True,
            **({} if used else keys_kept(ctx, entity, keys)),
        }
        uow.log("export", 0, "exported", detail=detail, reason=reason or None)
