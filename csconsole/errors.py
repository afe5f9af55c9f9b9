"""The one error family. Each class names the kind of refusal and its exit code; front ends map it once."""

from __future__ import annotations

from typing import ClassVar


class CsconsoleError(Exception):
    """Base of every error that a user may see.

    ``message`` is already in the user's language and says what was wrong; ``hint`` says what to do next.
    ``field``, ``value`` and ``rule`` name the input that broke a rule, where there is one; ``item`` is the
    place (from 0) of the one among several, such as the items of a call.
    """

    exit_code: ClassVar[int] = 1

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        value: object = None,
        rule: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.rule = rule
        self.hint = hint
        self.item: int | None = None


class RuleBrokenError(CsconsoleError):
    """A rule of the catalogue refuses the command; ``rule`` carries its id, such as ``CALL-01``."""

    exit_code = 1


class InvalidInputError(RuleBrokenError):
    """A field's value does not fit its rule; ``field`` and ``value`` are always set."""


class WrongFormError(InvalidInputError):
    """The words alone are wrong, whatever is stored and whoever asks: no time, no number, none of the words
    that the field knows. On the command line that is wrong usage.
    """

    exit_code = 2


class UnknownNameError(InvalidInputError):
    """The value has the right form and names something, such as a calendar or a department, that does not
    exist here.
    """

    exit_code = 3


class UsageError(CsconsoleError):
    """The command line or a filter expression is wrong."""

    exit_code = 2


class NotFoundError(CsconsoleError):
    """The record that was named does not exist."""

    exit_code = 3


class NotAllowedError(CsconsoleError):
    """The staff member lacks the right, or is not signed in."""

    exit_code = 4


class SignInError(NotAllowedError):
    """Nobody is signed in, the password is wrong, or the account is locked."""


class ConflictError(CsconsoleError):
    """Someone else changed the record first; ``current`` is the version that is stored now."""

    exit_code = 5

    def __init__(self, message: str, *, current: object = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.current = current


class DatabaseUnavailableError(CsconsoleError):
    """The database cannot be opened, is locked, full, corrupt, or of a newer version."""

    exit_code = 6


class DamagedError(DatabaseUnavailableError):
    """Something that is stored cannot be read; the rest of the database may be whole."""


class SavedError(CsconsoleError):
    """The change is stored; what should follow it failed."""


class RowsRejectedError(CsconsoleError):
    """Some rows of a file were refused; the others were stored."""

    exit_code = 7
