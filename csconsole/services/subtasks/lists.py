"""Lists of sub-tasks: those of a ticket, mine, overdue (TKT-20), visits with unsolved items (TKT-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csconsole.models import Right, Subtask
from csconsole.services import entry
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.subtasks.rows import SubtaskRow, subtask_rows
from csconsole.services.tickets.access import TicketRef, about_visible, load_ticket
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page


def list_subtasks(
    ctx: Context,
    *,
    mine: bool = False,
    late: bool = False,
    unsolved: bool = False,
    kind: str | None = None,
    department_id: int | None = None,
    ticket: TicketRef | None = None,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[SubtaskRow]:
    """One page of the open sub-tasks by due time: all, those for me and my department, those overdue or not
    acknowledged in time, visits with unsolved items, of one kind or department. Of one ``ticket`` those that
    have ended too, the oldest first.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.query import Scope, fetch_page
    from csconsole.services.subtasks.fields import SUBTASKS

    ctx.require(Right.RECORD_VIEW)
    code = entry.one_of("subtask_kind", kind, "subtask_kind", rule="TKT-20")
    conditions: list[ColumnElement[bool]] = []
    if ticket is None:
        conditions.append(col(Subtask.ended_at).is_(None))
    if mine:
        conditions.append(_mine(ctx))
    if late:
        conditions.append(_late(ctx))
    if unsolved:
        conditions.append(col(Subtask.state) == "unsolved")
    if code is not None:
        conditions.append(col(Subtask.kind) == code)
    if department_id is not None:
        conditions.append(col(Subtask.department_id) == department_id)
    with ctx.read() as uow:
        if ticket is not None:
            conditions.append(col(Subtask.ticket_id) == load_ticket(ctx, uow, ticket).pk)
        return fetch_page(
            Scope.of(ctx, uow),
            SUBTASKS,
            lambda found: subtask_rows(ctx, uow, list(found)),
            filter=filter,
            sort=sort or ("created" if ticket is not None else ""),
            limit=limit,
            after=after,
            where=[*conditions, *about_visible(ctx, Subtask.ticket_id)],
        )


def _mine(ctx: Context) -> ColumnElement[bool]:
    ours = and_(
        col(Subtask.staff_id).is_(None),
        col(Subtask.department_id).is_not(None),
        col(Subtask.department_id) == ctx.actor.department_id,
    )
    return or_(col(Subtask.staff_id) == ctx.actor.staff_id, ours)


def _late(ctx: Context) -> ColumnElement[bool]:
    judged = judged_at(ctx)
    unacknowledged = and_(col(Subtask.state) == "requested", col(Subtask.acknowledge_by) < judged)
    return or_(col(Subtask.due_at) < judged, unacknowledged)


def subtasks_about(ctx: Context, uow: UnitOfWork, ticket_id: int) -> tuple[SubtaskRow, ...]:
    """The same in an open unit of work, of a ticket that this person may see."""
    query = select(Subtask).where(Subtask.ticket_id == ticket_id).order_by(col(Subtask.id))
    return tuple(subtask_rows(ctx, uow, list(uow.session.exec(query))))


def show_subtask(ctx: Context, subtask_id: int) -> SubtaskRow:
    """One sub-task. Raises ``NotFoundError``, ``NotAllowedError`` for one of a hidden complaint."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        one = uow.get(Subtask, subtask_id)
        load_ticket(ctx, uow, one.ticket_id)
        return subtask_rows(ctx, uow, [one])[0]
