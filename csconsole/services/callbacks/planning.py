"""Planning callbacks and giving them to people (CBK-01, CBK-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from csconsole.codes import codes
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.i18n import _
from csconsole.models import Callback, Customer, CustomerPhone, Staff, Ticket
from csconsole.models.lifecycle.callback import CALLBACK, CLOSED
from csconsole.models.rights import Right
from csconsole.services.callbacks import ledger
from csconsole.services.callbacks.rows import CallbackRow, callback_row
from csconsole.services.callbacks.windows import Window, opening_of, window_of
from csconsole.services.context import Context
from csconsole.services.entry import line, needed, one_of, paragraph
from csconsole.services.reach import due_in_reach
from csconsole.services.record_numbers import find_record
from csconsole.services.site_phones import site_phone
from csconsole.services.tickets.access import about_visible, is_visible
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import LETTERS

_PLANNERS = (Right.CALLBACK_WORK, Right.CALLBACK_ASSIGN, Right.CALL_LOG, Right.TICKET_HANDLE)


@dataclass(frozen=True, slots=True)
class _Contact:
    """Whom to call, and under which number."""

    name: str | None
    phone: str | None
    e164: str | None


def plan_callback(
    ctx: Context,
    *,
    kind: str,
    source: str,
    reason: str,
    due_at: datetime | None = None,
    earliest_at: datetime | None = None,
    customer_id: int | None = None,
    phone: str | None = None,
    contact_name: str | None = None,
    ticket_id: int | None = None,
    call_id: int | None = None,
    owner_id: int | None = None,
) -> CallbackRow:
    """Plan a callback; without ``due_at`` the window of its source counts from now (CBK-02).

    Without an owner it waits for anyone. Name and number come from the customer where none are given; after
    a ticket without a number it is a visit. A promised callback enters the promise ledger, and opens
    shortly before its time. A ticket that has
    an open follow-up keeps that one: it gets the new window instead of a second call to the customer. Raises
    ``InvalidInputError`` (CBK-01) without a reason, without anyone to call, or when the window ends before
    it begins.
    """
    if not any(ctx.can(right) for right in _PLANNERS):
        ctx.require(Right.CALLBACK_WORK)
    kind = one_of("callback_kind", kind, "kind", rule="CBK-01") or "follow_up"
    source = one_of("callback_source", source, "source", rule="REF-12") or codes("callback_source")[0]
    why = needed(reason, "reason", rule="CBK-01", why=_("Say what the callback is about."), most=2000)
    with ctx.write() as uow:
        due_in_reach(due_at, "due_at", after=ctx.now(), rule="CBK-02")
        if kind == "promised" and due_at is not None and earliest_at is None:
            earliest_at = opening_of(ctx, due_at)
        window = _window(ctx, source, earliest_at, due_at)
        if kind == "follow_up" and ticket_id and (waiting := _open_follow_up(uow, ticket_id)):
            return _moved(ctx, uow, waiting, window, why)
        if ticket_id is not None and customer_id is None and not phone:
            customer_id, phone, contact_name = _of_ticket(uow.get(Ticket, ticket_id), contact_name)
        contact = _contact(ctx, uow, customer_id, phone, contact_name)
        if contact.phone is None and customer_id is None and ticket_id is None:
            raise InvalidInputError(
                _("Say whom to call: a customer or a number."), field="phone", value=phone, rule="CBK-01"
            )
        callback = uow.create(
            Callback(
                number=uow.next_number(LETTERS["callback"], ctx.today()),
                kind=kind,
                source=source,
                state="assigned" if owner_id else CALLBACK.initial,
                reason=why,
                customer_id=customer_id,
                contact_name=contact.name,
                phone=contact.phone,
                e164=contact.e164,
                ticket_id=ticket_id,
                call_id=call_id,
                owner_id=owner_id,
                earliest_at=window.earliest_at,
                due_at=window.due_at,
                next_attempt_at=max(window.earliest_at or ctx.now(), ctx.now()),
            ),
            "planned",
        )
        if kind == "promised":
            ledger.promise_call(ctx, callback, text=why, due_at=window.due_at)
        return callback_row(ctx, uow, callback)


def assign_callback(
    ctx: Context, callback: int | str, *, owner_id: int, reason: str | None = None
) -> CallbackRow:
    """Give a callback to a staff member, who is then its owner. Raises ``NotAllowedError`` for agents."""
    ctx.require(Right.CALLBACK_ASSIGN)
    with ctx.write() as uow:
        found = load(ctx, uow, callback)
        transition = step(ctx, found, "assign", given=("owner",))
        owner = uow.get(Staff, owner_id)
        state = found.state if found.state in ("appointment", "retry") else transition.to
        uow.update(found, "assigned", {"owner_id": owner.pk, "state": state}, reason=line(reason, "reason"))
        return callback_row(ctx, uow, found)


def take_callback(ctx: Context, callback: int | str, *, reason: str = "") -> CallbackRow:
    """Take a callback: it is mine from now on. Another's needs a reason, which stays with its event (CBK-01).

    Raises ``InvalidInputError`` without one.
    """
    ctx.require(Right.CALLBACK_WORK)
    with ctx.write() as uow:
        found = load(ctx, uow, callback)
        step(ctx, found, "take")
        why = line(reason, "reason")
        if found.owner_id not in (None, ctx.actor.staff_id):
            why = needed(reason, "reason", rule="CBK-01", why=_("Say why you take it over."))
        take(ctx, uow, found, reason=why)
        return callback_row(ctx, uow, found)


def cancel_callback(ctx: Context, callback: int | str, *, reason: str) -> CallbackRow:
    """Close a callback without calling; needs a reason. Its promise is missed when its time is over."""
    ctx.require(Right.CALLBACK_ASSIGN)
    with ctx.write() as uow, uow.tied():
        found = load(ctx, uow, callback)
        why = paragraph(reason, "reason")
        transition = step(ctx, found, "cancel", given=("reason",) if why else ())
        uow.update(found, "cancelled", {"state": transition.to, "finished_at": ctx.now()}, reason=why)
        ledger.settle(ctx, uow, found, cancelled=True)
        return callback_row(ctx, uow, found)


def review_callback(ctx: Context, callback: int | str) -> CallbackRow:
    """Mark a finished callback as reviewed 已审阅 by the manager."""
    ctx.require(Right.CALLBACK_REVIEW)
    with ctx.write() as uow:
        found = load(ctx, uow, callback)
        uow.update(found, "reviewed", {"state": step(ctx, found, "review").to})
        return callback_row(ctx, uow, found)


def archive_callback(ctx: Context, callback: int | str) -> CallbackRow:
    """File a reviewed callback 归档; it stays readable and counts as before."""
    ctx.require(Right.CALLBACK_REVIEW)
    with ctx.write() as uow:
        found = load(ctx, uow, callback)
        uow.update(found, "archived", {"state": step(ctx, found, "archive").to})
        return callback_row(ctx, uow, found)


def load(ctx: Context, uow: UnitOfWork, callback: int | str, *, to_change: bool = False) -> Callback:
    """The callback with this key or number, in full or short. Raises ``NotFoundError``, ``NotAllowedError``
    for one about a complaint against staff (CMP-22).
    """
    found = find_record(ctx, uow, Callback, callback, to_change=to_change)
    if not is_visible(ctx, uow, found.ticket_id, found.call_id):
        raise NotAllowedError(
            _("{number} is about a staff member: supervisors see it.", number=found.number), rule="CMP-22"
        )
    return found


def may_see(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    """The conditions of the callbacks that this person may know of: not those about complaints against staff
    (CMP-22).
    """
    return about_visible(ctx, Callback.ticket_id, Callback.call_id)


def step(ctx: Context, callback: Callback, action: str, given: tuple[str, ...] = ()) -> Any:
    """The transition that ``action`` takes now. Raises what ``Lifecycle.step`` raises."""
    return CALLBACK.step(callback.state, action, rights=ctx.actor.rights, given=given, what=callback.number)


def require_own(ctx: Context, uow: UnitOfWork, callback: Callback) -> None:
    """Raise ``NotAllowedError`` for another person's callback, unless the actor assigns callbacks (CBK-01):
    the customer waits for the owner, who must not find it done by somebody else.
    """
    mine = callback.owner_id in (None, ctx.actor.staff_id)
    if mine or ctx.can(Right.CALLBACK_ASSIGN) or not CALLBACK.is_open(callback.state):
        return
    ctx.require(Right.CALLBACK_WORK)
    raise NotAllowedError(
        _(
            "{number} is {name}'s: take it over first.",
            number=callback.number,
            name=uow.get(Staff, callback.owner_id or 0).name,
        ),
        rule="CBK-01",
        hint=_("Take it over with a reason: csconsole callback take --reason"),
    )


def take(ctx: Context, uow: UnitOfWork, callback: Callback, *, reason: str | None = None) -> None:
    """Make the actor the owner of a callback."""
    changes: dict[str, Any] = {"owner_id": ctx.staff_id}
    transition = step(ctx, callback, "take")
    if callback.state == "planned":
        changes["state"] = transition.to
    uow.update(callback, "taken", changes, reason=reason)


def _window(ctx: Context, source: str, earliest_at: datetime | None, due_at: datetime | None) -> Window:
    if due_at is None:
        usual = window_of(ctx, source, ctx.now())
        due_in_reach(earliest_at, "earliest_at", after=ctx.now(), rule="CBK-02")
        return Window(earliest_at or usual.earliest_at, usual.due_at)
    if earliest_at is not None and earliest_at > due_at:
        raise InvalidInputError(
            _("The window ends before it begins."), field="due_at", value=due_at, rule="CBK-02"
        )
    return Window(earliest_at, due_at)


def _open_follow_up(uow: UnitOfWork, ticket_id: int) -> Callback | None:
    statement = (
        select(Callback)
        .where(
            Callback.ticket_id == ticket_id,
            Callback.kind == "follow_up",
            col(Callback.state).not_in(CLOSED),
        )
        .order_by(col(Callback.id))
        .limit(1)
    )
    return uow.session.exec(statement).first()


def _moved(ctx: Context, uow: UnitOfWork, callback: Callback, window: Window, why: str) -> CallbackRow:
    ready = max(window.earliest_at or ctx.now(), ctx.now())
    if callback.agreed_at is not None and callback.agreed_at > ctx.now():
        window = Window(callback.earliest_at, max(callback.agreed_at, window.due_at))
        ready = max(callback.earliest_at or ctx.now(), ctx.now())
    uow.update(
        callback,
        "moved",
        {
            "earliest_at": window.earliest_at,
            "due_at": window.due_at,
            "next_attempt_at": ready,
            "reason": why,
        },
    )
    return callback_row(ctx, uow, callback)


def _contact(
    ctx: Context, uow: UnitOfWork, customer_id: int | None, phone: str | None, name: str | None
) -> _Contact:
    name = line(name, "contact_name", most=120)
    typed = line(phone, "phone", most=60)
    read = site_phone(ctx, typed) if typed else None
    shown, e164 = (read.display, read.e164) if read else (None, None)
    if customer_id is not None:
        customer = uow.get(Customer, customer_id)
        name = name or customer.name
        if shown is None and (known := _first_phone(uow, customer_id)):
            shown, e164 = known.typed, known.e164
    return _Contact(name, shown, e164)


def _of_ticket(ticket: Ticket, name: str | None) -> tuple[int | None, str | None, str | None]:
    """Whom a ticket is about: customer, the number given for it, and ``name`` or that of its contact."""
    return ticket.customer_id, ticket.phone, name or ticket.contact_name


def _first_phone(uow: UnitOfWork, customer_id: int) -> CustomerPhone | None:
    statement = (
        select(CustomerPhone)
        .where(CustomerPhone.customer_id == customer_id, col(CustomerPhone.ended_at).is_(None))
        .order_by(col(CustomerPhone.primary).desc(), col(CustomerPhone.id))
        .limit(1)
    )
    return uow.session.exec(statement).first()
