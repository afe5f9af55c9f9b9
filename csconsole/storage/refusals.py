"""What a person is told when the engine refuses, by the engine's own words. Knows no library."""

from __future__ import annotations

from typing import Final

from csconsole.errors import DamagedError, DatabaseUnavailableError
from csconsole.i18n import N_, _

_SHORT_READ: Final = 522
"""SQLite found less in a file than it must hold, as after its log was deleted."""

_OTHERS_FIRST: Final = frozenset({"40001", "40P01", "55P03", "57014"})
"""What PostgreSQL says where another transaction was in the way: serialization, deadlock, time limits."""

_SENT_AWAY: Final = frozenset({"25P03", "57P05"})
"""What it says of a connection that it ended because it was idle for too long."""


def busy(where: str, *, saving: bool) -> DatabaseUnavailableError:
    """Somebody else has held the database for too long."""
    return DatabaseUnavailableError(
        _("The database {where} is busy.", where=where),
        hint=_("Nothing was saved. Try again in a moment.") if saving else _("Try again in a moment."),
    )


def connection_lost(where: str, *, saving: bool) -> DatabaseUnavailableError:
    """The connection to a server has broken off."""
    return DatabaseUnavailableError(
        _("The connection to {where} was lost.", where=where),
        hint=_("Nothing of this command was saved. Try again.") if saving else _("Try again."),
    )


def in_doubt(where: str) -> DatabaseUnavailableError:
    """The connection broke off while the server was storing a command."""
    return DatabaseUnavailableError(
        _("The connection to {where} was lost while saving: it may be saved or not.", where=where),
        hint=_("Look whether it is there before you do it again."),
    )


def rights_hint(where: str) -> str:
    """What to do about a file, one of those beside it or a folder that this user may not use."""
    return _("Check who owns {where}, the files beside it and the folder, and their rights.", where=where)


def refused(
    error: BaseException, where: str, *, saving: bool, lost: bool = False
) -> DatabaseUnavailableError:
    """The error that stands for what the driver raised; ``lost`` says that the connection is gone.

    ``saving`` decides whether the hint says that nothing was saved.
    """
    text, sqlstate = str(error).lower(), getattr(error, "sqlstate", None)
    if sqlstate in _OTHERS_FIRST:
        return busy(where, saving=saving)
    if sqlstate in _SENT_AWAY:
        return connection_lost(where, saving=saving)
    if "locked" in text or "busy" in text:
        return busy(where, saving=saving)
    if getattr(error, "sqlite_errorcode", 0) == _SHORT_READ:
        return damaged(where)
    if "full" in text or "disk i/o" in text or "no space" in text:
        return DatabaseUnavailableError(
            _("The disk of {where} is full or failing.", where=where),
            hint=_("Nothing was saved. Free some space and save again.")
            if saving
            else _("Free some space, then try again."),
        )
    if "malformed" in text or "not a database" in text or "corrupt" in text or "could not decode" in text:
        return damaged(where)
    if "readonly" in text or "read-only" in text:
        return DatabaseUnavailableError(
            _("The database {where} is read-only.", where=where),
            hint=rights_hint(where)
            if "://" not in where
            else _("Ask who runs the server: it takes no changes now."),
        )
    if lost:
        return connection_lost(where, saving=saving)
    if "unable to open" in text:
        return DatabaseUnavailableError(
            _("The database {where} cannot be opened.", where=where), hint=rights_hint(where)
        )
    if "permission denied" in text or sqlstate == "42501":
        return DatabaseUnavailableError(
            _("The database {where} refused: {why}.", where=where, why=first_line(error)),
            hint=_("Ask who runs the server for the right to read and write every table."),
        )
    if "connection failed" in text or "connection is bad" in text or "connection timeout" in text:
        return _unreached(error, where)
    return DatabaseUnavailableError(
        _("The database {where} refused: {why}.", where=where, why=first_line(error)),
        hint=_("See: csconsole doctor"),
    )


_UNREACHED: Final = (
    (("password", "authentication"), N_("Check the user, and the password in the file ~/.pgpass.")),
    (("database", "does not exist"), N_("Ask who runs the server to create it, or correct the name.")),
    (("role", "does not exist"), N_("Check the user in the address.")),
    (("too many",), N_("Close consoles that nobody uses, then try again.")),
    (("starting up",), N_("Try again in a moment.")),
)
"""Words of a server that refuses a connection, and what to do; else the address or the server is at fault."""


def _unreached(error: BaseException, where: str) -> DatabaseUnavailableError:
    """A server that cannot be reached or lets nobody in."""
    text = str(error).lower()
    hint = next((hint for words, hint in _UNREACHED if all(word in text for word in words)), None)
    return DatabaseUnavailableError(
        _("The database {where} cannot be reached: {why}.", where=where, why=_last(error)),
        hint=_(hint or N_("Check the address and that the server runs, then try again.")),
    )


def _last(error: BaseException) -> str:
    """What the server itself said: the end of the driver's first line."""
    return first_line(error).rpartition("FATAL:")[2].strip().rstrip(".")


def damaged(where: str) -> DamagedError:
    """What is stored cannot be read."""
    return DamagedError(
        _("The database {where} is damaged.", where=where),
        hint=_("Check it with: csconsole db check, and restore a backup with: csconsole db restore"),
    )


def first_line(error: BaseException) -> str:
    """The first line of what the driver said, or else its kind."""
    said = str(error).strip()
    return said.splitlines()[0] if said else type(error).__name__
