"""Storing many rows of one table at once, without building an object for each: for imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from csconsole.models.base import Record, defaults_of
from csconsole.storage.columns import Columns, by_column, completed, converted
from csconsole.storage.statements import change_many


def complete(model: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with the default of every column that they leave out.

    Raises ``AttributeError`` for a name that is no column.
    """
    plain, made, names = defaults_of(model)
    if not values.keys() <= names:
        raise AttributeError(f"{model.__name__} has no {sorted(set(values) - names)}")
    row = {**plain, **values}
    for name, factory in made.items():
        if row.get(name) is None:
            row[name] = factory()
    return row


def insert_rows(
    connection: Connection, model: type[Record], rows: Sequence[Mapping[str, Any]]
) -> range | list[int]:
    """Insert rows in one statement; returns their keys in the same order."""
    return insert_columns(connection, model, completed(model, by_column(model, rows), {}))


def insert_columns(connection: Connection, model: type[Record], columns: Columns) -> range | list[int]:
    """Insert rows given as columns in one statement; returns their keys in the same order.

    Only columns that some row fills take part, and the driver gets plain tuples, converted a column at a
    time: binding values one by one takes longer than storing them.
    """
    keys = _reserve(connection, model, columns.count)
    dialect = connection.dialect
    table: Any = model
    of_table = table.__table__
    names = ["id"]
    values: list[Iterable[Any]] = [keys]
    for name in (*columns.same, *columns.each):
        processor = of_table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        names.append(name)
        if name in columns.each:
            values.append(converted(columns, name, processor))
        else:
            value = columns.same[name]
            values.append(repeat(value if processor is None else processor(value), columns.count))
    quote = dialect.identifier_preparer.quote
    listed = ", ".join(map(quote, names))
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {quote(of_table.name)} ({listed}) VALUES ({marks})"
    change_many(connection, statement, list(zip(*values, strict=True)))
    return keys


def _reserve(connection: Connection, model: type[SQLModel], count: int) -> range | list[int]:
    """Keys that nobody else gets: from the sequence, or under SQLite's one writer the next ones."""
    table = str(model.__tablename__)
    if connection.dialect.name == "sqlite":
        last = connection.execute(text(f'SELECT coalesce(max(id), 0) FROM "{table}"')).scalar_one()
        return range(last + 1, last + 1 + count)
    statement = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return list(connection.execute(statement, {"table": f'"{table}"', "count": count}).scalars())
