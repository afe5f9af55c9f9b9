"""Long work on a whole database: it says where it stands, and Ctrl-C ends it with nothing half done."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from csconsole.clock import SystemClock
from csconsole.errors import DatabaseUnavailableError
from csconsole.models import Customer
from csconsole.services.database import backup_database, check_database, restore, restore_database
from csconsole.services.exports import export_records
from csconsole.storage import open_store, schema, stages, upgrade
from csconsole.storage.stages import Stage, telling
from csconsole.tabular.columns import FileFormat
from tests.conftest import AsStaff, CommandLine
from tests.databases import empty_sqlite, fresh_sqlite
from tests.faults.test_upgrade_killed import at_revision

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _interrupt(stage: Stage | None) -> None:
    """Ctrl-C while a statement goes on."""
    if stage is None:
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_ends_a_statement_that_still_runs_and_nothing_is_changed(tmp_path: Path) -> None:
    store = open_store(empty_sqlite(tmp_path), check=False)
    before = signal.getsignal(signal.SIGINT)

    def work() -> None:
        with telling(_interrupt), store.exclusive() as connection:
            connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
            connection.exec_driver_sql(ENDLESS)

    with pytest.raises(KeyboardInterrupt):
        work()
    with store.read() as unit:
        assert unit.connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
    store.close()
    assert signal.getsignal(signal.SIGINT) is before


def test_an_upgrade_says_which_step_of_how_many_runs_and_what_is_checked(tmp_path: Path) -> None:
    store = at_revision(empty_sqlite(tmp_path), schema.REVISIONS[-3])
    stages: list[Stage | None] = []
    with telling(stages.append):
        upgrade.upgrade(store)
    store.close()
    told = [stage for stage in stages if stage is not None]
    steps = [Stage("upgrade", 1, 2, schema.REVISIONS[-2]), Stage("upgrade", 2, 2, schema.HEAD)]
    assert told[:2] == steps
    checked = [stage for stage in told if stage.what == "references"]
    assert checked[-1].done == checked[-1].total == len(checked)
    assert "call" in [stage.name for stage in checked]


@pytest.mark.parametrize("what", ["upgrade", "references"])
def test_an_upgrade_that_is_stopped_leaves_the_old_version(tmp_path: Path, what: str) -> None:
    store = at_revision(empty_sqlite(tmp_path), schema.REVISIONS[-3])

    def stop(stage: Stage | None) -> None:
        if stage is not None and (stage.what, stage.done) == (what, 2):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), telling(stop):
        upgrade.upgrade(store)
    assert upgrade.pending(store) == schema.REVISIONS[-2:]
    assert upgrade.upgrade(store) == schema.REVISIONS[-2:]
    store.close()


@sqlite_only
@pytest.mark.parametrize("what", ["copy", "pages", "flush"])
def test_a_backup_that_is_stopped_leaves_no_file_and_the_old_backup(
    as_: AsStaff, tmp_path: Path, what: str
) -> None:
    file = tmp_path / "backups" / "b.db"
    file.parent.mkdir()
    backup_database(as_("admin"), file)
    old = file.read_bytes()

    def stop(stage: Stage | None) -> None:
        if stage is not None and stage.what == what:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), telling(stop):
        backup_database(as_("admin"), file, force=True)
    assert (list(file.parent.iterdir()), file.read_bytes()) == ([file], old)


@sqlite_only
def test_a_restore_that_is_stopped_leaves_the_database_as_it_was(as_: AsStaff, tmp_path: Path) -> None:
    admin = as_("admin")
    file = tmp_path / "b.db"
    backup_database(admin, file)
    database = Path(admin.store.where)
    url = f"sqlite:///{database}"
    copies = 0

    def stop(stage: Stage | None) -> None:
        nonlocal copies
        if stage is not None and stage.what == "copy" and stage.done == stage.total:
            copies += 1
            if copies == 2:  # the first sets aside what is there
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), telling(stop):
        restore_database(url, file, SystemClock(), force=True)
    assert check_database(url).sound
    assert len(list(database.parent.glob("*before-restore*"))) == 1, "it may have been done just before"
    with pytest.raises(KeyboardInterrupt), telling(_stop_copying):
        restore_database(f"sqlite:///{tmp_path / 'new.db'}", file, SystemClock())
    assert not list(tmp_path.glob("*new.db*"))


def _stop_copying(stage: Stage | None) -> None:
    if stage is not None and stage.what == "copy":
        raise KeyboardInterrupt


def test_a_restore_that_the_engine_refuses_leaves_no_copy_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = fresh_sqlite(tmp_path)
    saved = tmp_path / "saved.db"
    saved.write_bytes((tmp_path / "csconsole.db").read_bytes())

    def full(_backup: Path, _target: Path) -> None:
        raise DatabaseUnavailableError("full")

    monkeypatch.setattr(restore, "_put_in", full)
    with pytest.raises(DatabaseUnavailableError):
        restore_database(url, saved, SystemClock(), force=True)
    assert check_database(url).sound
    assert not list(tmp_path.glob("*before-restore*"))


def test_a_damaged_database_goes_back_to_its_place_where_the_restore_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = fresh_sqlite(tmp_path)
    database, log = tmp_path / "csconsole.db", tmp_path / "csconsole.db-wal"
    saved = tmp_path / "saved.db"
    saved.write_bytes(database.read_bytes())
    damaged = b"SQLite format 3\x00" + b"garbage" * 5000
    database.write_bytes(damaged)
    log.write_bytes(b"saves that are nowhere else")

    def full(_backup: Path, target: Path) -> None:
        assert target.read_bytes() == b""
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restore, "_put_in", full)
    with pytest.raises(OSError, match="No space"):
        restore_database(url, saved, SystemClock(), force=True)
    assert (database.read_bytes(), log.read_bytes()) == (damaged, b"saves that are nowhere else")
    assert not list(tmp_path.glob("*before-restore*"))


@sqlite_only
def test_an_export_that_is_stopped_while_it_sorts_leaves_the_old_file(
    as_: AsStaff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctx = as_("supervisor")
    with ctx.write() as uow:
        uow.create_many([Customer(name=f"customer {number * 7919}") for number in range(40)])
    file = tmp_path / "files" / "c.csv"
    file.parent.mkdir()
    file.write_text("old")
    monkeypatch.setattr(stages, "_STEPS", 1)
    with pytest.raises(KeyboardInterrupt), telling(_interrupt):
        export_records(ctx, "customers", out=file, fmt=FileFormat.CSV, sort="name")
    assert (list(file.parent.iterdir()), file.read_text()) == ([file], "old")


@sqlite_only
@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("upgrade",), "upgrade_database"),
        (("backup", "b.db"), "backup_database"),
        (("check",), "check_database"),
    ],
    ids=lambda words: words[0],
)
def test_who_stops_a_command_is_told_what_became_of_it(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], what: str
) -> None:
    def stopped(*_given: object, **_named: object) -> Callable[[], None]:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"csconsole.services.database.{what}", stopped)
    ran = cli("db", *words)
    assert (ran.code, ran.stdout) == (130, "")
    assert ran.stderr.startswith("Stopped")
