"""Signing on to a shift and off again (SHF-06), and what must be done before leaving (SHF-12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from csconsole.clock import local
from csconsole.errors import ConflictError, NotFoundError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, listed, ngettext
from csconsole.models import Duty, Handover, Right, Shift, ShiftType, Staff
from csconsole.services.context import Context
from csconsole.services.entry import line
from csconsole.services.settings import setting
from csconsole.services.shifts.current import duties, find_duty
from csconsole.services.shifts.rows import DutyRow, stored
from csconsole.services.shifts.types import Occurrence, around, nearest
from csconsole.services.staff.named import staff_of
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import next_serials

_HANDED_OVER = ("received", "closed", "purgeable")


class NotHandedOverError(RuleBrokenError):
    """The shift is not handed over, so its outgoing side stays responsible (SHF-12)."""


def start_shift(ctx: Context, *, shift: str | None = None, reason: str | None = None) -> DutyRow:
    """Sign the actor on. ``shift`` is the code of a kind of shift; without it the one that runs now or begins
    soon (setting ``shift.sign_on_early_minutes``) is meant.

    Lateness counts from the begin, in seconds, when the grace time (``shift.late_grace_minutes``) is over.
    Raises ``ConflictError`` for a person who is signed on already, ``RuleBrokenError`` when no such shift
    runs now.
    """
    ctx.require(Right.SHIFT_SIGN)
    now = ctx.now()
    with ctx.write() as uow:
        staff = uow.get(Staff, ctx.staff_id)
        _refuse_second(ctx, uow)
        chosen = _choose(ctx, uow, shift)
        stored_shift = ensure_shift(uow, chosen)
        duty = uow.create(
            Duty(
                shift_id=stored_shift.pk,
                staff_id=staff.pk,
                signed_on_at=now,
                late_seconds=late_seconds(ctx, chosen, now),
                reason=line(reason, "reason"),
            ),
            "signed_on",
            detail={"shift": chosen.kind.code, "day": chosen.day},
        )
        return duties(uow, col(Duty.id) == duty.pk)[0]


def end_shift(
    ctx: Context, *, exception: str | None = None, reason: str | None = None, staff_no: str | None = None
) -> DutyRow:
    """Sign the actor off, or with the right to manage shifts another person who forgot to.

    ``exception`` is why the shift ends without a finished handover; it is kept with the shift. Leaving before
    the end is measured in seconds. Raises ``NotFoundError`` for a person who is not signed on, and
    ``NotHandedOverError`` while the shift is neither handed over nor excepted.
    """
    ctx.require(Right.SHIFT_MANAGE if staff_no else Right.SHIFT_SIGN)
    why = line(exception, "reason")
    with ctx.write() as uow:
        staff = staff_of(uow, staff_no, field="staff") if staff_no else uow.get(Staff, ctx.staff_id)
        row = find_duty(uow, staff.pk)
        if row is None:
            raise NotFoundError(
                _("{name} is not signed on to a shift.", name=staff.name),
                hint=_("Sign on with: csconsole shift start"),
            )
        shift = uow.get(Shift, row.shift.id)
        off = max(ctx.now(), row.signed_on_at)  # the clock may have been set back since
        _need_handover(uow, row, shift, why)
        if why and not shift.exception_reason:
            record_exception(ctx, uow, shift, why)
        uow.update(
            uow.get(Duty, row.id),
            "signed_off",
            {
                "signed_off_at": off,
                "early_leave_seconds": _seconds(row.shift.ends_at - off),
                "reason": line(reason, "reason") or row.reason,
            },
        )
        return duties(uow, col(Duty.id) == row.id)[0]


def ensure_shift(uow: UnitOfWork, chosen: Occurrence) -> Shift:
    """The stored shift of this occurrence, made by the first who needs it; the number series keeps a second
    writer out until then."""
    found = uow.one(Shift, day=chosen.day, type_id=chosen.kind.pk)
    if found is None:
        next_serials(uow.connection, f"shift{chosen.day:%Y%m%d}")
        found = uow.one(Shift, day=chosen.day, type_id=chosen.kind.pk)
    return found or uow.create(
        Shift(
            day=chosen.day,
            type_id=chosen.kind.pk,
            begins_at=chosen.begins_at,
            ends_at=chosen.ends_at,
        ),
        "opened",
    )


def late_seconds(ctx: Context, chosen: Occurrence, at: datetime) -> int:
    """By how much signing on ``at`` this instant is late: counted from the begin, once the grace time
    (``shift.late_grace_minutes``) is over."""
    late = at - chosen.begins_at
    grace = timedelta(minutes=setting(ctx, "shift.late_grace_minutes"))
    return _seconds(late) if late > grace else 0


def record_exception(ctx: Context, uow: UnitOfWork, shift: Shift, why: str) -> None:
    """Keep why a shift ended without a handover (SHF-12)."""
    uow.update(
        shift,
        "excepted",
        {"exception_reason": why, "exception_by_id": ctx.actor.staff_id},
        reason=why,
    )


def _choose(ctx: Context, uow: UnitOfWork, code: str | None) -> Occurrence:
    kinds = uow.session.exec(select(ShiftType).where(col(ShiftType.active))).all()
    wanted = [kind for kind in kinds if code is None or kind.code == code or kind.letter == code]
    if not wanted:
        raise WrongFormError(
            _("There is no kind of shift {code}.", code=code or ""),
            field="shift",
            value=code,
            rule="REF-17",
            hint=_("Kinds of shift: {codes}.", codes=listed(kind.code for kind in kinds) or "-"),
        )
    early = timedelta(minutes=setting(ctx, "shift.sign_on_early_minutes"))
    chosen = nearest(around(wanted, ctx.now(), ctx.zone), ctx.now(), early)
    if chosen is None:
        raise RuleBrokenError(
            ngettext(
                "No such shift runs now or begins within {minutes} minute.",
                "No such shift runs now or begins within {minutes} minutes.",
                early.seconds // 60,
                minutes=early.seconds // 60,
            ),
            rule="SHF-06",
            hint=_("Shifts: {times}.", times=listed(f"{k.code} {k.begins}-{k.ends}" for k in wanted)),
        )
    return chosen


def _refuse_second(ctx: Context, uow: UnitOfWork) -> None:
    row = find_duty(uow, ctx.actor.staff_id)
    if row is not None:
        raise ConflictError(
            _(
                "You are signed on to the {shift} shift since {time}.",
                shift=row.shift.name,
                time=_clock_time(ctx, row.signed_on_at),
            ),
            current=row.id,
            hint=_("End it first: csconsole shift end"),
        )


def _is_handed_over(handover: Handover) -> bool:
    """Whether the outgoing side may go: received, or allowed by a supervisor and signed (SHF-12, SHF-13)."""
    return handover.state in _HANDED_OVER or (handover.temporary and handover.state == "signed_out")


def _need_handover(uow: UnitOfWork, row: DutyRow, shift: Shift, exception: str | None) -> None:
    """Every shift ends with a handover or a recorded exception, and the outgoing side stays until then."""
    if exception or shift.exception_reason:
        return
    handovers = uow.session.exec(select(Handover).where(Handover.shift_id == shift.pk)).all()
    mine = [h for h in handovers if h.outgoing_id == row.staff_id and not _is_handed_over(h)]
    hint = _("Finish the handover, or say why there is none: csconsole shift end --exception REASON")
    if mine:
        raise NotHandedOverError(
            _(
                "Handover {number} is not received yet: you stay responsible until the incoming side signs.",
                number=mine[0].number,
            ),
            rule="SHF-12",
            hint=hint,
        )
    others = duties(
        uow,
        col(Duty.shift_id) == shift.pk,
        col(Duty.signed_off_at).is_(None),
        col(Duty.staff_id) != row.staff_id,
    )
    if not handovers and not others:
        raise NotHandedOverError(
            _("You are the last of the {shift} shift and it is not handed over.", shift=row.shift.name),
            rule="SHF-12",
            hint=hint,
        )


def _seconds(span: timedelta) -> int:
    return max(0, int(span.total_seconds()))


def _clock_time(ctx: Context, at: datetime) -> str:
    return f"{local(stored(at), ctx.zone):%H:%M}"
