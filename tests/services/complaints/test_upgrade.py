"""A database of before the procedure: each complaint gets the stage that its state stands for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from csconsole.storage import open_store, upgrade
from tests import databases


def _insert(connection: Connection, number: str, state: str, steps: str) -> None:
    values: dict[str, object] = {"number": number, "kind": "complaint", "state": state, "steps": steps}
    for column in inspect(connection).get_columns("ticket"):
        name = column["name"]
        if not column["nullable"] and name not in values and name != "id":
            kind = str(column["type"])
            values[name] = 0 if kind in ("INTEGER", "BOOLEAN") else "{}" if kind == "JSON" else "2026-01-01"
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO ticket ({names}) VALUES ({places})"), values)


@pytest.mark.req("CMP-07")
def test_an_upgrade_gives_each_complaint_its_stage(tmp_path: Path) -> None:
    old = open_store(databases.empty_sqlite(tmp_path), check=False)
    with old.exclusive() as connection:
        upgrade.run(connection, "0007")
        _insert(connection, "T1", "new", '{"stage": "judging"}')
        _insert(connection, "T2", "waiting", "{}")
        _insert(connection, "T3", "closed", "{}")
        _insert(connection, "T4", "assigned", "{}")
    upgrade.upgrade(old)
    with old.read() as unit:
        found = unit.connection.execute(text("SELECT number, stage, state FROM ticket ORDER BY number"))
        assert [tuple(row) for row in found] == [
            ("T1", "judging", "new"),
            ("T2", "investigating", "in_progress"),
            ("T3", "archived", "closed"),
            ("T4", "registered", "assigned"),
        ]
    old.close()
