"""The console is opened without the option parser, and a line means the same as with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from csconsole.cli import main
from csconsole.cli.entry import console_options
from csconsole.cli.globals import Globals, current_globals
from csconsole.errors import UsageError

OPENING = [
    [],
    ["--db", "a.db"],
    ["--db=a.db", "--lang", "zh"],
    ["--lang=en", "--as", "1012", "--db", "b=c.db"],
    ["--db", "a.db", "--db", "b.db"],
]
OTHERS = [
    ["--help"],
    ["--version"],
    ["call", "list"],
    ["--db", "a.db", "call", "list"],
    ["--db"],
    ["--db="],
    ["--as", " "],
    ["--db", "--lang", "zh"],
    ["--unknown", "x"],
    ["a.db"],
]


@pytest.mark.parametrize("words", OPENING, ids=" ".join)
def test_a_line_of_options_means_what_the_option_parser_reads(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[Globals] = []

    def opened() -> int:
        parsed.append(current_globals())
        return 0

    monkeypatch.setattr(main, "open_console", opened)
    monkeypatch.setattr(main, "use_language", lambda _tag: None)
    assert main.dispatch(words) == 0
    assert [console_options(words)] == parsed


@pytest.mark.parametrize("words", OTHERS, ids=" ".join)
def test_any_other_line_is_for_the_option_parser(words: list[str]) -> None:
    assert console_options(words) is None


_OPENED = """
import sys
from csconsole import launch
from csconsole.cli.entry import run
sys.stdin.isatty = sys.stdout.isatty = lambda: True
launch.run_console = lambda config, **given: print(config.db, given["lang"], given["as_staff"]) or 0
code = run(sys.argv[1:])
print(code, sorted({"typer", "shellingham", "subprocess"} & set(sys.modules)))
"""


def test_the_console_loads_no_option_parser() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _OPENED, "--db", "a.db", "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == ["a.db en None", "0 []"]


def test_without_a_terminal_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(UsageError, match="terminal"):
        main.dispatch([])
