"""What a person is warned of at sign-in: handovers to read, to sign, and shifts that nobody handed over
(SHF-12, SHF-14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_
from sqlmodel import col, select

from csconsole.clock import local
from csconsole.models import Duty, Handover, HandoverRead, Right, Shift
from csconsole.models.lifecycle.handover import RECEIVED_STATES, SIGNED_STATES
from csconsole.services.context import Context
from csconsole.services.handover.answered import answered_items
from csconsole.services.handover.waiting import find_waiting
from csconsole.services.settings import setting
from csconsole.services.shifts.current import find_duty, shifts
from csconsole.services.shifts.rows import ShiftRow
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class HandoverWarning:
    """One warning: ``kind`` is a code of the list ``handover_warning``; ``about`` is the number of a handover
    or the name of a shift; ``text`` is a supervisor's note where there is one."""

    kind: str
    about: str
    text: str = ""


def handover_warnings(ctx: Context) -> tuple[HandoverWarning, ...]:
    """Everything about handovers that the actor is warned of until he has done or read it."""
    if not ctx.can(Right.HANDOVER_SIGN) or ctx.actor.staff_id is None:
        return ()
    since = ctx.now() - timedelta(hours=setting(ctx, "handover.must_read_hours"))
    with ctx.read() as uow:
        own = (*_own(ctx, uow), *_answered(ctx, uow, since))
        waiting = {warning.about for warning in own if warning.kind == "waiting"}
        return (
            *own,
            *(HandoverWarning("unsigned_shift", _shift_name(ctx, s)) for s in unsigned_shifts(ctx)),
            *(one for one in _unread(ctx, uow, since) if one.kind != "unread" or one.about not in waiting),
        )


def unsigned_shifts(ctx: Context) -> tuple[ShiftRow, ...]:
    """The shifts of the last days that are over, were worked, and have neither a received handover nor a
    recorded exception (SHF-12), the newest first."""
    now = ctx.now()
    since = now - timedelta(hours=setting(ctx, "handover.must_read_hours"))
    with ctx.read() as uow:
        worked = select(Duty.shift_id)
        received = select(Handover.shift_id).where(col(Handover.state).in_(RECEIVED_STATES))
        return shifts(
            uow,
            col(Shift.ends_at) <= now,
            col(Shift.ends_at) > since,
            col(Shift.exception_reason).is_(None),
            col(Shift.id).in_(worked),
            col(Shift.id).not_in(received),
            newest_first=True,
        )


def _own(ctx: Context, uow: UnitOfWork) -> tuple[HandoverWarning, ...]:
    found = uow.session.exec(
        select(Handover)
        .where(
            or_(
                and_(
                    col(Handover.outgoing_id) == ctx.actor.staff_id,
                    col(Handover.state).not_in(RECEIVED_STATES),
                ),
                and_(col(Handover.incoming_id) == ctx.actor.staff_id, col(Handover.state) == "signed_out"),
            )
        )
        .order_by(col(Handover.id).desc())
    ).all()
    warned = []
    for handover in found:
        if handover.incoming_id == ctx.actor.staff_id:
            kind = "waiting"
        else:
            kind = "not_received" if handover.state in SIGNED_STATES else "not_signed"
        warned.append(HandoverWarning(kind, handover.number))
    free = _free(ctx, uow)
    return (*warned, HandoverWarning("waiting", free.number)) if free else tuple(warned)


def _free(ctx: Context, uow: UnitOfWork) -> Handover | None:
    """A handover of another shift that nobody takes over yet, for who has signed on (SHF-10)."""
    duty = find_duty(uow, ctx.actor.staff_id)
    found = find_waiting(ctx, uow, duty.shift.id, None) if duty else None
    if duty is None or found is None or found.incoming_id is not None or found.shift_id == duty.shift.id:
        return None
    return found


def _answered(ctx: Context, uow: UnitOfWork, since: datetime) -> tuple[HandoverWarning, ...]:
    """My handovers with questions that wait for my answer, and with refused items that stay with me."""
    said: dict[tuple[str, str], None] = {}
    for handover, item in answered_items(ctx, uow, since):
        said["queried" if item.theirs == "query" else "refused", handover.number] = None
    return tuple(HandoverWarning(kind, number) for kind, number in said)


def _unread(ctx: Context, uow: UnitOfWork, since: datetime) -> tuple[HandoverWarning, ...]:
    read = select(HandoverRead.handover_id).where(HandoverRead.staff_id == ctx.actor.staff_id)
    found = uow.session.exec(
        select(Handover)
        .where(
            col(Handover.id).not_in(read),
            Handover.outgoing_id != ctx.actor.staff_id,
            or_(
                and_(col(Handover.state).in_(SIGNED_STATES), col(Handover.signed_out_at) > since),
                and_(col(Handover.temporary), col(Handover.prepared_at) > since),
            ),
        )
        .order_by(col(Handover.id).desc())
    ).all()
    return tuple(
        HandoverWarning("note", h.number, h.temporary_note or "")
        if h.temporary
        else HandoverWarning("unread", h.number)
        for h in found
    )


def _shift_name(ctx: Context, shift: ShiftRow) -> str:
    return f"{local(shift.begins_at, ctx.zone):%Y-%m-%d} {shift.name}"
