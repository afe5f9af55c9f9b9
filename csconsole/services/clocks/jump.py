"""A machine whose clock jumped far ahead: then no clock warns or breaches until somebody says it is right.

How far the clock stands from what was entered shows in the events: more than ``clock.jump_days`` without one,
up to now or within the last such span, is a jump or a desk that was closed for so long, and only a person can
tell which. That the tick was held, and that it goes on, are events of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.clock import iso, require_utc
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models.event import Event
from csconsole.models.rights import Right
from csconsole.services.clocks.judging import HELD, LAST
from csconsole.services.context import Context
from csconsole.services.due import show_time
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

ENTITY: Final = "tick"
RESUMED: Final = "tick_resumed"


class ClockJumpedError(RuleBrokenError):
    """The clock is too far ahead of the last entry for anything to be breached by it (TKT-07)."""


@dataclass(frozen=True, slots=True)
class ClockJump:
    """``last`` is the last entry before the jump, ``now`` what the clock says."""

    last: datetime
    now: datetime

    def say(self, ctx: Context) -> str:
        """The jump in one sentence, times of the site's zone."""
        return _(
            "The clock says {now}, the last entry before is of {last}: clocks do not warn.",
            now=show_time(self.now, ctx.zone),
            last=show_time(self.last, ctx.zone),
        )


def what_to_do() -> str:
    """What to do about a jump."""
    return _("Set the machine's clock right. If it is right: csconsole due resume")


def clock_jump(ctx: Context) -> ClockJump | None:
    """The jump for which the tick is held now; ``None`` while the clock can be believed."""
    with ctx.read() as uow:
        return _jump(ctx, uow, _noted(uow))


def hold_at_jump(ctx: Context) -> ClockJump | None:
    """The same for the tick: writes down that it is held, and that it goes on once the clock was set back."""
    with ctx.read() as uow:
        noted = _noted(uow)
        found = _jump(ctx, uow, noted)
    was_held = noted is not None and noted.action == HELD
    if (found is not None) != was_held:
        with ctx.write() as uow:
            action = RESUMED if found is None else HELD
            uow.log(ENTITY, 0, action, detail={} if found is None else {LAST: iso(found.last)})
    return found


def resume_clocks(ctx: Context, *, reason: str | None = None) -> ClockJump:
    """Say that the clock is right: the tick goes on, and gives every warning that is due by it. For who leads
    shifts; it stays on record. Raises ``RuleBrokenError`` where nothing is held.
    """
    ctx.require(Right.SHIFT_MANAGE)
    with ctx.write() as uow:
        found = _jump(ctx, uow, _noted(uow))
        if found is None:
            raise RuleBrokenError(_("The clocks are not held: there is nothing to resume."), rule="TKT-07")
        uow.log(ENTITY, 0, RESUMED, detail={LAST: iso(found.last)}, reason=reason)
        return found


def _noted(uow: UnitOfWork) -> Event | None:
    query = select(Event).where(Event.entity == ENTITY, Event.entity_id == 0)
    return uow.session.exec(query.order_by(col(Event.id).desc()).limit(1)).first()


def _jump(ctx: Context, uow: UnitOfWork, noted: Event | None) -> ClockJump | None:
    now, span = ctx.now(), _span(ctx)
    if noted is not None and noted.action == HELD:
        last = require_utc(datetime.fromisoformat(str((noted.detail or {})[LAST])))
        return ClockJump(last, now) if now - last > span else None
    if noted is not None and noted.at > now - span:
        return None
    at, since = col(Event.at), now - span
    before = uow.session.exec(select(func.max(at)).where(at <= since)).one()
    after = uow.session.exec(select(func.min(at)).where(at > since)).one()
    if before is None or min(after or now, now) - before <= span:
        return None
    return ClockJump(before, now)


def _span(ctx: Context) -> timedelta:
    return timedelta(days=int(setting(ctx, "clock.jump_days")))
