"""Who is on duty, and who should be and is not."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.i18n import get_language
from csconsole.models import Department, Duty, Right, Role, Staff
from csconsole.services.context import Context
from csconsole.services.shifts.current import duties
from csconsole.services.shifts.rows import DutyRow


@dataclass(frozen=True, slots=True)
class NotSignedRow:
    """A person who has not signed on to any shift of the day."""

    staff_no: str
    staff_name: str
    department: str
    extension: str | None


def who_is_on(ctx: Context) -> tuple[DutyRow, ...]:
    """Everyone who is signed on now, in the order in which they came."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return duties(uow, col(Duty.signed_off_at).is_(None))


def not_signed_on(ctx: Context) -> tuple[NotSignedRow, ...]:
    """The active agents who have not signed on to a shift of today, by department: the list of every morning
    (SHF-06).
    """
    ctx.require(Right.RECORD_VIEW)
    begin, end = day_bounds(ctx.today(), ctx.zone)
    with ctx.read() as uow:
        signed = select(Duty.staff_id).where(
            col(Duty.signed_on_at) < end,
            col(Duty.signed_off_at).is_(None) | (col(Duty.signed_off_at) > begin),
        )
        found = uow.session.exec(
            select(Staff, Department)
            .outerjoin(Department, col(Department.id) == Staff.department_id)
            .where(col(Staff.active), col(Staff.id).not_in(signed))
            .order_by(col(Department.code), col(Staff.staff_no))
        ).all()
        return tuple(
            NotSignedRow(staff.staff_no, staff.name, _department_name(department), staff.extension)
            for staff, department in found
            if Role.AGENT in staff.roles
        )


def _department_name(department: Department | None) -> str:
    if department is None:
        return ""
    return department.name_zh if get_language() == "zh" else department.name_en
