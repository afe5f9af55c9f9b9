"""The duty record 值班记录表 of a day, and its weekly check by a supervisor (SHF-08)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import col, select

from csconsole.errors import NotFoundError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Call, Duty, Event, Handover, Right, Shift
from csconsole.services.context import Context
from csconsole.services.shifts.current import duties, shifts
from csconsole.services.shifts.rows import DutyRow, ShiftRow
from csconsole.storage import UnitOfWork

_REVIEWED = "duty_reviewed"


@dataclass(frozen=True, slots=True)
class DutyRecord:
    """What a supervisor reads about one shift: who sat, what they did, how it was handed over."""

    shift: ShiftRow
    officers: tuple[DutyRow, ...]
    calls: dict[str, int]
    changes: dict[str, int]
    handovers: tuple[tuple[str, str], ...]
    reviewed_by: str | None
    reviewed_on: date | None
    """The site's day on which it was checked."""


def duty_record(ctx: Context, *, day: date | None = None) -> tuple[DutyRecord, ...]:
    """The duty record of the site's ``day`` (default today), one entry a shift.

    ``calls`` and ``changes`` count the calls logged and the records changed by each officer, by staff number;
    ``handovers`` are number and state. A shift that was signed on to only by mistake is none.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        worked = col(Shift.id).in_(select(Duty.shift_id))
        found = shifts(uow, col(Shift.day) == (day or ctx.today()), worked)
        return tuple(_record(uow, shift) for shift in found)


def review_week(ctx: Context, *, monday: date) -> int:
    """Mark every shift of the week from ``monday`` as checked by the actor; how many there were.

    Raises ``RuleBrokenError`` unless the week begins on a Monday and is over, ``NotFoundError`` for a week
    without shifts.
    """
    ctx.require(Right.SHIFT_MANAGE)
    if monday.weekday() != 0 or ctx.today() < monday + timedelta(days=7):
        raise RuleBrokenError(
            _("Only a whole week from Monday to Sunday that is over can be checked."),
            field="week",
            value=monday,
            rule="SHF-08",
        )
    with ctx.write() as uow:
        week = uow.session.exec(select(Shift).where(_in_week(monday))).all()
        if not week:
            raise NotFoundError(_("There was no shift in the week of {day}.", day=monday))
        for shift in week:
            uow.note(shift, _REVIEWED, detail={"by": ctx.actor.staff_no, "on": ctx.today()})
        return len(week)


def unreviewed_weeks(ctx: Context) -> tuple[date, ...]:
    """The Mondays of past weeks with a shift that no supervisor has checked, oldest first."""
    ctx.require(Right.RECORD_VIEW)
    this_monday = ctx.today() - timedelta(days=ctx.today().weekday())
    with ctx.read() as uow:
        checked = select(Event.entity_id).where(Event.entity == "shift", Event.action == _REVIEWED)
        days = uow.session.exec(
            select(col(Shift.day))
            .where(col(Shift.day) < this_monday, col(Shift.id).not_in(checked))
            .distinct()
        ).all()
        return tuple(sorted({day - timedelta(days=day.weekday()) for day in days}))


def _in_week(monday: date) -> ColumnElement[bool]:
    return and_(col(Shift.day) >= monday, col(Shift.day) < monday + timedelta(days=7))


def _record(uow: UnitOfWork, shift: ShiftRow) -> DutyRecord:
    officers = duties(uow, col(Duty.shift_id) == shift.id)
    numbers = {officer.staff_id: officer.staff_no for officer in officers}
    calls = uow.session.exec(select(Call.agent_id).where(Call.shift_id == shift.id)).all()
    changes = uow.session.exec(
        select(Event.actor_id, func.count())
        .where(
            col(Event.at) >= shift.begins_at,
            col(Event.at) < shift.ends_at,
            col(Event.actor_id).in_(list(numbers)),
        )
        .group_by(col(Event.actor_id))
    ).all()
    handovers = uow.session.exec(
        select(Handover.number, Handover.state)
        .where(Handover.shift_id == shift.id)
        .order_by(col(Handover.number))
    ).all()
    reviewed_by, reviewed_on = _review(uow, shift)
    return DutyRecord(
        shift=shift,
        officers=officers,
        calls=dict(Counter(numbers[key] for key in calls if key in numbers)),
        changes={numbers[key]: count for key, count in changes if key is not None},
        handovers=tuple((number, state) for number, state in handovers),
        reviewed_by=reviewed_by,
        reviewed_on=reviewed_on,
    )


def _review(uow: UnitOfWork, shift: ShiftRow) -> tuple[str | None, date | None]:
    """Who checked the shift's record last, and on which day."""
    event = uow.session.exec(
        select(Event)
        .where(Event.entity == "shift", Event.entity_id == shift.id, Event.action == _REVIEWED)
        .order_by(col(Event.id).desc())
        .limit(1)
    ).first()
    if event is None:
        return None, None
    detail = event.detail or {}
    return str(detail.get("by")), date.fromisoformat(str(detail.get("on")))
