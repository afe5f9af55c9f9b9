"""Plain statements before SQLAlchemy is loaded, and what of their connection the engine takes over."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text

from csconsole.errors import DatabaseUnavailableError
from csconsole.models import Department
from csconsole.services.sign_in import solo_actor
from csconsole.storage import Store, open_store

NAMES = "SELECT name_en FROM department WHERE code = ?"


def test_it_sees_what_was_stored_before_and_after_the_engine_is_loaded(store: Store) -> None:
    with store.glance() as seen:
        assert seen.rows(NAMES, "NEW") == []
    with store.write() as uow:
        uow.create(Department(code="NEW", name_en="new", name_zh="new"))
        with store.glance() as seen:
            assert [tuple(row) for row in seen.rows(NAMES, "NEW")] == [("new",)]
    with store.glance() as seen:
        assert [tuple(row) for row in seen.rows(NAMES, "NEW")] == [("new",)]


def test_one_inside_another_and_a_unit_of_work_inside_it(store: Store) -> None:
    with store.glance() as outer, store.glance() as inner, store.read() as uow:
        count = uow.connection.execute(text("SELECT count(*) FROM staff")).scalar()
        assert outer.rows("SELECT count(*) FROM staff")[0][0] == count
        assert inner.rows("SELECT count(*) FROM staff")[0][0] == count


def test_instants_are_aware_whatever_the_engine_keeps(store: Store) -> None:
    at = datetime(2026, 11, 23, 9, 30, 15, 250_000, tzinfo=timezone(timedelta(hours=8)))
    with store.write() as uow:
        row = uow.create(Department(code="NEW", name_en="new", name_zh="new"))
        uow.connection.execute(
            text("UPDATE department SET created_at = :at WHERE id = :id"),
            {"at": "2026-11-23 01:30:15.250000" if store.dialect == "sqlite" else at, "id": row.pk},
        )
    with store.glance() as seen:
        found = seen.rows("SELECT created_at FROM department WHERE created_at = ?", at)[0][0]
        instant = seen.instant(found)
        assert instant is not None
        assert (instant, instant.tzinfo) == (at, UTC)
        assert seen.instant(None) is None


def test_the_engine_takes_the_connection_over(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    files = f"/proc/{os.getpid()}/fd"
    path = sqlite_url.removeprefix("sqlite:///")
    with store.read():
        held = [end for end in os.listdir(files) if os.path.realpath(f"{files}/{end}") == path]
        assert len(held) == 1
    store.close()


@pytest.mark.parametrize("loaded", [False, True])
def test_a_file_that_was_taken_away_meanwhile_is_refused(
    sqlite_url: str, tmp_path: Path, loaded: bool
) -> None:
    store = open_store(sqlite_url)
    if loaded:
        with store.read():
            pass
    Path(sqlite_url.removeprefix("sqlite:///")).rename(tmp_path / "elsewhere.db")
    with pytest.raises(DatabaseUnavailableError, match="moved"), store.glance():
        pass
    with pytest.raises(DatabaseUnavailableError, match="moved"), store.read():
        pass
    store.close()


@pytest.mark.parametrize("loaded", [False, True])
def test_what_cannot_be_read_is_damage(sqlite_url: str, loaded: bool) -> None:
    store = open_store(sqlite_url)
    with store.write() as uow:
        uow.connection.execute(text("UPDATE staff SET solo = 1, roles = '[' WHERE id = 1"))
    if not loaded:
        store.close()
        store = open_store(sqlite_url)
    with pytest.raises(DatabaseUnavailableError, match="damaged"):
        solo_actor(store)
    store.close()
