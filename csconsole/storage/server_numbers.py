"""The number series of a PostgreSQL server, advanced in transactions of their own: nobody waits for a series
until another's commit. A serial of a failed command stays unused.
"""

from __future__ import annotations

import time

from sqlalchemy import Connection

from csconsole.storage.engine import parse, serials_engine, still_there
from csconsole.storage.numbers import next_serials


class ServerNumbers:
    """Reserves serials for any thread. It keeps the pool's connections between two numbers: each time the
    pool lends one and takes it back costs as much as the statement.
    """

    def __init__(self, url: str) -> None:
        self._engine = serials_engine(parse(url))
        self._at_hand: list[tuple[Connection, float]] = []

    def reserve(self, series: str, count: int) -> range:
        """The next ``count`` serials of ``series``. Raises what SQLAlchemy raises."""
        connection = self._taken()
        try:
            serials = next_serials(connection, series, count)
        except BaseException:
            _let_go(connection)
            raise
        self._at_hand.append((connection, time.monotonic()))
        return serials

    def close(self) -> None:
        """Close every connection."""
        while self._at_hand:
            self._at_hand.pop()[0].close()
        self._engine.dispose()

    def _taken(self) -> Connection:
        while True:
            try:
                connection, since = self._at_hand.pop()
            except IndexError:  # all are in use, perhaps by another thread
                return self._engine.connect()
            if still_there(self._engine, connection.connection.dbapi_connection, since):
                return connection
            _let_go(connection)


def _let_go(connection: Connection) -> None:
    connection.invalidate()
    connection.close()
