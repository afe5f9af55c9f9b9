"""Who of the next shift is there already: signing on to it is arriving (SHF-10)."""

from __future__ import annotations

from sqlmodel import col, select

from csconsole.models import Duty, Handover, Shift, Staff
from csconsole.models.rights import Right
from csconsole.services.context import staff_may
from csconsole.services.shifts.current import duties
from csconsole.services.shifts.rows import DutyRow, stored
from csconsole.storage import UnitOfWork


def first_of_next_shift(uow: UnitOfWork, handover: Handover) -> DutyRow | None:
    """The sign-on of the person who came first to a shift that begins later than the one handed over, and
    who may take it over; ``None`` while nobody has come. He need not be the one who receives it in the end.
    """
    begins_at = uow.session.exec(select(col(Shift.begins_at)).where(Shift.id == handover.shift_id)).one()
    there = duties(
        uow,
        col(Duty.signed_off_at).is_(None),
        col(Shift.begins_at) > begins_at,
        col(Duty.staff_id) != handover.outgoing_id,
        col(Staff.active),
    )
    return next((row for row in there if staff_may(uow.get(Staff, row.staff_id), Right.HANDOVER_SIGN)), None)


def is_late(uow: UnitOfWork, handover: Handover, duty: DutyRow) -> bool:
    """Whether the person came after the outgoing shift had ended, or late to his own (SHF-13)."""
    ends_at = uow.session.exec(select(col(Shift.ends_at)).where(Shift.id == handover.shift_id)).one()
    return duty.signed_on_at > stored(ends_at) or bool(duty.late_seconds)
