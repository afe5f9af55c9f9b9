"""When a kind of shift begins and ends on a given day, and which one runs at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from csconsole.clock import at_local, local_date
from csconsole.models import ShiftType
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.shifts.rows import ShiftTypeRow, type_row


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One kind of shift on one site day, with its first instant and the first instant after it (UTC)."""

    kind: ShiftType
    day: date
    begins_at: datetime
    ends_at: datetime


def list_shift_types(ctx: Context) -> tuple[ShiftTypeRow, ...]:
    """The kinds of shift that the site uses, in their order."""
    with ctx.read() as uow:
        kinds = uow.session.exec(
            select(ShiftType).where(col(ShiftType.active)).order_by(col(ShiftType.sort), col(ShiftType.id))
        ).all()
        return tuple(type_row(kind) for kind in kinds)


def occurrence(kind: ShiftType, day: date, zone: ZoneInfo) -> Occurrence:
    """The shift of this kind that begins on the site's ``day``.

    An end that is not after the begin is on the next day. Both ends are wall-clock times, so the night in
    which the clock is put back is an hour longer, and the one in which it is put forward an hour shorter.
    """
    begins, ends = time.fromisoformat(kind.begins), time.fromisoformat(kind.ends)
    last_day = day if ends > begins else day + timedelta(days=1)
    return Occurrence(kind, day, at_local(day, begins, zone), at_local(last_day, ends, zone))


def around(kinds: Iterable[ShiftType], now: datetime, zone: ZoneInfo) -> Iterator[Occurrence]:
    """Every occurrence that begins on the site's day before, of, or after ``now``."""
    today = local_date(now, zone)
    for kind in kinds:
        for days in (-1, 0, 1):
            yield occurrence(kind, today + timedelta(days=days), zone)


def open_now(occurrences: Iterable[Occurrence], now: datetime, early: timedelta) -> list[Occurrence]:
    """The shifts that can be signed on to: those that run now or begin within ``early``, the one whose begin
    is nearest first."""
    found = [o for o in occurrences if o.begins_at - early <= now < o.ends_at]
    return sorted(found, key=lambda o: (abs(o.begins_at - now), o.kind.sort))


def nearest(occurrences: Iterable[Occurrence], now: datetime, early: timedelta) -> Occurrence | None:
    """The shift that a person who signs on now most likely means, ``None`` where none is open."""
    return next(iter(open_now(occurrences, now, early)), None)


def shift_choices(ctx: Context) -> tuple[ShiftTypeRow, ...]:
    """The kinds of shift that can be signed on to now (setting ``shift.sign_on_early_minutes``), the most
    likely first; two or more where shifts overlap."""
    early = timedelta(minutes=setting(ctx, "shift.sign_on_early_minutes"))
    with ctx.read() as uow:
        kinds = uow.session.exec(select(ShiftType).where(col(ShiftType.active))).all()
        return tuple(type_row(o.kind) for o in open_now(around(kinds, ctx.now(), ctx.zone), ctx.now(), early))
