"""References of an SQLite file to records that are not there."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from csconsole.storage.stages import tell

_TABLES = (
    "SELECT DISTINCT m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) "
    "WHERE m.type = 'table' ORDER BY m.name"
)


def broken_references(connection: Connection) -> Iterator[str]:
    """The table of each broken reference, table by table; tells which one is looked at."""
    tables = [str(row[0]) for row in connection.exec_driver_sql(_TABLES)]
    for place, table in enumerate(tables, 1):
        tell("references", place, len(tables), table)
        quoted = table.replace('"', '""')
        for _broken in connection.exec_driver_sql(f'PRAGMA foreign_key_check("{quoted}")').fetchall():
            yield table
