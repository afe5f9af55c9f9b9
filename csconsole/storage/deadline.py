"""A deadline for statements: what runs past it is stopped by the means of each engine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

_STEPS = 2000
"""So many steps of SQLite's machine, some tenths of a millisecond, lie between two looks at the clock."""


class Deadline:
    """Stops a statement inside ``with`` when ``time.monotonic()`` passes ``deadline``; it then raises an
    ``OperationalError`` for which ``was_stopped`` is true, and the transaction goes on.

    With ``work`` it is stopped after so many seconds of work, too: on SQLite of this thread's own, so that a
    busy machine or a slow disk does not make it see less; on PostgreSQL of the statement.
    """

    def __init__(self, connection: Connection, deadline: float, work: float | None = None) -> None:
        self._connection = connection
        self._deadline = deadline
        self._work = work

    def __enter__(self) -> None:
        if self._connection.dialect.name == "sqlite":
            driver: Any = self._connection.connection.driver_connection
            driver.set_progress_handler(self._over(), _STEPS)
            return
        left = self._deadline - time.monotonic()
        left = max(1, int(1000 * (left if self._work is None else min(left, self._work))))
        self._connection.exec_driver_sql("SAVEPOINT deadline")
        self._connection.exec_driver_sql(f"SET LOCAL statement_timeout = {left}")

    def _over(self) -> Callable[[], int]:
        deadline, work = self._deadline, self._work
        if work is None:
            return lambda: int(time.monotonic() > deadline)
        worked = time.thread_time() + work
        return lambda: int(time.thread_time() > worked or time.monotonic() > deadline)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if self._connection.dialect.name == "sqlite":
            driver: Any = self._connection.connection.driver_connection
            driver.set_progress_handler(None, 0)
            return
        if kind is not None:
            self._connection.exec_driver_sql("ROLLBACK TO SAVEPOINT deadline")
        self._connection.exec_driver_sql("RELEASE SAVEPOINT deadline")
        self._connection.exec_driver_sql("SET LOCAL statement_timeout = DEFAULT")


def was_stopped(error: OperationalError) -> bool:
    """Whether a statement was stopped by its deadline."""
    return any(sign in str(error.orig).lower() for sign in ("interrupt", "timeout"))
