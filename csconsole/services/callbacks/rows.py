"""Callbacks and attempts as services hand them out: frozen, with names instead of keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.models import Attempt, Callback, Customer, Department, Event, Staff, Ticket
from csconsole.models.lifecycle.callback import CALLBACK
from csconsole.services.callbacks.windows import PROMISED_KINDS, Window, night_of
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.shown_phones import sees_whole, shown_number
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.escalations import EscalationRow


@dataclass(frozen=True, slots=True)
class CallbackRow:
    """One callback as it stands in a list. ``phone`` is masked outside own ones; ``ready_at`` is from when
    it may be called, ``next_at`` the time that lists show: that of the next call while it waits, else the due
    time.
    """

    id: int
    number: str
    kind: str
    source: str
    state: str
    reason: str
    customer_id: int | None
    customer_name: str | None
    unit: str | None
    tier: str | None
    phone: str | None
    ticket_id: int | None
    ticket_number: str | None
    call_id: int | None
    owner_id: int | None
    owner_no: str | None
    owner_name: str | None
    earliest_at: datetime | None
    due_at: datetime
    ready_at: datetime
    next_at: datetime
    agreed_at: datetime | None
    attempts: int
    max_attempts: int
    reached_at: datetime | None
    finished_at: datetime | None
    window: str | None
    result: str | None
    satisfaction: str | None
    aspect: str | None
    overdue: bool
    open: bool
    created_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt; ``seconds`` is how long the talk took, ``window`` how it stood to the window."""

    id: int
    position: int
    at: datetime
    by_no: str
    by_name: str
    channel: str
    code: str
    reached: bool
    seconds: int | None
    note: str | None
    next_at: datetime | None
    window: str


@dataclass(frozen=True, slots=True)
class CallbackRecord:
    """The record of a callback (CBK-03, CBK-04): what the customer said, and what followed."""

    efficiency: int | None
    quality: int | None
    answer: str | None
    advice: str | None
    company_opinion: str | None
    product_suggestion: str | None
    service_suggestion: str | None
    use_problem: str | None
    reminder: str | None
    invitation: str | None
    next_service_on: date | None
    opportunity: str | None
    repair_result: str | None
    reaction: str | None
    common: bool
    typical: bool
    next_callback: str | None
    signer: str | None
    problem: str | None
    problem_department: str | None
    problem_answer: str | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallbackSheet:
    """Everything about one callback: the row, its attempts in order, and the record."""

    row: CallbackRow
    attempts: tuple[AttemptRow, ...]
    record: CallbackRecord
    required: tuple[str, ...]
    escalations: tuple[EscalationRow, ...] = ()


def callback_rows(ctx: Context, uow: UnitOfWork, found: Sequence[Callback]) -> tuple[CallbackRow, ...]:
    """The rows of these callbacks, in their order; names come from one query a kind."""
    staff = by_id(uow, Staff, (c.owner_id for c in found))
    customers = by_id(uow, Customer, (c.customer_id for c in found))
    tickets = by_id(uow, Ticket, (c.ticket_id for c in found))
    most = int(setting(ctx, "callback.max_attempts"))
    return tuple(
        _row(
            ctx,
            callback,
            owner=staff.get(callback.owner_id or 0),
            customer=customers.get(callback.customer_id or 0),
            ticket=tickets.get(callback.ticket_id or 0),
            most=most,
        )
        for callback in found
    )


def _row(
    ctx: Context,
    callback: Callback,
    *,
    owner: Staff | None,
    customer: Customer | None,
    ticket: Ticket | None,
    most: int,
) -> CallbackRow:
    """One row; ``most`` is how many attempts are made."""
    now = ctx.now()
    ready_at = _ready_at(ctx, callback, now)
    is_open = CALLBACK.is_open(callback.state)
    whole = sees_whole(ctx, (callback.owner_id,))
    return CallbackRow(
        id=callback.pk,
        number=callback.number,
        kind=callback.kind,
        source=callback.source,
        state=callback.state,
        reason=callback.reason,
        customer_id=callback.customer_id,
        customer_name=callback.contact_name or (customer.name if customer else None),
        unit=customer.unit if customer else None,
        tier=customer.tier if customer else None,
        phone=shown_number(callback.e164, callback.phone, whole=whole) or None,
        ticket_id=callback.ticket_id,
        ticket_number=ticket.number if ticket else None,
        call_id=callback.call_id,
        owner_id=callback.owner_id,
        owner_no=owner.staff_no if owner else None,
        owner_name=owner.name if owner else None,
        earliest_at=callback.earliest_at,
        due_at=stored(callback.due_at),
        ready_at=ready_at,
        next_at=_next_at(callback, ready_at, now),
        agreed_at=callback.agreed_at,
        attempts=callback.attempts,
        max_attempts=most,
        reached_at=callback.reached_at,
        finished_at=callback.finished_at,
        window=callback.window,
        result=callback.result,
        satisfaction=callback.satisfaction,
        aspect=callback.aspect,
        overdue=is_open and stored(callback.due_at) < now and stored(callback.due_at) < judged_at(ctx),
        open=is_open,
        created_at=stored(callback.created_at),
        version=callback.version,
    )


def _ready_at(ctx: Context, callback: Callback, now: datetime) -> datetime:
    """From when it may be called: within the calling hours, or in the night for which it was agreed or
    promised (CBK-05).
    """
    ready_at = callback.next_attempt_at or stored(callback.created_at)
    night = night_of(ctx, max(ready_at, now)) if CALLBACK.is_open(callback.state) else None
    if night is None:
        return ready_at
    promised = stored(callback.due_at) if callback.kind in PROMISED_KINDS else None
    wished = callback.agreed_at or promised
    return ready_at if wished is not None and wished >= night.since else night.opens


def _next_at(callback: Callback, ready_at: datetime, now: datetime) -> datetime:
    """When the customer is to be called: at the time that was promised or agreed while that is to come, or
    when the retry is due; where it can be made at once, until when.
    """
    due_at = stored(callback.due_at)
    if not CALLBACK.is_open(callback.state) or ready_at <= now:
        return due_at
    promised = callback.agreed_at or (due_at if callback.kind == "promised" else None)
    return promised if promised is not None and ready_at == callback.earliest_at else ready_at


def callback_row(ctx: Context, uow: UnitOfWork, callback: Callback) -> CallbackRow:
    """The row of one callback."""
    return callback_rows(ctx, uow, [callback])[0]


def attempt_rows(uow: UnitOfWork, callback: Callback) -> tuple[AttemptRow, ...]:
    """Every attempt of a callback, first one first."""
    statement = select(Attempt).where(Attempt.callback_id == callback.pk).order_by(col(Attempt.position))
    attempts = uow.session.exec(statement).all()
    staff = by_id(uow, Staff, (a.by_id for a in attempts))
    window = Window(callback.earliest_at, stored(callback.due_at))
    marks = _marks(uow, callback)
    return tuple(
        AttemptRow(
            id=attempt.pk,
            position=attempt.position,
            at=stored(attempt.at),
            by_no=staff[attempt.by_id].staff_no,
            by_name=staff[attempt.by_id].name,
            channel=attempt.channel,
            code=attempt.code,
            reached=attempt.reached,
            seconds=attempt.seconds,
            note=attempt.note,
            next_at=attempt.next_at,
            window=marks.get(attempt.position) or window.mark(stored(attempt.at)),
        )
        for attempt in attempts
    )


def _marks(uow: UnitOfWork, callback: Callback) -> dict[int, str]:
    """How each attempt stood to the window of its time, as its event says, by position."""
    statement = select(Event).where(Event.entity == "callback", Event.entity_id == callback.pk)
    details = [event.detail or {} for event in uow.session.exec(statement.order_by(col(Event.id)))]
    return {one["attempt"]: one["window"] for one in details if one.get("attempt") and one.get("window")}


def callback_record(uow: UnitOfWork, callback: Callback) -> CallbackRecord:
    """The record of a callback; empty fields are ``None``."""
    department = by_id(uow, Department, [callback.problem_department_id]).get(
        callback.problem_department_id or 0
    )
    following = uow.session.get(Callback, callback.next_callback_id) if callback.next_callback_id else None
    kept = CallbackRecord.__dataclass_fields__.keys() - {"next_callback", "problem_department"}
    return CallbackRecord(
        **{name: getattr(callback, name) for name in kept},
        next_callback=following.number if following else None,
        problem_department=department.code if department else None,
    )


def by_id(uow: UnitOfWork, model: type[Any], keys: Iterable[int | None]) -> dict[int, Any]:
    """The rows of ``model`` with these keys, by key."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    return {row.id: row for row in uow.session.exec(select(model).where(model.id.in_(wanted)))}


def stored(at: datetime | None) -> datetime:
    """An instant that every stored row has. Raises ``ValueError`` for a row that is not stored."""
    if at is None:
        raise ValueError("the row is not stored yet")
    return at
