"""Storing many rows of one table at once, without building an object for each: for imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlmodel import SQLModel

from csconsole.models.base import Record, searched_text


def complete(model: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` with the default of every column that they leave out.

    Raises ``AttributeError`` for a name that is no column.
    """
    plain, made = _defaults(model)
    row = {**plain, **values}
    if len(row) != len(plain):
        raise AttributeError(f"{model.__name__} has no {sorted(set(values) - set(plain))}")
    for name, factory in made.items():
        if row[name] is None:
            row[name] = factory()
    return row


def insert_rows(
    connection: Connection, model: type[Record], rows: Sequence[dict[str, Any]]
) -> range | list[int]:
    """Insert complete rows in one statement; their keys, in the same order, are also put into the rows."""
    keys = _reserve(connection, model, len(rows))
    for key, row in zip(keys, rows, strict=True):
        row["id"] = key
    table: Any = model
    connection.execute(insert(table.__table__), list(rows))
    return keys


def search_text(model: type[Record], row: Mapping[str, Any]) -> str | None:
    """The words by which a row is found, from its values alone."""
    return searched_text(row[name] for name in model.SEARCHED) if model.SEARCHED else None


def _reserve(connection: Connection, model: type[SQLModel], count: int) -> range | list[int]:
    """Keys that nobody else gets: from the sequence, or under SQLite's one writer the next ones."""
    table = str(model.__tablename__)
    if connection.dialect.name == "sqlite":
        last = connection.execute(text(f'SELECT coalesce(max(id), 0) FROM "{table}"')).scalar_one()
        return range(last + 1, last + 1 + count)
    statement = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return list(connection.execute(statement, {"table": f'"{table}"', "count": count}).scalars())


@cache
def _defaults(model: type[Record]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Plain default values by column, and for columns of JSON what makes one."""
    plain: dict[str, Any] = {}
    made: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if field.default_factory is not None:
            plain[name] = None
            made[name] = field.default_factory
        else:
            plain[name] = None if field.is_required() else field.default
    return plain, made
