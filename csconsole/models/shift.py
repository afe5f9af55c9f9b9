"""Shift types, shifts and who sat when (SHF-06)."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class ShiftType(Record, table=True):
    """A kind of shift 班次 (REF-17). Times are the site's wall clock, ``HH:MM``; an end before the begin is
    on the next day."""

    __tablename__ = "shift_type"

    code: str = Field(unique=True, max_length=10)
    letter: str = Field(max_length=2)
    name_en: str = Field(max_length=40)
    name_zh: str = Field(max_length=40)
    begins: str = Field(max_length=5)
    ends: str = Field(max_length=5)
    min_staff: int = 1
    sort: int = 0
    active: bool = True


class Shift(Record, table=True):
    """One shift on one site day."""

    __table_args__ = (UniqueConstraint("day", "type_id"),)

    day: date = Field(index=True)
    type_id: int = link("shift_type.id", nullable=False)
    begins_at: datetime | None = instant(index=True, nullable=False)
    ends_at: datetime | None = instant(nullable=False)
    briefing: str | None = None
    exception_reason: str | None = None
    exception_by_id: int | None = link("staff.id")


class Duty(Record, table=True):
    """Who sat when 值班: one sign-on of one person to one shift. Lateness is in seconds."""

    shift_id: int = link("shift.id", nullable=False)
    staff_id: int = link("staff.id", nullable=False)
    signed_on_at: datetime | None = instant(nullable=False)
    signed_off_at: datetime | None = instant(index=True)
    late_seconds: int = 0
    early_leave_seconds: int = 0
    reason: str | None = Field(default=None, max_length=240)
