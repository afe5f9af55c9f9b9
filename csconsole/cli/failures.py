"""The one place where a failure becomes a line on stderr and an exit code.

0 done, 1 refused by a rule, 2 wrong usage, 3 not found, 4 not allowed, 5 conflict, 6 database unavailable,
7 some rows rejected; 130 interrupted, 141 the reader of our output went away, 70 a fault of the program.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from csconsole.cli.afterwards import OutputLostError
from csconsole.errors import CsconsoleError, UsageError
from csconsole.i18n import _

if TYPE_CHECKING:
    from typer import TyperException

INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141
PROGRAM_FAULT: Final = 70
DATABASE: Final = 6
_MOST_SHOWN: Final = 80
_LONGEST_LINE: Final = 1500
"""More of a message is not read: it repeats what was given."""
_OF_LIFECYCLE: Final = re.compile(r"[a-z_]+\.[a-z_]+")
"""A step by its name in the program, which the sentence says in words; only the ids of rules are shown."""
_LONG_WORD: Final = re.compile(r"\S{200,}")
"""What nobody typed by hand; a message shows its beginning only."""


def guarded(command: Callable[[], int]) -> int:
    """Run ``command`` and return its exit code; every failure is one line on stderr, never a traceback."""
    try:
        code = command()
        sys.stdout.flush()
        return code
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except BaseException as error:
        try:
            return explain(error)
        except BrokenPipeError:
            return _reader_gone()


def explain(error: BaseException) -> int:
    """Say on stderr what went wrong and return the exit code. Re-raises nothing."""
    if isinstance(error, BrokenPipeError):
        return _reader_gone()
    if isinstance(error, CsconsoleError):
        _line(sentence(error))
        _point_at(error)
        return error.exit_code
    import typer  # not before something failed: the console runs without

    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        _line("")
        return INTERRUPTED
    if isinstance(error, typer.TyperException):
        return _wrong_usage(error)
    if isinstance(error, UnicodeEncodeError):
        _line(_("A word of the command is not valid text in this locale."))
        return UsageError.exit_code
    if isinstance(error, OSError) and error.errno is not None:
        return _system_error(error)
    if isinstance(error, OverflowError):
        _line(_("A number or a date in the command is out of range."))
        return UsageError.exit_code
    if _is_database_error(error):
        _line(_("The database refused: {reason}. Run csconsole db check.", reason=_first_line(error)))
        return DATABASE
    return _program_fault(error)


def sentence(error: CsconsoleError) -> str:
    """What was wrong; where; what to do: on one line."""
    where = []
    if error.field:
        name = _field(str(error.field))
        where.append(name if error.value is None else f"{name} = {_shown(error.value)}")
    if error.rule and not _OF_LIFECYCLE.fullmatch(str(error.rule)):
        where.append(str(error.rule))
    parts = [error.message, f"({', '.join(where)})" if where else "", error.hint or ""]
    return _LONG_WORD.sub(lambda word: f"{word[0][:_MOST_SHOWN]}…", " ".join(part for part in parts if part))


def _field(name: str) -> str:
    """The field by its name in the person's language; in English it is called as on the command line."""
    from csconsole.codes import label
    from csconsole.i18n import get_language

    return name if get_language() == "en" else label("field", name)


def _shown(value: object) -> str:
    """The refused value: times on the site's clock and days as they are typed, texts in quotes."""
    if isinstance(value, datetime):
        from csconsole.cli.output import site_zone
        from csconsole.clock import local

        return f"{local(value, site_zone()):%Y-%m-%d %H:%M}" if value.tzinfo else f"{value:%Y-%m-%d %H:%M}"
    return str(value) if isinstance(value, date) else repr(value)


def _point_at(error: CsconsoleError) -> None:
    """Under a filter that is not understood, the place in it."""
    from csconsole.cli.output import say

    pointer = getattr(error, "pointer", None)
    if pointer is not None and len(pointed := pointer()) <= 4 * _LONGEST_LINE:
        say(pointed)


def _line(text: str) -> None:
    from csconsole.cli.output import say

    if len(text) > _LONGEST_LINE:
        text = f"{text[:_LONGEST_LINE]}…"
    say(f"csconsole: {text}" if text else "")


def _first_line(error: BaseException) -> str:
    original = getattr(error, "orig", None) or error
    return (str(original).strip() or type(original).__name__).splitlines()[0].rstrip(".")


def _wrong_usage(error: TyperException) -> int:
    from csconsole.cli.output import say
    from csconsole.cli.usage import usage_text

    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and context is not None:
        say(context.get_help())
        return error.exit_code
    hint = _("Try {command} --help.", command=context.command_path) if context is not None else ""
    _line(f"{usage_text(error)} {hint}".rstrip())
    return error.exit_code


def _output_lost() -> bool:
    """Whether stdout cannot be written: what it still holds is tried again."""
    try:
        sys.stdout.flush()
    except OSError:
        return True
    return False


def _unwritten(error: OSError) -> int:
    """A command that was done, but whose output could not be written."""
    _reader_gone()
    reason = _("it is closed") if error.errno == errno.EBADF else os.strerror(error.errno or 0)
    if not isinstance(error, OutputLostError):
        _line(
            _(
                "The output could not be written ({reason}). The command itself was done: what it saved "
                "is saved. Look before you run it again.",
                reason=reason,
            )
        )
    elif error.numbers:
        saved = _(
            "Saved as {numbers}, but it could not be printed ({reason}).",
            numbers=error.numbers,
            reason=reason,
        )
        _line(f"{saved} {_('Look at it before you do it again.')}")
    elif error.stored:
        saved = _("Saved, but it could not be printed ({reason}).", reason=reason)
        _line(f"{saved} {_('Look at it before you do it again.')}")
    else:
        _line(_("The output could not be written ({reason}); nothing was changed.", reason=reason))
    return 1


def _system_error(error: OSError) -> int:
    name = error.filename if isinstance(error.filename, str) else ""
    if isinstance(error, OutputLostError) or (not name and _output_lost()):
        return _unwritten(error)
    reason = {
        errno.ENOSPC: _("the disk is full; nothing was changed. Free some space and try again."),
        errno.EDQUOT: _("the disk quota is used up; nothing was changed. Free some space and try again."),
        errno.EFBIG: _("the file would be larger than the system allows."),
        errno.ENOENT: _("there is no such file or folder."),
        errno.EISDIR: _("this is a folder; name a file."),
        errno.ENOTDIR: _("a part of this path is not a folder."),
        errno.EACCES: _("no permission to read or write it."),
        errno.EBADF: _("the output is closed."),
        errno.EROFS: _("the disk is read-only."),
    }.get(error.errno or 0, os.strerror(error.errno or 0))
    _line(f"{name}: {reason}" if name else reason)
    return 2 if error.errno in (errno.ENOENT, errno.EISDIR, errno.ENOTDIR) else 1


def _is_database_error(error: BaseException) -> bool:
    """Whether a database driver or SQLAlchemy raised it; they are recognised by name so as not to be
    imported.
    """
    kinds = {"DatabaseError", "OperationalError", "InterfaceError"}
    modules = ("sqlalchemy.", "pysqlite3", "sqlite3", "psycopg")
    return any(kind.__name__ in kinds and kind.__module__.startswith(modules) for kind in type(error).__mro__)


def _reader_gone() -> int:
    """Be silent when the reader of our output went away, also when Python flushes at exit."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives until the process ends
    return BROKEN_PIPE


def _program_fault(error: BaseException) -> int:
    """A fault of the program: a short line for the reader, the whole trace in a private file for whoever
    mends it.
    """
    import traceback

    from csconsole.paths import data_dir

    trace = "".join(traceback.format_exception(error))
    path = data_dir() / "errors.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as log:
            log.write(f"{trace}\n")
        where = _("Details are in {file}.", file=path)
    except OSError:
        where = _("The details could not be written to {file}.", file=path)
    reason = f"{type(error).__name__}: {_first_line(error)}"
    _line(_("This is a fault of the program ({reason}). {where}", reason=reason, where=where))
    return PROGRAM_FAULT
