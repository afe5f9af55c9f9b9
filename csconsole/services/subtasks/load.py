"""What each engineer is expected for on a day: the view by which visits are planned (TKT-18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.i18n import _
from csconsole.models import Right, Role, Staff, Subtask
from csconsole.services.context import Context
from csconsole.services.subtasks.rows import SubtaskRow, subtask_rows
from csconsole.services.tickets.access import about_visible


@dataclass(frozen=True, slots=True)
class EngineerLoad:
    """One engineer on one day: the slots in their order, and how many minutes they take together."""

    staff_id: int
    staff_no: str
    name: str
    day: date
    minutes: int
    slots: tuple[SubtaskRow, ...]


def engineer_loads(ctx: Context, day: date | None = None) -> tuple[EngineerLoad, ...]:
    """Every active handler, and whoever else has a slot, on ``day`` (default: today); the freest first.

    Above them stand the slots that have no engineer yet, with key 0 and no staff number.
    """
    ctx.require(Right.RECORD_VIEW)
    wanted = day or ctx.today()
    start, end = day_bounds(wanted, ctx.zone)
    with ctx.read() as uow:
        query = select(Subtask).where(
            col(Subtask.starts_at) < end,
            col(Subtask.ends_at) > start,
            col(Subtask.kind) != "department",
            col(Subtask.state).not_in(("cancelled", "no_show")),
            *about_visible(ctx, Subtask.ticket_id),
        )
        by_engineer: dict[int, list[Subtask]] = {}
        for one in uow.session.exec(query.order_by(col(Subtask.starts_at), col(Subtask.id))):
            by_engineer.setdefault(one.staff_id or 0, []).append(one)
        people = uow.session.exec(select(Staff).where(Staff.active).order_by(Staff.staff_no))
        found = [
            EngineerLoad(
                person.pk,
                person.staff_no,
                person.name,
                wanted,
                _sum(by_engineer.get(person.pk, [])),
                tuple(subtask_rows(ctx, uow, by_engineer.get(person.pk, []))),
            )
            for person in people
            if person.pk in by_engineer or Role.HANDLER.value in person.roles
        ]
        free = by_engineer.get(0, [])
        nobody = [
            EngineerLoad(0, "", _("nobody yet"), wanted, _sum(free), tuple(subtask_rows(ctx, uow, free)))
        ]
    ordered = sorted(found, key=lambda load: (load.minutes, load.staff_no))
    return (*(nobody if free else ()), *ordered)


def _sum(slots: list[Subtask]) -> int:
    return sum(_minutes(one) for one in slots)


def _minutes(one: Subtask) -> int:
    if one.starts_at is None or one.ends_at is None:
        return 0
    return int((one.ends_at - one.starts_at).total_seconds()) // 60
