"""The caller's card 来电弹屏 (CALL-05): who it is, warnings, what is open and promised, last contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Call, Callback, Customer, Promise, Ticket
from csconsole.models.rights import Right
from csconsole.services.customers.find import CustomerMatch, find_customers
from csconsole.services.customers.owners import customers_with
from csconsole.services.customers.read import CustomerRef, full_row, load_customer
from csconsole.services.customers.rows import CustomerRow
from csconsole.services.settings import setting
from csconsole.services.site_phones import site_guess
from csconsole.services.tickets.access import about_visible, calls_visible, visible

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_CLOSED_TICKET = ("closed", "cancelled", "archived")
_CLOSED_CALLBACK = ("done", "refused", "unreachable", "reviewed", "archived", "cancelled")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open ticket, callback or promise of the caller; ``late`` when its time has passed."""

    kind: str
    id: int
    number: str | None
    text: str
    state: str
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class LastContact:
    """One earlier call of the caller."""

    id: int
    number: str
    at: datetime
    direction: str
    state: str
    kind: str | None
    summary: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """All that an agent should see before the first word is spoken."""

    customer: CustomerRow
    warnings: tuple[str, ...]
    tickets: tuple[OpenItem, ...]
    promises: tuple[OpenItem, ...]
    callbacks: tuple[OpenItem, ...]
    contacts: tuple[LastContact, ...]
    contact_count: int
    last_contact_at: datetime | None

    @property
    def late(self) -> tuple[OpenItem, ...]:
        """What is overdue, promises first."""
        return tuple(item for item in (*self.promises, *self.tickets, *self.callbacks) if item.late)


@dataclass(frozen=True, slots=True)
class CallerCard:
    """What a number says: a customer's card when it is one customer's, else all that may be meant.

    ``known`` is false for a number that never called and stands in no file.
    """

    typed: str
    number: str | None
    known: bool
    matches: tuple[CustomerMatch, ...]
    card: CustomerCard | None
    contacts: tuple[LastContact, ...]


def customer_card(ctx: Context, ref: CustomerRef) -> CustomerCard:
    """The card of one customer. Raises ``NotFoundError``."""
    ctx.require(Right.CUSTOMER_VIEW)
    with ctx.read() as uow:
        return _card(ctx, uow, load_customer(uow, ref))


def caller_card(ctx: Context, typed: str, limit: int = 20) -> CallerCard:
    """The card for what stands in the number field: digits, a name, pinyin or initials (CALL-05).

    A whole number that belongs to one customer opens that customer's card at once, and so do words that fit
    one customer only.
    """
    ctx.require(Right.CUSTOMER_VIEW)
    with ctx.read() as uow:
        phone = site_guess(ctx, typed)
        exact = customers_with(uow, phone) if phone is not None else []
        matches = find_customers(ctx, typed, limit)
        only = exact[0] if len(exact) == 1 else None
        named = any(char.isalpha() for char in typed)
        if only is None and len(matches) == 1 and (named or matches[0].how in {"number", "code"}):
            only = matches[0].id
        card = _card(ctx, uow, load_customer(uow, only)) if only is not None else None
        contacts = _last_contacts(ctx, uow, Call.e164 == phone.e164) if phone is not None else ()
        return CallerCard(
            typed=typed,
            number=phone.display if phone else None,
            known=bool(matches) or bool(contacts),
            matches=matches,
            card=card,
            contacts=contacts,
        )


def _card(ctx: Context, uow: UnitOfWork, customer: Customer) -> CustomerCard:
    key = customer.pk
    row = full_row(ctx, uow, customer)
    count, last = uow.session.exec(
        select(func.count(), func.max(Call.started_at)).where(Call.customer_id == key)
    ).one()
    return CustomerCard(
        customer=row,
        warnings=_warnings(row),
        tickets=_open_tickets(ctx, uow, key),
        promises=_open_promises(ctx, uow, key),
        callbacks=_open_callbacks(ctx, uow, key),
        contacts=_last_contacts(ctx, uow, Call.customer_id == key),
        contact_count=count,
        last_contact_at=last,
    )


def _warnings(row: CustomerRow) -> tuple[str, ...]:
    from csconsole.i18n import _

    said = [row.warning] if row.warning else []
    if row.do_not_call:
        said.append(_("Do not call this customer"))
    return tuple(said)


def _open_tickets(ctx: Context, uow: UnitOfWork, key: int) -> tuple[OpenItem, ...]:
    rows = uow.session.exec(
        select(Ticket)
        .where(Ticket.customer_id == key, col(Ticket.state).not_in(_CLOSED_TICKET), *visible(ctx))
        .order_by(col(Ticket.id).desc())
        .limit(_SHOWN)
    )
    return _sorted(
        OpenItem("ticket", row.pk, row.number, row.title, row.state, row.due_at, _late(ctx, row.due_at))
        for row in rows
    )


def _open_callbacks(ctx: Context, uow: UnitOfWork, key: int) -> tuple[OpenItem, ...]:
    rows = uow.session.exec(
        select(Callback)
        .where(Callback.customer_id == key, col(Callback.state).not_in(_CLOSED_CALLBACK))
        .where(*about_visible(ctx, Callback.ticket_id, Callback.call_id))
        .order_by(col(Callback.id).desc())
        .limit(_SHOWN)
    )
    return _sorted(
        OpenItem("callback", row.pk, row.number, row.reason, row.state, row.due_at, _late(ctx, row.due_at))
        for row in rows
    )


def marked(promise: Promise) -> str:
    """What was promised; that nobody has approved it, or that it was refused, stands before it (CALL-14)."""
    said = label("promise_approval", promise.approval) if promise.approval != "approved" else ""
    return _("{kind}: {about}", kind=said, about=promise.text) if said else promise.text


def _open_promises(ctx: Context, uow: UnitOfWork, key: int) -> tuple[OpenItem, ...]:
    rows = uow.session.exec(
        select(Promise)
        .where(Promise.customer_id == key, Promise.state == "open")
        .where(*about_visible(ctx, Promise.ticket_id, Promise.call_id))
        .order_by(col(Promise.due_at))
        .limit(_SHOWN)
    )
    return tuple(
        OpenItem("promise", row.pk, None, marked(row), row.state, row.due_at, _late(ctx, row.due_at))
        for row in rows
    )


def _last_contacts(ctx: Context, uow: UnitOfWork, condition: Any) -> tuple[LastContact, ...]:
    rows = uow.session.exec(
        select(Call)
        .where(condition, *calls_visible(ctx))
        .order_by(col(Call.id).desc())
        .limit(setting(ctx, "customer.contacts_shown"))
    )
    return tuple(
        LastContact(
            id=row.pk,
            number=row.number,
            at=row.started_at,
            direction=row.direction,
            state=row.state,
            kind=row.kind,
            summary=row.summary,
            outcome=row.outcome,
        )
        for row in rows
        if row.started_at is not None
    )


def _late(ctx: Context, due_at: datetime | None) -> bool:
    return due_at is not None and due_at < ctx.now()


def _sorted(items: Any) -> tuple[OpenItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.due_at is None, item.due_at, item.id)))
