"""Driver errors, translated once into the error family."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from csconsole.errors import ConflictError, CsconsoleError, DatabaseUnavailableError, InvalidInputError
from csconsole.i18n import _


@contextmanager
def translated(where: str, *, saving: bool) -> Iterator[None]:
    """Turn what the driver raises inside into the error family; ``where`` names the database.

    ``saving`` decides whether the hint says that nothing was saved.
    """
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            _("Someone stored the same thing at the same moment: {why}.", why=_short(error)),
            hint=_("Look at the record and try again."),
        ) from error
    except DBAPIError as error:
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
            _("The database {where} cannot be used: {why}.", where=where, why=error.strerror or error)
        ) from error


def busy(where: str, *, saving: bool) -> DatabaseUnavailableError:
    """Somebody else has held the database for too long."""
    return DatabaseUnavailableError(
        _("The database {where} is busy.", where=where),
        hint=_("Nothing was saved. Try again in a moment.") if saving else _("Try again in a moment."),
    )


def _unavailable(error: DBAPIError, where: str, saving: bool) -> CsconsoleError:
    text = str(error.orig).lower()
    if "locked" in text or "busy" in text:
        return busy(where, saving=saving)
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
            _("The database {where} is read-only.", where=where), hint=_("Check the file's rights.")
        )
    if isinstance(error, OperationalError) and error.connection_invalidated:
        return DatabaseUnavailableError(
            _("The connection to {where} was lost.", where=where),
            hint=_("Nothing of this command was saved. Try again.") if saving else _("Try again."),
        )
    return DatabaseUnavailableError(
        _("The database {where} refused: {why}.", where=where, why=_short(error)),
        hint=_("See: csconsole doctor"),
    )


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
