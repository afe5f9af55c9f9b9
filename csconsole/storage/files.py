"""Which files an SQLite connection has open. A file that was moved, deleted or replaced meanwhile still takes
what is written to it, and nobody finds it again; so that is refused.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from csconsole.errors import DatabaseUnavailableError
from csconsole.i18n import _

FILES = "csconsole_files"
"""Where a connection of the pool keeps its ``Files``."""

Identity = tuple[int, int]


@dataclass(slots=True)
class Files:
    """The database and the log that a connection has open, and which files these were when it opened them.

    ``path`` is as it was given; SQLite keeps the log beside the file that a link leads to.
    """

    path: str
    log_path: str
    database: Identity | None
    log: Identity | None

    @classmethod
    def of(cls, path: Path) -> Files:
        """The files that lie at ``path`` now."""
        name = os.fspath(path)
        log = f"{os.path.realpath(name)}-wal"
        return cls(name, log, _identity(name), _identity(log))

    def require_unmoved(self) -> None:
        """Raise ``DatabaseUnavailableError`` unless the same files are still there; a matter of 4 µs."""
        if _identity(self.path) != self.database:
            raise moved(self.path)
        log = _identity(self.log_path)
        if self.log is None:  # it begins with the first change
            self.log = log
        elif log != self.log:
            raise DatabaseUnavailableError(
                _("The file {file} was taken away while the database was open.", file=self.log_path),
                hint=_("Close every csconsole here, then check the database with: csconsole db check"),
            )

    def require_database(self, other: Files) -> None:
        """Raise unless ``other`` is a connection to the same database file."""
        if other.database != self.database:
            raise moved(self.path)


def moved(path: str) -> DatabaseUnavailableError:
    """What is wrong where the file that was opened at ``path`` is not there any more."""
    if _identity(path) is None:
        return DatabaseUnavailableError(
            _("The database {file} was moved or deleted while it was open.", file=path),
            hint=_("Put it back, or restore a backup and start csconsole again."),
        )
    return DatabaseUnavailableError(
        _("Another file has taken the place of the database {file} while it was open.", file=path),
        hint=_("Start csconsole again to work with the new one."),
    )


def _identity(path: str) -> Identity | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
