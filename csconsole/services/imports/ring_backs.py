"""A lost call with a known number opens a ring-back (CALL-04), unless the caller has got through since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from csconsole.i18n import _
from csconsole.models import Call, Callback
from csconsole.models.rights import Right
from csconsole.services.callbacks import plan_callback
from csconsole.services.context import SYSTEM
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_MANY = 500


def open_ring_backs(ctx: Context, lost: Sequence[int]) -> int:
    """Plan a ring-back for each of the lost calls that still needs one; how many were planned.

    One caller gets one, however often he called and however often it is told: an import that was killed
    before it planned them is made up for by the next one. Calls older than the setting
    ``import.ring_back_hours``, from another month's log, get none.
    """
    planner = ctx if ctx.can(Right.CALLBACK_WORK) else replace(ctx, actor=SYSTEM)
    planned = 0
    for start in range(0, len(lost), _MANY):
        with ctx.write() as uow:
            if not setting(ctx, "call.ring_back"):
                return planned
            oldest = ctx.now() - timedelta(hours=int(setting(ctx, "import.ring_back_hours")))
            due = ctx.now() + timedelta(minutes=int(setting(ctx, "call.ring_back_minutes")))
            calls = uow.session.exec(
                select(Call)
                .where(col(Call.id).in_(lost[start : start + _MANY]))
                .where(col(Call.state) == "lost", col(Call.started_at) >= oldest)
                .where(col(Call.e164).is_not(None))
                .order_by(col(Call.id))
            ).all()
            for call in calls:
                if _settled(uow, call):
                    continue
                plan_callback(
                    planner,
                    kind="ring_back",
                    source="lost_call",
                    reason=_("Lost call {number}: ring back.", number=call.number),
                    due_at=due,
                    customer_id=call.customer_id,
                    phone=call.e164,
                    contact_name=call.caller_name,
                    call_id=call.pk,
                )
                uow.update(call, "ring_back", {"state": "ring_back"})
                planned += 1
    return planned


def _settled(uow: UnitOfWork, call: Call) -> bool:
    """Whether the caller was answered after this call, waits for a ring-back already, or was given one since
    the call is known.
    """
    answered = select(Call.id).where(
        Call.e164 == call.e164,
        col(Call.answered_at).is_not(None),
        col(Call.answered_at) >= call.started_at,
    )
    waiting = select(Callback.id).where(
        Callback.e164 == call.e164,
        Callback.kind == "ring_back",
        or_(col(Callback.finished_at).is_(None), col(Callback.created_at) >= call.created_at),
    )
    uow.session.flush()
    return any(uow.session.exec(query.limit(1)).first() is not None for query in (answered, waiting))
