"""Driver errors, translated once into the error family."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import walk_tb
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from csconsole.errors import ConflictError, CsconsoleError, DatabaseUnavailableError, InvalidInputError
from csconsole.i18n import N_, _

_SHORT_READ: Final = 522
"""SQLite found less in a file than it must hold, as after its log was deleted."""


@dataclass(slots=True)
class Storing:
    """How far a transaction has come: whether the database has been told to keep it."""

    begun: bool = False


@contextmanager
def translated(where: str, *, saving: bool, storing: Storing | None = None) -> Iterator[None]:
    """Turn what the driver raises inside into the error family; ``where`` names the database.

    ``saving`` decides whether the hint says that nothing was saved; nobody knows that once ``storing`` has
    begun and the connection is lost.
    """
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            _("Someone stored the same thing at the same moment: {why}.", why=_short(error)),
            hint=_("Look at the record and try again."),
        ) from error
    except DBAPIError as error:
        if storing is not None and storing.begun and error.connection_invalidated:
            raise in_doubt(where) from error
        raise _unavailable(error, where, saving) from error
    except OverflowError as error:
        raise InvalidInputError(
            _("A number or a date is out of range; nothing was changed."),
            field="value",
            hint=_("Look at what was typed and try again."),
        ) from error
    except (ValueError, TypeError) as error:
        if not _unreadable(error):
            raise
        raise _damaged(where) from error
    except OSError as error:
        raise DatabaseUnavailableError(
            _("The database {where} cannot be used: {why}.", where=where, why=error.strerror or error),
            hint=rights_hint(where) if isinstance(error, PermissionError) else _("See: csconsole doctor"),
        ) from error


def busy(where: str, *, saving: bool) -> DatabaseUnavailableError:
    """Somebody else has held the database for too long."""
    return DatabaseUnavailableError(
        _("The database {where} is busy.", where=where),
        hint=_("Nothing was saved. Try again in a moment.") if saving else _("Try again in a moment."),
    )


def lost(where: str, *, saving: bool) -> DatabaseUnavailableError:
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


def _unavailable(error: DBAPIError, where: str, saving: bool) -> CsconsoleError:
    text = str(error.orig).lower()
    if "locked" in text or "busy" in text:
        return busy(where, saving=saving)
    if getattr(error.orig, "sqlite_errorcode", 0) == _SHORT_READ:
        return _damaged(where)
    if "full" in text or "disk i/o" in text or "no space" in text:
        return DatabaseUnavailableError(
            _("The disk of {where} is full or failing.", where=where),
            hint=_("Nothing was saved. Free some space and save again.")
            if saving
            else _("Free some space, then try again."),
        )
    if "malformed" in text or "not a database" in text or "corrupt" in text or "could not decode" in text:
        return _damaged(where)
    if "readonly" in text or "read-only" in text:
        return DatabaseUnavailableError(
            _("The database {where} is read-only.", where=where),
            hint=rights_hint(where)
            if "://" not in where
            else _("Ask who runs the server: it takes no changes now."),
        )
    if isinstance(error, OperationalError) and error.connection_invalidated:
        return lost(where, saving=saving)
    if "unable to open" in text:
        return DatabaseUnavailableError(
            _("The database {where} cannot be opened.", where=where), hint=rights_hint(where)
        )
    if "permission denied" in text or getattr(error.orig, "sqlstate", None) == "42501":
        return DatabaseUnavailableError(
            _("The database {where} refused: {why}.", where=where, why=_short(error)),
            hint=_("Ask who runs the server for the right to read and write every table."),
        )
    if "connection failed" in text or "connection is bad" in text or "connection timeout" in text:
        return _unreached(error, where)
    return DatabaseUnavailableError(
        _("The database {where} refused: {why}.", where=where, why=_short(error)),
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


def _unreached(error: DBAPIError, where: str) -> DatabaseUnavailableError:
    """A server that cannot be reached or lets nobody in."""
    text = str(error.orig).lower()
    hint = next((hint for words, hint in _UNREACHED if all(word in text for word in words)), None)
    return DatabaseUnavailableError(
        _("The database {where} cannot be reached: {why}.", where=where, why=_last(error)),
        hint=_(hint or N_("Check the address and that the server runs, then try again.")),
    )


def _last(error: DBAPIError) -> str:
    """What the server itself said: the end of the driver's first line."""
    return _short(error).rpartition("FATAL:")[2].strip().rstrip(".")


def _damaged(where: str) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(
        _("The database {where} is damaged.", where=where),
        hint=_("Check it with: csconsole db check, and restore a backup with: csconsole db restore"),
    )


def _unreadable(error: ValueError | TypeError) -> bool:
    """Whether a stored value is no text, time or JSON: raised below SQLAlchemy or in ``statements``, while
    our own mistakes end in our own code.
    """
    if isinstance(error, UnicodeEncodeError) or (
        isinstance(error, TypeError) and "fromisoformat" not in str(error)
    ):
        return False
    below = ""
    for frame, _line in walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in ("csconsole", "sqlalchemy"):
            below = module
    return below.startswith("sqlalchemy") or below == "csconsole.storage.statements"


def _short(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
