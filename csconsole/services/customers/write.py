"""Creating and editing a customer's file (CUS-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import ContactPerson, Customer, CustomerPhone
from csconsole.models.rights import Right
from csconsole.pinyin import name_keys
from csconsole.services.customers.read import CustomerRef, full_row, load_customer, phones_of
from csconsole.services.customers.rows import RESTRICTED, CustomerRow, sees_whole
from csconsole.services.entry import line, needed, one_of, paragraph
from csconsole.services.phones import Phone
from csconsole.services.reach import day_in_reach
from csconsole.services.site_phones import site_phone

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_LINES = {
    "code": 40,
    "organisation": 120,
    "address": 240,
    "unit": 80,
    "zone": 80,
    "warning": 240,
    "preferred_time": 80,
    "source": 40,
    "external_id": 120,
}
_PARAGRAPHS = ("taboos", "remark")
_CODES = {
    "kind": "customer_kind",
    "tier": "customer_tier",
    "role": "customer_role",
    "stage": "customer_stage",
}
_MAY_BE_EMPTY = ("role", "stage")
_DATES = ("birthday", "warning_until", "handed_over_on")
_PLAIN = (*_DATES, "do_not_call", "owner_id", "verified_at", "custom")


class CustomerExistsError(RuleBrokenError):
    """The same person with the same phone has a file already (CUS-01)."""


def create_customer(
    ctx: Context,
    *,
    name: str,
    phones: Sequence[str] = (),
    contacts: Sequence[Mapping[str, str]] = (),
    **fields: Any,
) -> CustomerRow:
    """A new customer file with its phones and contact persons (CUS-01).

    ``fields`` are those of ``edit_customer``. Raises ``InvalidInputError`` for a field that does not fit and
    ``CustomerExistsError`` when a customer of that name has one of the phones already.
    """
    ctx.require(Right.CUSTOMER_EDIT)
    values = {"kind": "person", "tier": "normal", **checked_fields({"name": name, **fields})}
    values.update(_keys(values["name"], values["kind"]))
    _refuse_unborn(ctx, values)
    with ctx.write() as uow:
        numbers = [phone for phone in (site_phone(ctx, typed) for typed in phones) if phone is not None]
        _refuse_double(uow, values["name"], numbers)
        _refuse_taken(uow, values.get("code"))
        customer = uow.create(Customer(**values))
        for phone in numbers:
            _put_phone(uow, customer, phone)
        for contact in contacts:
            _put_contact(ctx, uow, customer, contact)
        return full_row(ctx, uow, customer)


def edit_customer(
    ctx: Context,
    ref: CustomerRef,
    *,
    expected_version: int | None = None,
    reason: str | None = None,
    add_phones: Sequence[str] = (),
    end_phones: Sequence[str] = (),
    add_tags: Sequence[str] = (),
    remove_tags: Sequence[str] = (),
    add_contacts: Sequence[Mapping[str, str]] = (),
    end_contacts: Sequence[str] = (),
    **changes: Any,
) -> CustomerRow:
    """Change fields, phones, tags or contact persons; an ended phone stays as history, and so does a contact
    person, named in ``end_contacts``, who no longer speaks for the customer (CUS-01).

    Raises ``ConflictError`` when the file is no longer of ``expected_version``, ``InvalidInputError`` for a
    field that does not fit or is unknown, ``NotAllowedError`` for one that the person may not read (SEC-08).
    """
    ctx.require(Right.CUSTOMER_EDIT)
    values = checked_fields(changes)
    _refuse_unborn(ctx, values)
    with ctx.write() as uow, uow.tied():
        customer = load_customer(uow, ref)
        _refuse_unread(ctx, customer, values)
        if values.get("code") != customer.code:
            _refuse_taken(uow, values.get("code"))
        if "name" in values or "kind" in values:
            values.update(_keys(values.get("name", customer.name), values.get("kind", customer.kind)))
        if add_tags or remove_tags:
            kept = [tag for tag in values.get("tags", customer.tags) if tag not in _tags(remove_tags)]
            values["tags"] = list(dict.fromkeys([*kept, *_tags(add_tags)]))
        uow.update(
            customer, "edited", values, expected_version=expected_version, reason=line(reason, "reason")
        )
        for typed in end_phones:
            _end_phone(ctx, uow, customer, typed)
        for typed in add_phones:
            phone = site_phone(ctx, typed)
            if phone is not None:
                _put_phone(uow, customer, phone)
        for name in end_contacts:
            _end_contact(ctx, uow, customer, name)
        for contact in add_contacts:
            _put_contact(ctx, uow, customer, contact)
        return full_row(ctx, uow, customer)


def _refuse_unborn(ctx: Context, values: Mapping[str, Any]) -> None:
    """Raise ``InvalidInputError`` for a birthday later than today on this site."""
    born = values.get("birthday")
    if born is not None and born > ctx.today():
        raise InvalidInputError(
            _("A birthday is not later than today."), field="birthday", value=born, rule="CUS-01"
        )


def _refuse_unread(ctx: Context, customer: Customer, values: Mapping[str, Any]) -> None:
    """Raise ``NotAllowedError`` for a field that the person may not read: what stands there would be lost
    unseen (SEC-08).
    """
    if sees_whole(ctx, customer):
        return
    unread = [name for name in RESTRICTED if name in values]
    if unread:
        fields = listed(label("field", name) for name in unread)
        raise NotAllowedError(
            _("{fields} may be written only by who may read them.", fields=fields),
            field=unread[0],
            rule="SEC-08",
            hint=_("Leave them out, or ask the customer's owner or a supervisor."),
        )


def _refuse_taken(uow: UnitOfWork, code: str | None) -> None:
    """Raise ``CustomerExistsError`` where another file has this code."""
    if code and uow.one(Customer, code=code) is not None:
        raise CustomerExistsError(
            _("Another customer has the code {code}.", code=code), field="code", value=code, rule="CUS-01"
        )


def add_phone(uow: UnitOfWork, customer: Customer, phone: Phone) -> None:
    """Put a number into a customer's file unless it stands there: a caller who says who he is."""
    _put_phone(uow, customer, phone)


def verify_customer(ctx: Context, ref: CustomerRef) -> CustomerRow:
    """Note that the file was checked with the customer just now (CUS-01)."""
    return edit_customer(ctx, ref, verified_at=ctx.now())


def checked_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they may be stored. Raises ``InvalidInputError``, also for an unknown name."""
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "name":
            values[name] = needed(value, "name", rule="CUS-01", why=_("A customer needs a name."), most=120)
        elif name in _LINES:
            values[name] = line(value, name, most=_LINES[name], rule="CUS-01")
        elif name in _PARAGRAPHS:
            values[name] = paragraph(value, name, rule="CUS-01")
        elif name in _CODES:
            code = one_of(_CODES[name], value, name, rule="REF-13")
            if code is not None or name in _MAY_BE_EMPTY:
                values[name] = code
        elif name == "language":
            values[name] = _language(value)
        elif name == "tags":
            values[name] = _tags(value or ())
        elif name in _PLAIN:
            values[name] = _plain(name, value)
        else:
            raise WrongFormError(
                _("A customer has no field {field}.", field=line(name, "name") or "?"),
                field=name,
                value=value,
            )
    return values


def _plain(name: str, value: Any) -> Any:
    if name in _DATES and isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip()) if value.strip() else None
        except ValueError as error:
            raise WrongFormError(
                _("{value} is not a date; write it as 2026-11-21.", value=line(value, name) or ""),
                field=name,
                value=value,
            ) from error
    return day_in_reach(value, name, rule="CUS-01") if name in _DATES else value


def _language(value: str | None) -> str | None:
    from csconsole.i18n import LANGUAGES

    text = (line(value, "language", most=5) or "").lower()
    if text and text not in LANGUAGES:
        raise WrongFormError(
            _("The language {value} is not known; use zh or en.", value=text), field="language", value=value
        )
    return text or None


def _tags(tags: Sequence[str]) -> list[str]:
    found = (line(tag, "tags", most=40) for tag in tags)
    return list(dict.fromkeys(tag for tag in found if tag))


def _keys(name: str, kind: str) -> dict[str, str]:
    keys = name_keys(name, person=kind == "person")
    return {"pinyin": keys.pinyin, "initials": keys.initials}


def _refuse_double(uow: UnitOfWork, name: str, phones: Sequence[Phone]) -> None:
    for phone in phones:
        found = uow.session.exec(
            select(Customer)
            .join(CustomerPhone, col(CustomerPhone.customer_id) == col(Customer.id))
            .where(CustomerPhone.e164 == phone.e164, col(CustomerPhone.extension) == phone.extension)
            .where(Customer.name == name, col(Customer.merged_into_id).is_(None))
            .where(col(CustomerPhone.ended_at).is_(None))
        ).first()
        if found is not None:
            raise CustomerExistsError(
                _("{name} with this phone has a file already: customer {id}.", name=name, id=found.pk),
                field="name",
                value=name,
                rule="CUS-01",
                hint=_("Open that file, or write a name that tells them apart."),
            )


def _put_phone(uow: UnitOfWork, customer: Customer, phone: Phone) -> None:
    known = phones_of(uow, [customer.pk])[customer.pk]
    current = [row for row in known if row.ended_at is None]
    if any(row.e164 == phone.e164 and row.extension == phone.extension for row in current):
        return
    uow.create(
        CustomerPhone(
            customer_id=customer.pk,
            typed=phone.typed[:60],
            e164=phone.e164,
            extension=phone.extension,
            digits=phone.digits,
            reversed_digits=phone.reversed_digits,
            kind=phone.kind,
            primary=not current,
        ),
        "added",
        detail={"customer_id": customer.pk},
    )


def _end_phone(ctx: Context, uow: UnitOfWork, customer: Customer, typed: str) -> None:
    wanted = site_phone(ctx, typed)
    current = [row for row in phones_of(uow, [customer.pk])[customer.pk] if row.ended_at is None]
    row = next((row for row in current if wanted is not None and row.e164 == wanted.e164), None)
    if row is None:
        raise InvalidInputError(
            _("{name} has no phone {number}.", name=customer.name, number=line(typed, "phone") or ""),
            field="phone",
            value=typed,
        )
    uow.update(row, "ended", {"ended_at": ctx.now(), "primary": False}, detail={"customer_id": customer.pk})
    others = [other for other in current if other is not row]
    if others and not any(other.primary for other in others):
        uow.update(others[0], "made_primary", {"primary": True}, detail={"customer_id": customer.pk})


def _end_contact(ctx: Context, uow: UnitOfWork, customer: Customer, name: str) -> None:
    wanted = (line(name, "contact", most=120) or "").casefold()
    query = select(ContactPerson).where(
        ContactPerson.customer_id == customer.pk, col(ContactPerson.ended_at).is_(None)
    )
    row = next((one for one in uow.session.exec(query) if one.name.casefold() == wanted), None)
    if row is None:
        raise InvalidInputError(
            _(
                "{name} has no contact person {contact}.",
                name=customer.name,
                contact=line(name, "contact") or "",
            ),
            field="contact",
            value=name,
            rule="CUS-01",
        )
    uow.update(row, "ended", {"ended_at": ctx.now()}, detail={"customer_id": customer.pk})


def _put_contact(ctx: Context, uow: UnitOfWork, customer: Customer, contact: Mapping[str, str]) -> None:
    name = needed(
        contact.get("name"),
        "name",
        rule="CUS-01",
        why=_("A contact person needs a name."),
        most=120,
    )
    keys = name_keys(name)
    phone = site_phone(ctx, contact.get("phone") or "")
    uow.create(
        ContactPerson(
            customer_id=customer.pk,
            name=name,
            pinyin=keys.pinyin,
            initials=keys.initials,
            title=line(contact.get("title"), "title", most=80),
            phone=phone.display if phone else None,
            e164=phone.e164 if phone else None,
            remark=paragraph(contact.get("remark"), "remark"),
        ),
        "added",
        detail={"customer_id": customer.pk},
    )
