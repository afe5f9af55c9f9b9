"""Driver errors, translated once into the error family."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import walk_tb

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from csconsole.errors import ConflictError, DatabaseUnavailableError, WrongFormError
from csconsole.i18n import _
from csconsole.storage.refusals import damaged, in_doubt, refused, rights_hint

_OUT_OF_RANGE = ("22003", "22008")
"""What PostgreSQL says of a number or an instant that its column cannot hold."""


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
            _("Someone stored the same thing at the same moment."),
            hint=_("Look at the record and try again."),
        ) from error
    except DBAPIError as error:
        if storing is not None and storing.begun and error.connection_invalidated:
            raise in_doubt(where) from error
        if getattr(error.orig, "sqlstate", None) in _OUT_OF_RANGE:
            raise _out_of_range() from error
        lost = isinstance(error, OperationalError) and error.connection_invalidated
        raise refused(error.orig or error, where, saving=saving, lost=lost) from error
    except OverflowError as error:
        raise _out_of_range() from error
    except UnicodeEncodeError as error:
        raise WrongFormError(
            _("A text holds half a character, which no database stores; nothing was changed."),
            field="value",
            hint=_("Look at what was typed and try again."),
        ) from error
    except (ValueError, TypeError) as error:
        if not _unreadable(error):
            raise
        raise damaged(where) from error
    except OSError as error:
        raise DatabaseUnavailableError(
            _("The database {where} cannot be used: {why}.", where=where, why=error.strerror or error),
            hint=rights_hint(where) if isinstance(error, PermissionError) else _("See: csconsole doctor"),
        ) from error


def _out_of_range() -> WrongFormError:
    return WrongFormError(
        _("A number or a date is out of range; nothing was changed."),
        field="value",
        hint=_("Look at what was typed and try again."),
    )


def _unreadable(error: ValueError | TypeError) -> bool:
    """Whether a stored value is no text, time or JSON: raised below SQLAlchemy or in ``statements``, while
    our own mistakes end in our own code.
    """
    if isinstance(error, TypeError) and "fromisoformat" not in str(error):
        return False
    below = ""
    for frame, _line in walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in ("csconsole", "sqlalchemy"):
            below = module
    return below.startswith("sqlalchemy") or below == "csconsole.storage.statements"
