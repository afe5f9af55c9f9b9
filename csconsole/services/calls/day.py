"""The day book (CALL-16): all contacts and items of a day or a shift, in the order of the day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.codes import label
from csconsole.errors import NotFoundError
from csconsole.i18n import _
from csconsole.models import Attempt, Call, Callback, Shift, ShiftType, Staff, Ticket
from csconsole.models.rights import Right
from csconsole.services.calls.rows import CallItemRow, CallRow, call_rows, item_rows
from csconsole.services.entry import one_of
from csconsole.services.tickets.access import about_visible, calls_visible, visible

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One line of the day book: a contact, a ticket that nobody called about, or an attempt to call back.

    ``kind`` is call, ticket or attempt; ``state`` a code of that kind.
    """

    at: datetime
    kind: str
    id: int
    number: str
    who: str | None
    text: str
    state: str
    result: str | None
    call: CallRow | None = None
    items: tuple[CallItemRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DayBook:
    """The contacts and items between two instants, and how many of each kind and outcome."""

    begins_at: datetime
    ends_at: datetime
    day: date | None
    shift_id: int | None
    entries: tuple[DayEntry, ...]
    kinds: dict[str, int]
    outcomes: dict[str, int]


def day_book(ctx: Context, *, day: date | None = None, shift: str | None = None) -> DayBook:
    """The day book of a site day (default: today), or of the shift of that code on it (CALL-16). Raises
    ``NotFoundError``, ``InvalidInputError`` for an unknown code.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        shift_id = _shift_of(uow, day or ctx.today(), shift) if shift is not None else None
        if shift_id is not None:
            found = uow.get(Shift, shift_id)
            assert found.begins_at is not None
            assert found.ends_at is not None
            begins_at, ends_at, day = found.begins_at, found.ends_at, found.day
        else:
            day = day or ctx.today()
            begins_at, ends_at = day_bounds(day, ctx.zone)
        calls = list(_calls(ctx, uow, begins_at, ends_at))
        entries = [*calls, *_tickets(ctx, uow, begins_at, ends_at), *_attempts(ctx, uow, begins_at, ends_at)]
        entries.sort(key=lambda entry: (entry.at, entry.kind, entry.id))
        rows = [entry.call for entry in calls if entry.call is not None]
        return DayBook(
            begins_at=begins_at,
            ends_at=ends_at,
            day=day,
            shift_id=shift_id,
            entries=tuple(entries),
            kinds=dict(Counter(row.kind for row in rows if row.kind)),
            outcomes=dict(Counter(row.outcome for row in rows if row.outcome)),
        )


def _shift_of(uow: UnitOfWork, day: date, text: str) -> int:
    code = one_of("shift_type", text, "shift", rule="CALL-16")
    found = uow.session.exec(
        select(Shift.id)
        .join(ShiftType, col(ShiftType.id) == Shift.type_id)
        .where(Shift.day == day, ShiftType.code == code)
    ).first()
    if found is None:
        raise NotFoundError(
            _("Nobody signed on to the shift {shift} of {day}.", shift=label("shift_type", code), day=day),
            field="shift",
            value=text,
            rule="CALL-16",
        )
    return found


def _calls(ctx: Context, uow: UnitOfWork, begins_at: datetime, ends_at: datetime) -> list[DayEntry]:
    found = uow.session.exec(
        select(Call)
        .where(col(Call.started_at) >= begins_at, col(Call.started_at) < ends_at, *calls_visible(ctx))
        .order_by(col(Call.started_at), col(Call.id))
    ).all()
    items = item_rows(uow, [call.pk for call in found])
    return [
        DayEntry(
            at=row.started_at,
            kind="call",
            id=row.id,
            number=row.number,
            who=row.agent,
            text=row.summary,
            state=row.state,
            result=row.result or row.next_step or row.outcome,
            call=row,
            items=items[row.id],
        )
        for row in call_rows(ctx, uow, found)
    ]


def _tickets(ctx: Context, uow: UnitOfWork, begins_at: datetime, ends_at: datetime) -> list[DayEntry]:
    """Tickets that were made without a contact; the others stand at their contact."""
    found = uow.session.exec(
        select(Ticket, Staff.name)
        .outerjoin(Staff, col(Staff.id) == col(Ticket.first_owner_id))
        .where(col(Ticket.created_at) >= begins_at, col(Ticket.created_at) < ends_at)
        .where(col(Ticket.origin_call_id).is_(None), *visible(ctx))
    ).all()
    return [
        DayEntry(row.created_at, "ticket", row.pk, row.number, who, row.title, row.state, row.result)
        for row, who in found
        if row.created_at is not None
    ]


def _attempts(ctx: Context, uow: UnitOfWork, begins_at: datetime, ends_at: datetime) -> list[DayEntry]:
    found = uow.session.exec(
        select(Attempt, Callback, Staff.name)
        .join(Callback, col(Callback.id) == col(Attempt.callback_id))
        .outerjoin(Staff, col(Staff.id) == col(Attempt.by_id))
        .where(col(Attempt.at) >= begins_at, col(Attempt.at) < ends_at)
        .where(*about_visible(ctx, Callback.ticket_id, Callback.call_id))
    ).all()
    return [
        DayEntry(
            attempt.at,
            "attempt",
            attempt.pk,
            callback.number,
            who,
            callback.reason,
            attempt.code,
            attempt.note,
        )
        for attempt, callback, who in found
        if attempt.at is not None
    ]
