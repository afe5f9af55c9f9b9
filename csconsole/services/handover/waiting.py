"""Handovers that wait for somebody to take them over (SHF-10)."""

from __future__ import annotations

from sqlmodel import col, select

from csconsole.models import Handover
from csconsole.services.context import Context
from csconsole.services.handover.rows import HandoverRow, handover_rows
from csconsole.services.shifts.current import find_duty
from csconsole.storage import UnitOfWork

_WAITING = ("prepared", "temporary", "confirmed", "signed_out")


def waiting_handover(ctx: Context) -> HandoverRow | None:
    """The handover of another person that waits for somebody to take it over, or that the actor is taking
    over; ``None`` for a person who is not on duty."""
    with ctx.read() as uow:
        duty = find_duty(uow, ctx.actor.staff_id)
        if duty is None:
            return None
        found = find_waiting(ctx, uow, duty.shift.id, None)
        return handover_rows(uow, [found])[0] if found else None


def find_waiting(
    ctx: Context, uow: UnitOfWork, own_shift_id: int | None, own: Handover | None
) -> Handover | None:
    """One that the actor takes over or that waits for a later shift, else his own, else one that waits in
    his own shift."""
    found = uow.session.exec(
        select(Handover)
        .where(col(Handover.state).in_(_WAITING), Handover.outgoing_id != ctx.actor.staff_id)
        .order_by((col(Handover.incoming_id) == ctx.actor.staff_id).desc(), col(Handover.id).desc())
    ).all()
    free = [handover for handover in found if handover.incoming_id in (None, ctx.actor.staff_id)]
    pressing = (h for h in free if h.shift_id != own_shift_id or h.incoming_id == ctx.actor.staff_id)
    return next(pressing, None) or own or next(iter(free), None)
