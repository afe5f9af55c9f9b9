"""Action items that are overdue: told upward, each once (MTG-13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from csconsole.i18n import _, ngettext
from csconsole.models import ActionItem, Notice, Role, Ticket
from csconsole.services.clocks import Failure
from csconsole.services.clocks.apart import Work, work_through
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.due import show_time
from csconsole.services.meetings.items import ActionItemRow, item_rows, visible_rows
from csconsole.storage import UnitOfWork


def escalate_overdue_items(ctx: Context) -> tuple[ActionItemRow, ...]:
    """Mark the open items that are overdue and were not escalated before, and report the ticket of each
    upward; they are handed back (MTG-13). The tick tells of them by itself (``tell_overdue_items``).
    """
    from csconsole.services.escalations import escalate

    with ctx.write() as uow:
        found = _load(uow, *_overdue(ctx))
        for item in found:
            uow.update(item, "escalated", {"escalated_at": ctx.now()})
            if item.ticket_id is not None:
                escalate(
                    ctx,
                    entity="ticket",
                    entity_id=item.ticket_id,
                    reason=_("Overdue action item: {text}", text=item.text[:200]),
                )
        return visible_rows(ctx, uow, found)


def tell_overdue_items(ctx: Context) -> tuple[Failure, ...]:
    """The tick's turn: mark them and tell the supervisors by a notice; what could not be told of."""
    key = col(ActionItem.id)
    query = select(key).where(*_overdue(ctx)).order_by(col(ActionItem.due_at), key)
    work = Work(query, key, partial(_tell, ctx), _named)
    return work_through(ctx, "tick_item", lambda: (work,))[1]


def _overdue(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ActionItem.state) != "closed",
        col(ActionItem.due_at) < judged_at(ctx),
        col(ActionItem.escalated_at).is_(None),
    )


def _load(uow: UnitOfWork, *where: ColumnElement[bool]) -> list[ActionItem]:
    query = select(ActionItem).where(*where).order_by(col(ActionItem.due_at), col(ActionItem.id))
    return list(uow.session.exec(query.with_for_update(skip_locked=True)))


def _named(uow: UnitOfWork, key: int) -> dict[str, str]:
    """The ticket that an item belongs to, or the item's own key."""
    query = select(Ticket.number).where(ActionItem.id == key, Ticket.id == ActionItem.ticket_id)
    return {"number": uow.session.exec(query).first() or str(key)}


def _tell(ctx: Context, uow: UnitOfWork, keys: Sequence[int]) -> list[int]:
    """One notice; of a complaint about a person the number alone (CMP-22)."""
    found = _load(uow, *_overdue(ctx), col(ActionItem.id).in_(keys))
    if not found:
        return []
    now = ctx.now()
    for item in found:
        uow.update(item, "escalated", {"escalated_at": now})
    uow.create(
        Notice(
            kind="staff",
            title=ngettext("{n} action item is overdue", "{n} action items are overdue", len(found)),
            body="\n".join(overdue_line(ctx, uow, item) for item in found),
            role=Role.SUPERVISOR.value,
            from_at=now,
            until_at=now + timedelta(days=1),
        ),
        "published",
    )
    return [item.pk for item in found]


def overdue_line(ctx: Context, uow: UnitOfWork, item: ActionItem) -> str:
    """When it was due, whose it is and, unless it is about a complaint against a person, what it says."""
    ticket = uow.get(Ticket, item.ticket_id) if item.ticket_id is not None else None
    row = item_rows(ctx, uow, [item])[0]
    hidden = ticket is not None and ticket.against_staff_id is not None
    words = [row.number or row.meeting or "", row.owner or row.department or "", "" if hidden else row.text]
    return " ".join(part for part in (show_time(row.due_at, ctx.zone), *words) if part)
