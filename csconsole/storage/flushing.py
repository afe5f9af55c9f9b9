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

from csconsole.storage.statements import change

CHANNEL: Final = "csconsole_changes"
"""PostgreSQL's notification channel of the change feed."""

_TELL_AND_WAIT_LATER: Final = "SELECT pg_notify(?, ?), set_config('synchronous_commit', 'off', true)"
_MARK: Final = "SELECT pg_logical_emit_message(true, 'csconsole', '')"


def commit_together(connection: Connection, last: int) -> None:
    """Commit a transaction of a PostgreSQL server whose newest event is ``last``, let the other consoles
    know, and wait until it is on disk. What ``sent_together`` sends before it is stored with it or refused
    with it: the server leaves out all that follows what it refuses.
    """
    change(connection, _TELL_AND_WAIT_LATER, CHANNEL, str(last))
    change(connection, "COMMIT")
    change(connection, _MARK)
