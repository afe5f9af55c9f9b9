"""Where a command line begins: streams, language, the console or a command, errors as a line and a code.

The console is opened without the option parser, whose loading takes a tenth of the time until its first
frame and 1.5 MiB until its end.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Final

from csconsole.cli.failures import guarded
from csconsole.cli.globals import Globals, current_globals, using
from csconsole.cli.language import asked_language, default_language, use_language
from csconsole.errors import UsageError
from csconsole.i18n import _

_OF_THE_CONSOLE: Final = {"--db": "db", "--lang": "lang", "--as": "as_staff"}
_COMPLETION: Final = "_CSCONSOLE_COMPLETE"
"""Set where a shell asks for the words that may follow."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line: the language first, then the command; errors become a line and an exit code."""
    from csconsole.cli.session import close_stores

    _mend_streams()

    def command() -> int:
        use_language(default_language())
        if (asked := asked_language(arguments)) is not None:
            use_language(asked)
        _warn_of_passwords(arguments)
        try:
            return _run(_as_meant(arguments))
        finally:
            close_stores()

    return guarded(command)


def _run(arguments: Sequence[str]) -> int:
    options = console_options(arguments) if _on_a_terminal() and _COMPLETION not in os.environ else None
    if options is not None:
        with using(options):
            return open_console()
    from csconsole.cli.main import dispatch

    return dispatch(arguments)


def console_options(arguments: Sequence[str]) -> Globals | None:
    """What a line says that opens the console: nothing, or some of its options, each with a value. ``None``
    for any other line, which the option parser reads; it would read these in the same way.
    """
    given: dict[str, str] = {}
    words = iter(arguments)
    for word in words:
        option, separator, value = word.partition("=")
        if not separator:
            value = next(words, "")
        if option not in _OF_THE_CONSOLE or not value.strip() or value.startswith("-"):
            return None
        given[_OF_THE_CONSOLE[option]] = value
    return Globals(**given)


def open_console() -> int:
    """Open the console on this terminal; its exit code. Raises ``UsageError`` where there is no terminal."""
    if not _on_a_terminal():
        raise UsageError(
            _("The console needs a terminal."), hint=_("Name a command; csconsole --help lists them.")
        )
    from csconsole.cli.session import site_config
    from csconsole.launch import run_console

    options = current_globals()
    return run_console(site_config(), lang=options.lang, as_staff=options.as_staff)


def _on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _mend_streams() -> None:
    """A closed stdin reads as an empty one; what the terminal's encoding has no sign for is written as its
    code, and is not a failure.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - lives until the process ends
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors in ("strict", "surrogateescape"):
        sys.stdout.reconfigure(errors="backslashreplace")


def _as_meant(arguments: Sequence[str]) -> Sequence[str]:
    """The words, those in another encoding read. Raises ``UsageError`` for what is no text."""
    if all(word.isascii() for word in arguments):
        return arguments
    from csconsole.cli.undecoded import decoded

    return decoded(arguments)


def _warn_of_passwords(arguments: Sequence[str]) -> None:
    urls = [word for word in arguments if ":" in word or "=" in word]
    if not urls:  # as nearly always; what looks at them would be loaded for nothing
        return
    from csconsole.config import holds_password

    if any(holds_password(word) for word in urls):
        from csconsole.cli.output import say

        say(
            _(
                "Warning: everyone on this machine can see the password in this command. "
                "Keep it in the file that PGPASSFILE names (~/.pgpass) and the database in CSCONSOLE_DB."
            )
        )
