"""Reads everything that the desk and the title line show, in one snapshot."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.models import Call, Handover, HandoverItem, HandoverRead
from csconsole.services.context import Context
from csconsole.services.desk.figures import shift_figures
from csconsole.services.desk.mine import next_clock, next_due, tallies, waiting
from csconsole.services.desk.rows import Desk, RecentCall, Watch
from csconsole.services.notices import unread_notices
from csconsole.services.settings import setting
from csconsole.services.shifts import current_shift
from csconsole.storage import UnitOfWork

NOW_ITEMS = 40
RECENT_CALLS = 6


def desk_of(ctx: Context) -> Desk:
    """What I must do next and by when, my open work in numbers, the shift's figures, what was handed over to
    me, unread notices and my last calls. Raises ``NotAllowedError`` for the system, which has no desk.
    """
    with ctx.read() as uow:
        number, items, unread = _handed_over(ctx, uow)
        return Desk(
            now=next_due(ctx, uow, limit=NOW_ITEMS),
            waiting=waiting(ctx, uow, limit=NOW_ITEMS),
            mine=tallies(ctx, uow),
            figures=shift_figures(ctx, uow, current_shift(ctx)),
            handed_over=items,
            handed_over_unread=unread,
            handover=number,
            notices=tuple((row.id, row.title) for row in unread_notices(ctx)),
            recent=_recent(ctx, uow),
        )


def watch_of(ctx: Context) -> Watch:
    """The name of my shift, and the first thing of mine that is late or due within ``desk.alarm_minutes``, be
    it only one clock of a ticket, such as the arrival.
    """
    with ctx.read() as uow:
        shift = current_shift(ctx)
        until = ctx.now() + timedelta(minutes=setting(ctx, "desk.alarm_minutes"))
        soon = [*next_due(ctx, uow, limit=1, until=until), *next_clock(ctx, uow, until=until)]
        alarm = min(soon, key=lambda item: item.due_at or until, default=None)
        return Watch(shift.name if shift else "", alarm)


def _handed_over(ctx: Context, uow: UnitOfWork) -> tuple[str, int, int]:
    """The newest handover to my shift: its number, its items, and whether I have still to read it."""
    shift = current_shift(ctx)
    if shift is None:
        return "", 0, 0
    handover = uow.session.exec(
        select(Handover)
        .where(col(Handover.next_shift_id) == shift.id, col(Handover.snapshot_at).is_not(None))
        .order_by(col(Handover.id).desc())
        .limit(1)
    ).first()
    if handover is None:
        return "", 0, 0
    items = uow.session.exec(
        select(func.count()).select_from(HandoverItem).where(HandoverItem.handover_id == handover.pk)
    ).one()
    read = uow.session.exec(
        select(HandoverRead.id).where(
            HandoverRead.handover_id == handover.pk, HandoverRead.staff_id == ctx.staff_id
        )
    ).first()
    return handover.number, items, 0 if read else items


def _recent(ctx: Context, uow: UnitOfWork) -> tuple[RecentCall, ...]:
    rows = uow.session.exec(
        select(Call)
        .where(col(Call.agent_id) == ctx.staff_id)
        .order_by(col(Call.id).desc())
        .limit(RECENT_CALLS)
    ).all()
    return tuple(
        RecentCall(row.number, row.started_at, row.caller_name or "", row.summary, row.outcome or "")
        for row in rows
        if row.started_at is not None
    )
