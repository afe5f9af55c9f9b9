"""Which shift a person works in now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from csconsole.i18n import get_language
from csconsole.models import Duty, Right, Shift, ShiftType, Staff
from csconsole.services.context import Context
from csconsole.services.shifts.rows import DutyRow, ShiftRow, duty_row, shift_row
from csconsole.services.shifts.running import current_shift_id
from csconsole.storage import UnitOfWork


def current_shift(ctx: Context) -> ShiftRow | None:
    """The shift the actor is signed on to, else the shift that runs now, else ``None``.

    A shift exists from the moment the first person signs on to it.
    """
    with ctx.read() as uow:
        key = current_shift_id(ctx)
        return (
            None if key is None else uow.reference(("shift", key, get_language()), lambda: _shift(uow, key))
        )


def current_duty(ctx: Context) -> DutyRow | None:
    """The actor's sign-on that has not ended, or ``None``."""
    with ctx.read() as uow:
        return find_duty(uow, ctx.actor.staff_id)


def may_sign_on(ctx: Context) -> bool:
    """Whether the actor works in shifts and is not signed on to one: he has the right to, and the site has
    kinds of shifts (SHF-06).
    """
    if not ctx.can(Right.SHIFT_SIGN) or ctx.actor.staff_id is None:
        return False
    with ctx.read() as uow:
        if find_duty(uow, ctx.actor.staff_id) is not None:
            return False
        return works_in_shifts(uow)


def works_in_shifts(uow: UnitOfWork) -> bool:
    """Whether the site has kinds of shifts."""
    return uow.reference("has shift types", lambda: _has_types(uow))


def _has_types(uow: UnitOfWork) -> bool:
    return uow.session.exec(select(ShiftType.id).where(col(ShiftType.active)).limit(1)).first() is not None


def find_duty(uow: UnitOfWork, staff_id: int | None) -> DutyRow | None:
    """The sign-on of this person that has not ended, the newest first."""
    if staff_id is None:
        return None
    return open_duties(uow).get(staff_id)


def open_duties(uow: UnitOfWork) -> Mapping[int, DutyRow]:
    """Who is signed on now: the newest sign-on that has not ended, by person."""
    return uow.reference(("open duties", get_language()), lambda: _open_duties(uow))


def _open_duties(uow: UnitOfWork) -> Mapping[int, DutyRow]:
    """The newest sign-on that has not ended, by person."""
    return {row.staff_id: row for row in duties(uow, col(Duty.signed_off_at).is_(None))}


def duties(uow: UnitOfWork, *conditions: Any) -> tuple[DutyRow, ...]:
    """The sign-ons that meet the conditions, in the order in which they began."""
    found: Sequence[tuple[Duty, Shift, ShiftType, Staff]] = uow.session.exec(
        select(Duty, Shift, ShiftType, Staff)
        .join(Shift, col(Shift.id) == Duty.shift_id)
        .join(ShiftType, col(ShiftType.id) == Shift.type_id)
        .join(Staff, col(Staff.id) == Duty.staff_id)
        .where(*conditions)
        .order_by(col(Duty.signed_on_at), col(Duty.id))
    ).all()
    return tuple(duty_row(duty, shift_row(shift, kind), staff) for duty, shift, kind, staff in found)


def _shift(uow: UnitOfWork, key: int) -> ShiftRow:
    return shifts(uow, col(Shift.id) == key)[0]


def shifts(uow: UnitOfWork, *conditions: Any, newest_first: bool = False) -> tuple[ShiftRow, ...]:
    """The shifts that meet the conditions, by the time they begin."""
    begin: Any = col(Shift.begins_at)
    found: Sequence[tuple[Shift, ShiftType]] = uow.session.exec(
        select(Shift, ShiftType)
        .join(ShiftType, col(ShiftType.id) == Shift.type_id)
        .where(*conditions)
        .order_by(begin.desc() if newest_first else begin, col(Shift.id))
    ).all()
    return tuple(shift_row(shift, kind) for shift, kind in found)
