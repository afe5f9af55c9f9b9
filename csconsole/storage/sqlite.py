"""SQLite: one library for the process, its files and its pragmas."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from csconsole.errors import DatabaseUnavailableError
from csconsole.i18n import _
from csconsole.paths import BESIDE_DATABASE, is_database, require_replaceable, sqlite_file
from csconsole.storage.refusals import rights_hint

BUSY_SECONDS = 30
"""How long a writer waits for another program that holds the file."""

KEPT_PAGES_KIB = 512
"""So much of the database each connection keeps in memory. Reading a page anew takes a microsecond, because
the system keeps what is read often, once for all consoles; lists, searches and imports are as quick as with
more.
"""

WRITES = "csconsole_writes"
"""Execution option of a connection whose transactions begin as writers."""


def driver() -> ModuleType:
    """The SQLite library of this process: the shipped current one, else the interpreter's own. The other one
    is not loaded.
    """
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3

        return sqlite3
    module: ModuleType = dbapi2
    return module


def connect(path: str) -> Any:
    """A connection of the driver to a file, prepared; any thread may use it, one at a time."""
    connection = driver().connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def check_file(path: Path, *, writable: bool = True) -> None:
    """Raise ``DatabaseUnavailableError`` unless ``path`` is an SQLite file that can be read, and be written
    where it must be ``writable``.
    """
    if os.path.isdir(path):
        raise DatabaseUnavailableError(
            _("{file} is a directory, not a database.", file=path), hint=_("Name a file with --db.")
        )
    try:
        there = path.exists()
    except PermissionError:  # the folder is another user's
        there = True
    except OSError as error:  # a name that is too long
        raise DatabaseUnavailableError(
            _("The database {where} cannot be used: {why}.", where=path, why=error.strerror),
            hint=_("Name a file with --db."),
        ) from error
    if not there:
        raise DatabaseUnavailableError(
            _("There is no database at {file}.", file=path),
            hint=_("Make one with: csconsole init"),
        )
    if not os.access(path, os.R_OK | (os.W_OK if writable else 0)):
        raise DatabaseUnavailableError(
            _("The database {file} cannot be read and written.", file=path),
            hint=rights_hint(str(path)),
        )
    if not is_database(path):
        raise DatabaseUnavailableError(
            _("{file} is not a csconsole database.", file=path),
            hint=_("Restore a backup with: csconsole db restore"),
        )


def create_file(path: Path) -> None:
    """Make an empty file with mode 0600 and its folder with mode 0700; raise when that is not possible.

    An empty file that is there, and what an earlier database left beside it, gets mode 0600 too.
    """
    require_replaceable(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        for one in (path, *(Path(f"{path}{end}") for end in BESIDE_DATABASE)):
            if one.exists() and one.stat().st_mode & 0o077:
                one.chmod(0o600)
    except OSError as error:
        raise DatabaseUnavailableError(
            _("The database {file} cannot be made: {why}.", file=path, why=error.strerror),
            hint=_("Name another place with --db."),
        ) from error


@contextmanager
def removed_on_failure(url: str) -> Iterator[None]:
    """While a database is made: an error leaves no half of it behind, so that the next try starts anew.

    A file that was there before stays, and so does a link to where it was to be.
    """
    path = sqlite_file(url)
    made = os.path.realpath(path) if path is not None else ""
    ours = path is not None and not os.path.lexists(made)
    try:
        yield
    except BaseException:
        if ours:
            for end in ("", *BESIDE_DATABASE):
                with suppress(OSError):
                    Path(f"{made}{end}").unlink(missing_ok=True)
        raise


def prepare(connection: Any) -> None:
    """Foreign keys, WAL and full syncs; every transaction is begun explicitly."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    use_log(cursor)
    for pragma in (
        "foreign_keys = ON",
        "synchronous = FULL",
        "temp_store = MEMORY",
        f"cache_size = -{KEPT_PAGES_KIB}",
        "trusted_schema = OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def use_log(cursor: Any) -> None:
    """Let a connection write to the log beside the file.

    SQLite does not wait here for one that is just closing the file as the last: ask again, for as long as
    writers wait. Raises what the driver raises, and its ``DatabaseError`` for a schema so damaged that the
    driver cannot even read SQLite's complaint about it.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except driver().OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        except UnicodeDecodeError as error:
            raise driver().DatabaseError("malformed database schema") from error
        else:
            return
