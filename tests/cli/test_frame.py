"""The command line as a whole: start-up, help, language, errors as a line and a code, completion."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer

from csconsole.cli import failures
from csconsole.cli.entry import run
from csconsole.cli.failures import guarded
from csconsole.cli.main import load_noun
from csconsole.cli.nouns import NOUNS
from csconsole.cli.output import site_zone
from csconsole.errors import (
    ConflictError,
    DatabaseUnavailableError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RowsRejectedError,
    RuleBrokenError,
    UsageError,
    WrongFormError,
)

CONTRACT = {
    "call": "log list show edit pop",
    "ticket": "new list show dispatch accept return note wait park resume done close cancel reopen why",
    "callback": "plan list next attempt show",
    "shift": "start end who",
    "handover": "prepare show item sign receive addendum list export",
    "customer": "add find show edit merge list",
    "staff": "add list passwd role disable",
    "department": "list add edit",
    "category": "list add edit",
    "import": "queue-log cdr calls customers categories",
    "export": "calls tickets callbacks customers handovers",
    "db": "upgrade status backup restore check copy",
    "audit": "log verify",
}
SINGLE = ("init", "login", "logout", "demo", "doctor", "version", "batch", "report")


def program(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "csconsole", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        check=False,
    )


def loaded_by(*words: str) -> set[str]:
    """The top-level modules that a command line loads."""
    code = (
        "import sys; from csconsole.cli.entry import run; run(sys.argv[1:]);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(ran.stderr.split())


def test_version_is_answered_before_anything_is_imported() -> None:
    code = (
        "import sys; sys.argv = ['csconsole', '--version']; from csconsole.__main__ import main; main();"
        "assert not {'typer', 'csconsole.cli', 'csconsole.i18n'} & set(sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("csconsole ")


@pytest.mark.parametrize("words", [("--help",), ("db", "--help"), ("staff", "list", "--help")])
def test_help_loads_no_database_no_screen_and_no_markup(words: tuple[str, ...]) -> None:
    loaded = loaded_by(*words)
    assert "typer" in loaded
    assert not loaded & {"sqlmodel", "sqlalchemy", "pydantic", "textual", "rich", "alembic", "babel"}
    if words == ("--help",):  # nor what only commands need: each costs some milliseconds
        assert not loaded & {"zoneinfo", "decimal", "tomllib"}


def test_help_names_every_noun_and_is_translated() -> None:
    english, chinese = program("--help"), program("--lang", "zh", "--help")
    assert (english.returncode, english.stderr) == (0, "")
    for noun in (*CONTRACT, *SINGLE):
        assert f"\n  {noun} " in english.stdout
    assert "命令" in chinese.stdout
    assert "create the database" not in chinese.stdout.casefold()


@pytest.mark.parametrize("noun", CONTRACT)
def test_every_verb_of_the_contract_is_there(noun: str) -> None:
    command: Any = load_noun(noun)
    assert set(CONTRACT[noun].split()) <= set(command.commands)


@pytest.mark.parametrize("noun", SINGLE)
def test_single_commands_take_no_verb(noun: str) -> None:
    assert not hasattr(load_noun(noun), "commands")


def test_every_command_answers_help() -> None:
    for noun in NOUNS:
        command: Any = load_noun(noun)
        for verb in getattr(command, "commands", {"": command}):
            words = [noun, *([verb] if verb else []), "--help"]
            assert run(words) == 0, words


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("cal", "list"), "There is no command csconsole cal. Did you mean call?"),
        (("staff", "lst"), "Did you mean list?"),
        (("staff", "list", "--fliter", "x"), "There is no option --fliter. Did you mean --filter?"),
        (("staff", "list", "--limit", "0"), "--limit: 0 is not in the range 1<=x<=10000."),
        (("staff", "list", "--limit"), "The option --limit needs a value."),
        (("staff", "list", "extra"), "Words too many: extra."),
        (("staff", "list", "--limit", "ten"), "--limit: 'ten' is not a number."),
        (("staff", "show"), "STAFF is missing."),
        (("--lang", "fr", "staff", "list"), "fr"),
        (("--lang=", "staff", "list"), "--lang"),
        (("--as=", "staff", "list"), "The option --as needs a value."),
        (("--db", " ", "staff", "list"), "The option --db needs a value."),
        (("staff", "list", "--format", "yaml"), "--format"),
        ((), "terminal"),
    ],
)
def test_wrong_usage_is_one_line_on_stderr_and_code_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert run(list(words)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err
    assert captured.err.startswith("csconsole: ")
    assert len(captured.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("postgresql+psycopg://desk:secret@127.0.0.1:1/desk", True),
        ("postgresql:///desk?host=127.0.0.1&password=secret", True),
        ("postgresql+psycopg://desk@127.0.0.1:1/desk", False),
    ],
)
def test_a_password_in_a_command_is_warned_of_and_not_repeated(
    capsys: pytest.CaptureFixture[str], url: str, warned: bool
) -> None:
    assert run(["--db", url, "db", "status", "extra"]) == 2
    said = capsys.readouterr().err
    assert said.count("PGPASSFILE") == warned
    assert "secret" not in said


def test_a_closed_stdin_is_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["batch"]) == 0


@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_what_the_encoding_has_no_sign_for_is_written_as_its_code(
    monkeypatch: pytest.MonkeyPatch, errors: str
) -> None:
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding="ascii", errors=errors))
    assert run(["--version"]) == 0
    sys.stdout.write("灯")
    sys.stdout.flush()
    assert printed.getvalue().endswith(b"\\u706f")


def test_a_noun_without_a_verb_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["staff"]) == 2
    assert "passwd" in capsys.readouterr().err


def raising(error: BaseException) -> Callable[[], int]:
    """A command that fails."""

    def command() -> int:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuleBrokenError("a", rule="CALL-01"), 1),
        (InvalidInputError("a", field="phone", value="x"), 1),
        (WrongFormError("a", field="due", value="soon"), 2),
        (UsageError("a"), 2),
        (NotFoundError("a"), 3),
        (NotAllowedError("a"), 4),
        (ConflictError("a"), 5),
        (DatabaseUnavailableError("a"), 6),
        (RowsRejectedError("a"), 7),
        (typer.Abort(), 130),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 141),
        (FileNotFoundError(2, "x", "/no/file"), 2),
        (IsADirectoryError(21, "x", "/tmp"), 2),
        (PermissionError(13, "x", "/etc/x"), 1),
        (OSError(28, "x", "/full/file"), 1),
    ],
)
def test_every_kind_of_failure_has_its_code_and_no_traceback(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int
) -> None:
    stdout = sys.stdout
    try:
        assert guarded(raising(error)) == code
    finally:
        sys.stdout = stdout
    assert "Traceback" not in capsys.readouterr().err


def test_an_error_says_what_where_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    error = InvalidInputError(
        "A masked number cannot be stored.", field="phone", value="138****5678", rule="CALL-01", hint="Ask."
    )
    guarded(raising(error))
    assert capsys.readouterr().err == (
        "csconsole: A masked number cannot be stored. (phone = '138****5678', CALL-01) Ask.\n"
    )


def test_an_error_shows_instants_as_they_are_typed(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
    guarded(raising(InvalidInputError("Too early.", field="promised_at", value=at)))
    said = capsys.readouterr().err
    assert "datetime" not in said
    assert f"promised_at = {at.astimezone(site_zone()):%Y-%m-%d %H:%M}" in said
    guarded(raising(InvalidInputError("Too early.", field="day", value=at.date())))
    assert "day = 2026-11-21)" in capsys.readouterr().err


def test_an_error_cannot_command_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    guarded(raising(RuleBrokenError("evil \x1b]0;title\x07", field="x", value="\x1b[2J")))
    assert "\x1b" not in capsys.readouterr().err


def test_a_fault_of_the_program_leaves_a_private_log(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert guarded(raising(ZeroDivisionError("division by zero"))) == failures.PROGRAM_FAULT
    said = capsys.readouterr().err
    log = tmp_path / "home" / "errors.log"
    assert str(log) in said
    assert "Traceback" not in said
    assert "ZeroDivisionError" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_reader_that_goes_away_is_silent(tmp_path: Path) -> None:
    shell = f"{sys.executable} -m csconsole --help | head -1; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ran.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_nouns_verbs_and_options(shell: str) -> None:
    def complete(line: str) -> str:
        words = line.split(" ")
        environment = {
            "_CSCONSOLE_COMPLETE": f"complete_{shell}",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        }
        ran = program(**environment)
        assert ran.stderr == ""
        return ran.stdout

    assert "callback" in complete("csconsole cal")
    assert "passwd" in complete("csconsole staff pas")
    assert "--filter" in complete("csconsole staff list --fil")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_loads_neither_database_nor_screens(shell: str) -> None:
    code = (
        "import sys, atexit; from csconsole.cli.entry import run;"
        "atexit.register(lambda: print(*{n.partition('.')[0] for n in sys.modules}, file=sys.stderr));"
        "run([])"
    )
    environment = {
        **os.environ,
        "_CSCONSOLE_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "csconsole staff li",
        "COMP_CWORD": "2",
        "_TYPER_COMPLETE_ARGS": "csconsole staff li",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert "list" in ran.stdout
    assert not set(ran.stderr.split()) & {"sqlmodel", "sqlalchemy", "textual", "rich"}


def test_the_completion_script_can_be_printed() -> None:
    # the shell is found among the parents, so there must be one
    ran = subprocess.run(
        ["bash", "-c", '"$0" -m csconsole --show-completion; exit $?', sys.executable],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
