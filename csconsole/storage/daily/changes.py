"""The daily figures of one transaction: collected while it writes, stored at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from sqlalchemy import Connection

from csconsole.storage.columns import Columns
from csconsole.storage.daily.slices import NEIGHBOURS, READ, SLICES_OF, Count, Row


class DailyChanges:
    """What a transaction changes of the records that are counted.

    They are reckoned when the transaction ends, where PostgreSQL lets one transaction at a time extend the
    chain of events: nobody waits longer for a count than for the chain, and each sees what the one before
    wrote. Those that have no neighbour (``alone``) are reckoned just before: nobody waits for them then.
    """

    def __init__(self) -> None:
        self._changes: dict[str, dict[int, tuple[Row | None, Row | None]]] = {}
        self._customers: set[int] = set()
        self._lonely: list[tuple[str, Columns]] = []

    def created(self, table: str, keys: Iterable[int], rows: Sequence[Row]) -> None:
        """Remember new rows, each with the key it has got."""
        if table in READ:
            changes = self._changes.setdefault(table, {})
            changes.update(zip(keys, zip(repeat(None), rows, strict=False), strict=True))

    def created_many(self, table: str, keys: Sequence[int], columns: Columns) -> None:
        """Remember many new rows given as columns. Those that have no neighbours need not be told apart."""
        if table not in READ:
            return
        near = _with_neighbours(table, columns)
        self.created(table, [keys[index] for index in near], [columns.row(index) for index in near])
        if len(near) < columns.count:
            self._lonely.append((table, columns.without(near)))

    def counts(self, table: str, changes: Mapping[str, Any]) -> bool:
        """Whether such a change of a row of the table alters counts."""
        return table in READ and not changes.keys().isdisjoint(READ[table])

    def changed(self, table: str, key: int, row: Row, changes: Mapping[str, Any]) -> None:
        """Remember that ``changes`` were made to a row, given as it was before."""
        of_table = self._changes.setdefault(table, {})
        before, _after = of_table.get(key, (row, None))
        of_table[key] = (before, {**row, **changes})

    def removed(self, table: str, key: int, row: Row) -> None:
        """Remember that a row is gone, given as it was."""
        if table in READ:
            of_table = self._changes.setdefault(table, {})
            before, _after = of_table.get(key, (row, None))
            of_table[key] = (before, None)

    def moved(self, customers: Sequence[int]) -> None:
        """Remember that calls went from one of these customers to another."""
        self._customers.update(customers)

    def alone(self) -> bool:
        """Whether no neighbour has a say in the counts: they may be reckoned before the chain's lock then."""
        return not self._customers and all(
            before is None and after is not None and _lonely(table, after)
            for table in NEIGHBOURS
            for before, after in self._changes.get(table, {}).values()
        )

    def reckoned(self, connection: Connection, zone: str | None) -> list[Count]:
        """What has changed in the counts of the zone's days; without a zone none are kept. What neighbours
        say of each other is stored here, because it is looked up in what the transaction has stored.
        """
        if zone is None or not (self._changes or self._customers or self._lonely):
            return []
        from csconsole.storage.daily.facts import FACTS, refresh
        from csconsole.storage.daily.tally import Tally

        changes = {table: self._changes.get(table, {}) for table in READ}
        facts = refresh(connection, changes, self._customers)
        tally = Tally(zone)
        for table, rows in changes.items():
            if not rows or not SLICES_OF[table]:
                continue
            known, fact = facts.get(table, {}), FACTS.get(table, "")
            for side, sign in ((0, -1), (1, 1)):
                standing = [
                    row if key not in known else {**row, fact: known[key][side]}
                    for key, pair in rows.items()
                    if (row := pair[side]) is not None
                ]
                if standing:
                    tally.add(table, standing, sign)
        for table, columns in self._lonely:
            tally.add_columns(table, columns)
        return list(tally.counts())


def _lonely(table: str, row: Row) -> bool:
    """Whether a new row decides no fact, of its own or of another record."""
    return any(row.get(name) is None for name in NEIGHBOURS[table])


def _with_neighbours(table: str, columns: Columns) -> Sequence[int]:
    """Which of the new rows may decide a fact: their own, or that of a record beside them."""
    if table not in NEIGHBOURS:
        return ()
    needed = [columns.column(name) for name in NEIGHBOURS[table]]
    if not needed:
        return range(columns.count)
    return [index for index, values in enumerate(zip(*needed, strict=True)) if None not in values]
