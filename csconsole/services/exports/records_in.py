"""Which records the rows of a list are about, so that each is counted once however it leaves (SEC-12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sqlmodel import col, select

from csconsole.models import Call, Callback, Ticket
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import LETTERS

_LISTED: Final = {"call": "calls", "ticket": "tickets", "callback": "callbacks"}
_TABLES: Final = {"call": Call, "ticket": Ticket, "callback": Callback}
_ENTITIES: Final = {LETTERS[entity]: entity for entity in _TABLES}
_AT_ONCE: Final = 500


def records_in(ctx: Context, rows: Iterable[Any]) -> dict[str, set[int]]:
    """The keys by kind of the records that rows are about: a sub-task, a job or a dispute is about its
    ticket, a line of a timeline or of the day book about what happened.
    """
    found: defaultdict[str, set[int]] = defaultdict(set)
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        kind = getattr(row, "entity", None) or getattr(row, "kind", None)
        number = getattr(row, "number", None) or ""
        if kind in _LISTED:
            found[_LISTED[kind]].add(row.id)
        elif number[:1] in _ENTITIES:
            numbers[number[:1]].add(number)
        elif hasattr(row, "id"):
            found[kind or type(row).__name__].add(row.id)
    with ctx.read() as uow:
        for letter, some in numbers.items():
            entity = _ENTITIES[letter]
            found[_LISTED[entity]] |= _keys_of(uow, _TABLES[entity], sorted(some))
    return dict(found)


def _keys_of(uow: UnitOfWork, table: Any, numbers: list[str]) -> set[int]:
    keys: set[int] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        keys.update(uow.session.exec(select(table.id).where(col(table.number).in_(some))))
    return keys
