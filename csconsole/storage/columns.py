"""Many new rows of one table, a column at a time: what all rows share is made ready for the database and for
their events once, and the rest by loops inside the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress, repeat
from typing import Any, Final

from csconsole.clock import iso
from csconsole.models.base import Record, defaults_of, searched_text, sqlite_text, sqlite_text_of
from csconsole.storage.event_chain import canonical, plain, quoted

BOOKKEEPING: Final = frozenset({"id", "created_at", "updated_at", "version"})
"""Columns of every table that are no part of what a record says."""

SECRET: Final = frozenset({"password_hash", "token_hash"})
"""Columns of which an event only tells that they are set."""

_NONE: Final = type(None)
_TRUTH: Final = {True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class Columns:
    """``each`` has a value for every row, ``same`` the one value of all rows; a column in neither is empty.

    ``kinds`` are the types of the values in a column of ``each``.
    """

    count: int
    each: Mapping[str, Sequence[Any]]
    same: Mapping[str, Any]
    kinds: Mapping[str, frozenset[type]]
    _instants: dict[str, list[str]] = field(default_factory=dict)

    def instants(self, name: str) -> list[str] | None:
        """A column of ``each`` that holds instants, as ``iso`` writes them, and nothing where there is none;
        ``None`` for any other column. Making such a text takes as long as storing a number.
        """
        if name not in self._instants and self.kinds[name] <= {datetime, _NONE}:
            self._instants[name] = [str(iso(at)) if at else "" for at in self.each[name]]
        return self._instants.get(name)

    def column(self, name: str) -> Iterable[Any]:
        """The values of a column, of every row one."""
        values = self.each.get(name)
        return repeat(self.same.get(name), self.count) if values is None else values

    def row(self, index: int) -> dict[str, Any]:
        """One of the rows."""
        return {**self.same, **{name: values[index] for name, values in self.each.items()}}

    def rows(self) -> list[dict[str, Any]]:
        """All rows."""
        return [self.row(index) for index in range(self.count)]

    def without(self, left_out: Sequence[int]) -> Columns:
        """Only the rows whose index is not among ``left_out``."""
        if not left_out:
            return self
        out = set(left_out)
        wanted = [index not in out for index in range(self.count)]
        each = {name: list(compress(values, wanted)) for name, values in self.each.items()}
        return Columns(sum(wanted), each, self.same, self.kinds)


def by_column(model: type[Record], rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Rows that need not all have the same columns, as columns: a row gets the default of what it leaves
    out.
    """
    defaults, _made, _names = defaults_of(model)
    names: dict[str, Any] = {}
    for row in rows:
        names.update(row)
    return {name: [row.get(name, defaults.get(name)) for row in rows] for name in names}


def completed(model: type[Record], given: Mapping[str, Sequence[Any]], same: Mapping[str, Any]) -> Columns:
    """Columns of one length, at least one row, with the default of every column that they leave out; ``same``
    is what all rows get, whatever ``given`` says.

    Raises ``AttributeError`` for a name that is no column and ``ValueError`` for columns of several lengths.
    """
    defaults, made, known = defaults_of(model)
    if not given.keys() <= known:
        raise AttributeError(f"{model.__name__} has no {sorted(given.keys() - known)}")
    lengths = set(map(len, given.values()))
    if len(lengths) != 1:
        raise ValueError(f"columns of {model.__name__} have {sorted(lengths)} rows")
    shared = {**defaults, **{name: factory() for name, factory in made.items()}, **same}
    each: dict[str, Sequence[Any]] = {}
    kinds: dict[str, frozenset[type]] = {}
    for name, values in given.items():
        if name in same:
            continue
        if name in made:
            values = [made[name]() if value is None else value for value in values]
        found = frozenset(map(type, values))
        if len(found) == 1 and values[0] == values[-1] and values.count(values[0]) == len(values):
            shared[name] = values[0]
        else:
            shared.pop(name, None)
            each[name], kinds[name] = values, found
    return Columns(lengths.pop(), each, {k: v for k, v in shared.items() if v is not None}, kinds)


def event_texts(columns: Columns) -> list[str]:
    """What the event of each row holds, as ``canonical`` JSON: the same as of a row stored by itself."""
    members: list[Iterable[str]] = []
    shared: list[str] = []
    for name in sorted({*columns.each, *columns.same} - BOOKKEEPING):
        if name in columns.same:
            shared.append(_member(name, columns.same[name]))
            continue
        members.append(repeat("".join(shared), columns.count))
        members.append(_members(name, columns))
        shared = []
    members.append(repeat("".join(shared), columns.count))
    return [f"{{{''.join(row)[:-1]}}}" for row in zip(*members, strict=True)]


def search_texts(model: type[Record], columns: Columns) -> list[str]:
    """The words by which each row is found; nothing where the table has no place in the index."""
    if not model.SEARCHED:
        return []
    names = [name for name in model.SEARCHED if name in columns.each or name in columns.same]
    return [searched_text(row) for row in zip(*map(columns.column, names), strict=True)]


def is_kept(name: str, value: Any) -> bool:
    """Whether the event of a new row holds this column: no empty ones, no bookkeeping."""
    return (
        value is not None
        and value != ""
        and name not in BOOKKEEPING
        and (bool(value) or not isinstance(value, (dict, list)))
    )


def _members(name: str, columns: Columns) -> list[str]:
    """The column as members of JSON objects, each with a comma behind it; an empty text where the row's event
    leaves it out.
    """
    values, kinds = columns.each[name], columns.kinds[name]
    label = f"{quoted(name)}:"
    if name in SECRET:
        return [_member(name, value) for value in values]
    if kinds <= {str, _NONE}:
        return [f"{label}{quoted(value)}," if value else "" for value in values]
    if kinds <= {int, _NONE}:
        return ["" if value is None else f"{label}{value}," for value in values]
    if (instants := columns.instants(name)) is not None:
        return [f'{label}"{instant}",' if instant else "" for instant in instants]
    if kinds <= {bool, _NONE}:
        return ["" if value is None else f"{label}{_TRUTH[value]}," for value in values]
    return [_member(name, value) for value in values]


def _member(name: str, value: Any) -> str:
    if not is_kept(name, value):
        return ""
    return f"{quoted(name)}:{canonical('***' if name in SECRET else plain(value))},"


Processor = Callable[[Any], Any]


def converted(columns: Columns, name: str, processor: Processor | None) -> Sequence[Any]:
    """The values of a column of ``each`` as the driver takes them; where many are equal they are converted
    once.
    """
    values = columns.each[name]
    if processor is None:
        return values
    if processor is sqlite_text and (instants := columns.instants(name)) is not None:
        return [sqlite_text_of(instant) if instant else None for instant in instants]
    try:
        distinct = set(values)
    except TypeError:  # JSON cannot be looked up
        return list(map(processor, values))
    if 2 * len(distinct) > len(values):
        return list(map(processor, values))
    known = {value: processor(value) for value in distinct}
    return list(map(known.__getitem__, values))
