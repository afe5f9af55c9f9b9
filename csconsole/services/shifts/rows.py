"""What the shift services hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from csconsole.i18n import get_language
from csconsole.models import Duty, Shift, ShiftType, Staff


@dataclass(frozen=True, slots=True)
class ShiftTypeRow:
    """One kind of shift; ``begins`` and ``ends`` are ``HH:MM`` of the site's wall clock."""

    code: str
    letter: str
    name: str
    begins: str
    ends: str
    min_staff: int


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One shift on one site day; its instants are UTC. ``exception`` is why it ended without a handover."""

    id: int
    day: date
    code: str
    letter: str
    name: str
    begins_at: datetime
    ends_at: datetime
    briefing: str | None = None
    exception: str | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One person's sign-on to a shift. ``late_seconds`` and ``early_leave_seconds`` are 0 when in time."""

    id: int
    shift: ShiftRow
    staff_id: int
    staff_no: str
    staff_name: str
    department_id: int | None
    signed_on_at: datetime
    signed_off_at: datetime | None
    late_seconds: int
    early_leave_seconds: int
    reason: str | None

    @property
    def mark(self) -> str:
        """A code of the list ``sign_in_mark``."""
        if self.late_seconds and self.early_leave_seconds:
            return "late_and_early_leave"
        return "late" if self.late_seconds else "early_leave" if self.early_leave_seconds else "on_time"


def type_row(kind: ShiftType) -> ShiftTypeRow:
    """The row of a kind of shift, named in the current language."""
    return ShiftTypeRow(kind.code, kind.letter, type_name(kind), kind.begins, kind.ends, kind.min_staff)


def type_name(kind: ShiftType) -> str:
    """The kind's name in the current language."""
    return kind.name_zh if get_language() == "zh" else kind.name_en


def shift_row(shift: Shift, kind: ShiftType) -> ShiftRow:
    """The row of a stored shift."""
    return ShiftRow(
        id=shift.pk,
        day=shift.day,
        code=kind.code,
        letter=kind.letter,
        name=type_name(kind),
        begins_at=stored(shift.begins_at),
        ends_at=stored(shift.ends_at),
        briefing=shift.briefing,
        exception=shift.exception_reason,
    )


def duty_row(duty: Duty, shift: ShiftRow, staff: Staff) -> DutyRow:
    """The row of a stored sign-on."""
    return DutyRow(
        id=duty.pk,
        shift=shift,
        staff_id=staff.pk,
        staff_no=staff.staff_no,
        staff_name=staff.name,
        department_id=staff.department_id,
        signed_on_at=stored(duty.signed_on_at),
        signed_off_at=duty.signed_off_at,
        late_seconds=duty.late_seconds,
        early_leave_seconds=duty.early_leave_seconds,
        reason=duty.reason,
    )


def stored(at: datetime | None) -> datetime:
    """An instant that the database never leaves empty. Raises ``ValueError`` where it is."""
    if at is None:
        raise ValueError("a required instant is missing")
    return at
