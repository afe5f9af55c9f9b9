"""Asking the person at the terminal: passwords, names, yes or no. Secrets never come from an argument."""

from __future__ import annotations

import sys

from csconsole.errors import CsconsoleError, UsageError
from csconsole.i18n import _


def ask(question: str) -> str:
    """One line typed by the person; asked on stderr, so that stdout stays data. Raises ``UsageError`` in a
    pipe.
    """
    if not sys.stdin.isatty():
        raise UsageError(
            _("This command asks questions and needs a terminal."),
            hint=_("Give the answers as options; see --help."),
        )
    sys.stderr.write(f"{question} ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.strip()


def ask_password(question: str) -> str:
    """A password typed without echo. Raises ``UsageError`` in a pipe."""
    if not sys.stdin.isatty():
        raise UsageError(
            _("A password is asked for at a terminal."), hint=_("In a script give it by --password-stdin.")
        )
    from getpass import getpass

    return getpass(f"{question} ")


def ask_new_password(question: str) -> str:
    """A new password typed twice the same. Raises ``CsconsoleError`` when the second differs."""
    password = ask_password(question)
    if ask_password(_("Again, to be sure:")) != password:
        raise CsconsoleError(_("The two passwords differ."), hint=_("Nothing was changed. Try again."))
    return password


def passwords_from_stdin(count: int = 1) -> list[str]:
    """The first ``count`` lines of stdin, each one password. Raises ``UsageError`` where there are fewer."""
    found = [line.rstrip("\r\n") for _number, line in zip(range(count), sys.stdin, strict=False)]
    if len(found) < count or not all(found):
        raise UsageError(
            _("stdin holds no password."),
            field="--password-stdin",
            hint=_("Give each password on a line of its own."),
        )
    return found


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether the person agrees; ``yes`` agrees beforehand. The default is no, also in a pipe."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError(_("This needs a confirmation."), hint=_("Add --yes to agree beforehand."))
    return ask(f"{question} [y/N]").casefold() in ("y", "yes", "是", "好")
