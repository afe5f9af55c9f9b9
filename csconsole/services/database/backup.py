"""Backing up: a whole and consistent copy in one file, taken while others go on working."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlmodel import col, select

from csconsole.errors import CsconsoleError, DamagedError, DatabaseUnavailableError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models.event import Event
from csconsole.models.rights import Right
from csconsole.paths import (
    belongs_to,
    is_database,
    require_free,
    require_ordinary,
    require_replaceable,
    sqlite_url,
)
from csconsole.services.context import Context
from csconsole.storage import Store, UnitOfWork, sqlite
from csconsole.storage.refusals import refused
from csconsole.storage.stages import Stoppable, tell
from csconsole.tabular.files import PART, remove_left_over

BACKED_UP = "backed_up"
"""The action of the event that a backup leaves."""

_PAGES = 2048


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was taken: the file, its size in bytes and when it was done."""

    file: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest backup that the database remembers."""

    at: datetime
    file: str


def backup_database(ctx: Context, target: Path, *, force: bool = False) -> BackupReport:
    """Copy the whole database to ``target``, an SQLite file of mode 0600 that replaces the name only when
    complete.

    The copy is of one moment, also while others write; it is checked before it takes the name. A PostgreSQL
    database is copied into an SQLite file too. Leaves an event, and tells its stages.

    Raises ``NotAllowedError``, ``RuleBrokenError`` for a file that holds something unless ``force``, for the
    database itself and what is no ordinary file; ``OSError`` where it cannot be written,
    ``DatabaseUnavailableError`` where the database cannot be read.
    """
    ctx.require(Right.DATABASE_ADMIN)
    target = target.expanduser().absolute()
    if target.is_dir():
        raise IsADirectoryError(21, os.strerror(21), str(target))
    _require_place(ctx, target)
    if not force:
        require_free(target, _("Name another file, or add --force to replace it."))
    with beside(target) as temporary:
        try:
            _copy_all(ctx.store, temporary)
        except DatabaseUnavailableError as error:
            if "is full" not in str(error.__cause__):
                raise
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(temporary)) from error
        require_sound(temporary)
        tell("flush")
        take_place(temporary, target)
    report = BackupReport(str(target), target.stat().st_size, ctx.now())
    with ctx.write() as uow:
        uow.log("database", 0, BACKED_UP, detail={"file": report.file, "size": report.size})
    return report


def _copy_all(store: Store, target: Path) -> None:
    if store.dialect == "sqlite":
        copy_file(Path(store.where), target)
    else:
        from csconsole.services.database.copy import copy_tables

        copy_tables(store, sqlite_url(target))


def _require_place(ctx: Context, target: Path) -> None:
    """Refuse a device, the database itself and any other that is being used: to take the place of a file
    under its writers would lose what they save.
    """
    require_ordinary(target)
    if ctx.store.dialect == "sqlite" and belongs_to(target, Path(ctx.store.where)):
        raise RuleBrokenError(
            _("{file} is the database itself or belongs to it; nothing was changed.", file=target),
            field="file",
            value=str(target),
            hint=_("Name another file for the backup."),
        )
    if not is_database(target):
        require_replaceable(target)
    elif Path(f"{os.path.realpath(target)}-wal").exists():
        raise RuleBrokenError(
            _("{file} is a database in use; nothing was changed.", file=target),
            field="file",
            value=str(target),
            hint=_("Name another file for the backup."),
        )


def last_backup(uow: UnitOfWork) -> LastBackup | None:
    """The newest backup that the database remembers."""
    newest = select(Event).filter_by(entity="database", entity_id=0, action=BACKED_UP)
    event = uow.session.exec(newest.order_by(col(Event.id).desc()).limit(1)).first()
    return LastBackup(event.at, str((event.detail or {}).get("file", ""))) if event else None


def copy_file(source: Path, target: Path, *, alone: bool = True) -> None:
    """Copy an SQLite database of one moment into ``target`` with the engine's own backup, in small steps;
    tells how many pages are copied.

    ``alone``: the target is nobody else's and becomes one file without a log.
    """

    def copied(_status: int, remaining: int, total: int) -> None:
        tell("copy", total - remaining, total)

    with connected(source) as reading, connected(target) as writing:
        reading.backup(writing, pages=_PAGES, progress=copied, sleep=0.005)
        if alone:
            writing.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def connected(path: Path) -> Iterator[Any]:
    """A bare connection to an SQLite file; what the driver raises becomes ``DatabaseUnavailableError``."""
    driver = sqlite.driver()
    connection = None
    try:
        connection = driver.connect(str(path), timeout=sqlite.BUSY_SECONDS)
        connection.isolation_level = None
        yield connection
    except UnicodeDecodeError as error:  # of a complaint of SQLite that quotes a damaged schema
        raise DatabaseUnavailableError(
            _("The database {where} is damaged.", where=path),
            hint=_("Nothing was changed: take another one."),
        ) from error
    except driver.Error as error:
        raise DatabaseUnavailableError(
            _("The database {where} refused: {why}.", where=path, why=error),
            hint=_("Its file is damaged. Nothing was changed: take another one.")
            if isinstance(refused(error, str(path), saving=False), DamagedError)
            else _("Is the disk full? Nothing was changed."),
        ) from error
    finally:
        if connection is not None:
            connection.close()


def require_sound(path: Path) -> None:
    """Raise ``DatabaseUnavailableError`` unless the engine finds every page of this SQLite file in order."""
    tell("pages")
    with connected(path) as connection, Stoppable(connection):
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseUnavailableError(
            _("The copy {file} is damaged: {why}.", file=path, why=found),
            hint=_("Check the disk and the database with: csconsole db check"),
        )


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A name for a new private file in a private folder beside ``target``; the folder is gone afterwards, and
    what is said of the file inside names ``target``. Folders of those that were killed here are removed.
    """
    try:
        folder = Path(mkdtemp(prefix=f".{target.name}.", suffix=PART, dir=target.parent))
    except OSError as error:
        error.filename = str(target)
        raise
    remove_left_over(target, folder)
    temporary = folder / target.name
    os.close(os.open(temporary, os.O_CREAT | os.O_RDWR, 0o600))
    try:
        yield temporary
    except CsconsoleError as error:
        error.message = error.message.replace(str(temporary), str(target))
        raise
    except OSError as error:
        error.filename = str(target)
        raise
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()


def take_place(temporary: Path, target: Path) -> None:
    """Flush ``temporary`` to the disk and give it the name ``target`` in one step."""
    handle = os.open(temporary, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    os.replace(temporary, target)


def size_of(store: Store) -> int | None:
    """The bytes of an SQLite file with its log; ``None`` on a server."""
    if store.dialect != "sqlite":
        return None
    files = [Path(f"{store.where}{suffix}") for suffix in ("", "-wal")]
    return sum(file.stat().st_size for file in files if file.is_file())
