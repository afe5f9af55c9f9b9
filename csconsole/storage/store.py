"""The store: one database, opened once, that hands out units of work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from csconsole.clock import DEFAULT_ZONE, Clock, SystemClock
from csconsole.errors import UsageError
from csconsole.i18n import _
from csconsole.storage import schema, sqlite
from csconsole.storage.batches import BatchNames
from csconsole.storage.failures import Storing, busy, translated
from csconsole.storage.files import moved
from csconsole.storage.numbers import next_serials
from csconsole.storage.reference import Kept
from csconsole.storage.unit_of_work import UnitOfWork
from csconsole.storage.writer_queue import writer_queue

if TYPE_CHECKING:
    from csconsole.storage.change_feed import ChangeFeed


class Store:
    """One database. Safe to share between threads; each thread has at most one unit of work at a time."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock
        self._local = threading.local()
        self._turn = _turns(engine.url)
        self._kept: Kept = {}
        self.batches = BatchNames(clock)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @property
    def where(self) -> str:
        """The database as shown to a person: without the password."""
        url = self.engine.url
        return (url.database or "") if self.dialect == "sqlite" else url.render_as_string(hide_password=True)

    @contextmanager
    def write(self, actor_id: int | None = None) -> Iterator[UnitOfWork]:
        """One transaction that may write. Inside another one of this thread it joins that one, so that
        services compose; only the outermost commits, and an error anywhere undoes everything.

        Writers on one SQLite file queue on a local file lock. Raises ``DatabaseUnavailableError`` after
        30 seconds of waiting.
        """
        outer: UnitOfWork | None = getattr(self._local, "unit", None)
        if outer is not None:
            if not outer.writes:
                raise RuntimeError("a write inside a read-only unit of work")
            yield outer
            return
        storing = Storing()
        with (
            translated(self.where, saving=True, storing=storing),
            self._queued(),
            self.engine.connect() as connection,
        ):
            connection = connection.execution_options(**{sqlite.WRITES: True})
            with connection.begin():
                unit = UnitOfWork(connection, self.clock, actor_id, self._serials, self._kept, self.batches)
                self._local.unit = unit
                try:
                    yield unit
                    unit.finish()
                    storing.begun = True
                finally:
                    self._local.unit = None
                    unit.close()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """One consistent snapshot to read from; inside another unit of work it joins that one."""
        outer: UnitOfWork | None = getattr(self._local, "unit", None)
        if outer is not None:
            yield outer
            return
        with translated(self.where, saving=False), self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                unit = UnitOfWork(connection, self.clock, None, None, self._kept, self.batches)
                self._local.unit = unit
                try:
                    yield unit
                finally:
                    self._local.unit = None
                    unit.close()

    @contextmanager
    def exclusive(self) -> Iterator[Connection]:
        """One transaction for changing the schema: foreign keys are not enforced inside it."""
        with (
            translated(self.where, saving=True),
            self._queued(),
            self.engine.connect() as connection,
        ):
            if self.dialect == "sqlite":
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA foreign_keys = OFF")
            connection = connection.execution_options(**{sqlite.WRITES: True})
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.invalidate()

    def require_current(self) -> None:
        """Raise ``DatabaseUnavailableError`` where somebody upgraded the database while it was open here."""
        with (
            translated(self.where, saving=False),
            self.engine.connect() as connection,
            connection.begin(),
        ):
            schema.require_current(connection, self.where)

    def change_feed(self) -> ChangeFeed:
        """A feed of what others change from now on; it holds a connection of its own until closed."""
        from csconsole.storage.change_feed import open_feed

        return open_feed(self)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _serials(self, unit: UnitOfWork, series: str, count: int) -> range:
        """Reserve serials: in the transaction on SQLite; on PostgreSQL in one of its own, so that nobody
        waits for the series until another's commit. A serial of a failed command stays unused."""
        if self.dialect == "sqlite":
            return next_serials(unit.connection, series, count)
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return next_serials(connection, series, count)

    @contextmanager
    def _queued(self) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(self._turn())
            except TimeoutError as error:
                raise busy(self.where, saving=True) from error
            except FileNotFoundError as error:  # its folder
                raise moved(self.where) from error
            yield


def open_store(
    url: str,
    *,
    create: bool = False,
    check: bool = True,
    clock: Clock | None = None,
    zone: str = DEFAULT_ZONE,
) -> Store:
    """Open the database at ``url``; with ``create`` make it when there is none, to count by ``zone``'s days.

    ``check=False`` skips the version check, for the commands that upgrade or repair. Raises
    ``DatabaseUnavailableError`` for a missing, unreadable, damaged, older or newer database, and
    ``UsageError`` for a URL that names no known engine.
    """
    store = _connecting(url, create=create, clock=clock)
    try:
        if create:
            _create_if_empty(store, zone)
        if check:
            store.require_current()
    except BaseException:
        store.close()
        raise
    return store


def open_unmade(url: str) -> Store:
    """Open the place at ``url`` for whoever makes the tables in a transaction of their own; an SQLite file is
    made if there is none, and may be empty. Raises as ``open_store``.
    """
    return _connecting(url, create=True, clock=None)


def _connecting(url: str, *, create: bool, clock: Clock | None) -> Store:
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(parsed.database or "")
        if create and (not path.exists() or (path.is_file() and path.stat().st_size == 0)):
            sqlite.create_file(path)
        else:
            sqlite.check_file(path)
        engine = sqlite.build_engine(parsed)
    else:
        engine = create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    return Store(engine, clock or SystemClock())


def _create_if_empty(store: Store, zone: str) -> None:
    with store.write() as unit:
        if schema.revision(unit.connection) is None:
            schema.create(unit.connection, zone)


def _parse(url: str) -> URL:
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


def _turns(url: URL) -> Callable[[], AbstractContextManager[object]]:
    """What hands out a turn among a file's writers; the lock file is open to exactly those who may open the
    database.
    """
    if url.get_backend_name() != "sqlite" or not url.database:
        return nullcontext
    database = Path(url.database)
    mode = database.stat().st_mode & 0o666 if database.exists() else 0o600
    return partial(writer_queue, Path(f"{database}-lock"), mode)
