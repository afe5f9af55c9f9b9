"""Short statements straight to the driver: SQLAlchemy adds to one four times what the engine needs for it.

They run in the connection's transaction. Values are marked ``?`` on either engine; columns come as the driver
gives them (SQLite: whole numbers for truth, texts for instants). Errors are SQLAlchemy's, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from itertools import chain, count
from typing import Any, Final, cast

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

_MOST_VALUES: Final = 5000
"""Values of the rows that a PostgreSQL server gets in one statement; it would take 65,535."""

_CURSOR: Final = "csconsole_cursor"
"""Where a connection of the pool keeps its cursor."""


def all_rows(connection: Connection, statement: str, *values: Any) -> list[Any]:
    """The rows of a query, as tuples."""
    with _Cursor(connection, statement, kept=False) as cursor:
        cursor.execute(marked(statement, connection.dialect.name), values)
        found: list[Any] = cursor.fetchall()
    return found


def rows_among(connection: Connection, query: str, *values: Any, among: Sequence[Any]) -> list[Any]:
    """The rows of a query that ends with ``column IN``, where the column is one of ``among``."""
    if not among:
        return []
    return all_rows(connection, f"{query} ({', '.join('?' * len(among))})", *values, *among)


def instant(connection: Connection, at: datetime) -> Any:
    """An instant as the driver takes it in these statements."""
    from csconsole.models.base import UtcDateTime

    dialect = connection.dialect
    process = UtcDateTime().dialect_impl(dialect).bind_processor(dialect)
    return at if process is None else process(at)


def first_row(connection: Connection, statement: str, *values: Any) -> Any:
    """The first row of a query as a tuple, or ``None``."""
    with _Cursor(connection, statement) as cursor:
        cursor.execute(marked(statement, connection.dialect.name), values)
        return cursor.fetchone()


def row_later(connection: Connection, statement: str, *values: Any) -> Callable[[], Any]:
    """As ``first_row``, for what is ``sent_together``: a function that gives the row after its end."""
    if connection.dialect.name != "postgresql":
        found = first_row(connection, statement, *values)
        return lambda: found
    cursor = _new_cursor(connection)
    cursor.execute(marked(statement, connection.dialect.name), values)
    return cast(Callable[[], Any], cursor.fetchone)


def change(connection: Connection, statement: str, *values: Any) -> tuple[int, int | None]:
    """Run a statement that writes: how many rows it met, and SQLite's key of the row that it made."""
    with _Cursor(connection, statement) as cursor:
        cursor.execute(marked(statement, connection.dialect.name), values)
        return cursor.rowcount, getattr(cursor, "lastrowid", None)


def change_many(connection: Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement that writes ``VALUES`` once for each of the rows.

    A PostgreSQL server gets many rows in one statement, which takes it and the driver half of the time.
    """
    if connection.dialect.name == "sqlite":
        with _Cursor(connection, statement) as cursor:
            cursor.executemany(statement, rows)
        return
    most = max(1, _MOST_VALUES // len(rows[0])) if rows else 1
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        change(connection, _of_many(statement, len(part)), *chain.from_iterable(part))


@lru_cache(maxsize=512)
def marked(statement: str, dialect: str) -> str:
    """SQL whose values are marked ``?``, marked as the driver of this ``dialect`` wants it."""
    if dialect == "sqlite":
        return statement
    first, *others = statement.split("?")
    return first + "".join(f"${number}{part}" for number, part in zip(count(1), others, strict=False))


@lru_cache(maxsize=256)
def _of_many(statement: str, rows: int) -> str:
    """A statement with the values of one row, for so many rows."""
    head, values, tail = statement.partition(" VALUES ")
    row, conflict, rest = tail.partition(" ON CONFLICT ")
    return "".join((head, values, ", ".join([row] * rows), conflict, rest))


@contextmanager
def sent_together(connection: Connection) -> Iterator[None]:
    """Inside, statements wait until the end, where a PostgreSQL server gets them all at once and is waited
    for once; what it refuses is raised there. Rows come then, too (``row_later``).
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise _wrapped(connection, "what was sent together", error) from error


class _Cursor:
    """A cursor of the driver for one statement; what it raises becomes SQLAlchemy's.

    One of a server is ``kept`` with its connection for the next statement, unless it holds many rows.
    """

    __slots__ = ("_connection", "_cursor", "_kept", "_statement")

    def __init__(self, connection: Connection, statement: str, *, kept: bool = True) -> None:
        self._connection = connection
        self._statement = statement
        self._kept = kept and connection.dialect.name != "sqlite"
        self._cursor: Any = _kept_cursor(connection) if self._kept else _new_cursor(connection)

    def __enter__(self) -> Any:
        return self._cursor

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if not self._kept:
            self._cursor.close()
        if error is not None and isinstance(error, self._connection.dialect.loaded_dbapi.Error):
            raise _wrapped(self._connection, self._statement, error) from error


def _kept_cursor(connection: Connection) -> Any:
    known = connection.connection.info
    cursor = known.get(_CURSOR)
    if cursor is None:
        cursor = known[_CURSOR] = _new_cursor(connection)
    return cursor


def _new_cursor(connection: Connection) -> Any:
    driver: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        return driver.cursor()
    from csconsole.storage.server_cursor import ServerCursor

    return ServerCursor(driver)


def _wrapped(connection: Connection, statement: str, error: BaseException) -> BaseException:
    """The error as SQLAlchemy raises it; a lost connection leaves the pool."""
    dialect: Any = connection.dialect
    lost = bool(dialect.is_disconnect(error, connection.connection.driver_connection, None))
    wrapped = DBAPIError.instance(
        statement, None, error, dialect.loaded_dbapi.Error, connection_invalidated=lost, dialect=dialect
    )
    if lost:
        connection.invalidate(error)
    return wrapped
