"""A new database and an upgraded one are the same; older, newer and foreign ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from csconsole.errors import DatabaseUnavailableError
from csconsole.storage import Store, open_store, schema, upgrade


def _differences(connection: Connection) -> list[object]:
    found = compare_metadata(MigrationContext.configure(connection), schema.whole_schema())
    return [difference for difference in found if "search_" not in str(difference)]


def at_revision(url: str, revision: str) -> Store:
    """A database as a version of the program with this revision made it."""
    store = open_store(url, check=False)
    with store.exclusive() as connection:
        upgrade.run(connection, revision)
    return store


def test_the_listed_revisions_are_those_in_the_folder(empty_url: str) -> None:
    store = open_store(empty_url, check=False)
    with store.exclusive() as connection:
        scripts = ScriptDirectory.from_config(upgrade.alembic_config(connection))
        assert tuple(s.revision for s in reversed(list(scripts.walk_revisions()))) == schema.REVISIONS
    store.close()


def test_a_new_database_equals_an_upgraded_one(store: Store, empty_url: str) -> None:
    with store.read() as unit:
        assert _differences(unit.connection) == []
    upgraded = at_revision(empty_url, schema.HEAD)
    with upgraded.read() as unit:
        assert _differences(unit.connection) == []
    upgraded.close()


@pytest.mark.parametrize("revision", schema.REVISIONS[:-1])
def test_an_older_database_is_refused_then_upgraded_with_its_rows(empty_url: str, revision: str) -> None:
    old = at_revision(empty_url, revision)
    with old.exclusive() as connection:
        connection.execute(
            text(
                "INSERT INTO department (created_at, updated_at, version, code, name_en, name_zh, active) "
                "VALUES ('2026-01-01', '2026-01-01', 1, 'eng', 'Engineering', '工程部', true)"
            )
        )
    with pytest.raises(DatabaseUnavailableError, match=revision) as caught:
        open_store(empty_url)
    assert caught.value.exit_code == 6
    assert upgrade.upgrade(old) == schema.REVISIONS[schema.REVISIONS.index(revision) + 1 :]
    assert upgrade.upgrade(old) == ()
    old.close()
    store = open_store(empty_url)
    with store.read() as unit:
        assert unit.connection.execute(text("SELECT name_zh FROM department")).scalar() == "工程部"
    store.close()


def test_a_failed_upgrade_leaves_the_database_as_it_was(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = at_revision(empty_url, schema.REVISIONS[0])

    def fail(connection: Connection, target: str, _applied: object) -> None:
        connection.execute(text("CREATE TABLE half_done (id INTEGER)"))
        raise RuntimeError(target)

    monkeypatch.setattr(upgrade, "run", fail)
    with pytest.raises(RuntimeError):
        upgrade.upgrade(old)
    assert upgrade.pending(old) == schema.REVISIONS[1:]
    with old.read() as unit:
        assert not unit.connection.dialect.has_table(unit.connection, "half_done")
    old.close()


def test_a_newer_database_is_refused(store: Store, database_url: str) -> None:
    with store.exclusive() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnavailableError, match="newer") as caught:
        open_store(database_url)
    assert caught.value.exit_code == 6


def test_other_files_are_refused(tmp_path: Path) -> None:
    foreign = tmp_path / "notes.txt"
    foreign.write_text("just some notes", encoding="utf-8")
    for place in (foreign, tmp_path, tmp_path / "missing.db"):
        with pytest.raises(DatabaseUnavailableError):
            open_store(f"sqlite:///{place}")
    assert foreign.read_text(encoding="utf-8") == "just some notes"


def test_a_new_file_is_private(tmp_path: Path) -> None:
    file = tmp_path / "new" / "a.db"
    open_store(f"sqlite:///{file}", create=True).close()
    assert file.stat().st_mode & 0o777 == 0o600
