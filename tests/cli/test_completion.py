"""What a shell offers for values: from the database by plain reads, static words without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from csconsole.cli.completing import REPORTS
from csconsole.clock import SystemClock
from csconsole.config import Config
from csconsole.services.database import create_solo
from csconsole.services.reports import REPORTS as CATALOGUE
from csconsole.services.settings import registry

WATCHED = (
    "import sys, atexit; from csconsole.cli.entry import run;"
    "atexit.register(lambda: print(*{n.partition('.')[0] for n in sys.modules}, file=sys.stderr));"
    "run([])"
)


def offered(line: str) -> tuple[list[str], set[str]]:
    """The words offered at the end of a line, and the libraries loaded for that."""
    words = line.split(" ")
    environment = {
        **os.environ,
        "_CSCONSOLE_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, check=False, env=environment
    )
    assert "Traceback" not in ran.stderr
    return ran.stdout.split(), set(ran.stderr.split())


@pytest.fixture
def solo(tmp_path: Path) -> str:
    """A solo database with a staff member."""
    file = tmp_path / "solo.db"
    create_solo(Config(db=str(file)), SystemClock(), name="Solo")
    return str(file)


def test_the_reports_are_those_of_the_catalogue() -> None:
    assert {*CATALOGUE, "list"} == set(REPORTS)


def test_values_of_the_database_are_read_without_sqlalchemy(solo: str) -> None:
    words, loaded = offered(f"csconsole --db {solo} staff show ")
    assert words == ["1001"]
    assert not {"sqlalchemy", "sqlmodel", "textual", "rich"} & loaded
    assert not {"hashlib", "tomllib", "zoneinfo"} & loaded  # together a tenth of the time


@pytest.mark.parametrize(
    ("line", "among"),
    [
        ("csconsole report day", "day-book"),
        ("csconsole setting set sign_in.i", "sign_in.idle_lock"),
        ("csconsole ticket list --format j", "jsonl"),
        ("csconsole handover rel", "release"),
    ],
)
def test_static_words_need_no_database(line: str, among: str) -> None:
    words, loaded = offered(line)
    assert among in words
    assert all(word.startswith(line.rpartition(" ")[2]) for word in words)
    assert not {"sqlalchemy", "sqlmodel", "textual", "pysqlite3"} & loaded
    assert "sign_in.idle_lock" in registry()


def test_where_nothing_can_be_read_nothing_is_offered(tmp_path: Path) -> None:
    assert offered(f"csconsole --db {tmp_path}/none.db ticket show ")[0] == []
    assert not list(tmp_path.glob("none.db*"))
