"""``db upgrade`` that is killed between two of its statements, or run twice at once: the database is of the
old or of the new version, and the next upgrade finishes.
"""

from __future__ import annotations

import resource
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from csconsole.errors import DatabaseUnavailableError
from csconsole.storage import Store, open_store, schema, sqlite, upgrade
from tests.databases import empty_postgres, empty_sqlite
from tests.faults.test_server_gone import drop_connections

EVERY = 12
"""Of some 900 statements, every so many are looked at."""


def at_revision(url: str, revision: str) -> Store:
    """A database of an older version, with a row."""
    store = open_store(url, check=False)
    with store.exclusive() as connection:
        upgrade.run(connection, revision)
        connection.exec_driver_sql(
            "INSERT INTO department (created_at, updated_at, version, code, name_en, name_zh, active) "
            "VALUES ('2026-01-01', '2026-01-01', 1, 'eng', 'Engineering', '工程部', true)"
        )
    return store


def _as_left(path: Path) -> tuple[str, str, int]:
    """Version, soundness and rows of a file as whoever opens it next finds them."""
    connection = sqlite.driver().connect(str(path))
    try:
        return (
            connection.execute("SELECT version_num FROM alembic_version").fetchone()[0],
            connection.execute("PRAGMA quick_check(1)").fetchone()[0],
            connection.execute("SELECT count(*) FROM department").fetchone()[0],
        )
    finally:
        connection.close()


def test_a_file_upgrade_killed_anywhere_leaves_the_old_version_or_the_new(tmp_path: Path) -> None:
    url = empty_sqlite(tmp_path)
    at_revision(url, schema.REVISIONS[0]).close()
    store = open_store(url, check=False)
    path = tmp_path / "empty.db"
    found: list[tuple[str, str, int]] = []
    statements = 0

    def look(statement: str) -> None:
        """What a process that dies here leaves on the disk: the file and its log, not its memory."""
        nonlocal statements
        statements += 1
        if statements % EVERY and not statement.startswith("COMMIT"):
            return
        left = tmp_path / "left.db"
        for end in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(f"{path}{end}", f"{left}{end}")
        found.append(_as_left(left))
        left.unlink()

    def watched(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA cache_size = 10")  # so that the log is written to all the time
        connection.set_trace_callback(look)

    event.listen(store.engine, "connect", watched)
    assert upgrade.upgrade(store) == schema.REVISIONS[1:]
    store.close()
    assert len(found) > 50
    assert set(found) == {(schema.REVISIONS[0], "ok", 1)}
    assert _as_left(path) == (schema.HEAD, "ok", 1)


def test_an_upgrade_on_a_full_disk_changes_nothing_and_goes_through_afterwards(tmp_path: Path) -> None:
    url = empty_sqlite(tmp_path)
    store = at_revision(url, "0014")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, before[1]))
    try:
        with pytest.raises(DatabaseUnavailableError, match="full") as refused:
            upgrade.upgrade(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert "Free some space" in str(refused.value.hint)
    assert _as_left(tmp_path / "empty.db") == ("0014", "ok", 1)
    with pytest.raises(DatabaseUnavailableError) as old:
        open_store(url)
    assert "csconsole db upgrade" in str(old.value.hint)
    assert upgrade.upgrade(store)[-1] == schema.HEAD
    store.close()


@pytest.fixture
def old_server() -> Iterator[tuple[str, Store]]:
    """A database on a server that lacks the last revisions: some hundred statements bring them."""
    url = empty_postgres()
    store = at_revision(url, "0014")
    yield url, store
    store.close()


def test_an_upgrade_on_a_server_that_breaks_off_anywhere_goes_through_afterwards(
    old_server: tuple[str, Store],
) -> None:
    url, store = old_server
    lacking = upgrade.pending(store)
    for most in (1, 20, 60, 0):
        seen = 0

        def break_off(*_about: object, last: int = most) -> None:
            nonlocal seen
            seen += 1
            if seen == last:
                drop_connections(url)

        def at_the_end(_connection: object, last: int = most) -> None:
            if not last:
                drop_connections(url)

        event.listen(store.engine, "before_cursor_execute", break_off)
        event.listen(store.engine, "commit", at_the_end)
        with pytest.raises(DatabaseUnavailableError):
            upgrade.upgrade(store)
        event.remove(store.engine, "before_cursor_execute", break_off)
        event.remove(store.engine, "commit", at_the_end)
        assert upgrade.pending(store) == lacking
    assert upgrade.upgrade(store) == lacking
    assert upgrade.pending(store) == ()


@pytest.mark.parametrize("made", [lambda folder: empty_sqlite(folder), lambda _folder: empty_postgres()])
def test_of_two_upgrades_at_once_the_second_waits_and_has_nothing_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Callable[[Path], str]
) -> None:
    url = made(tmp_path)
    first, second = at_revision(url, schema.REVISIONS[-3]), open_store(url, check=False)
    asked, done = threading.Event(), list[tuple[str, ...]]()
    pending = upgrade.pending

    def told(store: Store) -> tuple[str, ...]:
        found = pending(store)
        asked.set()
        return found

    monkeypatch.setattr(upgrade, "pending", told)
    other = threading.Thread(target=lambda: done.append(upgrade.upgrade(second)))
    with first.exclusive() as connection:
        other.start()
        assert asked.wait(30)
        upgrade.run(connection, schema.HEAD)
    other.join(30)
    assert done == [()]
    for store in (first, second):
        assert pending(store) == ()
        store.close()
