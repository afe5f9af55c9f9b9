"""What was asked of me within tickets and meetings: sub-tasks, visits, contractors' jobs, replies to superior
bodies, reports of incidents, action items, what was reported upward, questions and refusals of a handover
(CALL-12, TKT-14, TKT-18, TKT-20, TKT-23, TKT-32, MTG-13, SHF-11).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, text
from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.models import ActionItem, Right
from csconsole.services.clocks.judging import judged_at
from csconsole.services.clocks.owed_list import MOST, OwedItem, mine, owed_items, watched
from csconsole.services.context import Context
from csconsole.services.desk.handed_back import handed_back
from csconsole.services.desk.reported import reported_to_me
from csconsole.services.desk.rows import DeskItem, Tally
from csconsole.services.tickets.access import about_visible, visible
from csconsole.storage import UnitOfWork
from csconsole.storage.statements import first_row
from csconsole.text import one_line

OWED = "owed"
_OPEN_ITEM = text("action_item.state <> 'closed'")
_ANY_FORM = "SELECT 1 FROM form_record WHERE by_id = ? AND ended_at IS NULL LIMIT 1"


def owed_by_me(ctx: Context, uow: UnitOfWork, limit: int, until: datetime | None = None) -> list[DeskItem]:
    """What I or my department were asked for, the soonest due first."""
    found = owed_items(uow, mine(ctx), *visible(ctx), limit=limit, until=until)
    return [
        *(_item(one, "") for one in found),
        *_action_items(ctx, uow, _my_items(ctx), limit, until),
        *reported_to_me(ctx, uow, OWED, limit, until),
        *handed_back(ctx, uow, OWED, until),
        *_forms(ctx, uow, until),
    ]


def late_of_others(ctx: Context, uow: UnitOfWork, limit: int) -> list[DeskItem]:
    """What others were asked for and is late, where I see to it."""
    now = judged_at(ctx)
    found = owed_items(uow, watched(ctx), *visible(ctx), limit=limit, until=now)
    rows = [_item(one, "others") for one in found]
    if ctx.can(Right.MEETING_RECORD):
        theirs = not_(func.coalesce(_my_items(ctx), false()))
        rows += _action_items(ctx, uow, theirs, limit, now, "others")
    return rows


def owed_tally(ctx: Context, uow: UnitOfWork) -> tuple[Tally, ...]:
    """Late, today and open of what I was asked for; nothing where there is none."""
    now = ctx.now()
    _start, end = day_bounds(ctx.today(), ctx.zone)
    dues = [item.due_at for item in owed_by_me(ctx, uow, MOST) if item.due_at is not None]
    if not dues:
        return ()
    judged = judged_at(ctx)
    late, today = sum(due < judged for due in dues), sum(now <= due < end for due in dues)
    return (Tally(OWED, late, today, len(dues)),)


def _item(one: OwedItem, note: str) -> DeskItem:
    return DeskItem(
        kind=OWED,
        number=one.number,
        title=one.said,
        due_at=one.due_at,
        state=one.clock,
        note=note,
        record="ticket",
        key=one.number,
    )


def _forms(ctx: Context, uow: UnitOfWork, until: datetime | None) -> list[DeskItem]:
    """The open forms that I have opened, such as a claim (FRM-15). Most people have none, and what forms need
    would stay with their console as long as it is open.
    """
    if first_row(uow.connection, _ANY_FORM, ctx.actor.staff_id) is None:
        return []
    from csconsole.models import FormRecord
    from csconsole.services.forms.owed import open_forms

    mine_alone = col(FormRecord.by_id) == ctx.actor.staff_id
    return [
        DeskItem(
            kind=OWED,
            number=one.number,
            title=" ".join(part for part in (one.said, one.ticket) if part),
            due_at=one.due_at,
            state="form_record",
            note="",
            record="form",
            key=one.number,
        )
        for one in open_forms(ctx, uow, mine_alone, *about_visible(ctx, FormRecord.ticket_id))
        if until is None or one.due_at <= until
    ]


def _my_items(ctx: Context) -> ColumnElement[bool]:
    owner, place = col(ActionItem.owner_id), ctx.actor.department_id
    mine_alone = owner == ctx.actor.staff_id
    if place is None:
        return mine_alone
    return or_(mine_alone, and_(owner.is_(None), col(ActionItem.department_id) == place))


def _action_items(
    ctx: Context,
    uow: UnitOfWork,
    whose: ColumnElement[bool],
    limit: int,
    until: datetime | None,
    note: str = "",
) -> list[DeskItem]:
    from csconsole.models import Ticket

    due = col(ActionItem.due_at)
    query = (
        select(ActionItem, Ticket.number)
        .outerjoin(Ticket, col(Ticket.id) == ActionItem.ticket_id)
        .where(_OPEN_ITEM, whose, *about_visible(ctx, ActionItem.ticket_id))
        .order_by(due, col(ActionItem.id))
        .limit(limit)
    )
    if until is not None:
        query = query.where(due <= until)
    return [
        DeskItem(
            kind=OWED,
            number=number or "",
            title=one_line(item.text),
            due_at=item.due_at,
            state="action_item",
            note=note,
            record="ticket" if note and number else "action_item",
            key=number if note and number else item.pk,
        )
        for item, number in uow.session.exec(query)
    ]
