"""The change feed: a terminal learns of others' changes without polling tables.

SQLite: ``PRAGMA data_version`` on a connection of its own, every 100 ms; PostgreSQL: LISTEN/NOTIFY. Only when
something has changed are the new events read, by key.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.models.event import Event
from csconsole.storage.failures import translated
from csconsole.storage.files import FILES, Files
from csconsole.storage.refusals import connection_lost

if TYPE_CHECKING:
    from csconsole.storage.store import Store

POLL_SECONDS = 0.1
_MOST = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One change by anyone: enough to know which lists to refresh."""

    event_id: int
    entity: str
    entity_id: int
    action: str
    actor_id: int | None


class _Signal(Protocol):
    def wait(self, seconds: float) -> bool: ...

    def close(self) -> None: ...


class ChangeFeed:
    """Changes since it was opened. Use it from one thread; ``close`` may come from another."""

    def __init__(self, store: Store, signal: _Signal) -> None:
        self._store = store
        self._signal = signal
        self._closed = threading.Event()
        with store.read() as unit:
            self._last = unit.session.exec(select(func.max(Event.id))).one() or 0

    def wait(self, seconds: float) -> list[Change]:
        """What has changed since the last call; waits up to ``seconds`` for the first, then returns at once.

        An empty list means that nothing happened, or that the feed was closed. After more than 500
        changes the rest comes with the next call. Raises ``DatabaseUnavailableError`` where the connection
        was lost or the file taken away: then open another feed.
        """
        end = time.monotonic() + seconds
        while not self._closed.is_set():
            left = end - time.monotonic()
            if self._told(max(0.0, left)):
                changes = self._read()
                if changes:
                    return changes
            elif left <= 0:
                break
        return []

    def _told(self, seconds: float) -> bool:
        driver: Any = self._store.engine.dialect.loaded_dbapi
        try:
            return self._signal.wait(seconds)
        except driver.Error as error:
            raise connection_lost(self._store.where, saving=False) from error

    def close(self) -> None:
        """Stop waiting and let the connection go."""
        self._closed.set()
        self._signal.close()

    def _read(self) -> list[Change]:
        with self._store.read() as unit:
            rows = unit.session.exec(
                select(Event).where(col(Event.id) > self._last).order_by(col(Event.id)).limit(_MOST)
            ).all()
            changes = [
                Change(row.id or 0, row.entity, row.entity_id, row.action, row.actor_id) for row in rows
            ]
        if changes:
            self._last = changes[-1].event_id
        return changes


def open_feed(store: Store) -> ChangeFeed:
    """A feed on its own connection. Raises ``DatabaseUnavailableError``."""
    driver: Any = store.engine.dialect.loaded_dbapi
    try:
        with translated(store.where, saving=False):
            signal: _Signal = _SqliteSignal(store) if store.dialect == "sqlite" else _PostgresSignal(store)
    except driver.Error as error:
        raise connection_lost(store.where, saving=False) from error
    return ChangeFeed(store, signal)


class _SqliteSignal:
    def __init__(self, store: Store) -> None:
        self._connection: Any = store.engine.raw_connection()
        self._files: Files = self._connection.info[FILES]
        self._seen = self._version()
        self._stopped = threading.Event()
        self._first = True

    def _version(self) -> int:
        cursor = self._connection.cursor()
        try:
            return int(cursor.execute("PRAGMA data_version").fetchone()[0])
        finally:
            cursor.close()

    def wait(self, seconds: float) -> bool:
        """True when another connection has committed since the last time."""
        end = time.monotonic() + seconds
        self._files.require_unmoved()
        while not self._stopped.is_set():
            version = self._version()
            if version != self._seen:
                self._seen = version
                return True
            left = end - time.monotonic()
            if left <= 0 or self._stopped.wait(min(POLL_SECONDS, left)):
                return False
        return False

    def close(self) -> None:
        self._stopped.set()
        self._connection.close()


class _PostgresSignal:
    def __init__(self, store: Store) -> None:
        from csconsole.storage.flushing import CHANNEL

        pooled: Any = store.engine.raw_connection()
        self._connection: Any = pooled.driver_connection
        pooled.detach()
        self._connection.autocommit = True
        self._connection.execute(f"LISTEN {CHANNEL}")
        self._stopped = threading.Event()

    def wait(self, seconds: float) -> bool:
        """True when a transaction with events has committed since the last time."""
        end = time.monotonic() + seconds
        while not self._stopped.is_set():
            left = min(max(0.0, end - time.monotonic()), 0.5)
            for _notice in self._connection.notifies(timeout=left, stop_after=1):
                return True
            if time.monotonic() >= end:
                return False
        return False

    def close(self) -> None:
        self._stopped.set()
        self._connection.close()


__all__ = ["Change", "ChangeFeed", "open_feed"]
