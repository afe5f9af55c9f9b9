"""Storing many rows of one table at once, without building an object for each: for imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, text
from sqlmodel import SQLModel

from csconsole.models.base import Record, searched_text

_BOOKKEEPING = frozenset({"id", "created_at", "updated_at", "version"})
_JSON = (dict, list)


def complete(model: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with the default of every column that they leave out, but for those that stay empty.

    Raises ``AttributeError`` for a name that is no column.
    """
    plain, made, names = _defaults(model)
    if not values.keys() <= names:
        raise AttributeError(f"{model.__name__} has no {sorted(set(values) - names)}")
    row = {**plain, **values}
    for name, factory in made.items():
        if row.get(name) is None:
            row[name] = factory()
    return row


def insert_rows(
    connection: Connection, model: type[Record], rows: Sequence[dict[str, Any]]
) -> range | list[int]:
    """Insert complete rows in one statement; their keys, in the same order, are also put into the rows.

    Only columns that some row fills take part: the statement and its values stay short.
    """
    keys = _reserve(connection, model, len(rows))
    names: dict[str, None] = {"id": None}
    for key, row in zip(keys, rows, strict=True):
        row["id"] = key
        names.update(dict.fromkeys(row))
    table: Any = model
    insert_values(connection, table.__table__, tuple(names), rows)
    return keys


def insert_values(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows given as mappings; a name that a row lacks is ``NULL``.

    The driver gets plain tuples, converted a column at a time: binding values one by one takes longer than
    storing them.
    """
    dialect = connection.dialect
    columns = []
    for name in names:
        processor = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        values = [row.get(name) for row in rows]
        columns.append(values if processor is None else _converted(values, processor))
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    quote = dialect.identifier_preparer.quote
    listed = ", ".join(quote(name) for name in names)
    marks = ", ".join([mark] * len(names))
    statement = f"INSERT INTO {quote(table.name)} ({listed}) VALUES ({marks})"
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _converted(values: list[Any], processor: Callable[[Any], Any]) -> list[Any]:
    """Each value as the driver takes it; equal ones are converted once."""
    try:
        known = {value: processor(value) for value in set(values)}
    except TypeError:  # JSON cannot be looked up
        return [processor(value) for value in values]
    return [known[value] for value in values]


def kept(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a new row that its event holds: no empty ones, no bookkeeping."""
    return {
        name: value
        for name, value in row.items()
        if value is not None
        and value != ""
        and name not in _BOOKKEEPING
        and (value or value.__class__ not in _JSON)
    }


def search_text(model: type[Record], row: Mapping[str, Any]) -> str | None:
    """The words by which a row is found, from its values alone."""
    return searched_text(row.get(name) for name in model.SEARCHED) if model.SEARCHED else None


def _reserve(connection: Connection, model: type[SQLModel], count: int) -> range | list[int]:
    """Keys that nobody else gets: from the sequence, or under SQLite's one writer the next ones."""
    table = str(model.__tablename__)
    if connection.dialect.name == "sqlite":
        last = connection.execute(text(f'SELECT coalesce(max(id), 0) FROM "{table}"')).scalar_one()
        return range(last + 1, last + 1 + count)
    statement = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return list(connection.execute(statement, {"table": f'"{table}"', "count": count}).scalars())


@cache
def _defaults(model: type[Record]) -> tuple[dict[str, Any], dict[str, Any], frozenset[str]]:
    """Default values by column where there are any, for columns of JSON what makes one, and all columns."""
    plain: dict[str, Any] = {}
    made: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if field.default_factory is not None:
            made[name] = field.default_factory
        elif not field.is_required() and field.default is not None:
            plain[name] = field.default
    return plain, made, frozenset(model.model_fields)
