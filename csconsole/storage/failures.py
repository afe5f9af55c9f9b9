"""Driver errors, translated once into the error family."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from csconsole.errors import ConflictError, CsconsoleError, DatabaseUnavailableError
from csconsole.i18n import _


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn what the driver raises inside into the error family; ``where`` names the database."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            _("Someone stored the same thing at the same moment: {why}.", why=_short(error)),
            hint=_("Look at the record and try again."),
        ) from error
    except DBAPIError as error:
        raise _unavailable(error, where) from error
    except OSError as error:
        raise DatabaseUnavailableError(
            _("The database {where} cannot be used: {why}.", where=where, why=error.strerror or error)
        ) from error


def _unavailable(error: DBAPIError, where: str) -> CsconsoleError:
    text = str(error.orig).lower()
    if "locked" in text or "busy" in text:
        return DatabaseUnavailableError(
            _("The database {where} is busy.", where=where),
            hint=_("Nothing was saved. Try again in a moment."),
        )
    if "full" in text or "disk i/o" in text or "no space" in text:
        return DatabaseUnavailableError(
            _("The disk of {where} is full or failing.", where=where),
            hint=_("Nothing was saved. Free some space and save again."),
        )
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return DatabaseUnavailableError(
            _("The database {where} is damaged.", where=where),
            hint=_("Check it with: csconsole db check, and restore a backup with: csconsole db restore"),
        )
    if "readonly" in text or "read-only" in text:
        return DatabaseUnavailableError(
            _("The database {where} is read-only.", where=where), hint=_("Check the file's rights.")
        )
    if isinstance(error, OperationalError) and error.connection_invalidated:
        return DatabaseUnavailableError(
            _("The connection to {where} was lost.", where=where),
            hint=_("Nothing of this command was saved. Try again."),
        )
    return DatabaseUnavailableError(
        _("The database {where} refused: {why}.", where=where, why=_short(error)),
        hint=_("See: csconsole doctor"),
    )


def _short(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
