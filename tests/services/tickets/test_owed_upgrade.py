"""A database of before: what is open gets its clocks with the upgrade, so that it warns from then on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text

from csconsole.storage import open_store, upgrade
from tests import databases

DUE = "2026-11-23 10:00:00.000000"
EARLIER = "2026-11-23 02:00:00.000000"


def _insert(connection: Connection, table: str, **values: Any) -> None:
    for column in inspect(connection).get_columns(table):
        name = column["name"]
        if not column["nullable"] and name not in values and name != "id":
            kind = str(column["type"])
            plain = 0 if kind in ("INTEGER", "BOOLEAN") else "{}" if kind == "JSON" else EARLIER
            values[name] = plain
    names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), values)


@pytest.mark.req("TKT-14", "TKT-18", "TKT-20", "TKT-23", "TKT-32", "CMP-25")
def test_an_upgrade_gives_clocks_to_what_is_owed(tmp_path: Path) -> None:
    old = open_store(databases.empty_sqlite(tmp_path), check=False)
    with old.exclusive() as connection:
        upgrade.run(connection, "0015")
        _insert(connection, "ticket", number="T1", kind="repair", state="in_progress")
        _insert(connection, "staff", staff_no="1007", name="Li Xiao")
        _insert(connection, "contractor", name="Dry Roofs", trade="other")
        asked = {"ticket_id": 1, "text": "?", "due_at": DUE}
        _insert(
            connection,
            "subtask",
            **asked,
            kind="department",
            state="requested",
            acknowledge_by=DUE,
            staff_id=1,
        )
        _insert(connection, "subtask", **asked, kind="visit", state="agreed", requester_id=1)
        _insert(connection, "subtask", **asked, kind="visit", state="done", ended_at=DUE)
        _insert(connection, "contractor_job", ticket_id=1, contractor_id=1, follower_id=1, due_at=DUE)
        _insert(connection, "referral", ticket_id=1, received_at=EARLIER, reply_due_at=DUE)
        _insert(connection, "incident", ticket_id=1, happened_at=EARLIER, report_due_at=DUE, reported_at=DUE)
        _insert(connection, "penalty_note", ticket_id=1, staff_id=1, rule="7.2", text="late", violation="V3")
    upgrade.upgrade(old)
    with old.read() as unit:
        found = unit.connection.execute(
            text("SELECT kind, item_id, owner_id, whole_seconds, next_mark_at FROM ticket_clock ORDER BY id")
        )
        half = "2026-11-23 06:00:00.000000"
        assert [tuple(row) for row in found] == [
            ("acknowledge", 1, 1, 28800, half),
            ("department", 1, 1, 28800, half),
            ("visit", 2, 1, 28800, half),
            ("contractor", 1, 1, 28800, half),
            ("reply", 1, None, 28800, half),
        ]
        assert unit.connection.execute(text("SELECT text FROM penalty_note")).scalar() == "late V3"
    old.close()
