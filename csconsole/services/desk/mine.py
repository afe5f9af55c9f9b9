"""Open things of one person, and those that wait for anyone: what is due next, and how many there are.

It is what the console shows first, so it imports the tables of this and nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, text
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select

from csconsole.clock import day_bounds
from csconsole.models import Callback, Customer, Promise, Right, Ticket
from csconsole.models.callback import _OPEN as _CALLBACK_OPEN
from csconsole.models.ticket import _OPEN as _TICKET_OPEN
from csconsole.services.context import Context
from csconsole.services.desk.owed import late_of_others, owed_by_me, owed_tally
from csconsole.services.desk.rows import Desk, DeskItem, Tally
from csconsole.services.tickets.access import about_visible, visible
from csconsole.services.tickets.told import told_title
from csconsole.storage import UnitOfWork

NOW_ITEMS = 40


def desk_of(ctx: Context) -> Desk:
    """What I must do next and by when, and my open work in numbers. Raises ``NotAllowedError`` for whoever
    may see no records.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return Desk(
            now=next_due(ctx, uow, limit=NOW_ITEMS),
            waiting=waiting(ctx, uow, limit=NOW_ITEMS),
            mine=tallies(ctx, uow),
        )


def next_due(
    ctx: Context, uow: UnitOfWork, *, limit: int, until: datetime | None = None
) -> tuple[DeskItem, ...]:
    """My open tickets, callbacks, promises and what else I owe, soonest due first; with ``until`` only what
    is due before it.
    """
    me = ctx.staff_id
    found = [
        *_tickets(ctx, uow, col(Ticket.handler_id) == me, limit, until),
        *_callbacks(ctx, uow, col(Callback.owner_id) == me, limit, until),
        *_promises(ctx, uow, limit, until),
        *owed_by_me(ctx, uow, limit, until),
    ]
    return _by_due(found, limit)


def waiting(ctx: Context, uow: UnitOfWork, *, limit: int) -> tuple[DeskItem, ...]:
    """What nobody has taken yet and I may take, what I was the first to hear of and is late (CALL-10), and
    what others owe and is late: within my tickets, for who dispatches within all.
    """
    found: list[DeskItem] = []
    late = and_(
        col(Ticket.first_owner_id) == ctx.staff_id,
        or_(col(Ticket.handler_id).is_(None), col(Ticket.handler_id) != ctx.staff_id),
        col(Ticket.due_at) < ctx.now(),
    )
    found += _tickets(ctx, uow, late, limit, None, "first_contact")
    if ctx.can(Right.TICKET_HANDLE) or ctx.can(Right.TICKET_DISPATCH):
        known = {item.number for item in found}
        found += [
            item
            for item in _tickets(ctx, uow, _unassigned(), limit, None, "anyone")
            if item.number not in known
        ]
    found += late_of_others(ctx, uow, limit)
    if ctx.can(Right.CALLBACK_WORK):
        found += _callbacks(ctx, uow, col(Callback.owner_id).is_(None), limit, None, "anyone")
    return _by_due(found, limit)


def _unassigned() -> ColumnElement[bool]:
    return and_(col(Ticket.handler_id).is_(None), col(Ticket.state) == "new")


def _by_due(found: list[DeskItem], limit: int) -> tuple[DeskItem, ...]:
    dated = [item for item in found if item.due_at is not None]
    return tuple(sorted(dated, key=lambda item: (item.due_at, item.kind, item.number)))[:limit]


def tallies(ctx: Context, uow: UnitOfWork) -> tuple[Tally, ...]:
    """Late, today and open of my tickets, callbacks, promises and first-contact items (CALL-10); and of what
    was asked of me within tickets and meetings, where there is any.
    """
    me = ctx.staff_id
    return (
        _tally(
            ctx, uow, "ticket", Ticket, Ticket.due_at, and_(text(_TICKET_OPEN), col(Ticket.handler_id) == me)
        ),
        _tally(
            ctx,
            uow,
            "callback",
            Callback,
            Callback.due_at,
            and_(text(_CALLBACK_OPEN), col(Callback.owner_id) == me),
        ),
        _tally(ctx, uow, "promise", Promise, Promise.due_at, _my_promises(me)),
        _tally(
            ctx,
            uow,
            "first_contact",
            Ticket,
            Ticket.due_at,
            and_(text(_TICKET_OPEN), col(Ticket.first_owner_id) == me),
        ),
        *owed_tally(ctx, uow),
    )


def _tally(
    ctx: Context, uow: UnitOfWork, kind: str, model: Any, due: Any, where: ColumnElement[bool]
) -> Tally:
    now = ctx.now()
    _start, end = day_bounds(ctx.today(), ctx.zone)
    late, today, every = uow.session.execute(
        select(func.count(case((due < now, 1))), func.count(case((due < end, 1))), func.count())
        .select_from(model)
        .where(where, *_may_see(ctx, model))
    ).one()
    return Tally(kind, late, today - late, every)


def _may_see(ctx: Context, model: Any) -> tuple[ColumnElement[bool], ...]:
    """Complaints against staff, and what is about them, are not even counted (CMP-22)."""
    return visible(ctx) if model is Ticket else about_visible(ctx, model.ticket_id)


def _my_promises(me: int) -> ColumnElement[bool]:
    """My open promises, without those that a callback of mine stands for already."""
    mine = or_(
        col(Promise.owner_id) == me, and_(col(Promise.owner_id).is_(None), col(Promise.promiser_id) == me)
    )
    own = aliased(Callback)
    listed = select(own.id).where(
        col(own.id) == col(Promise.callback_id), text(_CALLBACK_OPEN), col(own.owner_id) == me
    )
    return and_(col(Promise.state) == "open", mine, ~listed.exists())


def _soon(due: Any, until: datetime | None) -> list[ColumnElement[bool]]:
    return [due.is_not(None)] if until is None else [due <= until]


def _tickets(
    ctx: Context,
    uow: UnitOfWork,
    whose: ColumnElement[bool],
    limit: int,
    until: datetime | None,
    note: str = "",
) -> list[DeskItem]:
    due = col(Ticket.due_at)
    rows = uow.session.exec(
        select(Ticket)
        .where(text(_TICKET_OPEN), whose, *_soon(due, until), *visible(ctx))
        .order_by(due, col(Ticket.id))
        .limit(limit)
    ).all()
    return [
        DeskItem(
            kind="ticket",
            number=row.number,
            title=" ".join(part for part in (told_title(row), row.address or row.contact_name) if part),
            due_at=row.due_at,
            state=row.state,
            note=note or ("promised" if row.promised_at else row.priority),
            record="ticket",
            key=row.number,
        )
        for row in rows
    ]


def _callbacks(
    ctx: Context,
    uow: UnitOfWork,
    whose: ColumnElement[bool],
    limit: int,
    until: datetime | None,
    note: str = "",
) -> list[DeskItem]:
    due = col(Callback.due_at)
    rows = uow.session.exec(
        select(Callback)
        .where(text(_CALLBACK_OPEN), whose, *_soon(due, until), *about_visible(ctx, Callback.ticket_id))
        .order_by(due, col(Callback.id))
        .limit(limit)
    ).all()
    return [
        DeskItem(
            kind="callback",
            number=row.number,
            title=" ".join(part for part in (row.contact_name, row.reason) if part),
            due_at=row.due_at,
            state=row.state,
            note=note or str(row.attempts),
            record="callback",
            key=row.number,
        )
        for row in rows
    ]


def _promises(ctx: Context, uow: UnitOfWork, limit: int, until: datetime | None) -> list[DeskItem]:
    due = col(Promise.due_at)
    rows = uow.session.exec(
        select(Promise, Customer.name, Ticket.number, Callback.number)
        .outerjoin(Customer, col(Customer.id) == Promise.customer_id)
        .outerjoin(Ticket, col(Ticket.id) == Promise.ticket_id)
        .outerjoin(Callback, col(Callback.id) == Promise.callback_id)
        .where(_my_promises(ctx.staff_id), *_soon(due, until), *about_visible(ctx, Promise.ticket_id))
        .order_by(due, col(Promise.id))
        .limit(limit)
    ).all()
    items = []
    for promise, name, ticket, callback in rows:
        record, key = (
            ("ticket", ticket) if ticket else ("callback", callback) if callback else ("customer", None)
        )
        items.append(
            DeskItem(
                kind="promise",
                number=ticket or callback or "",
                title=" ".join(part for part in (name, promise.text) if part),
                due_at=promise.due_at,
                state=promise.state,
                note="",
                record=record,
                key=key or promise.customer_id or 0,
            )
        )
    return items
