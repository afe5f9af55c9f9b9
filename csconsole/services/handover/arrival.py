"""The incoming person arrives: who, when, and whether late (SHF-10, SHF-13)."""

from __future__ import annotations

from sqlmodel import col, select

from csconsole.models import Duty, Handover, Right, Shift
from csconsole.services.context import Context
from csconsole.services.handover.access import load_handover, require_other_side, require_unreceived
from csconsole.services.handover.presence import first_of_next_shift, is_late
from csconsole.services.handover.rows import HandoverRecord, handover_record, stored_items
from csconsole.services.shifts.current import find_duty
from csconsole.services.shifts.rows import stored
from csconsole.storage import UnitOfWork


def arrive(ctx: Context, ref: int | str) -> HandoverRecord:
    """The actor has come to take over; another person who came before steps back with his answers.

    Who is signed on to a later shift arrived when he signed on, any other person arrives now. Raises
    ``NotYourSideError`` for the outgoing person, ``SignedError`` once the handover is received.
    """
    ctx.require(Right.HANDOVER_SIGN)
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_other_side(ctx, handover)
        require_unreceived(handover)
        if handover.incoming_id not in (None, ctx.staff_id):
            for item in stored_items(uow, handover):
                uow.update(item, "answer_withdrawn", {"theirs": None, "query": None, "reply": None})
        note_arrival(ctx, uow, handover)
        return handover_record(uow, handover)


def note_arrival(ctx: Context, uow: UnitOfWork, handover: Handover) -> None:
    """Store who comes, when, and whether after the outgoing shift ended; the first time counts."""
    if handover.incoming_id == ctx.staff_id and handover.arrived_at is not None:
        return
    duty = find_duty(uow, ctx.staff_id)
    is_next = duty is not None and duty.shift.id != handover.shift_id
    arrived = duty.signed_on_at if duty and is_next else ctx.now()
    ends_at = uow.session.exec(select(col(Shift.ends_at)).where(Shift.id == handover.shift_id)).one()
    late = arrived > stored(ends_at) or bool(duty and is_next and duty.late_seconds)
    uow.update(
        handover,
        "arrived",
        {
            "incoming_id": ctx.staff_id,
            "next_shift_id": duty.shift.id if duty and is_next else None,
            "arrived_at": arrived,
            "incoming_late": late,
        },
    )


def note_presence(uow: UnitOfWork, handover: Handover) -> None:
    """Store when the first of the next shift came, where nobody has said that he takes over (SHF-10): who it
    is in the end shows with the answers or the signature."""
    there = first_of_next_shift(uow, handover)
    if handover.arrived_at is None and there is not None:
        uow.update(
            handover,
            "arrived",
            {"arrived_at": there.signed_on_at, "incoming_late": is_late(uow, handover, there)},
            detail={"staff": there.staff_no},
        )


def next_shift_of(ctx: Context, uow: UnitOfWork, handover: Handover) -> int | None:
    """The shift that the actor is signed on to, unless it is the one that is handed over."""
    duty = find_duty(uow, ctx.staff_id)
    return duty.shift.id if duty is not None and duty.shift.id != handover.shift_id else None


def covered_staff(uow: UnitOfWork, handover: Handover) -> set[int]:
    """Whose work the handover gives away: the outgoing person's, and that of everyone of the same shift who
    has not gone on to another one."""
    on_shift = set(uow.session.exec(select(Duty.staff_id).where(Duty.shift_id == handover.shift_id)).all())
    gone_on = set(
        uow.session.exec(
            select(Duty.staff_id).where(
                col(Duty.staff_id).in_(on_shift),
                Duty.shift_id != handover.shift_id,
                col(Duty.signed_off_at).is_(None),
            )
        ).all()
    )
    return (on_shift - gone_on) | {handover.outgoing_id}
