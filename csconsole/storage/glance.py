"""Reading a few rows by plain statements before SQLAlchemy is loaded: who signs in, and what is on the desk.

On SQLite the driver alone reads them, by a connection that the engine takes over once somebody needs it. On
PostgreSQL, and inside a unit of work, they go through its connection; the statements are the same.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csconsole.storage import sqlite
from csconsole.storage.files import Files
from csconsole.storage.refusals import damaged, refused

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Glance:
    """One snapshot, read by statements whose values are marked ``?`` on either engine."""

    def __init__(self, dialect: str, where: str, read: Callable[[str, Sequence[Any]], list[Any]]) -> None:
        self.dialect = dialect
        self._where = where
        self._read = read

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """The rows of a query as tuples; instants among the values must be aware."""
        return self._read(statement, [self._bound(value) for value in values])

    def _bound(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        value = value.astimezone(UTC)
        return value if self.dialect != "sqlite" else value.isoformat(" ", "microseconds")[:-6]

    def instant(self, stored: Any) -> datetime | None:
        """A stored instant as an aware one in UTC. Raises ``DatabaseUnavailableError`` for what is none."""
        try:
            found = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
            if found is None:
                return None
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, AttributeError) as error:
            raise damaged(self._where) from error

    def json(self, stored: Any) -> Any:
        """A stored JSON value. Raises ``DatabaseUnavailableError`` for what is none."""
        try:
            return json.loads(stored) if isinstance(stored, str) else stored
        except ValueError as error:
            raise damaged(self._where) from error


def over(connection: Connection, where: str) -> Glance:
    """What the transaction of a connection sees."""
    from csconsole.storage.statements import all_rows

    return Glance(
        connection.dialect.name, where, lambda statement, values: all_rows(connection, statement, *values)
    )


class FirstConnection:
    """A connection to an SQLite file, made when somebody first glances at it, until the engine takes it."""

    def __init__(self, path: Path, where: str) -> None:
        self._path = path
        self._where = where
        self._connection: Any = None
        self._files = Files.of(path)
        self._lock = threading.RLock()
        self._in_use = False

    @contextmanager
    def glance(self) -> Iterator[Glance]:
        """One snapshot; other threads wait for it, one inside another joins it. Raises
        ``DatabaseUnavailableError``.
        """
        with self._lock, self._translated():
            if self._connection is None:
                self._connection = sqlite.connect(str(self._path))
                self._files = Files.of(self._path)
            self._files.require_unmoved()
            seen = Glance("sqlite", self._where, self._rows)
            if self._in_use:
                yield seen
                return
            self._rows("BEGIN", ())
            self._in_use = True
            try:
                yield seen
            finally:
                self._in_use = False
                self._connection.rollback()

    def take(self) -> Any:
        """The connection, for whoever keeps it from now on; ``None`` where there is none to be had. Raises
        ``DatabaseUnavailableError`` where its file was taken away.
        """
        with self._lock:
            if self._in_use:  # by this thread itself, which cannot wait for itself
                return None
            taken, self._connection = self._connection, None
            if taken is not None:
                self._files.require_unmoved()
            return taken

    def close(self) -> None:
        """Close it, if nobody has taken it."""
        with self._lock:
            taken, self._connection = self._connection, None
        if taken is not None:
            taken.close()

    def _rows(self, statement: str, values: Sequence[Any]) -> list[Any]:
        found: list[Any] = self._connection.execute(statement, values).fetchall()
        return found

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (sqlite.driver().Error, OSError) as error:
            raise refused(error, self._where, saving=False) from error
