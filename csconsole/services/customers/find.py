"""Who is calling: by exact number, last digits, customer number, unit, name, pinyin or initials (CALL-05)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.models import ContactPerson, Customer, CustomerPhone
from csconsole.models.rights import Right
from csconsole.pinyin import keyboard_query
from csconsole.services.customers.owners import customers_with
from csconsole.services.customers.read import phones_of
from csconsole.services.customers.rows import live_warning, sees_whole
from csconsole.services.phones import suffix_range
from csconsole.services.shown_phones import shown_number
from csconsole.services.site_phones import site_guess
from csconsole.storage import search
from csconsole.storage.prefix import begins
from csconsole.text import one_line

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

LEAST_DIGITS = 3
"""Fewer digits say nothing about a number."""
_CLOSED = ("closed", "cancelled", "archived")
_DIGITS = re.compile(r"[0-9+()\-\s./]+")


@dataclass(frozen=True, slots=True)
class CustomerMatch:
    """One customer that was found and by what; ``how`` is a code of the list ``match_kind``."""

    id: int
    code: str | None
    name: str
    how: str
    role: str | None
    tier: str
    unit: str | None
    organisation: str | None
    phone: str | None
    contact_name: str | None
    warning: str | None
    do_not_call: bool
    open_tickets: int


def find_customers(ctx: Context, text: str, limit: int = 20) -> tuple[CustomerMatch, ...]:
    """Customers that ``text`` may mean, the surest first, at most ``limit`` (CALL-05, CUS-01).

    Digits are looked up as a whole number, then as last digits (three or more), customer number and unit;
    letters as pinyin and initials; everything as the start of a name and as words of the file.
    """
    ctx.require(Right.CUSTOMER_VIEW)
    wanted = one_line(unicodedata.normalize("NFKC", text))
    if not wanted or limit < 1:
        return ()
    with ctx.read() as uow:
        found = _Matches(limit)
        for how, ids in _ways(ctx, uow, wanted, limit):
            found.add(how, ids)
            if found.full:
                break
        return _rows(ctx, uow, found)


class _Matches:
    """Keys in the order of their certainty, each with the way in which it was found first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.how: dict[int, str] = {}

    @property
    def full(self) -> bool:
        return len(self.how) >= self._limit

    def add(self, how: str, ids: Iterable[int]) -> None:
        for key in ids:
            if not self.full:
                self.how.setdefault(key, how)


def _ways(ctx: Context, uow: UnitOfWork, wanted: str, limit: int) -> Iterable[tuple[str, Sequence[int]]]:
    """The ways to look, the surest first; each is asked only while there is room."""
    digits = re.sub(r"\D", "", wanted)
    if wanted.startswith("#") and digits == wanted[1:] and len(digits) < 18:
        yield "code", _equal(uow, Customer.id, int(digits))
    elif _DIGITS.fullmatch(wanted):
        yield from _by_digits(ctx, uow, wanted, digits, limit)
    else:
        yield from _by_words(uow, wanted, limit)


def _by_digits(
    ctx: Context, uow: UnitOfWork, wanted: str, digits: str, limit: int
) -> Iterable[tuple[str, Sequence[int]]]:
    phone = site_guess(ctx, wanted)
    if phone is not None:
        exact = customers_with(uow, phone, limit)
        yield "number", exact
        if exact and phone.e164.startswith("+"):
            return  # a whole number that is somebody's: nobody else can be meant
    yield "code", _equal(uow, Customer.code, wanted)
    yield "unit", _prefix(uow, Customer.unit, wanted, limit)
    if len(digits) >= LEAST_DIGITS:
        yield "digits", _ending(uow, digits, limit)


def _by_words(uow: UnitOfWork, wanted: str, limit: int) -> Iterable[tuple[str, Sequence[int]]]:
    keyboard = keyboard_query(wanted)
    yield "code", _equal(uow, Customer.code, wanted)
    yield "name", _prefix(uow, Customer.name, wanted, limit)
    if keyboard:
        yield "initials", _prefix(uow, Customer.initials, keyboard, limit)
        yield "pinyin", _prefix(uow, Customer.pinyin, keyboard, limit)
    yield "contact", _contact(uow, ContactPerson.name, wanted, limit)
    if keyboard:
        yield "contact", _contact(uow, ContactPerson.pinyin, keyboard, limit)
        yield "contact", _contact(uow, ContactPerson.initials, keyboard, limit)
    yield "unit", _prefix(uow, Customer.unit, wanted, limit)
    yield "text", search.find(uow.session, Customer, wanted, limit=limit).ids


def _ids(uow: UnitOfWork, statement: Any) -> Sequence[int]:
    return [key for key in uow.session.exec(statement) if key is not None]


def _equal(uow: UnitOfWork, column: Any, value: str | int) -> Sequence[int]:
    return _ids(uow, select(Customer.id).where(column == value).limit(2))


def _prefix(uow: UnitOfWork, column: Any, start: str, limit: int) -> Sequence[int]:
    """Customers whose column begins so, by it, the newest of equal ones first: so the exact ones lead.

    Those are asked for alone: a full answer is read from the end of their index range, where the whole range
    would be read and sorted (two initials are those of thousands).
    """
    newest = col(Customer.id).desc()
    exact = _ids(uow, select(Customer.id).where(column == start).order_by(newest).limit(limit))
    if len(exact) >= limit:
        return exact
    statement = select(Customer.id).where(begins(column, start), column != start)
    return [*exact, *_ids(uow, statement.order_by(column, newest).limit(limit - len(exact)))]


def _contact(uow: UnitOfWork, column: Any, start: str, limit: int) -> Sequence[int]:
    statement = (
        select(ContactPerson.customer_id)
        .where(begins(column, start), col(ContactPerson.ended_at).is_(None))
        .order_by(column)
        .limit(limit)
    )
    return _ids(uow, statement)


def _ending(uow: UnitOfWork, digits: str, limit: int) -> Sequence[int]:
    """Customers with a current number that ends so, newest first, from the index of reversed numbers."""
    low, high = suffix_range(digits)
    statement = (
        select(CustomerPhone.customer_id)
        .where(col(CustomerPhone.reversed_digits) >= low, col(CustomerPhone.reversed_digits) < high)
        .where(col(CustomerPhone.ended_at).is_(None))
        .order_by(col(CustomerPhone.customer_id).desc())
        .limit(limit * 2)
    )
    return _ids(uow, statement)


def _rows(ctx: Context, uow: UnitOfWork, found: _Matches) -> tuple[CustomerMatch, ...]:
    keys = list(found.how)
    unmerged = select(Customer).where(col(Customer.id).in_(keys), col(Customer.merged_into_id).is_(None))
    customers = {row.pk: row for row in uow.session.exec(unmerged)}
    phones = phones_of(uow, list(customers))
    contacts = _contact_names(uow, [key for key, how in found.how.items() if how == "contact"])
    tickets = _open_tickets(ctx, uow, keys)
    rows = []
    for key, how in found.how.items():
        customer = customers.get(key)
        if customer is None:
            continue  # merged into another file, which is found by the same phones
        current = [phone for phone in phones[key] if phone.ended_at is None]
        whole = sees_whole(ctx, customer)
        first = current[0] if current else None
        rows.append(
            CustomerMatch(
                id=key,
                code=customer.code,
                name=customer.name,
                how=how,
                role=customer.role,
                tier=customer.tier,
                unit=customer.unit,
                organisation=customer.organisation,
                phone=shown_number(first.e164, None, first.extension, whole=whole) if first else None,
                contact_name=contacts.get(key),
                warning=live_warning(ctx, customer),
                do_not_call=customer.do_not_call,
                open_tickets=tickets.get(key, 0),
            )
        )
    return tuple(rows)


def _contact_names(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = uow.session.exec(
        select(ContactPerson).where(
            col(ContactPerson.customer_id).in_(ids), col(ContactPerson.ended_at).is_(None)
        )
    )
    return {row.customer_id: row.name for row in rows}


def _open_tickets(ctx: Context, uow: UnitOfWork, ids: Sequence[int]) -> dict[int, int]:
    from sqlalchemy import func

    from csconsole.models import Ticket
    from csconsole.services.tickets.access import visible

    if not ids:
        return {}
    rows = uow.session.exec(
        select(col(Ticket.customer_id), func.count())
        .where(col(Ticket.customer_id).in_(ids), col(Ticket.state).not_in(_CLOSED), *visible(ctx))
        .group_by(col(Ticket.customer_id))
    ).all()
    return {key: count for key, count in rows if key is not None}
