"""``csconsole batch``: many commands in one process, each answered by one line of JSON."""

from __future__ import annotations

import io
import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

import typer

from csconsole.cli.output import Column, printing
from csconsole.cli.undecoded import decoded_text
from csconsole.cli.verbs import NounApp
from csconsole.errors import NotFoundError, RowsRejectedError, UsageError
from csconsole.i18n import N_, _
from csconsole.text import clean

COLUMNS: tuple[Column[object], ...] = (
    Column("line", N_("Line")),
    Column("command", N_("Command")),
    Column("exit_code", N_("Exit code")),
    Column(
        "output",
        N_("Output"),
        about=N_("what the command printed, as JSON where it is JSON; null for nothing"),
    ),
    Column("message", N_("Message"), about=N_("what it said to the person")),
)
INTERRUPTED: Final = 130
LONGEST: Final = 100_000
LONGEST_JSON: Final = 1_000_000
"""Characters of a line: five times the longest text of a record, in JSON with each sign as its code."""

app = NounApp()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one command did; its fields are the fields of the line that is printed."""

    line: int
    command: list[str] | None
    exit_code: int
    output: Any
    message: str


@app.command(
    "batch",
    help=N_(
        "Run many commands, one a line: words as in a shell, or a JSON object. Prints one JSON line for each."
    ),
    prints=COLUMNS,
)
def batch(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=N_("The commands; without it, or with -, stdin."))
    ] = None,
    stop: Annotated[bool, typer.Option("--stop", help=N_("Stop at the first command that fails."))] = False,
) -> None:
    """Run every line; exit code 7 when some failed, or with ``--stop`` the code of the one that did."""
    from csconsole.cli.globals import current_globals, using
    from csconsole.tabular.formats import json_text

    failed = 0
    with using(replace(current_globals(), default_format="json")):
        for number, text in _lines(file):
            answer = run_line(number, text)
            with printing() as stream:
                stream.write(json_text(_fields(answer)) + "\n")
            if answer.exit_code == INTERRUPTED:
                raise KeyboardInterrupt
            failed += answer.exit_code != 0
            if stop and failed:
                raise typer.Exit(answer.exit_code)
    if failed:
        raise RowsRejectedError(
            _("Commands that failed: {n}.", n=failed), hint=_("Their lines have an exit_code other than 0.")
        )


def run_line(number: int, text: str) -> Answer:
    """Run one line and keep what it printed and said. Raises nothing: a failure is in the answer."""
    from csconsole.cli.failures import guarded
    from csconsole.cli.main import dispatch
    from csconsole.cli.session import recheck

    words: list[str] | None = None
    printed, said = io.StringIO(), io.StringIO()

    def command() -> int:
        nonlocal words
        words = words_of(decoded_text(text))
        if words and words[0] == "batch":
            raise UsageError(_("A batch cannot run a batch."))
        recheck()
        return dispatch(words)

    with redirect_stdout(printed), redirect_stderr(said):
        code = guarded(command)
    return Answer(number, words, code, _as_json(printed.getvalue()), said.getvalue().strip())


def words_of(text: str) -> list[str]:
    """The words of a line: split as a shell does, or made of a JSON object.

    ``{"command": "call log", "args": ["x"], "phone": "021-5550-0100", "urgent": true, "tag": ["a", "b"]}``
    means ``call log x --phone=021-5550-0100 --urgent --tag=a --tag=b``; a null or false option is left out.
    Raises ``UsageError`` for a line that is neither.
    """
    plain = not text.lstrip().startswith(("{", "["))
    most = LONGEST if plain else LONGEST_JSON
    if len(text) > most:
        raise UsageError(
            _(
                "The line has {length} characters; the most is {most}.",
                length=f"{len(text):,}",
                most=f"{most:,}",
            ),
            field="line",
            value=text[:80],
        )
    if plain:
        try:
            return shlex.split(text)
        except ValueError as error:
            raise UsageError(_("A quotation mark is not closed."), field="line", value=text[:80]) from error
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise UsageError(_("The line is nested too deep."), field="line", value=text[:80]) from error
    except ValueError as error:
        raise UsageError(
            _("The line is not JSON: {why}.", why=error), field="line", value=text[:80]
        ) from error
    if isinstance(found, list):
        return [_word(item) for item in found]
    return _words_of_object(found)


def _words_of_object(found: dict[str, Any]) -> list[str]:
    given = dict(found)
    command = given.pop("command", None)
    if not isinstance(command, (str, list)) or not command:
        raise UsageError(
            _("The line names no command."), field="command", hint=_('Write {"command": "call list", …}.')
        )
    words = command.split() if isinstance(command, str) else [_word(item) for item in command]
    arguments = given.pop("args", [])
    options: list[str] = []
    for name, value in given.items():
        option = f"--{name.replace('_', '-')}"
        for one in value if isinstance(value, list) else [value]:
            if one is True:
                options.append(option)
            elif one is not None and one is not False:
                options.append(f"{option}={_word(one)}")
    positional = [_word(item) for item in (arguments if isinstance(arguments, list) else [arguments])]
    return [*words, *options, *(["--", *positional] if positional else [])]


def _word(value: Any) -> str:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return clean(decoded_text(str(value)))
    raise UsageError(_("A word of a command is a text or a number."), field="line", value=str(value)[:80])


def _lines(file: Path | None) -> Iterator[tuple[int, str]]:
    """The lines with a command and their numbers; empty ones and those that begin with # are passed over."""
    if file is None or str(file) == "-":
        yield from _numbered(sys.stdin)
        return
    try:
        with file.open(encoding="utf-8-sig") as stream:
            yield from _numbered(stream)
    except FileNotFoundError as error:
        raise NotFoundError(
            _("There is no file {path}.", path=file), field="FILE", value=str(file)
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            _("{file} is not UTF-8 text.", file=file), field="FILE", hint=_("Save it as UTF-8 and try again.")
        ) from error


def _numbered(stream: TextIO) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(stream, start=1):
        text = line.strip()
        if text and not text.startswith("#"):
            yield number, text


def _as_json(printed: str) -> Any:
    if not printed.strip():
        return None
    try:
        return json.loads(printed)
    except ValueError:
        return printed


def _fields(answer: Answer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in answer.__dataclass_fields__}
