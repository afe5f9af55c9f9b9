"""What was promised to customers by who is not on duty now: it stands on the desk of whoever leads the shift,
or it would stand on nobody's when it is due (CALL-14, CBK-01).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from csconsole.i18n import _
from csconsole.models import Role, Staff
from csconsole.services.context import Context
from csconsole.services.desk.mine import Where, by_due, callbacks_due, promises_due
from csconsole.services.desk.rows import DeskItem
from csconsole.services.settings import setting
from csconsole.services.shifts.current import open_duties, works_in_shifts
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.storage.glance import Glance

LEFT_ITEMS: Final = 10
"""The most of what others have left that stands among one's own."""
_PROMISED_CALLS: Final = "(kind IN ('promised', 'ring_back') OR agreed_at IS NOT NULL)"


def left_due(ctx: Context, uow: UnitOfWork, seen: Glance, limit: int) -> tuple[DeskItem, ...]:
    """Open promises and promised callbacks that are late or due within ``desk.alarm_minutes`` and whose owner
    is not on duty; nothing for who does not lead the shift, and on a site without shifts.
    """
    if Role.SUPERVISOR not in ctx.actor.roles or not works_in_shifts(uow) or not _leads(ctx, uow):
        return ()
    there = tuple(sorted({*open_duties(uow), ctx.staff_id}))
    marks = ", ".join("?" * len(there))
    until = ctx.now() + timedelta(minutes=setting(ctx, "desk.alarm_minutes"))
    calls = Where(f"{_PROMISED_CALLS} AND owner_id IS NOT NULL AND owner_id NOT IN ({marks})", there)
    words = Where(f"state = 'open' AND coalesce(owner_id, promiser_id) NOT IN ({marks})", there)
    callbacks = callbacks_due(ctx, seen, calls, limit, until)
    known = {item.number for item in callbacks}
    promises = [p for p in promises_due(ctx, seen, words, limit, until) if p.number not in known]
    return tuple(
        replace(item, title=_("owner not on duty: {about}", about=item.title))
        for item in by_due((*callbacks, *promises), limit)
    )


def _leads(ctx: Context, uow: UnitOfWork) -> bool:
    """Whether this supervisor leads the shift: he is on duty, or no supervisor is."""
    if ctx.staff_id in open_duties(uow):
        return True
    return not uow.reference("supervisor on duty", lambda: _supervisor_on_duty(uow))


def _supervisor_on_duty(uow: UnitOfWork) -> bool:
    there = list(open_duties(uow))
    found = uow.session.exec(select(Staff.roles).where(col(Staff.id).in_(there)))
    return any(Role.SUPERVISOR in roles for roles in found)
