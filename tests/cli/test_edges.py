"""What happens at the edges: dates and numbers out of range, output that cannot be written, damaged files."""

from __future__ import annotations

import errno
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csconsole.cli.entry import run
from csconsole.cli.main import load_noun
from csconsole.cli.nouns import NOUNS
from csconsole.clock import SystemClock
from csconsole.config import Config
from csconsole.models import Category
from csconsole.services.context import Context
from csconsole.services.database import create_solo
from tests.conftest import CommandLine

HUGE = "99999999999999999999"
WHEN = frozenset(
    {"at", "by", "date", "day", "due", "from", "month", "since", "starts", "to", "until", "year"}
)
"""Options that take a time."""

PASSED_OVER = frozenset({"batch", "demo", "init", "login", "logout", "version"})
"""Nouns that make a database, ask, or run other commands."""


def verbs() -> Iterator[tuple[list[str], Any]]:
    """The words and the command of every verb."""
    for name, noun in NOUNS.items():
        if name not in PASSED_OVER:
            command: Any = load_noun(name)
            yield from (
                (([name, verb], one) for verb, one in command.commands.items())
                if noun.verbs
                else [([name], command)]
            )


def edges(command: Any) -> Iterator[list[str]]:
    """Arguments with an edge in each place that takes one, and a plain word in the others that must be."""
    needed = [one for one in command.params if one.required or type(one).__name__.endswith("Argument")]
    yield [words for one in needed for words in word_of(one, HUGE)]
    plain = [words for one in needed for words in word_of(one, "1")]
    for option in command.params:
        name = option.opts[0].lstrip("-")
        if option in needed:
            continue
        if name in WHEN:
            yield [*plain, f"--{name}=9999-12-31"]
            yield [*plain, f"--{name}=0001-01-01"]
        elif option.type.name.startswith("int") and name != "limit":
            yield [*plain, f"--{name}={HUGE}"]


def word_of(param: Any, word: str) -> list[str]:
    choices = getattr(param.type, "choices", None)
    value = str(next(iter(choices))) if choices else word
    return [f"{param.opts[0]}={value}"] if param.opts[0].startswith("--") else [value]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_command_breaks_on_the_ends_of_the_calendar_or_of_numbers(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    broken = []
    for words, command in verbs():
        for more in edges(command):
            ran = cli(*words, *more, as_="admin")
            if ran.code == 70:
                broken.append(([*words, *more], ran.stderr.strip()))
    assert broken == []


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("call", "day", "--date=9999-12-31"), 2),
        (("complaint", "register", "--from=9999-12-31"), 2),
        (("complaint", "nodes", "--from=9999-12-31"), 2),
        (("meeting", "verify", HUGE), 3),
        (("call", "list", "-f", "created:9999-12-31"), 0),
    ],
)
def test_days_and_numbers_out_of_range(cli: CommandLine, words: tuple[str, ...], code: int) -> None:
    assert cli(*words).code == code


class Full(io.RawIOBase):
    """A disk without space."""

    def writable(self) -> bool:
        return True

    def write(self, _data: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stored_call_whose_number_cannot_be_shown_is_said_to_be_stored(
    cli: CommandLine, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (
        "call",
        "log",
        "--summary=lamp",
        "--phone=021-5550-0100",
        "--kind=other",
        "--category=other",
        "--answer=ok",
    )
    with ctx.write() as uow:
        uow.create(Category(code="other", name_en="Other", name_zh="其他"))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(Full()), encoding="utf-8"))
        ran = cli(*words, "--format=json")
    assert ran.code == 1
    assert "Saved as C2026" in ran.stderr
    assert "nothing was changed" not in ran.stderr
    assert len(cli("call", "list", "--format=json").json) == 1


class Gone(Full):
    """A reader that has closed the pipe."""

    def write(self, _data: Any) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_reader_that_goes_away_is_141(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(Gone(), 10), encoding="utf-8"))
        assert cli("staff", "list").code == 141


def test_an_export_without_a_file_inside_a_batch(cli: CommandLine) -> None:
    lines = "export calls\nexport calls --format xlsx\nreport daily --format xlsx\n"
    plain, book, report = cli("batch", stdin=lines).jsonl
    assert "number" in plain["output"].splitlines()[0]
    assert (plain["exit_code"], book["exit_code"], report["exit_code"]) == (0, 2, 2)
    [refused] = cli("batch", stdin="export calls\n", as_="handler").jsonl
    assert refused["exit_code"] == 4


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a solo database."""
    monkeypatch.setenv("CSCONSOLE_HOME", str(tmp_path))
    create_solo(Config(db=str(tmp_path / "csconsole.db")), SystemClock())
    return tmp_path


@pytest.mark.parametrize("token", [b"of-another-database\n", b"\xff\xfe\x00"])
def test_a_token_of_another_database_is_ignored_on_a_solo_one(home: Path, token: bytes) -> None:
    file = Config(db=str(home / "csconsole.db")).token_file
    file.write_bytes(token)
    assert run(["call", "list"]) == 0
    assert file.exists()


def test_a_token_that_is_no_text_is_a_sign_in_that_is_not_valid(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    config: Config,
) -> None:
    monkeypatch.setenv("CSCONSOLE_HOME", str(tmp_path))
    config.token_file.write_bytes(b"\xff\xfe\x00")
    assert run(["--db", config.db, "call", "list"]) == 4
    assert "holds no sign-in" in capsys.readouterr().err
    assert run(["--db", config.db, "logout"]) == 0
    assert not config.token_file.exists()


@pytest.mark.parametrize(
    "body",
    [
        'lang = "en"\nzon = "UTC"\n',
        'lang = "en"\nbanana = "x"\n',
        'lang = "en"\nzone = "Mars/One"\n',
        "\nkeys = 3\n",
    ],
)
def test_the_doctor_reports_a_mistake_in_the_settings_with_its_line(
    home: Path, capsys: pytest.CaptureFixture[str], body: str
) -> None:
    (home / "csconsole.toml").write_text(body, encoding="utf-8")
    assert run(["doctor", "--format=json"]) == 1
    told = {one["check"]: one for one in json.loads(capsys.readouterr().out)}
    assert told["settings"]["state"] == "fault"
    assert f"{home / 'csconsole.toml'}, line 2: " in told["settings"]["found"]
    assert told["settings"]["advice"]
    assert "database" not in told  # it is one mistake, said once


def test_every_noun_of_the_page_is_a_noun() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert sorted(headings[1:]) == sorted(NOUNS)
    assert all(load_noun(name) is not None for name in NOUNS)


def test_full_width_digits_are_digits(cli: CommandLine) -> None:
    assert cli("call", "list", "--limit=１０", "--filter=wait>１ created>２０２６-01-01").code == 0
    refused = cli("call", "list", "--limit=١", lang="zh")
    assert (refused.code, refused.stderr.split("。")[0]) == (2, "csconsole: --limit: '١' 不是数字")
