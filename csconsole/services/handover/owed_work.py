"""What is owed within tickets and meetings and is late or due soon, as items of a handover of their own: a
late sub-task is not hidden behind a ticket that has time (TKT-14, TKT-18, TKT-20, TKT-23, TKT-32, MTG-13).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import col, select

from csconsole.models import ActionItem, Meeting, Ticket
from csconsole.services.clocks.kinds import ClockKind
from csconsole.services.clocks.owed_list import owed_items
from csconsole.services.context import Context
from csconsole.services.handover.open_work import TITLE_LENGTH, OpenWork
from csconsole.services.settings import setting
from csconsole.services.shifts.rows import stored
from csconsole.storage import UnitOfWork
from csconsole.text import cut, one_line

_OPEN_ITEM = text("action_item.state <> 'closed'")


def owed_work(ctx: Context, uow: UnitOfWork) -> list[OpenWork]:
    """What is late, or due within ``handover.due_soon_hours``; what has time stands with its ticket. Open
    forms stand there in any case: no ticket shows their time.
    """
    soon = ctx.now() + timedelta(hours=setting(ctx, "handover.due_soon_hours"))
    return [*_within_tickets(uow, soon), *_action_items(uow, soon), *_forms(ctx, uow)]


def _within_tickets(uow: UnitOfWork, soon: datetime) -> Iterator[OpenWork]:
    for item in owed_items(uow, until=soon):
        yield OpenWork(
            entity=item.entity,
            entity_id=item.item_id,
            number=item.number,
            title=cut(item.said, TITLE_LENGTH),
            kind=item.clock,
            opened_at=item.opened_at,
            due_at=item.due_at,
            owner_id=item.owner_id,
            severe=item.clock == ClockKind.REPORT,
        )


def _action_items(uow: UnitOfWork, soon: datetime) -> Iterator[OpenWork]:
    query = select(ActionItem).where(_OPEN_ITEM, col(ActionItem.due_at) <= soon)
    for item in uow.session.exec(query.order_by(col(ActionItem.due_at), col(ActionItem.id))):
        ticket = uow.get(Ticket, item.ticket_id) if item.ticket_id is not None else None
        meeting = uow.get(Meeting, item.meeting_id).number if item.meeting_id is not None else ""
        hidden = ticket is not None and ticket.against_staff_id is not None
        number = ticket.number if ticket is not None else meeting
        yield OpenWork(
            entity="action_item",
            entity_id=item.pk,
            number=number,
            title=number if hidden else cut(one_line(item.text), TITLE_LENGTH),
            kind="action_item",
            opened_at=stored(item.created_at),
            due_at=item.due_at,
            owner_id=item.owner_id,
        )


def _forms(ctx: Context, uow: UnitOfWork) -> Iterator[OpenWork]:
    """Open forms, such as a claim that is not paid yet (FRM-15)."""
    from csconsole.services.forms.owed import open_forms

    for form in open_forms(ctx, uow):
        yield OpenWork(
            entity="form_record",
            entity_id=form.id,
            number=form.number,
            title=" ".join(part for part in (form.said, form.ticket) if part),
            kind="form",
            opened_at=form.opened_at,
            due_at=form.due_at,
            owner_id=form.owner_id,
        )
