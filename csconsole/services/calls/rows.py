"""Calls as services hand them out: frozen, with names instead of keys, phones masked (SEC-08)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from csconsole.models import Call
from csconsole.models.lifecycle.call import CALL
from csconsole.services.names_of import CategoryName, category_names, department_names, staff_names
from csconsole.services.settings import setting
from csconsole.services.shown_phones import sees_whole, shown_number
from csconsole.storage.statements import all_rows, rows_among

if TYPE_CHECKING:
    from csconsole.models import CallItem
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class CallItemRow:
    """One item of a contact 逐条记录 (CALL-02)."""

    id: int
    position: int
    kind: str
    category: str | None
    category_name: str | None
    scope: str | None
    priority: str
    content: str
    answer: str | None
    outcome: str
    department: str | None
    ticket_id: int | None
    ticket_number: str | None
    callback_id: int | None
    callback_number: str | None


@dataclass(frozen=True, slots=True)
class CallRow:
    """One contact (CALL-01). Durations are seconds; ``items`` are filled where one call is shown."""

    id: int
    number: str
    direction: str
    channel: str
    line: str | None
    queue: str | None
    state: str
    phone: str | None
    no_phone_reason: str | None
    caller_name: str | None
    organisation: str | None
    address: str | None
    customer_id: int | None
    customer_name: str | None
    agent_id: int | None
    agent: str | None
    first_owner_id: int | None
    first_owner: str | None
    shift_id: int | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    rings: int | None
    wait_seconds: int | None
    talk_seconds: int | None
    wrap_seconds: int | None
    over_answer_limit: bool
    kind: str | None
    category_id: int | None
    category: str | None
    category_name: str | None
    summary: str
    answer: str | None
    outcome: str | None
    purpose: str | None
    result: str | None
    solved_first_contact: bool
    complex: bool
    next_step: str | None
    next_answer_at: datetime | None
    transferred_to: str | None
    voice: str | None
    voice_department: str | None
    voice_state: str | None
    late_entry: bool
    late_reason: str | None
    entered_at: datetime | None
    entered_later: bool | None
    entry_lag_seconds: int | None
    external_id: str | None
    source: str
    survey_result: str | None
    created_at: datetime
    updated_at: datetime
    version: int
    items: tuple[CallItemRow, ...] = ()
    warnings: tuple[str, ...] = ()
    correct_until: datetime | None = None
    """Until when who took a call that has ended may correct it alone (SEC-02); ``None`` while it is open."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of everything that a page of calls mentions, read with one query each, and how long a call that
    has ended may be corrected by who took it.
    """

    staff: Mapping[int | None, str]
    customers: Mapping[int | None, str]
    categories: Mapping[int | None, CategoryName]
    departments: Mapping[int | None, str]
    correctable: timedelta


def call_rows(ctx: Context, uow: UnitOfWork, found: Sequence[Call]) -> list[CallRow]:
    """Rows of the calls in their order, without their items."""
    names = _names(ctx, uow, found)
    return [_row(ctx, call, names) for call in found]


def call_row(
    ctx: Context,
    uow: UnitOfWork,
    call: Call,
    *,
    stored: Sequence[CallItem] | None = None,
    warnings: Sequence[str] = (),
) -> CallRow:
    """One call with its items: those that were just ``stored`` with it, else they are read."""
    if stored is None:
        items = item_rows(uow, [call.pk])[call.pk]
    else:
        known = [_Item(*(getattr(item, name) for name in _Item._fields)) for item in stored]
        items = tuple(_item_rows(uow, known))
    return _row(ctx, call, _names(ctx, uow, [call]), items, tuple(warnings))


def item_rows(uow: UnitOfWork, call_ids: Sequence[int]) -> dict[int, tuple[CallItemRow, ...]]:
    """The items of calls, in their order, by call."""
    if not call_ids:
        return {}
    statement = _ITEMS.format(", ".join("?" * len(call_ids)))
    items = [_Item(*row) for row in all_rows(uow.connection, statement, *call_ids)]
    found: dict[int, list[CallItemRow]] = {key: [] for key in call_ids}
    for item, row in zip(items, _item_rows(uow, items), strict=True):
        found[item.call_id].append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def _item_rows(uow: UnitOfWork, items: Sequence[_Item]) -> Iterator[CallItemRow]:
    categories = category_names(uow)
    departments = department_names(uow)
    tickets = _texts(uow, "SELECT id, number FROM ticket", [item.ticket_id for item in items])
    callbacks = _texts(uow, "SELECT id, number FROM callback", [item.callback_id for item in items])
    for item in items:
        code, name = categories.get(item.category_id, (None, None))
        yield CallItemRow(
            id=item.id,
            position=item.position,
            kind=item.kind,
            category=code,
            category_name=name,
            scope=item.scope,
            priority=item.priority,
            content=item.content,
            answer=item.answer,
            outcome=item.outcome,
            department=departments.get(item.department_id),
            ticket_id=item.ticket_id,
            ticket_number=tickets.get(item.ticket_id),
            callback_id=item.callback_id,
            callback_number=callbacks.get(item.callback_id),
        )


def sees_phone(ctx: Context, call: Call) -> bool:
    """Whether the person may see this call's number whole: an own call, or the right (SEC-08)."""
    return sees_whole(ctx, (call.agent_id, call.first_owner_id))


def _row(
    ctx: Context,
    call: Call,
    names: Names,
    items: tuple[CallItemRow, ...] = (),
    warnings: tuple[str, ...] = (),
) -> CallRow:
    code, category_name = names.categories.get(call.category_id, (None, None))
    assert call.started_at is not None
    assert call.created_at is not None
    assert call.updated_at is not None
    phone = shown_number(call.e164, call.phone, whole=sees_phone(ctx, call)) or None
    lag = None
    if call.entered_at is not None:
        lag = max(0, int((call.entered_at - (call.ended_at or call.started_at)).total_seconds()))
    held = vars(call)  # asking SQLAlchemy for each column takes longer than making the row
    copied = {name: held[name] if name in held else getattr(call, name) for name in _COPIED}
    return CallRow(
        id=call.pk,
        phone=phone,
        customer_name=names.customers.get(call.customer_id),
        agent=names.staff.get(call.agent_id) or call.agent_name,
        first_owner=names.staff.get(call.first_owner_id),
        started_at=call.started_at,
        category=code,
        category_name=category_name,
        voice_department=names.departments.get(call.voice_department_id),
        entry_lag_seconds=lag,
        created_at=call.created_at,
        updated_at=call.updated_at,
        items=items,
        warnings=warnings,
        correct_until=None
        if CALL.is_open(call.state)
        else (call.entered_at or call.created_at) + names.correctable,
        **copied,
    )


class _Item(NamedTuple):
    """The stored columns of an item that its row needs."""

    id: int
    call_id: int
    position: int
    kind: str
    category_id: int | None
    scope: str | None
    priority: str
    content: str
    answer: str | None
    outcome: str
    department_id: int | None
    ticket_id: int | None
    callback_id: int | None


_ITEMS = f"SELECT {', '.join(_Item._fields)} FROM call_item WHERE call_id IN ({{}}) ORDER BY position"
_COPIED = tuple(
    name
    for name in CallRow.__dataclass_fields__
    if name in Call.model_fields and name not in {"id", "phone", "started_at", "created_at", "updated_at"}
)


def _names(ctx: Context, uow: UnitOfWork, found: Sequence[Call]) -> Names:
    return Names(
        staff=staff_names(uow),
        customers=_texts(uow, "SELECT id, name FROM customer", [call.customer_id for call in found]),
        categories=category_names(uow),
        departments=department_names(uow),
        correctable=correction_time(ctx),
    )


def correction_time(ctx: Context) -> timedelta:
    """How long after its entry who took a call may correct it although it has ended (SEC-02)."""
    return timedelta(minutes=setting(ctx, "call.edit_minutes"))


def _texts(uow: UnitOfWork, query: str, wanted: Iterable[int | None]) -> Mapping[int | None, str]:
    """Names or numbers of the wanted records by key."""
    keys = {key for key in wanted if key is not None}
    return dict(rows_among(uow.connection, f"{query} WHERE id IN", among=tuple(keys)))
