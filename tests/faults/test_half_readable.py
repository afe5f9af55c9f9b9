"""Databases of which some pages or values cannot be read, and disks that fill up while one is made."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from csconsole.cli.entry import run
from csconsole.errors import DatabaseUnavailableError
from csconsole.storage import sqlite
from csconsole.storage.failures import translated
from tests.databases import fresh_sqlite
from tests.faults.test_bad_databases import limited, sql

COMMANDS = (
    ("call", "list"),
    ("ticket", "list"),
    ("callback", "list"),
    ("customer", "find", "1234"),
    ("category", "list"),
    ("staff", "list"),
    ("audit", "log"),
    ("report", "show"),
    ("db", "check"),
    ("db", "status"),
    ("call", "log", "--phone", "02155500123", "--category", "consult.other", "--summary", "x"),
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A sound database whose administrator needs no password."""
    path = Path(fresh_sqlite(tmp_path).removeprefix("sqlite:///"))
    sql(path, "UPDATE staff SET solo = 1 WHERE staff_no = '1000'")
    return path


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_overwritten_pages_are_said_in_one_line(
    capsys: pytest.CaptureFixture[str], database: Path, words: tuple[str, ...], seed: int
) -> None:
    content = bytearray(database.read_bytes())
    draw = random.Random(seed)
    for _page in range(len(content) // 4096 // 3):
        at = draw.randrange(2, len(content) // 4096) * 4096
        content[at : at + 4096] = draw.randbytes(4096) if seed else bytes(4096)
    database.write_bytes(bytes(content))
    code = run(["--db", str(database), *words])
    said = capsys.readouterr().err
    assert code in (0, 1, 6), said
    assert "Traceback" not in said
    assert "fault of the program" not in said
    if code == 6:
        assert len(said.splitlines()) == 1


@pytest.mark.parametrize("value", ["CAST(x'E6BCCC' AS TEXT)", "'yesterday'", "7"])
def test_a_value_that_is_no_time_or_text_is_damage(
    capsys: pytest.CaptureFixture[str], database: Path, value: str
) -> None:
    sql(database, f"UPDATE category SET created_at = {value}")
    sql(database, f"UPDATE staff SET created_at = {value}")
    assert run(["--db", str(database), "staff", "list"]) == 6
    said = capsys.readouterr().err
    assert "damaged" in said
    assert "csconsole db check" in said


def test_our_own_mistakes_are_not_taken_for_damage() -> None:
    with pytest.raises(ValueError, match="invalid literal"), translated("x.db", saving=False):
        int("no number")


@pytest.mark.parametrize(
    ("said", "saving", "hint"),
    [
        ("database or disk is full", True, "Nothing was saved"),
        ("database or disk is full", False, "Free some space, then try again"),
        ("database is locked", True, "Nothing was saved"),
        ("database is locked", False, "Try again in a moment"),
    ],
)
def test_a_failed_read_does_not_speak_of_saving(said: str, saving: bool, hint: str) -> None:
    from sqlalchemy.exc import OperationalError

    with pytest.raises(DatabaseUnavailableError) as caught, translated("x.db", saving=saving):
        raise OperationalError("SELECT 1", None, sqlite.driver().OperationalError(said))
    assert hint in str(caught.value.hint)
    assert ("saved" in str(caught.value.hint)) is saving


@pytest.mark.parametrize("size", [0, 40_000, 400_000])
def test_a_disk_that_fills_up_while_a_database_is_made_leaves_none(tmp_path: Path, size: int) -> None:
    made = limited(size, "--db", str(tmp_path / "new.db"), "init", "--solo")
    assert made.returncode == 6, made.stderr
    assert len(made.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("new.db")] == []
    assert run(["--db", str(tmp_path / "new.db"), "init", "--solo"]) == 0
