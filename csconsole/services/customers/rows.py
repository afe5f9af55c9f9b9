"""What the customer services hand back: frozen rows, built while the transaction is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from csconsole.models import ContactPerson, Customer, CustomerPhone, Staff
from csconsole.services import shown_phones
from csconsole.services.shown_phones import shown_number

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


RESTRICTED: Final = ("taboos",)
"""Fields that only the customer's owner and who may see phones in full read and write."""


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """One phone of a customer; ``shown`` is masked unless the person may see it (SEC-08)."""

    id: int
    shown: str
    kind: str
    extension: str | None
    primary: bool
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact person of an organisation or household."""

    id: int
    name: str
    title: str | None
    phone: str | None
    remark: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as lists and pages show it. ``taboos`` is ``None`` for those who may not see it."""

    id: int
    code: str | None
    kind: str
    name: str
    organisation: str | None
    role: str | None
    tier: str
    stage: str | None
    phone: str | None
    address: str | None
    unit: str | None
    zone: str | None
    language: str | None
    birthday: date | None
    handed_over_on: date | None
    tags: tuple[str, ...]
    taboos: str | None
    remark: str | None
    warning: str | None
    warning_until: date | None
    do_not_call: bool
    preferred_time: str | None
    owner_id: int | None
    owner: str | None
    verified_at: datetime | None
    merged_into_id: int | None
    created_at: datetime
    updated_at: datetime
    version: int
    phones: tuple[PhoneRow, ...] = ()
    contacts: tuple[ContactRow, ...] = ()
    custom: dict[str, Any] | None = None


def sees_whole(ctx: Context, customer: Customer) -> bool:
    """Whether the person may see phones and restricted fields of this customer without masks."""
    return shown_phones.sees_whole(ctx, (customer.owner_id,))


def phone_row(phone: CustomerPhone, *, whole: bool) -> PhoneRow:
    """One phone as it may be shown."""
    return PhoneRow(
        id=phone.pk,
        shown=shown_number(phone.e164, None, phone.extension, whole=whole),
        kind=phone.kind,
        extension=phone.extension if whole else None,
        primary=phone.primary,
        ended_at=phone.ended_at,
    )


def contact_row(contact: ContactPerson, *, whole: bool) -> ContactRow:
    """One contact person as it may be shown."""
    phone = shown_number(contact.e164, contact.phone, whole=whole) or None
    return ContactRow(contact.pk, contact.name, contact.title, phone, contact.remark, contact.ended_at)


def customer_row(
    ctx: Context,
    uow: UnitOfWork,
    customer: Customer,
    phones: list[CustomerPhone],
    contacts: list[ContactPerson] | None = None,
) -> CustomerRow:
    """The row of a customer with the given phones (first the one to show in a list)."""
    whole = sees_whole(ctx, customer)
    owner = uow.get(Staff, customer.owner_id) if customer.owner_id is not None else None
    current = [phone for phone in phones if phone.ended_at is None]
    assert customer.created_at is not None
    assert customer.updated_at is not None
    return CustomerRow(
        id=customer.pk,
        code=customer.code,
        kind=customer.kind,
        name=customer.name,
        organisation=customer.organisation,
        role=customer.role,
        tier=customer.tier,
        stage=customer.stage,
        phone=shown_number(current[0].e164, None, current[0].extension, whole=whole) if current else None,
        address=customer.address,
        unit=customer.unit,
        zone=customer.zone,
        language=customer.language,
        birthday=customer.birthday,
        handed_over_on=customer.handed_over_on,
        tags=tuple(customer.tags),
        taboos=customer.taboos if whole else None,
        remark=customer.remark,
        warning=live_warning(ctx, customer),
        warning_until=customer.warning_until,
        do_not_call=customer.do_not_call,
        preferred_time=customer.preferred_time,
        owner_id=customer.owner_id,
        owner=owner.name if owner else None,
        verified_at=customer.verified_at,
        merged_into_id=customer.merged_into_id,
        created_at=customer.created_at,
        updated_at=customer.updated_at,
        version=customer.version,
        phones=tuple(phone_row(phone, whole=whole) for phone in phones),
        contacts=tuple(contact_row(contact, whole=whole) for contact in contacts or []),
        custom=dict(customer.custom),
    )


def live_warning(ctx: Context, customer: Customer) -> str | None:
    """The customer's warning while it holds."""
    if customer.warning and (customer.warning_until is None or customer.warning_until >= ctx.today()):
        return customer.warning
    return None
