"""How long handovers are kept (SHF-26): none may be purged before its time, and at least a month."""

from __future__ import annotations

from dateutil.relativedelta import relativedelta
from sqlmodel import col, select

from csconsole.models import Handover, Right
from csconsole.services.context import Context
from csconsole.services.handover.access import take_step
from csconsole.services.settings import setting

_LEAST_MONTHS = 1


def release_old_handovers(ctx: Context) -> int:
    """Mark closed handovers as purgeable once ``handover.keep_months`` are over; how many."""
    ctx.require(Right.DATABASE_ADMIN)
    months = max(_LEAST_MONTHS, setting(ctx, "handover.keep_months"))
    limit = ctx.now() - relativedelta(months=months)
    with ctx.write() as uow:
        old = uow.session.exec(
            select(Handover).where(Handover.state == "closed", col(Handover.closed_at) < limit)
        ).all()
        for handover in old:
            uow.update(handover, "release", {"state": take_step(ctx, handover, "release")})
        return len(old)
