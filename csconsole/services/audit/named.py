"""What events' records and those they link to are called: numbers and names beside stored keys (SEC-05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlmodel import col, select

from csconsole import models
from csconsole.i18n import get_language
from csconsole.models.base import LINKS_TO
from csconsole.models.event import Event
from csconsole.services.audit.shown import ABOUT_TICKETS, Reader
from csconsole.storage import UnitOfWork

SAID: Final[Mapping[str, tuple[str, str]]] = {
    "staff": ("Staff", "name"),
    "customer": ("Customer", "name"),
    "call": ("Call", "number"),
    "ticket": ("Ticket", "number"),
    "callback": ("Callback", "number"),
    "handover": ("Handover", "number"),
    "meeting": ("Meeting", "number"),
    "form_record": ("FormRecord", "number"),
    "asset": ("Asset", "number"),
    "contractor": ("Contractor", "name"),
    "department": ("Department", "name_{language}"),
    "category": ("Category", "name_{language}"),
    "channel": ("Channel", "name_{language}"),
    "shift_type": ("ShiftType", "name_{language}"),
    "tariff": ("Tariff", "name_{language}"),
    "notice": ("Notice", "title"),
    "saved_view": ("SavedView", "name"),
    "export_release": ("ExportRelease", "number"),
}
"""By table: its model, and the column that people know a record by, in their language."""

AFTER: Final[Mapping[str, str]] = {
    **{table: "ticket_id" for table in ABOUT_TICKETS if table not in SAID},
    "attempt": "callback_id",
    "contact_person": "customer_id",
    "customer_phone": "customer_id",
}
"""Kinds without a name of their own: the link to the record that they are called after."""


class Named:
    """The names of what some events point at, read with one statement a table; nothing that ``reader`` may
    not see is named, neither a kind of record nor a hidden complaint (CMP-22).
    """

    def __init__(self, uow: UnitOfWork, events: Iterable[Event], reader: Reader) -> None:
        self._reader = reader
        wanted: dict[str, set[int]] = defaultdict(set)
        for event in events:
            wanted[event.entity].add(event.entity_id)
            for values in (event.before, event.after, event.detail):
                for name, value in (values or {}).items():
                    if (table := target(event.entity, name)) and is_key(value):
                        wanted[table].add(value)
        self._names = {table: _names(uow, table, keys) for table, keys in wanted.items()}

    def of(self, table: str, key: int) -> str:
        """What the record is called; "" where only its key is known, or may be."""
        return self._reader.name(table, self._names.get(table, {}).get(key, ""))

    def fields(self, event: Event) -> dict[str, dict[int, str]]:
        """By field of the event, what the records that it points at are called, by key."""
        found: dict[str, dict[int, str]] = defaultdict(dict)
        for values in (event.before, event.after, event.detail):
            for name, value in (values or {}).items():
                table = target(event.entity, name)
                if table and is_key(value) and (said := self.of(table, value)):
                    found[name][value] = said
        return dict(found)


def is_key(value: Any) -> bool:
    """Whether it can be the key of a record."""
    return isinstance(value, int) and not isinstance(value, bool)


def target(entity: str, field: str) -> str:
    """The table that a field of a record of this kind points at; "" where it is no link."""
    if not field.endswith("_id"):
        return ""
    model = _model(entity)
    column = model.__table__.columns.get(field) if model is not None else None
    if column is None:
        return field.removesuffix("_id")
    return str(column.info.get(LINKS_TO, "")).removesuffix(".id")


def _names(uow: UnitOfWork, table: str, keys: set[int]) -> dict[int, str]:
    """By key, what the records of a table are called; nothing for a kind that nobody calls anything."""
    if table in SAID:
        found, column = _said(table)
        statement = select(found.id, column).where(col(found.id).in_(keys))
    elif table in AFTER:
        found, link = _model(table), AFTER[table]
        other, column = _said(link.removesuffix("_id"))
        statement = (
            select(found.id, column)
            .join(other, col(other.id) == getattr(found, link))
            .where(col(found.id).in_(keys))
        )
    else:
        return {}
    return {key: name or "" for key, name in uow.session.exec(statement)}


def _said(table: str) -> tuple[Any, Any]:
    """The model of a table, and its column that people know a record by."""
    model, column = SAID[table]
    found = getattr(models, model)
    return found, getattr(found, column.format(language="zh" if get_language() == "zh" else "en"))


def _model(table: str) -> Any:
    """The model of a table; ``None`` where the kind of record has none."""
    return getattr(models, "".join(part.title() for part in table.split("_")), None)
