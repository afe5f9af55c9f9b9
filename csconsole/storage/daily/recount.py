"""The daily figures made anew from the records, and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, text

from csconsole.models.base import UtcDateTime
from csconsole.storage.daily.facts import FACTS, fill, value_of
from csconsole.storage.daily.slices import INSTANTS, READ, SLICES_OF, CountKey, Row
from csconsole.storage.daily.tally import KEY, Tally, store
from csconsole.storage.daily.zone import keep_another, kept_zone
from csconsole.storage.stages import tell

_BATCH: Final = 5000


def recount(connection: Connection, zone: str) -> None:
    """Make all counts and facts anew, by the days of ``zone``; tells how many records are counted."""
    tell("count")
    keep_another(connection, zone)
    connection.exec_driver_sql("DELETE FROM daily_count")
    fill(connection)
    store(connection, _counted(connection, zone).counts())


def differences(connection: Connection) -> int:
    """How many counts and facts are not what the records say."""
    zone = kept_zone(connection)
    if zone is None:
        return 0
    stored: dict[CountKey, tuple[int, int]] = {
        tuple(row[:-2]): (row[-2], row[-1])
        for row in connection.exec_driver_sql(f"SELECT {', '.join(KEY)}, records, total FROM daily_count")
        if row[-2] or row[-1]
    }
    right = {key: (number, total) for key, number, total in _counted(connection, zone).counts()}
    return len(stored.items() ^ right.items()) + sum(_wrong_facts(connection, table) for table in FACTS)


def _wrong_facts(connection: Connection, table: str) -> int:
    letter = table[0]
    value = value_of(FACTS[table], connection.dialect.name)
    statement = text(
        f"SELECT count(*) FROM (SELECT f.value AS stored, {value} AS value "
        f"FROM \"{table}\" {letter} LEFT JOIN daily_fact f ON f.fact = '{FACTS[table]}' "
        f"AND f.record_id = {letter}.id) pairs WHERE coalesce(stored, -1) <> coalesce(value, -1)"
    )
    return int(connection.execute(statement).scalar_one())


def _counted(connection: Connection, zone: str) -> Tally:
    tally, done = Tally(zone), 0
    for table in READ:
        if SLICES_OF[table]:
            for rows in _rows(connection, table):
                tally.add(table, rows, 1)
                done += len(rows)
                tell("count", done)
    return tally


def _rows(connection: Connection, table: str) -> Iterator[list[Row]]:
    names = READ[table]
    listed = ", ".join(f'r."{name}"' for name in names)
    fact = FACTS.get(table)
    join = ""
    if fact is not None:
        names = (*names, fact)
        listed += f", f.value AS {fact}"
        join = f" LEFT JOIN daily_fact f ON f.fact = '{fact}' AND f.record_id = r.id"
    instants: Any = {name: UtcDateTime() for name in names if name in INSTANTS}
    statement = text(f'SELECT {listed} FROM "{table}" r{join}').columns(**instants)
    result = connection.execute(statement, execution_options={"yield_per": _BATCH})
    for part in result.partitions(_BATCH):
        yield [dict(zip(names, row, strict=True)) for row in part]
