"""A database that is missing, foreign, damaged, newer, older, busy or read-only, or a disk that is full.

Each is one line on stderr with what to do, exit code 6, no traceback, and nothing lost.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from csconsole.cli.entry import run
from csconsole.storage import sqlite
from tests.databases import fresh_sqlite

COMMANDS = (("db", "status"), ("staff", "list"), ("setting", "set", "sign_in.idle_lock", "5"), ("login", "1"))


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command says that must end with exit code 6 and one line on stderr."""
    code = run(list(words))
    captured = capsys.readouterr()
    assert code == 6, captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert len(captured.err.splitlines()) == 1
    return captured.err


def sql(path: Path, statement: str) -> Any:
    """Run one statement behind the program's back."""
    connection = sqlite.driver().connect(str(path))
    try:
        found = connection.execute(statement).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A sound database."""
    return Path(fresh_sqlite(tmp_path).removeprefix("sqlite:///"))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_missing(capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]) -> None:
    said = refused(capsys, "--db", str(tmp_path / "no.db"), *words)
    assert "no.db" in said
    assert "csconsole init" in said
    assert not (tmp_path / "no.db").exists()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_directory(capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "directory" in refused(capsys, "--db", str(tmp_path), *words)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 5000, b"PK\x03\x04 a spreadsheet"])
def test_no_database_at_all(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.db"
    path.write_bytes(content)
    assert "not a csconsole database" in refused(capsys, "--db", str(path), "staff", "list")
    assert path.read_bytes() == content


def test_another_programs_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sql(tmp_path / "other.db", "CREATE TABLE bookmarks (id INTEGER)")
    assert "not a csconsole database" in refused(capsys, "--db", str(tmp_path / "other.db"), "staff", "list")
    assert sql(tmp_path / "other.db", "SELECT count(*) FROM sqlite_master") == [(1,)]


def test_init_is_only_hinted_at_where_it_works(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    blank, other = tmp_path / "blank.db", tmp_path / "other.db"
    sql(blank, "PRAGMA user_version = 1")
    sql(other, "CREATE TABLE bookmarks (id INTEGER)")
    assert "csconsole init" in refused(capsys, "--db", str(blank), "staff", "list")
    said = refused(capsys, "--db", str(other), "staff", "list")
    assert "csconsole init" not in said
    assert "csconsole db restore" in said


def test_the_log_of_another_database(capsys: pytest.CaptureFixture[str], database: Path) -> None:
    other = database.with_name("other.db")
    holder = sqlite.driver().connect(str(other))
    try:
        holder.execute("PRAGMA journal_mode = WAL")
        holder.execute("CREATE TABLE bookmarks (id INTEGER)")
        for end in ("", "-wal"):
            assert Path(f"{other}{end}").exists()
        Path(f"{database}-wal").write_bytes(Path(f"{other}-wal").read_bytes())
    finally:
        holder.close()
    said = refused(capsys, "--db", str(database), "staff", "list")
    assert "csconsole init" not in said
    assert "csconsole db restore" in said


@pytest.mark.parametrize("spoil", ["header", "pages", "cut", "schema"])
def test_damaged(capsys: pytest.CaptureFixture[str], database: Path, spoil: str) -> None:
    content = bytearray(database.read_bytes())
    if spoil == "header":
        content[16:100] = b"\xff" * 84
    elif spoil == "pages":
        content[4096:] = b"\xaa" * (len(content) - 4096)
    elif spoil == "schema":  # SQLite's own words about it are no text
        content = bytearray(bytes(content).replace(b"CREATE TABLE ticket", b"\xc4" * 19))
    else:
        del content[6000:]
    database.write_bytes(bytes(content))
    said = refused(capsys, "--db", str(database), "staff", "list")
    assert "csconsole db" in said or "csconsole doctor" in said


def test_newer_and_older_say_what_to_do(capsys: pytest.CaptureFixture[str], database: Path) -> None:
    sql(database, "UPDATE alembic_version SET version_num = '9999'")
    assert "newer" in refused(capsys, "--db", str(database), "staff", "list")
    assert "newer" in refused(capsys, "--db", str(database), "db", "upgrade")
    assert run(["--db", str(database), "db", "status", "--format", "json"]) == 6
    assert '"state": "newer"' in capsys.readouterr().out
    sql(database, "UPDATE alembic_version SET version_num = '0001'")
    assert "csconsole db upgrade" in refused(capsys, "--db", str(database), "staff", "list")


def test_busy_is_said_after_waiting_and_nothing_is_lost(
    capsys: pytest.CaptureFixture[str], database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    sql(database, "UPDATE staff SET solo = 1 WHERE staff_no = '1000'")
    holder = sqlite.driver().connect(str(database))
    holder.isolation_level = None
    holder.execute("BEGIN IMMEDIATE")
    try:
        said = refused(capsys, "--db", str(database), "setting", "set", "sign_in.idle_lock", "5")
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert "busy" in said
    assert "again" in said
    assert run(["--db", str(database), "setting", "set", "sign_in.idle_lock", "5"]) == 0


def test_without_rights_to_the_file(
    capsys: pytest.CaptureFixture[str], database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may read everything, so the system's answer is given here.
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert "read and written" in refused(capsys, "--db", str(database), "staff", "list")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://host/db", 2),
        ("nonsense://", 2),
        ("://u:hunter2@host/db", 2),
        ("postgresql://u:hunter2@host:port/db", 2),
        ("postgresql://u:hunter2@[::1/db", 2),
        ("postgresql+asyncpg://u:hunter2@host/db", 2),
        ("postgresql+nonsense://u:hunter2@host/db", 2),
        ("postgresql://127.0.0.1:1/none?password=hunter2&user=nobody", 6),
        ("sqlite:////tmp/none.db?mode=ro", 2),
        ("://", 2),
        ("postgresql://nobody@127.0.0.1:1/none", 6),
    ],
)
def test_an_address_that_leads_nowhere(capsys: pytest.CaptureFixture[str], url: str, code: int) -> None:
    assert run(["--db", url, "staff", "list"]) == code
    captured = capsys.readouterr()
    lines = [line for line in captured.err.splitlines() if not line.startswith("Warning: everyone")]
    assert len(lines) == 1
    assert "Traceback" not in captured.err
    assert "hunter2" not in captured.err


def limited(size: int, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process that may write files of at most ``size`` bytes, as on a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return subprocess.run(
        [sys.executable, "-m", "csconsole", *words],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_a_full_disk_loses_nothing_that_was_saved(database: Path, tmp_path: Path) -> None:
    sql(database, "UPDATE staff SET solo = 1 WHERE staff_no = '1000'")
    assert run(["--db", str(database), "setting", "set", "sign_in.idle_lock", "5"]) == 0
    size = database.stat().st_size
    full = limited(4096, "--db", str(database), "setting", "set", "sign_in.idle_lock", "6")
    assert full.returncode == 6, full.stderr
    assert "Traceback" not in full.stderr
    assert len(full.stderr.splitlines()) == 1
    backup = limited(size // 2, "--db", str(database), "db", "backup", str(tmp_path / "b.db"))
    assert backup.returncode in (1, 6)
    assert "Traceback" not in backup.stderr
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".b", "b."))] == []
    output = limited(64, "--db", str(database), "category", "list", "-o", str(tmp_path / "out.json"))
    assert output.returncode in (0, 1, 6)
    assert run(["--db", str(database), "setting", "show", "sign_in.idle_lock", "--format", "json"]) == 0
    assert run(["--db", str(database), "db", "check"]) == 0


def test_an_output_that_does_not_fit_leaves_the_old_file(database: Path, tmp_path: Path) -> None:
    sql(database, "UPDATE staff SET solo = 1 WHERE staff_no = '1000'")
    target = tmp_path / "staff.json"
    target.write_text("old")
    ran = limited(100, "--db", str(database), "staff", "list", "-o", str(target))
    assert ran.returncode in (1, 6), ran.stderr
    assert target.read_text() == "old"
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("target", "code"), [("no/such/folder/x.csv", 2), (".", 2), ("x.pdf", 2), ("/dev/full", 1)]
)
def test_output_files_that_cannot_be(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path, target: str, code: int
) -> None:
    sql(database, "UPDATE staff SET solo = 1 WHERE staff_no = '1000'")
    out = target if target.startswith("/") else str(tmp_path / target)
    if target == "/dev/full":
        command = f"{sys.executable} -m csconsole --db {database} staff list > /dev/full"
        ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert (ran.returncode, "Traceback" in ran.stderr) == (code, False)
        return
    assert run(["--db", str(database), "staff", "list", "-o", out]) == code
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "content", ['lang = "zh"\ncolour = "red"\n', "lang = 3\n", "lang = \n", 'zone = "Mars/Olympus"\n', "\xff"]
)
def test_a_settings_file_that_makes_no_sense(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "home" / "csconsole.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content.encode("latin-1"))
    sql(database, "UPDATE staff SET solo = 1 WHERE staff_no = '1000'")
    assert run(["--db", str(database), "staff", "list"]) == 2
    captured = capsys.readouterr()
    assert len(captured.err.splitlines()) == 1


@pytest.mark.parametrize(
    "name",
    ["a b", "数据", "p%c", "%41", "q?mode=ro", "hash#tag", "new\nx", "\x1b[31m[red]", "👨‍👩‍👧", "\udcff"],
)
def test_a_name_is_the_name_of_the_file(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / f"in {name}"
    folder.mkdir()
    path = database.rename(folder / f"{name}.db")
    sql(path, "UPDATE staff SET solo = 1 WHERE staff_no = '1000'")
    where = ["--db", str(path)]
    assert run([*where, "setting", "set", "sign_in.idle_lock", "7"]) == 0
    assert run([*where, "db", "backup", f"{path}.bak"]) == 0
    assert run(["--db", f"{path}.new", "db", "restore", f"{path}.bak"]) == 0
    assert run(["--db", f"{path}.new", "setting", "show", "sign_in.idle_lock", "--format", "json"]) == 0
    said = capsys.readouterr()
    assert '"value": 7' in said.out
    assert "\x1b" not in said.out + said.err
    assert {one.name for one in folder.iterdir() if not one.name.endswith("-lock")} == {
        path.name,
        f"{path.name}.bak",
        f"{path.name}.new",
    }
