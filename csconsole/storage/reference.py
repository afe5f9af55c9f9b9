"""What hardly ever changes, such as categories and names of staff, read once and kept until it does.

The number series ``reference`` counts the transactions that changed one of these tables, whoever ran them.
A unit of work reads that one number and then knows whether what this process has kept still holds. Every save
and every page needs a dozen of these rows; reading them anew took longer than storing a call.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from sqlalchemy import Connection

from csconsole.storage.statements import change, first_row

TABLES = frozenset({"category", "channel", "department", "duty", "setting", "shift", "shift_type", "staff"})
"""Tables whose changes make what was kept invalid; all of them are changed through units of work."""

SERIES = "reference"

_STATE = "SELECT last FROM number_series WHERE series = ?"
_COUNT_UP = (
    "INSERT INTO number_series (series, last) VALUES (?, 1) "
    "ON CONFLICT (series) DO UPDATE SET last = number_series.last + 1"
)

V = TypeVar("V")

Kept = dict[Hashable, tuple[int, object]]
"""Of each key the state in which it was read, and the value."""


class Reference:
    """What one unit of work sees of it; ``kept`` belongs to the store and outlives the unit."""

    def __init__(self, connection: Connection, kept: Kept) -> None:
        self._connection = connection
        self._kept = kept
        self._state: int | None = None
        self._changed = False
        self._own: dict[Hashable, object] = {}

    def get(self, key: Hashable, load: Callable[[], V]) -> V:
        """The value that ``load`` reads from ``TABLES``; shared by threads, so nobody may alter it."""
        if self._changed:
            if key not in self._own:
                self._own[key] = load()
            return cast(V, self._own[key])
        if self._state is None:
            row = first_row(self._connection, _STATE, SERIES)
            self._state = int(row[0]) if row else 0
        found = self._kept.get(key)
        if found is not None and found[0] == self._state:
            return cast(V, found[1])
        value = load()
        self._kept[key] = (self._state, value)
        return value

    def note(self, table: str) -> None:
        """A row of ``table`` is changed in this unit: from now on it reads for itself, once a change."""
        if table in TABLES:
            self._changed = True
            self._own.clear()

    def finish(self) -> None:
        """At the end of the unit: tell everybody that something has changed."""
        if self._changed:
            changed(self._connection)


def changed(connection: Connection) -> None:
    """Count a change: what anybody has kept until now holds no longer."""
    change(connection, _COUNT_UP, SERIES)
