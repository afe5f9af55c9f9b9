"""What each department and person has on the table (TKT-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func
from sqlmodel import col, select

from csconsole.i18n import _, get_language
from csconsole.models import Department, Duty, Right, Staff, Ticket
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context, staff_may
from csconsole.storage import UnitOfWork

WORKING = ("assigned", "accepted", "on_site", "in_progress", "waiting", "parked")
"""States of work that someone has; what is done waits for the desk, not for the handler."""


@dataclass(frozen=True, slots=True)
class DepartmentLoad:
    """Open work of a department: all of it, overdue, and not yet with a person."""

    department_id: int
    code: str
    name: str
    open: int
    late: int
    unclaimed: int


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """Open work of a person; ``free`` is the capacity left, ``None`` where no capacity is set."""

    staff_id: int
    staff_no: str
    name: str
    department_id: int | None
    department: str | None
    zone: str | None
    skills: tuple[str, ...]
    on_shift: bool
    open: int
    late: int
    capacity: int | None
    away_until: datetime | None = None
    away_reason: str | None = None

    @property
    def free(self) -> int | None:
        """How many more tickets fit."""
        return None if self.capacity is None else self.capacity - self.open


def department_loads(ctx: Context) -> tuple[DepartmentLoad, ...]:
    """The load of every active department, in order of its code."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return loads_of_departments(ctx, uow)


def loads_of_departments(ctx: Context, uow: UnitOfWork) -> tuple[DepartmentLoad, ...]:
    """The loads in an open unit of work, with one count over the open tickets."""
    counts = _counts(ctx, uow, Ticket.department_id)
    zh = get_language() == "zh"
    found = []
    for department in uow.session.exec(
        select(Department).where(col(Department.active)).order_by(Department.code)
    ):
        row = counts.get(department.pk)
        found.append(
            DepartmentLoad(
                department.pk,
                department.code,
                department.name_zh if zh else department.name_en,
                row.open if row else 0,
                row.late if row else 0,
                row.unclaimed if row else 0,
            )
        )
    return tuple(found)


def person_loads(ctx: Context, *, department_id: int | None = None) -> tuple[PersonLoad, ...]:
    """The load of every active handler (of a department): the least loaded first."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return loads_of_people(ctx, uow, department_id)


def unstaffed_warning(ctx: Context, department_id: int | None) -> str:
    """What to say before a ticket goes to this department with no person of it named: nobody there handles
    tickets, so nobody sees it (TKT-02). Empty where somebody does.
    """
    ctx.require(Right.RECORD_VIEW)
    if department_id is None:
        return ""
    with ctx.read() as uow:
        if loads_of_people(ctx, uow, department_id):
            return ""
        name = _department_names(uow)[department_id]
        return _("Nobody of {department} handles tickets: name a person.", department=name)


def loads_of_people(
    ctx: Context, uow: UnitOfWork, department_id: int | None = None
) -> tuple[PersonLoad, ...]:
    """The loads in an open unit of work: those on shift before the others, then by open work."""
    query = select(Staff).where(col(Staff.active)).order_by(Staff.staff_no)
    if department_id is not None:
        query = query.where(Staff.department_id == department_id)
    people = [staff for staff in uow.session.exec(query) if staff_may(staff, Right.TICKET_HANDLE)]
    counts = _counts(ctx, uow, Ticket.handler_id)
    beside = _counts(ctx, uow, Ticket.second_handler_id)
    present = _on_shift(uow)
    names = _department_names(uow)
    found = [
        _person(staff, (counts.get(staff.pk), beside.get(staff.pk)), staff.pk in present, names)
        for staff in people
    ]
    return tuple(sorted(found, key=lambda each: (not each.on_shift, each.open, each.staff_no)))


def _person(
    staff: Staff, rows: Sequence[Row[Any] | None], on_shift: bool, names: dict[int, str]
) -> PersonLoad:
    """The load of one person, as the first and as the second of two (TKT-28)."""
    return PersonLoad(
        staff_id=staff.pk,
        staff_no=staff.staff_no,
        name=staff.name,
        department_id=staff.department_id,
        department=names.get(staff.department_id or 0),
        zone=staff.zone,
        skills=tuple(staff.skills),
        on_shift=on_shift,
        open=sum(row.open for row in rows if row),
        late=sum(row.late for row in rows if row),
        capacity=staff.capacity,
        away_until=staff.away_until,
        away_reason=staff.away_reason,
    )


def _counts(ctx: Context, uow: UnitOfWork, column: Any) -> dict[int, Row[Any]]:
    late = col(Ticket.next_due_at) < judged_at(ctx)
    unclaimed = col(Ticket.handler_id).is_(None)
    rows: Sequence[Row[Any]] = uow.session.execute(
        select(
            column.label("key"),
            func.count().label("open"),
            func.sum(case((late, 1), else_=0)).label("late"),
            func.sum(case((unclaimed, 1), else_=0)).label("unclaimed"),
        )
        .where(col(Ticket.state).in_(WORKING), column.is_not(None))
        .group_by(column)
    ).all()
    return {row.key: row for row in rows}


def _on_shift(uow: UnitOfWork) -> set[int]:
    query = select(Duty.staff_id).where(col(Duty.signed_off_at).is_(None))
    return set(uow.session.exec(query))


def _department_names(uow: UnitOfWork) -> dict[int, str]:
    zh = get_language() == "zh"
    return {each.pk: each.name_zh if zh else each.name_en for each in uow.session.exec(select(Department))}
