"""What a supervisor is told of duty records: that of today in the evening, weeks not checked (SHF-08)."""

from __future__ import annotations

from sqlmodel import col, select

from csconsole.clock import local
from csconsole.i18n import _, ngettext
from csconsole.models import Duty, Right, Shift
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.shifts import unreviewed_weeks
from csconsole.services.shifts.current import duties


def duty_alerts(ctx: Context) -> tuple[str, ...]:
    """For whoever manages shifts: the duty record of today while it is the time for it
    (``shift.duty_record_from`` to ``shift.duty_record_until``), and past weeks that nobody has checked.
    """
    if not ctx.can(Right.SHIFT_MANAGE):
        return ()
    return (*_of_today(ctx), *_weeks(ctx))


def _of_today(ctx: Context) -> tuple[str, ...]:
    now = f"{local(ctx.now(), ctx.zone):%H:%M}"
    if not setting(ctx, "shift.duty_record_from") <= now <= setting(ctx, "shift.duty_record_until"):
        return ()
    with ctx.read() as uow:  # the desk asks often: only who was on duty, not what they did
        of_today = select(col(Shift.id)).where(Shift.day == ctx.today())
        officers = duties(uow, col(Duty.shift_id).in_(of_today))
    if not officers:
        return ()
    late = sum(bool(one.late_seconds) for one in officers)
    return (_("Duty record of today: on duty {n}, late {late} (W r).", n=len(officers), late=late),)


def _weeks(ctx: Context) -> tuple[str, ...]:
    n = len(unreviewed_weeks(ctx))
    if not n:
        return ()
    return (
        ngettext(
            "The duty records of {n} week are not checked (W v).",
            "The duty records of {n} weeks are not checked (W v).",
            n,
        ),
    )
