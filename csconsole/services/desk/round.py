"""What goes on round my own work, read in one snapshot: the shift's figures, the handover, news, my calls."""

from __future__ import annotations

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from csconsole.models import Call, Handover, HandoverRead
from csconsole.services.context import Context
from csconsole.services.desk.alerts import alerts_of
from csconsole.services.desk.figures import shift_figures
from csconsole.services.desk.rows import RecentCall, Round
from csconsole.services.drafts.unsaved_calls import unsaved_calls, unsaved_words
from csconsole.services.handover import waiting_handover
from csconsole.services.notices import unread_notices
from csconsole.services.shifts import ShiftRow, current_shift, may_sign_on
from csconsole.services.shifts.current import find_duty
from csconsole.storage import UnitOfWork

RECENT_CALLS = 6


def round_of(ctx: Context) -> Round:
    """The shift's figures, what was handed over to me, unread notices and my last calls. Raises
    ``NotAllowedError`` for whoever may see no records.
    """
    with ctx.read() as uow:
        shift, duty = current_shift(ctx), find_duty(uow, ctx.actor.staff_id)
        number, items, unread = _handed_over(ctx, uow, shift)
        return Round(
            figures=shift_figures(ctx, uow, shift, duty.signed_on_at if duty else None),
            handed_over=items,
            handed_over_unread=unread,
            handover=number,
            waiting=waiting_handover(ctx),
            may_sign_on=may_sign_on(ctx),
            notices=tuple((row.id, row.title) for row in unread_notices(ctx)),
            recent=_recent(ctx, uow),
            alerts=(*_unsaved(ctx), *(alert.text for alert in alerts_of(ctx))),
        )


def _unsaved(ctx: Context) -> tuple[str, ...]:
    """That calls stand in the call form which nobody saved."""
    words = unsaved_words(ctx, unsaved_calls(ctx))
    return (words,) if words else ()


def _handed_over(ctx: Context, uow: UnitOfWork, shift: ShiftRow | None) -> tuple[str, int, int]:
    """The newest handover to my shift: its number, its items, and how many of them I have still to read.
    Whoever received it has what was passed and accepted; until somebody does, everyone on the shift what is
    passed. It is nothing to who handed over and to who is not on duty.
    """
    if shift is None:
        return "", 0, 0
    handover = uow.session.exec(
        select(Handover.id, Handover.number, Handover.outgoing_id, Handover.incoming_id)
        .where(col(Handover.next_shift_id) == shift.id, col(Handover.snapshot_at).is_not(None))
        .order_by(col(Handover.id).desc())
        .limit(1)
    ).first()
    if handover is None:
        return "", 0, 0
    handover_id, number, outgoing, incoming = handover
    waits = incoming is None and outgoing != ctx.staff_id and find_duty(uow, ctx.staff_id) is not None
    if incoming != ctx.staff_id and not waits:
        return "", 0, 0
    from csconsole.models import HandoverItem

    passed = [HandoverItem.handover_id == handover_id, HandoverItem.mine == "pass"]
    if not waits:
        passed.append(HandoverItem.theirs == "accept")
    items = uow.session.exec(select(func.count()).select_from(HandoverItem).where(*passed)).one()
    read = uow.session.exec(
        select(HandoverRead.id).where(
            HandoverRead.handover_id == handover_id, HandoverRead.staff_id == ctx.staff_id
        )
    ).first()
    return number, items, 0 if read else items


def _recent(ctx: Context, uow: UnitOfWork) -> tuple[RecentCall, ...]:
    rows = uow.session.execute(
        columns(
            col(Call.number),
            col(Call.started_at),
            col(Call.caller_name),
            col(Call.summary),
            col(Call.outcome),
        )
        .where(col(Call.agent_id) == ctx.staff_id)
        .order_by(col(Call.id).desc())
        .limit(RECENT_CALLS)
    )
    return tuple(
        RecentCall(number, started_at, caller_name or "", summary, outcome or "")
        for number, started_at, caller_name, summary, outcome in rows
        if started_at is not None
    )
