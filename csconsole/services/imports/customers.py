"""Importing customer files (CUS-28): who is known is brought up to date, who is not is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import col, select

from csconsole.cti.rejected import Rejected
from csconsole.models import ContactPerson, Customer, CustomerPhone
from csconsole.models.rights import Right
from csconsole.pinyin import name_keys
from csconsole.services.customers.write import add_phone, checked_fields
from csconsole.services.entry import line
from csconsole.services.imports.batches import Progress
from csconsole.services.imports.cells import read_code, read_date, read_flag
from csconsole.services.imports.numbers import Numbers
from csconsole.services.imports.summary import ImportSummary, Tally
from csconsole.services.imports.tables import Cells, RowRefused, import_table
from csconsole.services.phones import Phone
from csconsole.services.reach import FIRST_DAY, LAST_DAY
from csconsole.storage.columns import by_column

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

SOURCE: Final = "file"
_TEXTS: Final = (
    "code",
    "external_id",
    "name",
    "organisation",
    "address",
    "unit",
    "zone",
    "language",
    "remark",
    "warning",
    "taboos",
    "preferred_time",
)
_CODES: Final = {
    "kind": "customer_kind",
    "role": "customer_role",
    "tier": "customer_tier",
    "stage": "customer_stage",
}
_SEPARATORS: Final = str.maketrans("，、；;", ",,,,")


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """One customer as a file tells it; ``values`` holds only what is not empty."""

    line: int
    values: dict[str, Any]
    phones: tuple[Phone, ...]
    contact: dict[str, Any] | None

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes the customer the same one: number, foreign key, name with phone, or name with unit."""
        for field in ("code", "external_id"):
            if field in self.values:
                return field, str(self.values[field])
        name = str(self.values["name"])
        if self.phones:
            return "phone", name, self.phones[0].e164, self.phones[0].extension or ""
        return "unit", name, str(self.values.get("unit") or self.values.get("address"))


def import_customers(
    ctx: Context,
    path: Path,
    *,
    mapping: Sequence[str] = (),
    encoding: str | None = None,
    sheet: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportSummary:
    """Store the customers of a table; an empty cell takes nothing away, a known phone is not added again.

    Raises the errors of ``open_table`` and ``match_columns``, and ``NotAllowedError``.
    """
    ctx.require(Right.IMPORT)
    seen: set[int] = set()

    def store(uow: UnitOfWork, batch: Sequence[CustomerFacts], tally: Tally) -> None:
        _Batch(uow, seen).store(batch, tally)

    return import_table(
        ctx,
        path,
        "customers",
        needed=[("name",)],
        mapping=mapping,
        encoding=encoding,
        sheet=sheet,
        dry_run=dry_run,
        progress=progress,
        read=partial(_read, Numbers(ctx)),
        store=store,
    )


def _read(numbers: Numbers, cells: Cells) -> CustomerFacts:
    """The row as facts. Raises ``RowRefused`` for the first cell that breaks a rule."""
    if not cells.has("name"):
        raise RowRefused("name", "required")
    values: dict[str, Any] = {}
    for field in _TEXTS:
        if cells.has(field):
            values[field] = cells.read(field, partial(_text, field))
    for field, list_name in _CODES.items():
        code = cells.read(field, partial(read_code, list_name))
        if code:
            values[field] = code
    for field in ("birthday", "handed_over_on"):
        if (day := cells.read(field, read_date)) is not None:
            if not FIRST_DAY <= day <= LAST_DAY or (field == "birthday" and day > numbers.today):
                raise RowRefused(field, "range", cells.text(field))
            values[field] = day
    if (silent := cells.read("do_not_call", read_flag)) is not None:
        values["do_not_call"] = silent
    if cells.has("tags"):
        tags = cells.text("tags").translate(_SEPARATORS).split(",")
        values["tags"] = cells.read("tags", lambda _text: checked_fields({"tags": tags})["tags"])
    phones = tuple(
        phone
        for field in ("phone", "phone2", "phone3")
        if (phone := cells.read(field, numbers.read)) is not None
    )
    if not (phones or {"code", "external_id", "unit", "address"} & values.keys()):
        raise RowRefused("phone", "required")
    return CustomerFacts(cells.line, values, phones, _contact(numbers, cells))


def _text(field: str, text: str) -> Any:
    """A text field as the customer file takes it. Raises ``InvalidInputError``."""
    return checked_fields({field: text})[field]


def _contact(numbers: Numbers, cells: Cells) -> dict[str, Any] | None:
    if not cells.has("contact_name"):
        return None
    phone = cells.read("contact_person_phone", numbers.read)
    name = cells.read("contact_name", partial(_text, "name"))
    title = cells.read("contact_title", partial(line, field="title", most=80, rule="length"))
    keys = name_keys(name)
    return {
        "name": name,
        "pinyin": keys.pinyin,
        "initials": keys.initials,
        "title": title,
        "phone": phone.display if phone else None,
        "e164": phone.e164 if phone else None,
    }


class _Batch:
    """One batch against the customers that are stored."""

    def __init__(self, uow: UnitOfWork, seen: set[int]) -> None:
        self._uow = uow
        self._seen = seen

    def store(self, batch: Sequence[CustomerFacts], tally: Tally) -> None:
        """Add the unknown customers, bring the known ones up to date."""
        found = self._find(batch)
        fresh: list[CustomerFacts] = []
        for facts in batch:
            mark = hash(facts.identity)
            if mark in self._seen:
                tally.reject(_refusal(facts, "twice"))
                continue
            self._seen.add(mark)
            rows = found.get(facts.identity, [])
            if len(rows) > 1:
                tally.reject(_refusal(facts, "ambiguous"))
            elif rows:
                self._update(rows[0], facts, tally)
            else:
                fresh.append(facts)
        self._create(fresh)
        tally.imported += len(fresh)

    def _find(self, batch: Sequence[CustomerFacts]) -> dict[tuple[str, ...], list[Customer]]:
        """The stored customers of each identity; one that was merged is found as the one it was merged
        into.
        """
        found: dict[tuple[str, ...], dict[int, Customer]] = {}

        def put(identity: tuple[str, ...], row: Customer) -> None:
            while row.merged_into_id is not None:
                row = self._uow.get(Customer, row.merged_into_id)
            found.setdefault(identity, {})[row.pk] = row

        kinds: dict[str, list[tuple[str, ...]]] = {}
        for facts in batch:
            kinds.setdefault(facts.identity[0], []).append(facts.identity)
        for field in ("code", "external_id"):
            column: Any = getattr(Customer, field)
            values = [identity[1] for identity in kinds.get(field, ())]
            if values:
                for row in self._uow.session.exec(select(Customer).where(column.in_(values))):
                    put((field, getattr(row, field)), row)
        if numbers := [identity[2] for identity in kinds.get("phone", ())]:
            for row, phone in self._uow.session.exec(
                select(Customer, CustomerPhone)
                .join(CustomerPhone, col(CustomerPhone.customer_id) == col(Customer.id))
                .where(col(CustomerPhone.e164).in_(numbers))
            ):
                put(("phone", row.name, phone.e164, phone.extension or ""), row)
        if names := [identity[1] for identity in kinds.get("unit", ())]:
            for row in self._uow.session.exec(select(Customer).where(col(Customer.name).in_(names))):
                put(("unit", row.name, str(row.unit or row.address)), row)
        return {identity: list(rows.values()) for identity, rows in found.items()}

    def _update(self, row: Customer, facts: CustomerFacts, tally: Tally) -> None:
        changes = {name: value for name, value in facts.values.items() if getattr(row, name) != value}
        if "tags" in changes:
            changes["tags"] = list(dict.fromkeys([*row.tags, *facts.values["tags"]]))
            if changes["tags"] == row.tags:
                del changes["tags"]
        if "name" in changes or "kind" in changes:
            changes.update(_keys({"name": row.name, "kind": row.kind, **changes}))
        changed = bool(changes)
        if changes:
            self._uow.update(row, "imported", changes)
        known = {
            (phone.e164, phone.extension)
            for phone in self._uow.session.exec(
                select(CustomerPhone).where(CustomerPhone.customer_id == row.pk)
            )
        }
        for phone in facts.phones:
            if (phone.e164, phone.extension) not in known:
                add_phone(self._uow, row, phone)
                changed = True
        if facts.contact is not None and self._add_contact(row, facts.contact):
            changed = True
        tally.updated += changed
        tally.unchanged += not changed

    def _add_contact(self, row: Customer, contact: dict[str, Any]) -> bool:
        known = self._uow.session.exec(
            select(ContactPerson).where(
                ContactPerson.customer_id == row.pk, ContactPerson.name == contact["name"]
            )
        ).first()
        if known is None:
            self._uow.create(ContactPerson(customer_id=row.pk, **contact), "added")
            return True
        changes = {
            name: contact[name]
            for name in ("title", "phone", "e164")
            if contact[name] and getattr(known, name) != contact[name]
        }
        if changes:
            self._uow.update(known, "imported", changes)
        return bool(changes)

    def _create(self, fresh: Sequence[CustomerFacts]) -> None:
        rows = [
            {"source": SOURCE, **facts.values, **_keys({"kind": "person", **facts.values})} for facts in fresh
        ]
        keys = self._uow.create_bulk(Customer, by_column(Customer, rows), "imported")
        phones, contacts = [], []
        for key, facts in zip(keys, fresh, strict=True):
            phones.extend(_phone_rows(key, facts.phones))
            if facts.contact is not None:
                contacts.append({"customer_id": key, **facts.contact})
        self._uow.create_bulk(CustomerPhone, by_column(CustomerPhone, phones), "imported")
        self._uow.create_bulk(ContactPerson, by_column(ContactPerson, contacts), "imported")


def _phone_rows(customer_id: int, phones: Sequence[Phone]) -> list[dict[str, Any]]:
    different = {(phone.e164, phone.extension): phone for phone in phones}
    return [
        {
            "customer_id": customer_id,
            "typed": phone.typed[:60],
            "e164": phone.e164,
            "extension": phone.extension,
            "digits": phone.digits,
            "reversed_digits": phone.reversed_digits,
            "kind": phone.kind,
            "primary": position == 0,
        }
        for position, phone in enumerate(different.values())
    ]


def _keys(values: dict[str, Any]) -> dict[str, str]:
    keys = name_keys(values["name"], person=values["kind"] == "person")
    return {"pinyin": keys.pinyin, "initials": keys.initials}


def _refusal(facts: CustomerFacts, rule: str) -> Rejected:
    field = {"unit": "name", "phone": "phone"}.get(facts.identity[0], facts.identity[0])
    return Rejected(facts.line, field, " ".join(part for part in facts.identity[1:] if part), rule)
