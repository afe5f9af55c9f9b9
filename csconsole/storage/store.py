"""The store: one database, opened once, that hands out units of work."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csconsole.clock import DEFAULT_ZONE, Clock, SystemClock
from csconsole.errors import UsageError
from csconsole.i18n import _
from csconsole.paths import sqlite_file
from csconsole.storage import schema, sqlite
from csconsole.storage.batches import BatchNames
from csconsole.storage.done import Done
from csconsole.storage.files import moved
from csconsole.storage.glance import FirstConnection, Glance, over
from csconsole.storage.refusals import busy
from csconsole.storage.writer_queue import writer_queue

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from csconsole.storage.change_feed import ChangeFeed
    from csconsole.storage.reference import Kept
    from csconsole.storage.server_numbers import ServerNumbers
    from csconsole.storage.unit_of_work import UnitOfWork


class Store:
    """One database. Safe to share between threads; each thread has at most one unit of work at a time.

    ``file`` is that of an SQLite database, ``where`` the database as shown to a person: without the password.
    """

    def __init__(self, url: str, file: Path | None, where: str, clock: Clock) -> None:
        self.where = where
        self.clock = clock
        self.dialect = "postgresql" if file is None else "sqlite"
        self._url = url
        self._local = threading.local()
        self._turn = _turns(file and Path(os.path.realpath(file)))
        self._first = FirstConnection(file, where) if file is not None else None
        self._engine: Engine | None = None
        self._numbering: ServerNumbers | None = None
        self._engine_lock = threading.Lock()
        self._kept: Kept = {}
        self.batches = BatchNames(clock)
        self.done = Done()

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine, which is loaded when it is first asked for."""
        if self._engine is None:
            from csconsole.storage.engine import build_engine, parse

            with self._engine_lock:
                if self._engine is None:
                    self._engine = build_engine(
                        parse(self._url), self._first.take if self._first is not None else None
                    )
        return self._engine

    @contextmanager
    def glance(self) -> Iterator[Glance]:
        """One consistent snapshot for a few plain statements; inside a unit of work it joins that one."""
        outer: UnitOfWork | None = getattr(self._local, "unit", None)
        if outer is None and self._first is not None and self._engine is None:
            with self._first.glance() as seen:
                yield seen
        else:
            with self.read() as unit:
                yield over(unit.connection, self.where)

    def write(
        self, actor_id: int | None = None, *, saving: bool = True
    ) -> AbstractContextManager[UnitOfWork]:
        """One transaction that may write. Inside another one of this thread it joins that one, so that
        services compose; only the outermost commits, and an error anywhere undoes everything.

        Writers on one SQLite file queue on a local file lock. Raises ``DatabaseUnavailableError`` after
        30 seconds of waiting. Without ``saving`` only the trace of reading is written: what fails then does
        not speak of saving.
        """
        outer: UnitOfWork | None = getattr(self._local, "unit", None)
        if outer is None:
            return self._writing(actor_id, saving)
        if not outer.writes:
            raise RuntimeError("a write inside a read-only unit of work")
        return nullcontext(outer)

    @contextmanager
    def _writing(self, actor_id: int | None, saving: bool) -> Iterator[UnitOfWork]:
        from csconsole.storage.failures import Storing, translated
        from csconsole.storage.unit_of_work import UnitOfWork

        storing = Storing()
        self.done.failed = self.done.failed or saving
        with (
            translated(self.where, saving=saving, storing=storing),
            self._queued(saving),
            self.engine.connect() as connection,
        ):
            if self.dialect == "sqlite":
                connection = connection.execution_options(**{sqlite.WRITES: True})
            with connection.begin():
                unit = UnitOfWork(connection, self.clock, actor_id, self._serials, self._kept, self.batches)
                self._local.unit = unit
                try:
                    yield unit
                    unit.finish(storing)
                finally:
                    self._local.unit = None
                    unit.close()
            if saving:
                self.done.failed = False
                self.done.add(unit.numbers)

    def checking(self, actor_id: int | None = None) -> AbstractContextManager[object]:
        """Around a ``read`` that checks and the ``write`` that follows it. For a server both are one
        transaction: it is asked a quarter less often. On SQLite they stay two: who is still checking keeps
        nobody from writing.
        """
        return nullcontext() if self.dialect == "sqlite" else self.write(actor_id)

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """One consistent snapshot to read from; inside another unit of work it joins that one."""
        outer: UnitOfWork | None = getattr(self._local, "unit", None)
        return nullcontext(outer) if outer is not None else self._reading()

    @contextmanager
    def _reading(self) -> Iterator[UnitOfWork]:
        from csconsole.storage.failures import translated
        from csconsole.storage.unit_of_work import UnitOfWork

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
        """One transaction for changing the schema, one at a time: foreign keys are not enforced inside it."""
        from csconsole.storage.failures import translated
        from csconsole.storage.stages import Stoppable

        with (
            translated(self.where, saving=True),
            self._queued(saving=True),
            self.engine.connect() as connection,
        ):
            if self.dialect == "sqlite":
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA foreign_keys = OFF")
            connection = connection.execution_options(**{sqlite.WRITES: True})
            try:
                with Stoppable(connection), connection.begin():
                    schema.wait_for_others(connection)
                    yield connection
            finally:
                connection.invalidate()

    def require_current(self) -> None:
        """Raise ``DatabaseUnavailableError`` where somebody upgraded the database while it was open here."""
        with self.glance() as seen:
            schema.require_current(seen, self.where)

    def change_feed(self) -> ChangeFeed:
        """A feed of what others change from now on; it holds a connection of its own until closed."""
        from csconsole.storage.change_feed import open_feed

        return open_feed(self)

    def close(self) -> None:
        """Close every connection."""
        if self._engine is not None:
            self._engine.dispose()
        if self._numbering is not None:
            self._numbering.close()
        if self._first is not None:
            self._first.close()

    def _serials(self, unit: UnitOfWork, series: str, count: int) -> range:
        """Reserve serials: in the transaction on SQLite, beside it on PostgreSQL."""
        if self.dialect == "sqlite":
            from csconsole.storage.numbers import next_serials

            return next_serials(unit.connection, series, count)
        if self._numbering is None:
            from csconsole.storage.server_numbers import ServerNumbers

            with self._engine_lock:
                self._numbering = self._numbering or ServerNumbers(self._url)
        return self._numbering.reserve(series, count)

    @contextmanager
    def _queued(self, saving: bool) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(self._turn())
            except TimeoutError as error:
                raise busy(self.where, saving=saving) from error
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
    file = sqlite_file(url)
    if file is None:
        from csconsole.storage.engine import parse

        shown = parse(url).difference_update_query(["password", "sslpassword"])
        where = shown.render_as_string(hide_password=True)
        return Store(url, None, where, clock or SystemClock())
    if "?" in url:
        raise UsageError(
            _("The address of a database file takes no options."),
            field="db",
            value=url,
            hint=_("Name the file alone; a ? in its name is written %3F."),
        )
    if create and (not file.exists() or (file.is_file() and file.stat().st_size == 0)):
        sqlite.create_file(file)
    else:
        sqlite.check_file(file)
    return Store(url, file, str(file), clock or SystemClock())


def _create_if_empty(store: Store, zone: str) -> None:
    with store.write() as unit:
        schema.wait_for_others(unit.connection)
        if schema.revision(over(unit.connection, store.where)) is None:
            schema.create(unit.connection, zone)


def _turns(database: Path | None) -> Callable[[], AbstractContextManager[object]]:
    """What hands out a turn among a file's writers; the lock file lies beside the file itself, whatever link
    leads there, and is open to exactly those who may open the database.
    """
    if database is None:
        return nullcontext
    mode = database.stat().st_mode & 0o666 if database.exists() else 0o600
    return partial(writer_queue, Path(f"{database}-lock"), mode)
