"""How long handovers are kept (SHF-26): none may be purged before its time, and at least a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from sqlalchemy import func
from sqlmodel import col, select

from csconsole.clock import local_date
from csconsole.errors import ConflictError, RuleBrokenError
from csconsole.i18n import _, ngettext
from csconsole.models import Handover, Right
from csconsole.services.context import Context
from csconsole.services.handover.access import take_step
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

_LEAST_MONTHS = 1


@dataclass(frozen=True, slots=True)
class Releasable:
    """How many closed handovers were kept for their ``months`` and may be released for purging, and on which
    day of the site the next one may; ``None`` while no other is closed.
    """

    count: int
    months: int
    next_on: date | None


def releasable_handovers(ctx: Context) -> Releasable:
    """What may be released now. Raises ``NotAllowedError``."""
    ctx.require(Right.DATABASE_ADMIN)
    with ctx.read() as uow:
        return _releasable(ctx, uow)


def release_old_handovers(ctx: Context, *, seen: int | None = None) -> int:
    """Mark closed handovers as purgeable once ``handover.keep_months`` are over; how many. Each gets an event
    with who and when. ``seen`` is the number that the person agreed to.

    Raises ``NotAllowedError``, ``RuleBrokenError`` while none was kept long enough, ``ConflictError`` where
    there are others by now.
    """
    ctx.require(Right.DATABASE_ADMIN)
    with ctx.write() as uow:
        found = _releasable(ctx, uow)
        if not found.count:
            raise RuleBrokenError(_too_early(found), rule="SHF-26", hint=_next(found))
        if seen is not None and seen != found.count:
            raise ConflictError(
                ngettext(
                    "{n} handover may be released now.", "{n} handovers may be released now.", found.count
                ),
                current=found.count,
                hint=_("Look at it again, then repeat your change."),
            )
        query = select(Handover).where(Handover.state == "closed", col(Handover.closed_at) < _limit(ctx))
        for handover in uow.session.exec(query.order_by(col(Handover.id))).all():
            uow.update(handover, "release", {"state": take_step(ctx, handover, "release")})
        return found.count


def _limit(ctx: Context) -> datetime:
    return ctx.now() - relativedelta(months=_months(ctx))


def _months(ctx: Context) -> int:
    return max(_LEAST_MONTHS, int(setting(ctx, "handover.keep_months")))


def _releasable(ctx: Context, uow: UnitOfWork) -> Releasable:
    months, limit = _months(ctx), _limit(ctx)
    closed = Handover.state == "closed"
    count = uow.session.exec(
        select(func.count(col(Handover.id))).where(closed, col(Handover.closed_at) < limit)
    ).one()
    first = uow.session.exec(
        select(func.min(col(Handover.closed_at))).where(closed, col(Handover.closed_at) >= limit)
    ).one()
    due = first + relativedelta(months=months) if first is not None else None
    return Releasable(count, months, local_date(due, ctx.zone) if due is not None else None)


def _too_early(found: Releasable) -> str:
    return ngettext(
        "Handovers are kept for {n} month; none is older.",
        "Handovers are kept for {n} months; none is older.",
        found.months,
    )


def _next(found: Releasable) -> str:
    return _("The next may be released on {day}.", day=found.next_on) if found.next_on else ""
