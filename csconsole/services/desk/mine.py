"""Open things of one person, and those that wait for anyone: what is due next, and how many there are;
without what was asked of the person within tickets and meetings (``owed``).

It is what the console shows first, so it is read by plain statements and imports neither SQLAlchemy nor a
table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from csconsole.clock import day_bounds
from csconsole.models import open_work
from csconsole.models.rights import Right
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.desk.rows import Desk, DeskItem, Tally
from csconsole.services.tickets.told import seen_about, seen_ticket, told

if TYPE_CHECKING:
    from csconsole.storage.glance import Glance

NOW_ITEMS = 40
TOP_ITEMS = 10
"""The most of what is urgent, and of what nobody has, that stand above one's own."""
URGENT_RANK = 2
"""The rank of the priority urgent; what is more urgent has a lower one (TKT-22)."""
NEVER = datetime.max.replace(tzinfo=UTC)

_TICKETS = (
    "SELECT number, title, against_staff_id, address, contact_name, next_due_at, next_clock, review_at, "
    "state, litigation_at, promised_at, priority FROM ticket"
)
_CALLBACKS = "SELECT number, contact_name, reason, due_at, state, attempts FROM callback"
_PROMISES = (
    "SELECT p.id, p.text, p.due_at, p.state, p.customer_id, c.name, t.number, b.number, p.approval "
    "FROM (SELECT * FROM promise WHERE {where} ORDER BY due_at, id LIMIT ?) p "
    "LEFT JOIN customer c ON c.id = p.customer_id LEFT JOIN ticket t ON t.id = p.ticket_id "
    "LEFT JOIN callback b ON b.id = p.callback_id ORDER BY p.due_at, p.id"
)
_TALLY = (
    "SELECT count(CASE WHEN {due} < ? THEN 1 END), count(CASE WHEN {due} >= ? AND {due} < ? THEN 1 END), "
    "count(*) "
    "FROM {table} WHERE {where}"
)
_DUE = {"ticket": "next_due_at", "callback": "due_at", "promise": "due_at"}
"""When a record is due: of a ticket when the first of its running clocks is up (TKT-07)."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition of a plain statement, and the values of its marks."""

    sql: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: Where) -> Where:
        return Where(f"{self.sql} AND {other.sql}", (*self.values, *other.values))


_OPEN_TICKET = Where(open_work.TICKET)
_OPEN_CALLBACK = Where(open_work.CALLBACK)


def own_desk_of(ctx: Context) -> Desk:
    """My tickets, callbacks and promises by due time, and their numbers. Raises ``NotAllowedError`` for
    whoever may see no records.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.glance() as seen:
        return Desk(
            top=on_top(ctx, seen),
            now=next_due(ctx, seen, limit=NOW_ITEMS),
            waiting=waiting(ctx, seen, limit=NOW_ITEMS),
            mine=tallies(ctx, seen),
        )


def next_due(
    ctx: Context, seen: Glance, *, limit: int, until: datetime | None = None
) -> tuple[DeskItem, ...]:
    """My open tickets, callbacks and promises, soonest due first; with ``until`` only those due before it."""
    me = ctx.staff_id
    found = [
        *_tickets(ctx, seen, Where("handler_id = ?", (me,)), limit, until),
        *_tickets(ctx, seen, Where("second_handler_id = ?", (me,)), limit, until),
        *callbacks_due(ctx, seen, Where("owner_id = ?", (me,)), limit, until),
        *promises_due(ctx, seen, _my_promises(ctx), limit, until),
    ]
    return by_due(found, limit)


def on_top(ctx: Context, seen: Glance) -> tuple[DeskItem, ...]:
    """What comes before one's own (TKT-22): tickets of urgent and above, the highest first, all of them for
    whoever dispatches or leads, else those that nobody has or that I was the first to hear of; then, for
    whoever dispatches, what nobody has, by age.
    """
    dispatches = ctx.can(Right.TICKET_DISPATCH)
    if not dispatches and not ctx.can(Right.TICKET_HANDLE):
        return ()
    urgent = Where("priority_rank <= ? AND done_at IS NULL", (URGENT_RANK,))
    if not (dispatches or ctx.can(Right.SHIFT_MANAGE)):
        urgent = urgent & Where("(handler_id IS NULL OR first_owner_id = ?)", (ctx.staff_id,))
    where = _OPEN_TICKET & urgent & Where(seen_ticket(ctx))
    order = "priority_rank, next_due_at IS NULL, next_due_at"  # clocks that stand still come last
    rows = _first(seen, _TICKETS, where, order, TOP_ITEMS)
    found = [_ticket_item(seen, row, row[-1]) for row in rows]
    if dispatches:
        known = {item.number for item in found}
        free = Where("handler_id IS NULL AND state = 'new'") & Where(seen_ticket(ctx))
        rows = _first(seen, _TICKETS, free, "reported_at", TOP_ITEMS)
        items = (_ticket_item(seen, row, "anyone") for row in rows)
        found += [item for item in items if item.number not in known]
    return tuple(found)


def waiting(ctx: Context, seen: Glance, *, limit: int) -> tuple[DeskItem, ...]:
    """What nobody has taken yet and I may take, and what I was the first to hear of and is late (CALL-10)."""
    found: list[DeskItem] = []
    me = ctx.staff_id
    others = Where("first_owner_id = ? AND (handler_id IS NULL OR handler_id <> ?)", (me, me))
    late = others & Where("next_due_at < ?", (judged_at(ctx),))
    found += _tickets(ctx, seen, late, limit, None, "first_contact")
    if ctx.can(Right.TICKET_HANDLE) or ctx.can(Right.TICKET_DISPATCH):
        known = {item.number for item in found}
        new = Where("handler_id IS NULL AND state = 'new'")
        found += [
            item for item in _tickets(ctx, seen, new, limit, None, "anyone") if item.number not in known
        ]
    if ctx.can(Right.CALLBACK_WORK):
        found += callbacks_due(ctx, seen, Where("owner_id IS NULL"), limit, None, "anyone")
    return by_due(found, limit)


def by_due(found: Iterable[DeskItem], limit: int) -> tuple[DeskItem, ...]:
    """The first items by due time; what has none, because its clocks stand still, comes last."""
    return tuple(
        sorted(found, key=lambda item: (item.due_at is None, item.due_at or NEVER, item.kind, item.number))
    )[:limit]


def tallies(ctx: Context, seen: Glance) -> tuple[Tally, ...]:
    """Late, today and open of my tickets, callbacks, promises and first-contact items (CALL-10)."""
    me = (ctx.staff_id,)
    ticket, about = _OPEN_TICKET & Where(seen_ticket(ctx)), Where(seen_about(ctx))
    return (
        _tickets_tally(ctx, seen, ticket),
        _tally(ctx, seen, "callback", "callback", _OPEN_CALLBACK & about & Where("owner_id = ?", me)),
        _promises_tally(ctx, seen, about),
        _tally(ctx, seen, "first_contact", "ticket", ticket & Where("first_owner_id = ?", me)),
    )


def _tickets_tally(ctx: Context, seen: Glance, ticket: Where) -> Tally:
    """Those that are with me, and those to which I go as the second of two (TKT-28): each by its index."""
    me = (ctx.staff_id,)
    first = _tally(ctx, seen, "ticket", "ticket", ticket & Where("handler_id = ?", me))
    second = _tally(ctx, seen, "ticket", "ticket", ticket & Where("second_handler_id = ?", me))
    return Tally("ticket", first.late + second.late, first.today + second.today, first.open + second.open)


def _promises_tally(ctx: Context, seen: Glance, about: Where) -> Tally:
    """All that I owe, those too that a callback of mine stands for."""
    every = _tally(ctx, seen, "promise", "promise", _owed_promises(ctx) & about)
    alone = _tally(ctx, seen, "promise", "promise", _my_promises(ctx) & about)
    return replace(every, borne_late=every.late - alone.late, borne=every.open - alone.open)


def _tally(ctx: Context, seen: Glance, kind: str, table: str, where: Where) -> Tally:
    _start, end = day_bounds(ctx.today(), ctx.zone)
    statement = _TALLY.format(due=_DUE[table], table=table, where=where.sql)
    late, today, every = seen.rows(statement, judged_at(ctx), ctx.now(), end, *where.values)[0]
    return Tally(kind, late, today, every)


def _my_promises(ctx: Context) -> Where:
    """My open promises, without those that a callback of mine stands for already: it is due no later."""
    borne = (
        "callback.id = promise.callback_id AND callback.due_at <= promise.due_at AND callback.owner_id = ?"
    )
    listed = _OPEN_CALLBACK & Where(borne, (ctx.staff_id,))
    alone = Where(f"NOT EXISTS (SELECT 1 FROM callback WHERE {listed.sql})", listed.values)
    return _owed_promises(ctx) & alone


def _owed_promises(ctx: Context) -> Where:
    """Every open promise that I owe."""
    me = ctx.staff_id
    return Where("state = 'open' AND (owner_id = ? OR (owner_id IS NULL AND promiser_id = ?))", (me, me))


def _soon(table: str, until: datetime | None) -> Where:
    due = _DUE[table]
    return Where(f"{due} IS NOT NULL") if until is None else Where(f"{due} <= ?", (until,))


def _first(seen: Glance, columns: str, where: Where, due: str, limit: int) -> list[Any]:
    return seen.rows(f"{columns} WHERE {where.sql} ORDER BY {due}, id LIMIT ?", *where.values, limit)


def _tickets(
    ctx: Context, seen: Glance, whose: Where, limit: int, until: datetime | None, note: str = ""
) -> list[DeskItem]:
    """By the clock that is up next; then, unless only what is due by ``until`` is asked for, those whose
    clocks stand still, by the day on which they are looked at again.
    """
    where = _OPEN_TICKET & whose & Where(seen_ticket(ctx))
    rows = _first(seen, _TICKETS, where & _soon("ticket", until), "next_due_at", limit)
    if until is None and len(rows) < limit:
        still = where & Where("next_due_at IS NULL")
        rows = [*rows, *_first(seen, _TICKETS, still, "review_at", limit - len(rows))]
    return [_ticket_item(seen, row, note) for row in rows]


def _ticket_item(seen: Glance, row: Any, note: str) -> DeskItem:
    number, title, against, address, contact, due, clock, review, state, court, promised, priority = row
    return DeskItem(
        kind="ticket",
        number=number,
        title=_joined(told(number, title, against), address or contact),
        due_at=seen.instant(due or review),
        state=state,
        note=note or ("litigation" if court else priority),
        record="ticket",
        key=number,
        clock=clock or "",
        promised_at=seen.instant(promised),
    )


def callbacks_due(
    ctx: Context, seen: Glance, whose: Where, limit: int, until: datetime | None, note: str = ""
) -> list[DeskItem]:
    """The open callbacks of ``whose``, soonest due first; with ``until`` only those due before it."""
    where = _OPEN_CALLBACK & whose & _soon("callback", until) & Where(seen_about(ctx))
    return [
        DeskItem(
            kind="callback",
            number=number,
            title=_joined(contact, reason),
            due_at=seen.instant(due),
            state=state,
            note=note or str(attempts),
            record="callback",
            key=number,
        )
        for number, contact, reason, due, state, attempts in _first(seen, _CALLBACKS, where, "due_at", limit)
    ]


def promises_due(
    ctx: Context, seen: Glance, whose: Where, limit: int, until: datetime | None
) -> list[DeskItem]:
    """The promises of ``whose``, soonest due first; with ``until`` only those due before it."""
    where = whose & _soon("promise", until) & Where(seen_about(ctx))
    items = []
    for promise, text, due, state, customer, name, ticket, callback, approval in seen.rows(
        _PROMISES.format(where=where.sql), *where.values, limit
    ):
        record, key = (
            ("ticket", ticket) if ticket else ("callback", callback) if callback else ("promise", promise)
        )
        items.append(
            DeskItem(
                kind="promise",
                number=ticket or callback or "",
                title=_joined(name, text),
                due_at=seen.instant(due),
                state=state,
                note=approval or "",
                record=record,
                key=key,
                about=customer or 0,
            )
        )
    return items


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
