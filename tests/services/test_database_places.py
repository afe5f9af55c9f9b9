"""Where a backup, a copy, a restored or a new database may be written: never over a database or a device."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.errors import CsconsoleError, DatabaseUnavailableError, RuleBrokenError
from csconsole.models import Customer
from csconsole.services.database import (
    backup_database,
    check_database,
    copy_database,
    create_solo,
    restore_database,
)
from csconsole.services.database import copy as copying
from csconsole.storage import Store, open_store, search
from csconsole.tabular.files import replacing
from tests.conftest import AsStaff
from tests.services.test_database_admin import empty_database, opened

ENDINGS = ("", "-wal", "-shm", "-lock", "-journal")


def names_of(database: Path, folder: Path) -> list[Path]:
    """The database by its name, by a symbolic and a hard link, and the files beside it, also those that are
    not there.
    """
    (folder / "link.db").symlink_to(database)
    os.link(database, folder / "hard.db")
    return [folder / "link.db", folder / "hard.db", *(Path(f"{database}{end}") for end in ENDINGS)]


def fifo(folder: Path) -> Path:
    """Something that is neither file nor folder; a device would need privileges to be made."""
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.req("SEC-16")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_never_takes_the_place_of_its_database(as_: AsStaff, tmp_path: Path) -> None:
    admin = as_("admin")
    database = Path(admin.store.where)
    inode = database.stat().st_ino
    for name in names_of(database, tmp_path):
        with pytest.raises(RuleBrokenError):
            backup_database(admin, name, force=True)
        with pytest.raises(RuleBrokenError):
            copy_database(admin, f"sqlite:///{name}")
        with pytest.raises(RuleBrokenError), replacing(name):
            raise AssertionError(name)
        with pytest.raises(RuleBrokenError):
            restore_database(f"sqlite:///{database}", name, admin.clock, force=True, ctx=admin)
    assert database.stat().st_ino == inode
    assert check_database(f"sqlite:///{database}").sound


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_ordinary_file_is_left_alone(as_: AsStaff, tmp_path: Path, clock: FrozenClock) -> None:
    pipe = fifo(tmp_path)
    admin = as_("admin")
    tries: tuple[Callable[[], object], ...] = (
        lambda: backup_database(admin, pipe, force=True),
        lambda: copy_database(admin, f"sqlite:///{pipe}"),
        lambda: replacing(pipe).__enter__(),
        lambda: restore_database(f"sqlite:///{tmp_path / 'new.db'}", pipe, clock),
        lambda: restore_database(f"sqlite:///{pipe}", tmp_path / "any.db", clock, force=True),
        lambda: create_solo(Config(db=str(pipe)), clock),
    )
    for attempt in tries:
        with pytest.raises(CsconsoleError):
            attempt()
        assert pipe.is_fifo()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_does_not_replace_another_database_in_use(as_: AsStaff, tmp_path: Path) -> None:
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}", create=True)
    try:
        with other.write() as uow:
            uow.create(Customer(name="Ann"))
            with pytest.raises(RuleBrokenError, match="in use"):
                backup_database(as_("admin"), tmp_path / "other.db", force=True)
    finally:
        other.close()


@pytest.mark.parametrize("target_kind", ["sqlite", "postgresql"])
def test_a_copy_takes_several_batches_of_every_indexed_table(
    as_: AsStaff,
    store: Store,
    clock: FrozenClock,
    tmp_path: Path,
    target_kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copying, "BATCH", 7)
    with store.write() as uow:
        uow.create_many([Customer(name=f"customer {number:03}") for number in range(40)])
    target = empty_database(tmp_path, target_kind)
    assert copy_database(as_("admin"), target).tables["customer"] == 40
    assert check_database(target).sound
    with opened(target, clock) as copy, copy.read() as uow:
        assert search.find(uow.session, Customer, "customer 039", limit=5).ids
        assert search.find(uow.session, Customer, "customer 001", limit=5).ids


@pytest.mark.parametrize("target_kind", ["sqlite", "postgresql"])
def test_half_a_copy_is_no_database(
    as_: AsStaff, tmp_path: Path, target_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = empty_database(tmp_path, target_kind)

    def broken(*_given: object) -> None:
        with pytest.raises(DatabaseUnavailableError):  # what another process finds while the copy goes on
            open_store(target)
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(copying, "_require_same", broken)
        with pytest.raises(CsconsoleError):
            copy_database(as_("admin"), target)
    with pytest.raises(DatabaseUnavailableError):
        open_store(target)
    if target_kind == "sqlite":
        assert not [one.name for one in tmp_path.iterdir() if one.name.startswith("copy.db")]
    assert copy_database(as_("admin"), target).rows


def test_a_database_in_an_empty_file_is_private(tmp_path: Path, clock: FrozenClock) -> None:
    path = tmp_path / "desk.db"
    for end in ("", "-lock"):
        Path(f"{path}{end}").touch(mode=0o644)
    create_solo(Config(db=str(path)), clock)
    store = open_store(f"sqlite:///{path}")
    try:
        with store.write():
            modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.glob("desk.db*")}
    finally:
        store.close()
    assert len(modes) == 4
    assert set(modes.values()) == {0o600}


def test_what_is_said_of_a_damaged_copy_names_no_temporary_file(
    as_: AsStaff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csconsole.services.database import backup

    def damaged(path: Path) -> None:
        raise DatabaseUnavailableError(f"The copy {path} is damaged.")

    monkeypatch.setattr(backup, "require_sound", damaged)
    with pytest.raises(DatabaseUnavailableError) as caught:
        backup_database(as_("admin"), tmp_path / "b.db")
    assert caught.value.message == f"The copy {tmp_path / 'b.db'} is damaged."
    assert not list(tmp_path.glob(".b.db*"))
