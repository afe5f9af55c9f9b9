"""What the incoming side has asked about my handover, or refused of it, and waits for me (SHF-11, SHF-12)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, or_
from sqlmodel import col, select

from csconsole.models import Handover, HandoverItem, HandoverRead, Shift
from csconsole.services.context import Context
from csconsole.services.handover.rows import words_of
from csconsole.services.settings import setting
from csconsole.services.shifts.rows import stored
from csconsole.storage import UnitOfWork


def answered_items(
    ctx: Context, uow: UnitOfWork, since: datetime
) -> tuple[tuple[Handover, HandoverItem], ...]:
    """Items of the actor's handovers with a question that he has not answered, or that were refused: until
    the handover is received, and the refused ones then until he has read it, at most since ``since``.
    """
    me = ctx.actor.staff_id
    read = select(HandoverRead.handover_id).where(HandoverRead.staff_id == me)
    asked = and_(col(HandoverItem.theirs) == "query", col(HandoverItem.reply).is_(None))
    refused = col(HandoverItem.theirs) == "refuse"
    open_ones = col(Handover.received_at).is_(None)
    unread = and_(col(Handover.received_at) > since, col(Handover.id).not_in(read))
    found = uow.session.exec(
        select(Handover, HandoverItem)
        .join(HandoverItem, col(HandoverItem.handover_id) == Handover.id)
        .where(
            Handover.outgoing_id == me,
            or_(and_(open_ones, or_(asked, refused)), and_(unread, refused)),
        )
        .order_by(col(Handover.id).desc(), col(HandoverItem.position))
    ).all()
    return tuple((handover, item) for handover, item in found)


def answers_to_me(ctx: Context, uow: UnitOfWork) -> tuple[tuple[str, HandoverItem, str, datetime], ...]:
    """The same for a desk: the handover's number, the item, the question or the reason, and by when: before
    the shift ends, a refused one when it is due if that is earlier.
    """
    since = ctx.now() - timedelta(hours=setting(ctx, "handover.must_read_hours"))
    rows = []
    for handover, item in answered_items(ctx, uow, since):
        ends_at = stored(uow.get(Shift, handover.shift_id).ends_at)
        question, refusal = words_of(item)
        due = ends_at if refusal is None or item.due_at is None else min(ends_at, stored(item.due_at))
        rows.append((handover.number, item, refusal or question or "", due))
    return tuple(rows)
