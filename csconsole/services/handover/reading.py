"""The mark of having read a handover (SHF-14)."""

from __future__ import annotations

from csconsole.models import Handover, HandoverRead, Right
from csconsole.models.lifecycle.handover import RECEIVED_STATES
from csconsole.services.context import Context
from csconsole.services.handover.access import load_handover
from csconsole.services.handover.rows import HandoverRecord, handover_record
from csconsole.storage import UnitOfWork


def read_handover(ctx: Context, ref: int | str) -> HandoverRecord:
    """Mark a handover as read by the actor and show it; the first time counts (SHF-14)."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.trace() as uow:
        handover = load_handover(ctx, uow, ref)
        mark_read(ctx, uow, handover)
        return handover_record(uow, handover)


def mark_read(ctx: Context, uow: UnitOfWork, handover: Handover) -> None:
    """Store that the actor has read it, unless he has before. The outgoing person's reading counts once it is
    received: what was refused in the end he knows only then."""
    if handover.outgoing_id == ctx.staff_id and handover.state not in RECEIVED_STATES:
        return
    if uow.one(HandoverRead, handover_id=handover.pk, staff_id=ctx.staff_id) is None:
        mark = HandoverRead(handover_id=handover.pk, staff_id=ctx.staff_id, at=ctx.now())
        uow.create(mark, "read")
