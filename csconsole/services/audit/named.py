"""What events' records and those they link to are called: numbers and names beside stored keys (SEC-05)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlmodel import col, select

from csconsole import models
from csconsole.models.base import LINKS_TO
from csconsole.models.event import Event
from csconsole.services.audit.shown import Reader
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
}
"""By table: its model, and the column that people know a record by."""


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
        self._names = {table: _names(uow, table, keys) for table, keys in wanted.items() if table in SAID}

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
    model = getattr(models, "".join(part.title() for part in entity.split("_")), None)
    column = model.__table__.columns.get(field) if model is not None else None
    if column is None:
        return field.removesuffix("_id")
    return str(column.info.get(LINKS_TO, "")).removesuffix(".id")


def _names(uow: UnitOfWork, table: str, keys: set[int]) -> dict[int, str]:
    model, column = SAID[table]
    found = getattr(models, model)
    statement = select(found.id, getattr(found, column)).where(col(found.id).in_(keys))
    return {key: name or "" for key, name in uow.session.exec(statement)}
