"""A database whose log beside it is missing or another's: what a copy by hand can do, and what finds it.

SQLite applies any log that lies beside the file. Nothing in a file or in a log says that they belong
together, so opening cannot refuse it; ``csconsole db check`` reads every page and finds it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.models import Staff
from csconsole.services.context import Context, actor_of
from csconsole.services.customers import create_customer
from csconsole.services.database import check_database
from csconsole.storage import open_store, sqlite
from tests import databases


def work(url: str, clock: FrozenClock, customers: range) -> None:
    """Add customers, as one console after the other does; the last one takes its log into the file."""
    store = open_store(url, clock=clock)
    with store.read() as uow:
        staff = uow.one(Staff, staff_no=databases.STAFF_NO["supervisor"])
    assert staff is not None
    ctx = Context(store=store, clock=clock, actor=actor_of(staff), config=Config(db=url, lang="en"))
    for number in customers:
        create_customer(ctx, name=f"Household {number}", remark="x" * 2000)
    store.close()


def held(database: Path) -> Any:
    """A connection by which the log stays beside the file."""
    connection = sqlite.driver().connect(str(database))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("SELECT count(*) FROM customer").fetchall()
    return connection


def copied(database: Path, place: Path, *ends: str) -> str:
    """A copy of the files of a database that end so; its URL."""
    for end in ends:
        shutil.copy(f"{database}{end}", f"{place}{end}")
    return f"sqlite:///{place}"


def test_an_older_copy_with_a_later_log_is_found_by_the_check(
    sqlite_url: str, clock: FrozenClock, tmp_path: Path
) -> None:
    database, mixed = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "mixed.db"
    copied(database, mixed, "")
    work(sqlite_url, clock, range(60))
    holder = held(database)
    work(sqlite_url, clock, range(60, 62))
    url = copied(database, mixed, "-wal")
    holder.close()
    assert not check_database(url).sound
    assert check_database(sqlite_url).sound


def test_a_copy_without_its_log_is_sound_and_lacks_the_newest_saves(
    sqlite_url: str, clock: FrozenClock, tmp_path: Path
) -> None:
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    holder = held(database)
    work(sqlite_url, clock, range(2))
    without, whole = tmp_path / "without.db", tmp_path / "whole.db"
    urls = copied(database, without, ""), copied(database, whole, "", "-wal")
    holder.close()
    assert [check_database(url).sound for url in urls] == [True, True]
    for url, count in zip(urls, (0, 2), strict=True):
        store = open_store(url, clock=clock)
        with store.read() as uow:
            counted = uow.connection.exec_driver_sql("SELECT count(*) FROM customer").scalar()
        store.close()
        assert counted == count


def test_the_index_of_another_log_is_made_anew(sqlite_url: str, clock: FrozenClock, tmp_path: Path) -> None:
    database, other = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "other.db"
    holder = held(database)
    work(sqlite_url, clock, range(2))
    url = copied(database, other, "", "-wal")
    Path(f"{other}-shm").write_bytes(b"\xa5" * 32768)
    holder.close()
    assert check_database(url).sound
