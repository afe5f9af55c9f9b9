"""Whatever makes or replaces a file is killed half way: what was there stays, nothing half has a name that
somebody trusts, the same command again goes through, and the leavings are cleared away.
"""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

import pytest

from csconsole.cli.entry import run
from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.errors import DatabaseUnavailableError, RuleBrokenError
from csconsole.screens.store_gate import StoreGate
from csconsole.services import demo
from csconsole.services.database import (
    backup,
    backup_database,
    check_database,
    copy_database,
    create,
    create_solo,
    refuse_existing,
    restore,
    restore_database,
)
from csconsole.services.database import copy as copying
from csconsole.storage import open_store, schema
from csconsole.tabular.files import replacing
from tests.conftest import AsStaff
from tests.databases import fresh_sqlite
from tests.faults.killed import killed_at
from tests.faults.test_bad_databases import sql

on_a_file = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def left_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def age(folder: Path, hours: int) -> None:
    """Let what lies in a folder have been written so many hours ago."""
    at = time.time() - hours * 3600
    for path in [*folder.rglob("*")]:
        os.utime(path, (at, at))


@on_a_file
def test_a_backup_killed_half_way(as_: AsStaff, tmp_path: Path) -> None:
    admin, folder = as_("admin"), tmp_path / "backups"
    folder.mkdir()
    target = folder / "b.db"
    target.write_text("old")
    killed_at(lambda: backup_database(admin, target, force=True), backup, "take_place")
    assert target.read_text() == "old"
    assert len(left_in(folder)) == 2
    backup_database(admin, target, force=True)
    assert len(left_in(folder)) == 2, "another backup may be going on: it stays for an hour"
    age(folder, 2)
    (folder / ".b.db.mine").mkdir()
    backup_database(admin, target, force=True)
    assert left_in(folder) == [".b.db.mine", "b.db"]
    assert check_database(f"sqlite:///{target}").sound


def test_an_export_killed_half_way(tmp_path: Path) -> None:
    target = tmp_path / "e.csv"
    target.write_text("old")

    def export(text: str) -> None:
        with replacing(target) as stream:
            stream.write(text)

    killed_at(lambda: export("half"), os, "replace")
    assert target.read_text() == "old"
    age(tmp_path, 2)
    export("whole")
    assert target.read_text() == "whole"
    assert left_in(tmp_path) == ["e.csv"]


@pytest.mark.parametrize("place", ["take_place", "copy_file"])
def test_a_restore_killed_half_way(tmp_path: Path, clock: FrozenClock, place: str) -> None:
    fresh_sqlite(tmp_path)
    saved = (tmp_path / "csconsole.db").rename(tmp_path / "saved.db")
    (tmp_path / "site").mkdir()
    database, url = tmp_path / "site" / "site.db", f"sqlite:///{tmp_path / 'site' / 'site.db'}"
    killed_at(lambda: restore_database(url, saved, clock), restore, place)
    assert database.stat().st_size == 0, "an empty file is no database"
    Path(f"{database}-wal").write_bytes(b"the log of another database")
    restore_database(url, saved, clock)
    assert check_database(url).sound
    sql(database, "CREATE TABLE extra (id INTEGER)")
    killed_at(lambda: restore_database(url, saved, clock, force=True), restore, place)
    assert not [name for name in left_in(database.parent) if name.startswith("site.db.before")]
    assert sql(database, "SELECT count(*) FROM extra") == [(0,)]
    kept = restore_database(url, saved, clock, force=True).kept
    assert kept is not None
    assert sql(Path(kept), "SELECT count(*) FROM extra") == [(0,)]
    assert check_database(url).sound


def test_a_damaged_database_is_kept_with_its_log(tmp_path: Path, clock: FrozenClock) -> None:
    url = fresh_sqlite(tmp_path)
    database = tmp_path / "csconsole.db"
    saved = tmp_path / "saved.db"
    saved.write_bytes(database.read_bytes())
    database.write_bytes(b"SQLite format 3\x00" + b"garbage" * 5000)
    Path(f"{database}-wal").write_bytes(b"saves that are nowhere else")
    kept = restore_database(url, saved, clock, force=True).kept
    assert Path(f"{kept}-wal").read_bytes() == b"saves that are nowhere else"
    assert check_database(url).sound


@pytest.mark.parametrize(
    ("place", "name"), [(schema, "create"), (create, "install_pack"), (create, "actor_of")]
)
def test_an_init_killed_half_way(tmp_path: Path, clock: FrozenClock, place: object, name: str) -> None:
    config = Config(db=str(tmp_path / "site.db"))
    killed_at(lambda: create_solo(config, clock), place, name)
    assert (tmp_path / "site.db").stat().st_size > 0
    refuse_existing(config.db_url)
    assert run(["--db", config.db, "init", "--solo"]) == 0
    assert check_database(config.db_url).sound


def test_another_programs_database_gets_none_of_our_tables(as_: AsStaff, tmp_path: Path) -> None:
    other = tmp_path / "bookmarks.db"
    sql(other, "CREATE TABLE bookmarks (id INTEGER)")
    for make in (
        lambda: copy_database(as_("admin"), f"sqlite:///{other}"),
        lambda: create_solo(Config(db=str(other)), as_("admin").clock),
    ):
        with pytest.raises(DatabaseUnavailableError, match="not a csconsole database"):
            make()
    assert sql(other, "SELECT name FROM sqlite_master") == [("bookmarks",)]


@on_a_file
def test_a_copy_killed_half_way(as_: AsStaff, tmp_path: Path) -> None:
    admin, target = as_("admin"), f"sqlite:///{tmp_path / 'copy.db'}"
    killed_at(lambda: copy_database(admin, target), copying, "_verified")
    with pytest.raises(DatabaseUnavailableError):
        open_store(target)
    assert copy_database(admin, target).rows
    with pytest.raises(RuleBrokenError):
        copy_database(admin, target)


def test_a_demo_killed_half_way_is_not_opened_as_one(
    tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSCONSOLE_HOME", str(tmp_path / "home"))
    small = partial(demo.build_demo, size=demo.DemoSize(days=0, households=10))
    monkeypatch.setattr(demo, "build_demo", small)
    gate = StoreGate(Config(lang="en"), clock)
    killed_at(lambda: gate.create("demo", lambda _done, _all: None), demo, "play_shift")
    assert not (tmp_path / "home" / "demo.db").exists()
    monkeypatch.setattr(demo, "play_shift", lambda *_about, **_named: None)
    assert gate.create("demo", lambda _done, _all: None).state == "ready"
    gate.close()
    assert left_in(tmp_path / "home")[:1] == ["demo.db"]
