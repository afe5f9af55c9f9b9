"""Files that are moved, deleted or replaced under an open console, and folders of other users: what is saved
is never acknowledged into a file that nobody finds again.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.errors import DatabaseUnavailableError
from csconsole.screens.store_gate import StoreGate
from csconsole.services.context import Context
from csconsole.services.database import restore_database
from csconsole.services.settings import change_setting, setting
from csconsole.storage import open_store, sqlite
from tests.databases import NOW, fresh_sqlite
from tests.faults.test_bad_databases import sql

PR_CAPBSET_DROP = 24
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A sound database, in a folder of its own, whose administrator needs no password."""
    folder = tmp_path / "site"
    folder.mkdir()
    path = Path(fresh_sqlite(folder).removeprefix("sqlite:///"))
    sql(path, "UPDATE staff SET solo = 1 WHERE staff_no = '1000'")
    return path


@pytest.fixture
def gate(database: Path, clock: FrozenClock) -> Iterator[StoreGate]:
    """An open console's door to it."""
    opened = StoreGate(Config(db=str(database), lang="en"), clock)
    yield opened
    opened.close()


def save(ctx: Context, minutes: int) -> None:
    change_setting(ctx, "sign_in.idle_lock", minutes)


def replaced(path: Path) -> None:
    shutil.copy(path, path.with_name("other.db"))
    os.replace(path.with_name("other.db"), path)


def deleted(path: Path) -> None:
    path.unlink()


def log_deleted(path: Path) -> None:
    Path(f"{path}-wal").unlink()


def folder_moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("away"))


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (replaced, "Another file has taken the place"),
        (deleted, "moved or deleted"),
        (folder_moved, "moved or deleted"),
        (log_deleted, "taken away"),
    ],
)
def test_nothing_is_saved_into_a_file_that_was_taken_away(
    gate: StoreGate, database: Path, happens: Callable[[Path], None], said: str
) -> None:
    ctx = gate.open().context
    assert ctx is not None
    save(ctx, 5)
    happens(database)
    for _again in range(2):
        with pytest.raises(DatabaseUnavailableError, match=said) as refused:
            save(ctx, 6)
        assert refused.value.hint
    with pytest.raises(DatabaseUnavailableError):
        gate.listen(lambda _changes: None, lambda: False)
    assert happens is log_deleted or not database.with_name("csconsole.db-journal").exists()
    if happens in (deleted, folder_moved):
        assert not database.exists()


def test_a_file_that_was_put_back_goes_on(gate: StoreGate, database: Path) -> None:
    ctx = gate.open().context
    assert ctx is not None
    database.rename(database.with_name("away.db"))
    with pytest.raises(DatabaseUnavailableError):
        save(ctx, 6)
    database.with_name("away.db").rename(database)
    save(ctx, 7)
    assert setting(ctx, "sign_in.idle_lock") == 7


def test_an_open_console_saves_nothing_in_a_newer_database(gate: StoreGate, database: Path) -> None:
    ctx = gate.open().context
    assert ctx is not None
    assert gate.standing(ctx).actor == ctx.actor
    sql(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailableError, match="newer"):
        gate.standing(ctx)


def as_stranger(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the program without root's right to open everything."""
    libc = ctypes.CDLL(None)

    def drop() -> None:
        for one in (DAC_OVERRIDE, DAC_READ_SEARCH):
            libc.prctl(PR_CAPBSET_DROP, one, 0, 0, 0)  # refused to who has no such right anyway

    return subprocess.run(
        [sys.executable, "-m", "csconsole", *words],
        capture_output=True,
        text=True,
        preexec_fn=drop,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


@pytest.mark.parametrize(
    ("closed", "mode"),
    [
        ("csconsole.db", 0o000),
        ("csconsole.db", 0o400),
        ("", 0o000),
        ("", 0o500),
        ("csconsole.db-lock", 0o000),
    ],
)
def test_files_and_folders_of_others(database: Path, closed: str, mode: int) -> None:
    place = database.with_name(closed) if closed else database.parent
    database.with_name("csconsole.db-lock").touch(mode=0o600)
    before = place.stat().st_mode & 0o777
    place.chmod(mode)
    try:
        ran = as_stranger("--db", str(database), "setting", "set", "sign_in.idle_lock", "6")
    finally:
        place.chmod(before)
    assert ran.returncode == 6, ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert "rights" in ran.stderr
    store = open_store(f"sqlite:///{database}")
    store.close()


def test_a_link_to_a_database_is_that_database(database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database)
    store = open_store(f"sqlite:///{link}")
    with store.write() as uow:
        uow.log("setting", 0, "edited")
        assert not Path(f"{link}-lock").exists(), "writers by any name stand in one queue"
        log_deleted(database)
    with pytest.raises(DatabaseUnavailableError, match="taken away"), store.write():
        pass
    store.close()


def _broken_off(place: Path) -> None:
    sqlite.create_file(place)
    raise ZeroDivisionError


def test_a_link_outlives_what_could_not_be_made_or_was_restored(database: Path, tmp_path: Path) -> None:
    link, made = tmp_path / "link.db", tmp_path / "disk" / "site.db"
    made.parent.mkdir()
    link.symlink_to(made)
    with pytest.raises(ZeroDivisionError), sqlite.removed_on_failure(f"sqlite:///{link}"):
        _broken_off(link)
    assert link.is_symlink()
    assert not made.exists()
    restore_database(f"sqlite:///{link}", database, FrozenClock(NOW))
    assert link.is_symlink()
    open_store(f"sqlite:///{made}").close()
    link.unlink()
    link.symlink_to(link.name)
    with pytest.raises(DatabaseUnavailableError, match="cannot be made"):
        restore_database(f"sqlite:///{link}", database, FrozenClock(NOW))
    assert link.is_symlink()


def test_a_backup_that_may_only_be_read_is_restored_and_not_touched(database: Path, tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    saved = database.rename(media / "saved.db")
    content = saved.read_bytes()
    saved.chmod(0o400)
    media.chmod(0o500)
    try:
        ran = as_stranger("--db", str(database), "db", "restore", str(saved))
    finally:
        media.chmod(0o700)
    assert ran.returncode == 0, ran.stderr
    assert saved.read_bytes() == content
    assert [one.name for one in media.iterdir()] == ["saved.db"]
    open_store(f"sqlite:///{database}").close()
