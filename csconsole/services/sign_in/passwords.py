"""Passwords: argon2 hashes, and what a new one must be."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from csconsole.errors import InvalidInputError
from csconsole.i18n import _

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LONGEST = 1024
"""More characters than anybody types; a longer text is refused so that hashing cannot be used to stall us."""


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash("a password that nobody has")


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and parameters."""
    return _hasher().hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one that was hashed; it takes as long where there is no hash at all."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        fits = _hasher().verify(stored or _nobodys_hash(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored is not None


def check_new_password(password: str, *, least: int, staff_no: str) -> str:
    """``password`` if it may be one. Raises ``InvalidInputError`` (SEC-03); the message never holds the
    password.
    """
    if len(password) < least:
        raise _refused(_("A password needs at least {n} characters.", n=least))
    if len(password) > LONGEST:
        raise _refused(_("A password may have at most {n} characters.", n=LONGEST))
    if password.strip().casefold() == staff_no.casefold():
        raise _refused(_("The staff number cannot be the password."))
    return password


def _refused(message: str) -> InvalidInputError:
    return InvalidInputError(message, field="password", rule="SEC-03", hint=_("Choose another one."))
