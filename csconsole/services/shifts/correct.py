"""Correcting a sign-on to the wrong shift (SHF-06): a slip of the key needs no exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import and_, or_
from sqlmodel import col, select

from csconsole.errors import ConflictError, NotFoundError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, listed, ngettext
from csconsole.models import Attempt, Call, Duty, Handover, Promise, Right, ShiftType
from csconsole.services.context import Context
from csconsole.services.entry import line
from csconsole.services.settings import setting
from csconsole.services.shifts.current import duties, find_duty
from csconsole.services.shifts.duty import ensure_shift, late_seconds
from csconsole.services.shifts.rows import DutyRow, ShiftTypeRow, type_row
from csconsole.services.shifts.types import Occurrence, around, open_now
from csconsole.storage import UnitOfWork

CORRECTED: Final = "shift_corrected"
"""The action of the events of a correction."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person may put right: ``others`` are the other kinds of shift that could be signed on to at that
    moment, the most likely first; ``needs_reason`` says whether the slip is too long ago to go without."""

    others: tuple[ShiftTypeRow, ...] = ()
    needs_reason: bool = False


def shift_correction(ctx: Context) -> Correction:
    """Which shifts the actor's sign-on can be corrected to; none for who is not signed on."""
    with ctx.read() as uow:
        duty = find_duty(uow, ctx.actor.staff_id)
        if duty is None or not ctx.can(Right.SHIFT_SIGN):
            return Correction()
        found = _open_then(ctx, uow, duty)
        return Correction(tuple(type_row(one.kind) for one in found), _is_long_ago(ctx, duty))


def correct_shift(ctx: Context, *, shift: str, reason: str | None = None) -> DutyRow:
    """Move the actor's sign-on to the ``shift`` with this code or letter, with calls, attempts and promises
    made since; lateness is counted again from the same moment.

    Only a shift that could be signed on to then. Later than ``shift.correct_minutes`` after signing on a
    ``reason`` is needed. Raises ``NotFoundError`` for who is not signed on, ``ConflictError`` for the shift
    of the sign-on itself, ``RuleBrokenError`` (SHF-12) once a handover names the shift.
    """
    ctx.require(Right.SHIFT_SIGN)
    why = line(reason, "reason")
    with ctx.write() as uow:
        row = find_duty(uow, ctx.actor.staff_id)
        if row is None:
            raise NotFoundError(
                _("{name} is not signed on to a shift.", name=ctx.actor.name),
                hint=_("Sign on with: csconsole shift start"),
            )
        chosen = _choose(ctx, uow, row, shift)
        _refuse_handed_over(uow, row)
        if why is None and _is_long_ago(ctx, row):
            raise _too_long_ago(ctx)
        target = ensure_shift(uow, chosen)
        _move_work(uow, row, target.pk, why)
        uow.update(
            uow.get(Duty, row.id),
            CORRECTED,
            {
                "shift_id": target.pk,
                "late_seconds": late_seconds(ctx, chosen, row.signed_on_at),
                "reason": why or row.reason,
            },
            reason=why,
        )
        return duties(uow, col(Duty.id) == row.id)[0]


def _open_then(ctx: Context, uow: UnitOfWork, duty: DutyRow) -> list[Occurrence]:
    """The other shifts that ran, or began soon, when the person signed on."""
    early = timedelta(minutes=setting(ctx, "shift.sign_on_early_minutes"))
    kinds = uow.session.exec(select(ShiftType).where(col(ShiftType.active))).all()
    then = duty.signed_on_at
    found = open_now(around(kinds, then, ctx.zone), then, early)
    return [one for one in found if (one.kind.code, one.day) != (duty.shift.code, duty.shift.day)]


def _choose(ctx: Context, uow: UnitOfWork, duty: DutyRow, code: str) -> Occurrence:
    found = _open_then(ctx, uow, duty)
    chosen = next((one for one in found if code in (one.kind.code, one.kind.letter)), None)
    if chosen is not None:
        return chosen
    if code in (duty.shift.code, duty.shift.letter):
        raise ConflictError(
            _("The sign-on is to the {shift} shift already.", shift=duty.shift.name), current=duty.id
        )
    raise WrongFormError(
        _("No such shift ran when you signed on, or began soon after."),
        field="shift",
        value=code,
        rule="SHF-06",
        hint=_("Shifts: {times}.", times=_times(found)),
    )


def _times(found: Sequence[Occurrence]) -> str:
    return listed(f"{one.kind.code} {one.kind.begins}-{one.kind.ends}" for one in found) or "-"


def _is_long_ago(ctx: Context, duty: DutyRow) -> bool:
    return ctx.now() - duty.signed_on_at > timedelta(minutes=setting(ctx, "shift.correct_minutes"))


def _too_long_ago(ctx: Context) -> RuleBrokenError:
    minutes = setting(ctx, "shift.correct_minutes")
    return RuleBrokenError(
        ngettext(
            "Signed on more than {minutes} minute ago: the correction needs a reason.",
            "Signed on more than {minutes} minutes ago: the correction needs a reason.",
            minutes,
            minutes=minutes,
        ),
        field="reason",
        rule="SHF-06",
    )


def _refuse_handed_over(uow: UnitOfWork, duty: DutyRow) -> None:
    """A handover that the person gives or takes in this shift names the shift: it is under its digest."""
    found = uow.session.exec(
        select(Handover.number).where(
            or_(
                and_(col(Handover.shift_id) == duty.shift.id, col(Handover.outgoing_id) == duty.staff_id),
                and_(
                    col(Handover.next_shift_id) == duty.shift.id, col(Handover.incoming_id) == duty.staff_id
                ),
            )
        )
    ).first()
    if found is not None:
        raise RuleBrokenError(
            _("Handover {number} names this shift already.", number=found),
            rule="SHF-12",
            hint=_("Sign off with the reason, then sign on to the other shift."),
        )


def _move_work(uow: UnitOfWork, duty: DutyRow, shift_id: int, why: str | None) -> None:
    """Calls, attempts and promises that the person made since signing on belong to the shift he sat in."""
    old, who, since = duty.shift.id, duty.staff_id, duty.signed_on_at
    made = (
        select(Call).where(Call.shift_id == old, Call.agent_id == who, col(Call.created_at) >= since),
        select(Attempt).where(Attempt.shift_id == old, Attempt.by_id == who, col(Attempt.at) >= since),
        select(Promise).where(
            Promise.shift_id == old, Promise.promiser_id == who, col(Promise.created_at) >= since
        ),
    )
    for statement in made:
        for record in uow.session.execute(statement).scalars():
            uow.update(record, CORRECTED, {"shift_id": shift_id}, reason=why)
