"""Short statements straight to the driver: SQLAlchemy adds to one four times what the engine needs for it.

They run in the connection's transaction. Values are marked ``?`` on either engine; columns come as the driver
gives them (SQLite: whole numbers for truth, texts for instants). Errors are SQLAlchemy's, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from csconsole.models.base import UtcDateTime


def all_rows(connection: Connection, statement: str, *values: Any) -> list[Any]:
    """The rows of a query, as tuples."""
    with _cursor(connection, statement) as cursor:
        cursor.execute(marked(statement, connection.dialect.paramstyle), values)
        found: list[Any] = cursor.fetchall()
    return found


def rows_among(connection: Connection, query: str, *values: Any, among: Sequence[Any]) -> list[Any]:
    """The rows of a query that ends with ``column IN``, where the column is one of ``among``."""
    if not among:
        return []
    return all_rows(connection, f"{query} ({', '.join('?' * len(among))})", *values, *among)


def instant(connection: Connection, at: datetime) -> Any:
    """An instant as the driver takes it in these statements."""
    dialect = connection.dialect
    process = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)
    return at if process is None else process(at)


def first_row(connection: Connection, statement: str, *values: Any) -> Any:
    """The first row of a query as a tuple, or ``None``."""
    with _cursor(connection, statement) as cursor:
        cursor.execute(marked(statement, connection.dialect.paramstyle), values)
        return cursor.fetchone()


def last_row(connection: Connection, *statements: str) -> Any:
    """The first row of the last of several queries without values, or ``None``; each sees what the ones
    before it waited for. A PostgreSQL server gets them in one message.
    """
    if connection.dialect.name != "postgresql":
        return [first_row(connection, statement) for statement in statements][-1]
    together = "; ".join(statements)
    with _cursor(connection, together) as cursor:
        cursor.execute(together, prepare=False)
        while cursor.nextset():
            pass
        return cursor.fetchone()


def change(connection: Connection, statement: str, *values: Any) -> tuple[int, int | None]:
    """Run a statement that writes: how many rows it met, and SQLite's key of the row that it made."""
    with _cursor(connection, statement) as cursor:
        cursor.execute(marked(statement, connection.dialect.paramstyle), values)
        return cursor.rowcount, getattr(cursor, "lastrowid", None)


def change_many(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement that writes once for each of the rows."""
    with _cursor(connection, statement) as cursor:
        cursor.executemany(marked(statement, connection.dialect.paramstyle), rows)


@lru_cache(maxsize=512)
def marked(statement: str, paramstyle: str) -> str:
    """SQL whose values are marked ``?``, marked as the driver of this ``paramstyle`` wants it."""
    return statement if paramstyle == "qmark" else statement.replace("%", "%%").replace("?", "%s")


@contextmanager
def sent_together(connection: Connection) -> Iterator[None]:
    """Inside, a PostgreSQL server gets the statements that write one after the other, and is waited for once
    at the end instead of after each; what it refuses is raised there.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    with _raising(connection, "what was sent together"), driver.pipeline():
        yield


@contextmanager
def _cursor(connection: Connection, statement: str) -> Iterator[Any]:
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor()
    try:
        with _raising(connection, statement):
            yield cursor
    finally:
        cursor.close()


@contextmanager
def _raising(connection: Connection, statement: str) -> Iterator[None]:
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, statement, error) from error


def _wrapped(connection: Connection, statement: str, error: Exception) -> BaseException:
    """The error as SQLAlchemy raises it; a lost connection leaves the pool."""
    dialect: Any = connection.dialect
    lost = bool(dialect.is_disconnect(error, connection.connection.driver_connection, None))
    wrapped = DBAPIError.instance(
        statement, None, error, dialect.loaded_dbapi.Error, connection_invalidated=lost, dialect=dialect
    )
    if lost:
        connection.invalidate(error)
    return wrapped
