"""Waiting for the disk of a PostgreSQL server together with others.

A transaction that extends the chain of events holds its lock until it is stored. Were the disk waited for
meanwhile, each save would wait for it after the one before, and no two could be written at once. So the
transaction itself ends without waiting, and another one of the same connection, which only leaves a mark in
the server's log, waits behind it, without the lock: the log is written in order, so what stands before the
mark is on disk as well, and one write of the disk serves all who wait. The save is acknowledged only then.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from csconsole.storage.statements import change, last_row

_WAITS_LATER: Final = "csconsole_waits_later"
_NO_WAIT: Final = "SELECT set_config('synchronous_commit', 'off', true)"
_MARK: Final = "SELECT pg_logical_emit_message(true, 'csconsole', '')"


def wait_later(connection: Connection) -> None:
    """Let this transaction of a PostgreSQL server wait for the disk with others, when it is committed."""
    change(connection, _NO_WAIT)
    connection.info[_WAITS_LATER] = True


def commit_together(connection: Connection) -> None:
    """Commit such a transaction and wait until it is on disk; leave any other to SQLAlchemy."""
    if connection.info.pop(_WAITS_LATER, False):
        last_row(connection, "COMMIT", _MARK)
