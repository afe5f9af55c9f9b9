"""SQLAlchemy's engine on either database. Loading it takes half of the time in which the desk is read, so
nothing that the desk is read by imports this module (``store.Store.engine``).
"""

from __future__ import annotations

import logging
import select
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

from csconsole.config import without_password
from csconsole.errors import UsageError
from csconsole.i18n import _
from csconsole.storage import sqlite
from csconsole.storage.files import FILES, Files
from csconsole.storage.statements import change

LIBRARIES = ("sqlalchemy", "psycopg")
for _library in LIBRARIES:  # our errors say what broke off, in one line
    logging.getLogger(_library).addHandler(logging.NullHandler())

_DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")

_poll: Final = getattr(select, "poll", None)
"""Not on Windows; ``select.select`` takes no file numbers above 1023."""

_RESTING: Final = 1
"""So many connections to an SQLite file are kept for the next unit of work: each holds the schema and pages
of its own, up to 0.9 MiB, and opening another takes 1.5 ms.
"""
_RESTING_ON_SERVER: Final = 2
"""So many connections to a server are kept: a console that is worked in at a person's pace needs no more, and
a server has a few for each seat. What a burst of keys opens beyond them is closed when it is done.
"""
_AT_ONCE: Final = 15
"""Units of work at once; the next one waits."""

_PREPARED_AFTER: Final = 1
"""A statement that is used again is prepared: at the start of a shift, when everybody's statements are new, a
server takes a quarter less for a save than with psycopg's five. A command uses most of its own only once.
"""

_RESTS_SINCE = "csconsole_rests_since"
_TRUSTED_SECONDS = 5.0
"""After so long without use a connection may be dead although the server has not said so."""


def parse(url: str) -> URL:
    """The parts of a database URL. Raises ``UsageError`` for one that names no known engine."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        shown = without_password(url)
        raise UsageError(
            _("{url} is not a database URL.", url=shown),
            field="db",
            value=shown,
            hint=_("Use a file name, or postgresql+psycopg://user@host/name."),
        ) from error
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in _DRIVERS:
        raise UsageError(
            _("The database engine {engine} is not supported.", engine=parsed.drivername),
            field="db",
            value=parsed.drivername,
            hint=_("Use a file name, or postgresql+psycopg://user@host/name."),
        )
    return parsed


def build_engine(url: URL, opened: Callable[[], Any] | None = None) -> Engine:
    """An engine; every SQLite transaction is begun explicitly.

    ``opened`` may give out an SQLite connection that the pool takes over instead of making one.
    """
    if url.get_backend_name() != "sqlite":
        return _server_engine(url)
    engine = create_engine(
        url,
        module=sqlite.driver(),
        connect_args={"timeout": sqlite.BUSY_SECONDS, "check_same_thread": False},
        pool_size=_RESTING,
        max_overflow=_AT_ONCE - _RESTING,
    )
    path = Path(url.database or "")
    first: list[Files] = []

    def opening(*_about: object) -> Any:
        if first:  # SQLite would make a new file
            first[0].require_database(Files.of(path))
        return opened() if opened is not None else None

    def prepared(connection: Any, record: Any) -> None:
        sqlite.prepare(connection)
        record.info[FILES] = files = Files.of(path)
        if not first:
            first.append(files)

    event.listen(engine, "do_connect", opening)
    event.listen(engine, "connect", prepared)
    event.listen(engine, "begin", _begin)
    return engine


def serials_engine(url: URL) -> Engine:
    """An engine for PostgreSQL whose every statement is a transaction of its own that does not wait for the
    disk: whoever uses what it stored waits later, and the server writes its log in order.
    """
    engine = _server_engine(
        url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, pool_size=1, max_overflow=_AT_ONCE - 1
    )

    def prepared(connection: Any, _record: object) -> None:
        connection.execute("SET synchronous_commit = off")

    event.listen(engine, "connect", prepared)
    return engine


def _server_engine(url: URL, **named: Any) -> Engine:
    """An engine for PostgreSQL that notices a connection that is gone before it is used again.

    What a transaction sees is set here, whatever the server's default is: writers wait for each other's rows
    and then go on, where a stricter one would refuse them.
    """
    named.setdefault("isolation_level", "READ COMMITTED")
    named.setdefault("pool_size", _RESTING_ON_SERVER)
    named.setdefault("max_overflow", _AT_ONCE - _RESTING_ON_SERVER)
    asked = {"connect_timeout": 10, "prepare_threshold": _PREPARED_AFTER}
    engine = create_engine(url, connect_args=asked, **named)

    def rests(_connection: object, record: Any) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    def wakes(connection: Any, record: Any, _proxy: object) -> None:
        since = record.info.get(_RESTS_SINCE)
        if since is not None and not still_there(engine, connection, since):
            raise InvalidatePoolError

    event.listen(engine, "checkin", rests)
    event.listen(engine, "checkout", wakes)
    return engine


def still_there(engine: Engine, connection: Any, since: float) -> bool:
    """Whether a driver's connection that rests ``since`` then can be used. A server that drops one says so;
    asking it each time takes as long as a query.
    """
    if time.monotonic() - since < _TRUSTED_SECONDS and not _told(connection):
        return True
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error:
        return False
    return True


def _told(connection: Any) -> bool:
    """Whether the server has sent something that nobody asked for, or has hung up."""
    if connection.closed:
        return True
    if _poll is None:
        return bool(select.select((connection.fileno(),), (), (), 0)[0])
    waiting = _poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _begin(connection: Connection) -> None:
    connection.info[FILES].require_unmoved()
    writes = connection.get_execution_options().get(sqlite.WRITES, False)
    change(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")
