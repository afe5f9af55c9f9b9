"""A command whose change was stored never ends with "try again", whatever fails after that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from csconsole.cli.session import opened_stores
from csconsole.errors import DatabaseUnavailableError, SavedError
from csconsole.i18n import _, listed


class OutputLostError(OSError):
    """What was to be printed could not be written. ``stored`` says whether the command had changed something
    by then, ``numbers`` which records it had made.
    """

    stored = False
    numbers = ""


class _Printed:
    """Whether the command that runs has printed its data."""

    anything = False

    def clear(self) -> None:
        self.anything = False


printed: Final = _Printed()


def told_after_saving(command: Callable[[], int]) -> int:
    """Run one command. Where the database fails after the change was stored: the exit code 0 if the record
    was printed, else ``SavedError``, which names the record. Other failures are raised as they are, that of
    the output with what was stored before it.
    """
    printed.clear()
    for store in opened_stores():
        store.done.clear()
    try:
        return command()
    except OutputLostError as error:
        stored = [store.done for store in opened_stores() if store.done.stored]
        error.stored = bool(stored)
        error.numbers = listed(number for one in stored for number in one.numbers)
        raise
    except DatabaseUnavailableError as error:
        done = [store.done for store in opened_stores() if store.done.stored]
        if not done:
            raise
        if printed.anything and not any(one.failed for one in done):
            from csconsole.cli.output import say

            say(_("Saved. What follows could not be read: {why}", why=error.message))
            return 0
        numbers = listed(number for one in done for number in one.numbers)
        raise SavedError(
            _sentence(numbers, error.message, failed=any(one.failed for one in done)),
            hint=_("Look at it before you do it again."),
        ) from error


def _sentence(numbers: str, why: str, *, failed: bool) -> str:
    if failed and numbers:
        return _("Saved as {numbers}; what should follow failed: {why}", numbers=numbers, why=why)
    if failed:
        return _("A part was saved; what should follow failed: {why}", why=why)
    if numbers:
        return _("Saved as {numbers}; what follows could not be read: {why}", numbers=numbers, why=why)
    return _("Saved. What follows could not be read: {why}", why=why)
