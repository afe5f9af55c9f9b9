"""Putting a backup back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from csconsole.clock import Clock
from csconsole.errors import CsconsoleError, DatabaseUnavailableError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models.organisation import Staff
from csconsole.models.rights import Right
from csconsole.paths import (
    belongs_to,
    is_database,
    require_ordinary,
    require_replaceable,
    sqlite_file,
)
from csconsole.services.context import Context
from csconsole.services.database.backup import beside, connected, copy_file, require_sound, take_place
from csconsole.storage import open_store, schema, sqlite
from csconsole.storage.glance import Glance


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was put back: from which file, of which revision, and where the replaced database was kept."""

    file: str
    where: str
    revision: str
    kept: str | None


def restore_database(
    url: str, backup: Path, clock: Clock, *, force: bool = False, ctx: Context | None = None
) -> RestoreReport:
    """Put a backup in the place of the SQLite database at ``url``; what was there is kept beside it.

    ``ctx`` is who acts on the database that is replaced; without one (there is none, or it cannot be opened)
    whoever may write the file may restore it. Raises ``NotAllowedError``; ``DatabaseUnavailableError`` for a
    file that is no backup of this program, is damaged or of a newer version; ``RuleBrokenError`` for a
    database that holds something unless ``force``, for the database itself as its backup, and for a server's
    database (there use ``db copy``). Where it fails the database is as it was.
    """
    if ctx is not None:
        ctx.require(Right.DATABASE_ADMIN)
    target = _target(url)
    require_ordinary(backup)
    if belongs_to(backup, target):
        raise RuleBrokenError(
            _("{file} is the database itself or belongs to it; nothing was changed.", file=backup),
            field="file",
            value=str(backup),
            hint=_("Name a backup of it."),
        )
    revision = _revision_of(backup)
    existing = target.exists() and target.stat().st_size > 0
    if existing and not force:
        raise RuleBrokenError(
            _("There is already a database at {where}; nothing was changed.", where=target),
            field="file",
            value=str(target),
            hint=_("Add --force to replace it; it is kept beside the new one."),
        )
    kept = _set_aside(target, clock) if existing else None
    with sqlite.removed_on_failure(url), _as_it_was_on_failure(target, kept):
        if existing:
            _put_in(backup, target)
        else:
            _make_of(backup, target)
    return RestoreReport(str(backup), str(target), revision, str(kept.file) if kept else None)


def _target(url: str) -> Path:
    file = sqlite_file(url)
    if file is None:
        raise RuleBrokenError(
            _("A backup is restored into a file, not into a server."),
            field="db",
            hint=_("Copy it with: csconsole db copy BACKUP URL"),
        )
    path = file.absolute()
    if path.is_dir():
        sqlite.check_file(path)
    if not is_database(path):
        require_replaceable(path)
    return path


def _revision_of(backup: Path) -> str:
    """The revision of a backup that this program can use; the file is only read, for it may lie where nothing
    can be written. Raises ``DatabaseUnavailableError`` for any other file.
    """
    sqlite.check_file(backup, writable=False)
    require_sound(backup)
    with connected(backup) as connection:
        found = schema.revision(
            Glance("sqlite", str(backup), lambda query, values: connection.execute(query, values).fetchall())
        )
    if found not in schema.REVISIONS:
        raise schema.not_current(found, str(backup))
    return found


@dataclass(frozen=True, slots=True)
class _Kept:
    """The database that is replaced: where it is kept, and whether its place is empty meanwhile."""

    file: Path
    moved: bool


@contextmanager
def _as_it_was_on_failure(target: Path, kept: _Kept | None) -> Iterator[None]:
    """What was set aside goes back to its place, or is removed where that still holds the same: the engine
    refused. One that was interrupted may have been done already, so what was kept stays.
    """
    try:
        yield
    except BaseException as error:
        if kept is not None and kept.moved:
            place = os.path.realpath(target)
            for end in ("-wal", "-shm", "-journal"):
                Path(f"{place}{end}").unlink(missing_ok=True)
            if (log := Path(f"{kept.file}-wal")).exists():
                os.replace(log, f"{place}-wal")
            os.replace(kept.file, place)
        elif kept is not None and isinstance(error, DatabaseUnavailableError):
            kept.file.unlink(missing_ok=True)
        raise


def _set_aside(target: Path, clock: Clock) -> _Kept:
    """Keep the database that is replaced, whole or not at all; a damaged one as it lies there, with its log,
    a sound one in one file.
    """
    kept = target.with_name(f"{target.name}.before-restore-{clock.now():%Y%m%dT%H%M%SZ}")
    with beside(kept) as temporary:
        # Before it is opened: to close a damaged database may be the end of its log.
        log = _copied(Path(f"{target}-wal"), temporary.with_name("log"))
        try:
            copy_file(target, temporary)
        except DatabaseUnavailableError:
            shutil.copyfile(target, temporary)
            if log is not None:
                take_place(log, Path(f"{kept}-wal"))
            take_place(temporary, kept)
            for suffix in ("-wal", "-shm"):
                Path(f"{target}{suffix}").unlink(missing_ok=True)
            target.write_bytes(b"")
            return _Kept(kept, moved=True)
        take_place(temporary, kept)
    return _Kept(kept, moved=False)


def _copied(log: Path, copy: Path) -> Path | None:
    """A private copy of a log, if there is one."""
    if not log.exists():
        return None
    copy.touch(mode=0o600)
    shutil.copyfile(log, copy)
    return copy


def _put_in(backup: Path, target: Path) -> None:
    """Write the backup into the database file in one transaction, so that consoles that have it open see
    it.
    """
    copy_file(backup, target, alone=False)
    target.chmod(0o600)


def _make_of(backup: Path, target: Path) -> None:
    """Make the database of the backup where there is none, whole or not at all; a log that was left there
    would be taken for its own. A link stays, and leads to it.
    """
    sqlite.create_file(target)
    target = Path(os.path.realpath(target))
    with beside(target) as temporary:
        copy_file(backup, temporary)
        for end in ("-wal", "-shm", "-journal"):
            Path(f"{target}{end}").unlink(missing_ok=True)
        take_place(temporary, target)


def may_hold_people(url: str) -> bool:
    """Whether somebody can sign in to the database at ``url``: it opens, is current and has staff."""
    try:
        store = open_store(url)
    except CsconsoleError:
        return False
    try:
        with store.read() as uow:
            return uow.session.exec(select(col(Staff.id)).limit(1)).first() is not None
    except DatabaseUnavailableError:
        return False
    finally:
        store.close()
