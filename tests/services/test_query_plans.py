"""Which index SQLite takes for what must stay fast in a database of years."""

from __future__ import annotations

import pytest

from csconsole.storage import open_store
from csconsole.storage.daily.facts import FACTS, value_of


@pytest.mark.parametrize("table", FACTS)
def test_facts_are_looked_up_by_index_whatever_analyze_has_found(sqlite_url: str, table: str) -> None:
    store = open_store(sqlite_url)
    with store.exclusive() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
        connection.exec_driver_sql(
            "INSERT INTO sqlite_stat1 SELECT tbl_name, name, '50000 50000' FROM sqlite_master "
            "WHERE type = 'index' AND tbl_name IN ('call', 'callback', 'ticket', 'escalation')"
        )
        connection.exec_driver_sql("ANALYZE sqlite_master")
        letter = table[0]
        statement = f'SELECT {value_of(FACTS[table], "sqlite")} FROM "{table}" {letter}'
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
    store.close()
    assert [step for step in plan if step.startswith("SCAN")] == [plan[0]]
