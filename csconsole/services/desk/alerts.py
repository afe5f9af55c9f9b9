"""What must be seen on the desk though it is no item of one's own: the handover to prepare; for whoever leads
the shift seasons and slips.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _, listed, ngettext
from csconsole.models import Handover, Right, Ticket
from csconsole.services.clocks import clock_jump, failures
from csconsole.services.context import Context
from csconsole.services.desk.duty_alerts import duty_alerts
from csconsole.services.desk.ended import ended_by_others
from csconsole.services.settings import setting
from csconsole.services.shifts import current_duty
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import is_open, slip_owed
from csconsole.services.tickets.lacking import lying

SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class DeskAlert:
    """One alert: its kind (``clock``, ``handover``, ``ended``, ``failing``, ``season``, ``slips``, ``lying``,
    ``parked``, ``duty``), and what it says.
    """

    kind: str
    text: str


def alerts_of(ctx: Context) -> tuple[DeskAlert, ...]:
    """The alerts that hold now: clocks that are held; the handover for who is on duty; what others ended for
    the first owner (CALL-10); for who dispatches seasons, slips, and what nobody sees to; for who
    manages shifts their duty records (SHF-08).
    """
    mine = (
        *_held(ctx),
        *_handover(ctx),
        *(DeskAlert("ended", line) for line in ended_by_others(ctx)),
        *(DeskAlert("duty", line) for line in duty_alerts(ctx)),
    )
    if not ctx.can(Right.TICKET_DISPATCH):
        return mine
    return (*mine, *_failing(ctx), *_lying(ctx), *_seasons(ctx), *_slips(ctx))


def _held(ctx: Context) -> tuple[DeskAlert, ...]:
    """The machine's clock jumped far ahead: no clock warns until somebody says that it is right (TKT-07)."""
    jump = clock_jump(ctx)
    return () if jump is None else (DeskAlert("clock", jump.say(ctx)),)


def _failing(ctx: Context) -> tuple[DeskAlert, ...]:
    """What the tick could not handle: nobody is warned of that, so somebody must look (TKT-07)."""
    found = [failure.name for failure in failures(ctx)]
    if not found:
        return ()
    more = () if len(found) <= SHOWN else ("…",)
    names = listed((*found[:SHOWN], *more))
    return (DeskAlert("failing", _("No clock can warn of: {names}. See: csconsole doctor", names=names)),)


def _lying(ctx: Context) -> tuple[DeskAlert, ...]:
    """Tickets without an owner or next step (TKT-02), and parked ones whose review is due (TKT-12)."""
    parked = (is_open(), col(Ticket.state) == "parked", col(Ticket.review_at) < ctx.now())
    with ctx.read() as uow:
        query = select(func.count()).select_from(Ticket).where(*parked, *visible(ctx))
        without, due = lying(uow, *visible(ctx)), uow.session.exec(query).one()
    found = []
    if without:
        found.append(DeskAlert("lying", _("Tickets without an owner or a next step: {n} (L).", n=without)))
    if due:
        found.append(DeskAlert("parked", _("Parked tickets due for review: {n} (L).", n=due)))
    return tuple(found)


def _handover(ctx: Context) -> tuple[DeskAlert, ...]:
    """My shift ends within ``handover.prepare_minutes``, or is over, and nobody has prepared its handover
    (SHF-10).
    """
    duty = current_duty(ctx)
    if duty is None or duty.shift.exception is not None:
        return ()
    if ctx.now() < duty.shift.ends_at - timedelta(minutes=setting(ctx, "handover.prepare_minutes")):
        return ()
    with ctx.read() as uow:
        prepared = uow.session.exec(
            select(Handover.id)
            .where(Handover.shift_id == duty.shift.id, col(Handover.state) != "draft")
            .limit(1)
        ).first()
    if prepared is not None:
        return ()
    ends = duty.shift.ends_at.astimezone(ctx.zone)
    if ctx.now() < duty.shift.ends_at:
        text = _(
            "{shift} ends at {time}: prepare the handover (5).", shift=duty.shift.name, time=f"{ends:%H:%M}"
        )
    else:
        text = _(
            "{shift} ended on {day} at {time} without a handover: prepare it (5).",
            shift=duty.shift.name,
            day=f"{ends:%m-%d}",
            time=f"{ends:%H:%M}",
        )
    return (DeskAlert("handover", text),)


def _seasons(ctx: Context) -> tuple[DeskAlert, ...]:
    if not setting(ctx, "ticket.seasons"):
        return ()
    from csconsole.services.contractors.seasons import season_checks

    return tuple(
        DeskAlert(
            "season",
            _(
                "Season until {until}: {firms} of {needed} active contractors of the trade {trade}.",
                until=check.until,
                firms=check.firms,
                needed=check.needed,
                trade=label("contractor_trade", check.trade),
            ),
        )
        for check in season_checks(ctx)
        if check.short
    )


def _slips(ctx: Context) -> tuple[DeskAlert, ...]:
    with ctx.read() as uow:
        late = uow.session.exec(
            select(func.count())
            .select_from(Ticket)
            .where(slip_owed(), col(Ticket.slip_due_at) < ctx.now(), *visible(ctx))
        ).one()
    return (
        (
            DeskAlert(
                "slips",
                ngettext(
                    "{n} repair slip is not submitted in time.",
                    "{n} repair slips are not submitted in time.",
                    late,
                ),
            ),
        )
        if late
        else ()
    )
