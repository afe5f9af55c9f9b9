"""The database as a whole: made, backed up while others write, restored, checked, copied between engines."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.errors import DatabaseUnavailableError, NotAllowedError, RuleBrokenError
from csconsole.models import Customer, Event, Staff
from csconsole.models.rights import Right, Role
from csconsole.services.audit import verify_chain
from csconsole.services.categories import list_categories
from csconsole.services.context import Context, actor_of
from csconsole.services.database import (
    backup,
    backup_database,
    check_database,
    copy_database,
    create_database,
    create_solo,
    database_status,
    restore_database,
)
from csconsole.services.database.backup import connected
from csconsole.services.settings import change_setting, setting
from csconsole.services.sign_in import sign_in, solo_actor
from csconsole.storage import Store, open_store, search, sqlite
from csconsole.storage.stages import Stage, telling
from tests import databases
from tests.conftest import AsStaff


@contextmanager
def opened(url: str, clock: FrozenClock, staff_no: str = "1000") -> Iterator[Context]:
    """The administrator's context on another database."""
    store = open_store(url, clock=clock)
    try:
        with store.read() as uow:
            staff = uow.one(Staff, staff_no=staff_no)
            assert staff is not None
            yield Context(store=store, clock=clock, actor=actor_of(staff), config=Config(db=url))
    finally:
        store.close()


def raw(path: Path, statement: str) -> Any:
    """Run one statement behind the program's back."""
    from pysqlite3 import dbapi2

    connection = dbapi2.connect(str(path))
    try:
        found = connection.execute(statement).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()


def test_a_solo_database_has_one_person_with_every_right(tmp_path: Path, clock: FrozenClock) -> None:
    config = Config(db=str(tmp_path / "solo.db"))
    actor = create_solo(config, clock, name="王小明")
    assert actor.rights == frozenset(Right)
    store = open_store(config.db_url)
    found = solo_actor(store)
    assert found is not None
    assert (found.staff_no, found.name) == ("1001", "王小明")
    assert list_categories(Context(store, clock, found, config)).total > 10
    store.close()
    with pytest.raises(RuleBrokenError, match="already"):
        create_solo(config, clock)


def test_a_new_database_has_an_administrator_with_a_password(tmp_path: Path, clock: FrozenClock) -> None:
    config = Config(db=str(tmp_path / "new.db"))
    actor = create_database(config, clock, staff_no="A1", name="Gu", password="blue-teapot-7")
    assert actor.roles == {Role.ADMIN}
    store = open_store(config.db_url, clock=clock)
    assert sign_in(store, clock, config, staff_no="A1", password="blue-teapot-7").can(Right.STAFF_MANAGE)
    assert solo_actor(store) is None
    store.close()


@pytest.mark.req("SEC-16")
def test_a_backup_of_either_engine_is_whole_private_and_remembered(
    as_: AsStaff, tmp_path: Path, clock: FrozenClock, database_url: str
) -> None:
    admin = as_("admin")
    change_setting(admin, "sign_in.idle_lock", 7)
    target = tmp_path / "backup.db"
    report = backup_database(admin, target)
    assert report.size == target.stat().st_size > 0
    assert target.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in tmp_path.iterdir() if "backup" in path.name} == {"backup.db"}
    with opened(f"sqlite:///{target}", clock) as copy:
        assert setting(copy, "sign_in.idle_lock") == 7
        assert verify_chain(copy).whole
    status = database_status(database_url)
    assert (status.last_backup_file, status.last_backup_at) == (str(target), clock.now())
    with pytest.raises(RuleBrokenError, match="already a file"):
        backup_database(admin, target)
    assert backup_database(admin, target, force=True).size > 0


@pytest.mark.req("SEC-16")
def test_backing_up_needs_the_right_and_a_place(as_: AsStaff, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        backup_database(as_("manager"), tmp_path / "backup.db")
    with pytest.raises(IsADirectoryError):
        backup_database(as_("admin"), tmp_path)
    with pytest.raises(FileNotFoundError):
        backup_database(as_("admin"), tmp_path / "no" / "backup.db")


@pytest.mark.req("SEC-16")
def test_a_full_disk_is_the_fault_of_the_backup_not_of_the_database(
    as_: AsStaff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: Store, path: Path) -> None:
        with connected(path):
            raise sqlite.driver().OperationalError("database or disk is full")

    target = tmp_path / "backup.db"
    monkeypatch.setattr(backup, "_copy_all", full)
    with pytest.raises(OSError, match="No space left") as refused:
        backup_database(as_("admin"), target)
    assert (refused.value.errno, refused.value.filename) == (errno.ENOSPC, str(target))
    assert list(tmp_path.glob("*backup*")) == []


def test_a_backup_taken_while_others_write_is_of_one_moment(
    sqlite_url: str, clock: FrozenClock, tmp_path: Path
) -> None:
    stop = threading.Event()
    errors: list[BaseException] = []

    def write() -> None:
        store = open_store(sqlite_url, clock=clock)
        try:
            while not stop.is_set():
                with store.write() as uow:
                    uow.create_many([Customer(name=f"customer {at}") for at in range(10)])
        except BaseException as error:
            errors.append(error)
        finally:
            store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with opened(sqlite_url, clock) as admin:
            plain = replace(admin)
        store = open_store(sqlite_url, clock=clock)
        for number in range(3):
            backup_database(replace(plain, store=store), tmp_path / f"{number}.db")
        store.close()
    finally:
        stop.set()
        writer.join()
    assert errors == []
    for number in range(3):
        path = tmp_path / f"{number}.db"
        assert check_database(f"sqlite:///{path}").sound
        assert raw(path, "SELECT count(*) FROM customer")[0][0] % 10 == 0


@pytest.mark.req("SEC-16")
def test_restoring_brings_everything_back_and_keeps_what_was_there(
    sqlite_url: str, clock: FrozenClock, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    with opened(sqlite_url, clock) as admin:
        change = replace(admin)
    store = open_store(sqlite_url, clock=clock)
    admin = replace(change, store=store)
    change_setting(admin, "sign_in.idle_lock", 7)
    backup_database(admin, backup)
    change_setting(admin, "sign_in.idle_lock", 9)
    with pytest.raises(RuleBrokenError, match="already a database"):
        restore_database(sqlite_url, backup, clock, ctx=admin)
    report = restore_database(sqlite_url, backup, clock, force=True, ctx=admin)
    assert setting(admin, "sign_in.idle_lock") == 7
    assert report.kept is not None
    store.close()
    with opened(f"sqlite:///{report.kept}", clock) as before:
        assert setting(before, "sign_in.idle_lock") == 9
    assert Path(report.kept).stat().st_mode & 0o777 == 0o600
    missing = tmp_path / "new" / "csconsole.db"
    assert restore_database(f"sqlite:///{missing}", backup, clock).kept is None
    assert missing.stat().st_mode & 0o777 == 0o600
    assert check_database(f"sqlite:///{missing}").sound


def test_restoring_over_a_damaged_database_works_without_signing_in(
    sqlite_url: str, clock: FrozenClock, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    with opened(sqlite_url, clock) as admin:
        held = replace(admin)
    store = open_store(sqlite_url, clock=clock)
    backup_database(replace(held, store=store), backup)
    store.close()
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    database.write_bytes(b"SQLite format 3\x00" + b"garbage" * 5000)
    report = restore_database(sqlite_url, backup, clock, force=True)
    assert report.kept is not None
    assert Path(report.kept).read_bytes().endswith(b"garbage")
    assert check_database(sqlite_url).sound


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_text("no database"), "not a csconsole database"),
        (lambda path: path.write_bytes(b""), "not a csconsole database"),
        (lambda path: path.mkdir(), "directory"),
        (Path.exists, "no database"),
        (lambda path: raw(path, "CREATE TABLE other (id)"), "not a csconsole database"),
    ],
    ids=["text", "empty", "directory", "missing", "another program's"],
)
def test_what_is_no_backup_is_refused_and_nothing_changes(
    sqlite_url: str, clock: FrozenClock, tmp_path: Path, make: Any, message: str
) -> None:
    backup = tmp_path / "backup.db"
    make(backup)
    with pytest.raises(DatabaseUnavailableError, match=message):
        restore_database(sqlite_url, backup, clock, force=True)
    assert check_database(sqlite_url).sound


def test_a_backup_of_a_newer_version_is_refused(sqlite_url: str, clock: FrozenClock, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    backup.write_bytes(Path(sqlite_url.removeprefix("sqlite:///")).read_bytes())
    raw(backup, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailableError, match="newer"):
        restore_database(sqlite_url, backup, clock, force=True)


def test_restoring_needs_the_right(
    as_: AsStaff, clock: FrozenClock, database_url: str, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowedError):
        restore_database(database_url, tmp_path / "any.db", clock, force=True, ctx=as_("manager"))


def test_checking_finds_a_changed_event_and_a_broken_reference(sqlite_url: str) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    report = check_database(sqlite_url)
    assert [(finding.check, finding.ok) for finding in report.findings] == [
        ("pages", True),
        ("references", True),
        ("version", True),
        ("events", True),
        ("daily", True),
    ]
    raw(path, "UPDATE event SET action = 'forged' WHERE id = 3")
    report = check_database(sqlite_url)
    assert not report.sound
    assert "3" in report.findings[3].found
    raw(path, "UPDATE staff SET department_id = 999")
    assert not check_database(sqlite_url).findings[1].ok


@pytest.mark.req("SEC-05")
def test_the_chain_shows_what_was_changed_removed_or_put_in(sqlite_url: str, clock: FrozenClock) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    for forged in (
        "UPDATE event SET reason = 'because' WHERE id = 2",
        "DELETE FROM event WHERE id = 5",
        "INSERT INTO event (id, at, entity, entity_id, action, hash)"
        " VALUES (5, '2026-01-01', 'staff', 1, 'edited', 'x')",
    ):
        raw(path, forged)
        with opened(sqlite_url, clock) as admin:
            report = verify_chain(admin)
        assert not report.whole
        assert report.broken_count == len(report.broken) > 0


@pytest.mark.parametrize("target_kind", ["sqlite", "postgresql"])
def test_a_copy_to_either_engine_is_the_same_and_goes_on_working(
    as_: AsStaff, store: Store, clock: FrozenClock, tmp_path: Path, target_kind: str
) -> None:
    with store.write() as uow:
        kept = uow.create(Customer(name="欧阳晓文", pinyin="ouyangxiaowen", initials="oyxw"))
        uow.create(Customer(name="Double", merged_into_id=kept.pk))
    target = empty_database(tmp_path, target_kind)
    stages: list[Stage | None] = []
    with telling(stages.append):
        report = copy_database(as_("admin"), target)
    assert report.tables["customer"] == 2
    assert report.tables["staff"] == 8
    assert report.events_verified == report.tables["event"] > 0
    assert Stage("rows", 2, 2, "customer") in stages
    assert Stage("index", 2, None, "customer") in stages
    assert Stage("events", report.events_verified) in stages
    with opened(target, clock) as copy, copy.read() as uow:
        assert search.find(uow.session, Customer, "晓文", limit=5).ids == (kept.pk,)
        merged = uow.one(Customer, name="Double")
        assert merged is not None
        assert merged.merged_into_id == kept.pk
        assert merged.created_at == clock.now()
    again = open_store(target, clock=clock)
    with again.write() as uow:
        assert uow.create(Customer(name="new")).pk > kept.pk
        assert uow.one(Event, id=report.events_verified + 1) is None
    again.close()
    assert check_database(target).sound
    with pytest.raises(RuleBrokenError, match="not empty"):
        copy_database(as_("admin"), target)
    with pytest.raises(NotAllowedError):
        copy_database(as_("agent"), target)


def empty_database(folder: Path, kind: str) -> str:
    """The URL of a database without tables."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'copy.db'}"
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    url = databases.fresh_postgres("_copy")
    engine = create_engine(make_url(url))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def test_the_driver_of_tests_and_program_is_the_same() -> None:
    from csconsole.storage import sqlite

    assert sqlite.driver() is not sqlite3
