"""SQLAlchemy's engine on either database. Loading it takes half of the time in which the desk is read, so
nothing that the desk is read by imports this module (``store.Store.engine``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from csconsole.errors import UsageError
from csconsole.i18n import _
from csconsole.storage import sqlite
from csconsole.storage.files import FILES, Files


def parse(url: str) -> URL:
    """The parts of a database URL. Raises ``UsageError`` for one that names no known engine."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise UsageError(
            _("{url} is not a database URL.", url=url),
            field="db",
            value=url,
            hint=_("Use a file name, or postgresql+psycopg://user@host/name."),
        ) from error
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
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
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    engine = create_engine(
        url,
        module=sqlite.driver(),
        connect_args={"timeout": sqlite.BUSY_SECONDS, "check_same_thread": False},
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


def _begin(connection: Connection) -> None:
    connection.info[FILES].require_unmoved()
    writes = connection.get_execution_options().get(sqlite.WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
