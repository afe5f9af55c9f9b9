"""What others owe within tickets and meetings: late, still to be sent upward, left unsolved, or with somebody
who no longer works here (TKT-14, TKT-19, TKT-20, TKT-23, TKT-32, MTG-13).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.models import (
    ActionItem,
    Callback,
    Contractor,
    ContractorJob,
    Department,
    Meeting,
    Promise,
    Staff,
    Subtask,
    Ticket,
)
from csconsole.models.lifecycle.callback import CLOSED
from csconsole.services.clocks.judging import judged_at
from csconsole.services.clocks.owed_list import OwedItem, owed_items
from csconsole.services.context import Context
from csconsole.services.matters import list_referrals, open_reports
from csconsole.services.meetings import list_items
from csconsole.services.names_of import staff_names
from csconsole.services.subtasks import list_subtasks
from csconsole.services.tickets.access import about_visible, department_name, visible
from csconsole.services.unsettled.rows import UnsettledRow
from csconsole.text import one_line

if TYPE_CHECKING:
    from csconsole.storage import UnitOfWork

MOST: Final = 500


def late_owed(ctx: Context) -> Iterator[UnsettledRow]:
    """What was asked of others and is late, the longest first: sub-tasks not acknowledged or answered,
    visits, contractors' jobs, replies and reports; then overdue action items.
    """
    with ctx.read() as uow:
        found = owed_items(uow, *visible(ctx), limit=MOST, until=judged_at(ctx))
        rows = [_of_clock(uow, one) for one in found]
    yield from rows
    for item in list_items(ctx, filter="overdue:yes", limit=MOST).rows:
        yield UnsettledRow(
            record="action_item",
            key=item.id,
            number=item.number or item.meeting or "",
            title=item.text,
            who=item.owner or "",
            department=item.department or "",
            since=None,
            due_at=item.due_at,
            note=label("entity", "action_item"),
            ticket=item.number or "",
        )


def _of_clock(uow: UnitOfWork, one: OwedItem) -> UnsettledRow:
    place = uow.get(Department, one.department_id) if one.department_id is not None else None
    return UnsettledRow(
        record="ticket",
        key=one.number,
        number=one.number,
        title=one.about,
        who=staff_names(uow).get(one.owner_id) or "",
        department=department_name(place) if place is not None else "",
        since=one.opened_at,
        due_at=one.due_at,
        note=label("clock_kind", one.clock),
    )


def unsent(ctx: Context) -> Iterator[UnsettledRow]:
    """Replies to superior bodies and reports of incidents that are not sent yet, the soonest due first."""
    replies = [
        _upward(one.number, f"{one.body} {one.reference}", one.received_at, one.reply_due_at, "reply")
        for one in list_referrals(ctx, limit=MOST).rows
    ]
    reports = [
        _upward(
            one.number,
            label("incident_type", one.incident_type),
            one.happened_at,
            one.report_due_at,
            "report",
        )
        for one in open_reports(ctx, limit=MOST).rows
    ]
    yield from sorted((*replies, *reports), key=lambda row: (row.due_at, row.number))


def _upward(number: str, what: str, since: datetime, due_at: datetime, clock: str) -> UnsettledRow:
    return UnsettledRow("ticket", number, number, what, "", "", since, due_at, label("clock_kind", clock))


def left_open(ctx: Context) -> Iterator[UnsettledRow]:
    """What visits have left unsolved (TKT-19)."""
    for one in list_subtasks(ctx, unsolved=True, limit=MOST).rows:
        yield UnsettledRow(
            record="ticket",
            key=one.number,
            number=one.number,
            title=one.unsolved or one.text,
            who=one.engineer or "",
            department=one.department or "",
            since=one.starts_at,
            due_at=one.due_at,
            note=label("subtask_state", one.state),
        )


def of_who_left(ctx: Context) -> Iterator[UnsettledRow]:
    """What is open and with somebody who no longer works here, the soonest due first; tickets stand among
    those without an owner.
    """
    with ctx.read() as uow:
        gone = {one.pk for one in uow.session.exec(select(Staff).where(col(Staff.active).is_(False)))}
        rows = [row for case in _cases() for row in _left(ctx, uow, gone, *case)] if gone else []
    yield from sorted(rows, key=lambda row: (row.due_at is None, row.due_at, row.number))


Case = tuple[type[Any], Any, ColumnElement[bool], Any]


def _cases() -> tuple[Case, ...]:
    """Each kind of record, who has it, when it is open, the ticket that it hangs on."""
    promised = func.coalesce(col(Promise.owner_id), col(Promise.promiser_id))
    return (
        (Subtask, col(Subtask.staff_id), col(Subtask.ended_at).is_(None), Subtask.ticket_id),
        (
            ContractorJob,
            col(ContractorJob.follower_id),
            col(ContractorJob.ended_at).is_(None),
            ContractorJob.ticket_id,
        ),
        (ActionItem, col(ActionItem.owner_id), col(ActionItem.state) != "closed", ActionItem.ticket_id),
        (Callback, col(Callback.owner_id), col(Callback.state).not_in(CLOSED), Callback.ticket_id),
        (Promise, promised, col(Promise.state) == "open", Promise.ticket_id),
    )


def _left(
    ctx: Context,
    uow: UnitOfWork,
    gone: set[int],
    model: type[Any],
    whose: Any,
    is_open: ColumnElement[bool],
    ticket: Any,
) -> Iterator[UnsettledRow]:
    query = select(model, whose).where(is_open, whose.in_(gone), *about_visible(ctx, ticket))
    for row, owner in uow.session.exec(query.order_by(model.id).limit(MOST)):
        entity = str(model.__tablename__)
        number = uow.get(Ticket, row.ticket_id).number if row.ticket_id is not None else ""
        record, key = _page_of(uow, row, entity, number)
        yield UnsettledRow(
            record=record,
            key=key,
            number=getattr(row, "number", None) or number or str(key),
            title=one_line(_words(uow, row)),
            who=staff_names(uow).get(owner) or "",
            department="",
            since=row.created_at,
            due_at=row.due_at,
            note=label("entity", entity),
            ticket=number,
        )


def _page_of(uow: UnitOfWork, row: Any, entity: str, number: str) -> tuple[str, int | str]:
    """The record on whose page it is given to somebody else."""
    match row:
        case ActionItem():
            return "action_item", row.pk
        case Callback():
            return "callback", row.number
        case Promise() if not number and row.callback_id is not None:
            return "callback", uow.get(Callback, row.callback_id).number
        case Promise() if not number and row.customer_id is not None:
            return "customer", row.customer_id
    return ("ticket", number) if number else (entity, row.pk)


def _words(uow: UnitOfWork, row: Any) -> str:
    match row:
        case ContractorJob():
            return f"{uow.get(Contractor, row.contractor_id).name} {row.text}"
        case Callback():
            return str(row.reason)
        case ActionItem() if row.meeting_id is not None:
            return f"{uow.get(Meeting, row.meeting_id).number} {row.text}"
    return str(row.text)
