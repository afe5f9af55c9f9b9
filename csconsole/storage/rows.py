"""Writing single rows by statements that are put together once for each table.

SQLAlchemy's own flush takes several times as long for one row as the database does to store it, and a save
holds the writers' queue all the while.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlmodel import SQLModel

from csconsole.models.base import Record
from csconsole.storage.statements import change, first_row

Processor = Callable[[Any], Any]


def insert(connection: Connection, row: Record, values: Mapping[str, Any]) -> None:
    """Store a new object with these values of its columns, those that it has; it has its key then."""
    processors, statement = _insertion(type(row), connection.dialect, tuple(values))
    bound = _bound(values, processors)
    if row.id is not None:
        change(connection, statement, *bound)
    elif connection.dialect.name == "sqlite":
        row.id = change(connection, statement, *bound)[1]
    else:
        row.id = first_row(connection, statement, *bound)[0]


def update(connection: Connection, row: Record, values: Mapping[str, Any]) -> bool:
    """Change a stored row if it still has the object's version; false when it has another one."""
    names = tuple(values)
    processors, statement = _change(type(row), connection.dialect, names)
    bound = _bound(values, processors)
    return change(connection, statement, *bound, row.pk, row.version)[0] == 1


def _bound(values: Mapping[str, Any], processors: Sequence[Processor | None]) -> list[Any]:
    return [
        value if process is None else process(value)
        for value, process in zip(values.values(), processors, strict=True)
    ]


@lru_cache(maxsize=1024)
def _insertion(
    model: type[SQLModel], dialect: Dialect, names: tuple[str, ...]
) -> tuple[tuple[Processor | None, ...], str]:
    """What makes each value fit for the driver, and the statement; it returns the new key."""
    quote = dialect.identifier_preparer.quote
    listed = ", ".join(map(quote, names))
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {quote(str(model.__tablename__))} ({listed}) VALUES ({marks})"
    if dialect.name != "sqlite" and "id" not in names:
        statement += " RETURNING id"
    return _processors(model, dialect, names), statement


@lru_cache(maxsize=1024)
def _change(
    model: type[SQLModel], dialect: Dialect, names: tuple[str, ...]
) -> tuple[tuple[Processor | None, ...], str]:
    quote = dialect.identifier_preparer.quote
    sets = ", ".join(f"{quote(name)} = ?" for name in names)
    statement = f"UPDATE {quote(str(model.__tablename__))} SET {sets} WHERE id = ? AND version = ?"
    return _processors(model, dialect, names), statement


def _processors(
    model: type[SQLModel], dialect: Dialect, names: tuple[str, ...]
) -> tuple[Processor | None, ...]:
    columns = _columns(model)
    return tuple(columns[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)


def _columns(model: type[SQLModel]) -> Any:
    table: Any = model
    return table.__table__.c
