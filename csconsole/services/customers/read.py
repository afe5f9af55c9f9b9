"""Reading one customer with phones and contact persons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.errors import NotFoundError
from csconsole.i18n import _
from csconsole.models import ContactPerson, Customer, CustomerPhone
from csconsole.models.rights import Right
from csconsole.services.customers.rows import CustomerRow, customer_row
from csconsole.services.phones import display_phone
from csconsole.text import whole_number

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

CustomerRef = int | str
"""A customer's key, or what a person writes for it: the key, ``#key`` or the customer number."""


def load_customer(uow: UnitOfWork, ref: CustomerRef, *, anew: bool = False) -> Customer:
    """The customer row; a merged one leads to the file that it was merged into. One that this transaction has
    loaded before is read ``anew``: others may have merged it since.

    Raises ``NotFoundError``.
    """
    customer = _find(uow, ref, anew=anew)
    while customer.merged_into_id is not None:
        customer = uow.get(Customer, customer.merged_into_id)
    return customer


def load_itself(uow: UnitOfWork, ref: CustomerRef) -> Customer:
    """The customer row even if it was merged into another one. Raises ``NotFoundError``."""
    return _find(uow, ref)


def _find(uow: UnitOfWork, ref: CustomerRef, *, anew: bool = False) -> Customer:
    text = str(ref).strip()
    by_code = uow.one(Customer, code=text) if isinstance(ref, str) else None
    if by_code is not None:
        return by_code
    key = whole_number(text.removeprefix("#"))
    known = key is not None and key < 1_000_000_000  # a larger one is no key, and too large for PostgreSQL
    found = uow.session.get(Customer, key, populate_existing=anew) if known else None
    if found is None:
        raise NotFoundError(
            _("There is no customer {ref}.", ref=text),
            field="customer",
            value=text,
            hint=_("Look with: csconsole customer find"),
        )
    return found


def phones_of(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, list[CustomerPhone]]:
    """The phones of customers: current before ended, the primary one first."""
    found: dict[int, list[CustomerPhone]] = {key: [] for key in ids}
    rows = uow.session.exec(
        select(CustomerPhone).where(col(CustomerPhone.customer_id).in_(ids)).order_by(col(CustomerPhone.id))
    )
    for row in sorted(rows, key=_order):
        found[row.customer_id].append(row)
    return found


def _order(phone: CustomerPhone) -> tuple[bool, bool, int]:
    return phone.ended_at is not None, not phone.primary, phone.pk


def contacts_of(uow: UnitOfWork, customer_id: int) -> list[ContactPerson]:
    """The contact persons of a customer, current ones first."""
    rows = uow.session.exec(select(ContactPerson).where(ContactPerson.customer_id == customer_id))
    return sorted(rows, key=lambda row: (row.ended_at is not None, row.pk))


def full_row(ctx: Context, uow: UnitOfWork, customer: Customer) -> CustomerRow:
    """The customer with every phone and contact person."""
    phones = phones_of(uow, [customer.pk])[customer.pk]
    return customer_row(ctx, uow, customer, phones, contacts_of(uow, customer.pk))


def short_rows(ctx: Context, uow: UnitOfWork, customers: Sequence[Customer]) -> list[CustomerRow]:
    """The customers as a list shows them, in the same order, with one query for all their phones."""
    phones = phones_of(uow, [customer.pk for customer in customers])
    return [customer_row(ctx, uow, customer, phones[customer.pk]) for customer in customers]


def show_customer(ctx: Context, ref: CustomerRef) -> CustomerRow:
    """One customer by key or number, with phones and contact persons (CUS-01). Raises ``NotFoundError``."""
    ctx.require(Right.CUSTOMER_VIEW)
    with ctx.read() as uow:
        return full_row(ctx, uow, load_customer(uow, ref))


def reveal_phones(ctx: Context, ref: CustomerRef) -> tuple[str, ...]:
    """A customer's current phones without masks; each look is an event (SEC-05, SEC-08).

    Raises ``NotAllowedError`` for who may not see them.
    """
    ctx.require(Right.PHONE_REVEAL)
    with ctx.trace() as uow:
        customer = load_customer(uow, ref)
        phones = [phone for phone in phones_of(uow, [customer.pk])[customer.pk] if phone.ended_at is None]
        uow.note(customer, "phones_revealed", detail={"count": len(phones)})
        return tuple(display_phone(phone.e164, phone.extension) for phone in phones)


def names_of(uow: UnitOfWork, ids: Sequence[Any]) -> dict[int, str]:
    """Names of customers by key, for lists that show only those."""
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return {}
    rows = uow.session.exec(
        select(col(Customer.id), col(Customer.name)).where(col(Customer.id).in_(wanted))
    ).all()
    return {key: name for key, name in rows if key is not None}
