"""The statements of one save on PostgreSQL, noted down and run again by psycopg alone.

It is what sixty-four processes that save could do at best with these statements on this machine: nothing is
checked, reckoned or hashed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest import mock

import psycopg

_COLUMNS: Final = re.compile(r"INSERT INTO (\w+) \(([^)]*)\)")


@dataclass(frozen=True)
class Step:
    """A statement with the values of all its rows, or without any the end of a transaction."""

    statement: str = ""
    rows: tuple[tuple[Any, ...], ...] = ()
    many: bool = False

    @property
    def table(self) -> str:
        """The table that it writes into."""
        found = _COLUMNS.match(self.statement)
        return found[1] if found else ""

    def with_value(self, column: str, values: Sequence[Any]) -> Step:
        """The same with another value of a column in each row."""
        found = _COLUMNS.match(self.statement)
        assert found is not None
        at = [name.strip('" ') for name in found[2].split(",")].index(column)
        rows = [(*row[:at], value, *row[at + 1 :]) for row, value in zip(self.rows, values, strict=True)]
        return replace(self, rows=tuple(rows))


@contextmanager
def noted() -> Iterator[list[Step]]:
    """Inside, the list grows by what this process asks of PostgreSQL."""
    found: list[Step] = []
    execute, many, commit = psycopg.Cursor.execute, psycopg.Cursor.executemany, psycopg.Connection.commit

    def executes(cursor: Any, statement: Any, values: Any = (), **named: Any) -> Any:
        found.append(Step(str(statement), (tuple(values or ()),)))
        return execute(cursor, statement, values or None, **named)

    def executes_many(cursor: Any, statement: Any, rows: Any, **named: Any) -> Any:
        found.append(Step(str(statement), tuple(map(tuple, rows)), many=True))
        return many(cursor, statement, rows, **named)

    def commits(connection: Any) -> None:
        found.append(Step())
        commit(connection)

    with (
        mock.patch.object(psycopg.Cursor, "execute", executes),
        mock.patch.object(psycopg.Cursor, "executemany", executes_many),
        mock.patch.object(psycopg.Connection, "commit", commits),
    ):
        yield found


class BareWriter:
    """Saves the same call again and again, each time with a number, keys and events of its own."""

    def __init__(self, conninfo: str, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._connection = psycopg.connect(conninfo)
        self._numbering = psycopg.connect(conninfo, autocommit=True)
        self._numbering.execute("SET synchronous_commit = off")

    def save(self) -> None:
        """Run all statements of one save."""
        number, call, last = "", 0, 0
        for step in self._steps:
            if not step.statement:
                self._connection.commit()
            elif step.table == "number_series" and "RETURNING" in step.statement:
                row = self._numbering.execute(step.statement.encode(), step.rows[0]).fetchone()
                number = f"{step.rows[0][0]}-{row[0] if row else 0:04d}"
            elif step.table == "call":
                row = self._run(step.with_value("number", [number])).fetchone()
                call = row[0] if row else 0
            elif step.table == "call_item":
                self._run(step.with_value("call_id", [call]))
            elif step.table == "search_call":
                self._run(step.with_value("id", [call]))
            elif step.table == "event":
                self._run(step.with_value("id", [last + place for place, _row in enumerate(step.rows, 1)]))
            elif "pg_advisory" in step.statement:
                cursor = self._connection.execute(step.statement.encode(), prepare=False)
                cursor.nextset()
                last = (cursor.fetchone() or (0,))[0]
            else:
                self._run(step)

    def _run(self, step: Step) -> Any:
        cursor = self._connection.cursor()
        if step.many:
            cursor.executemany(step.statement.encode(), step.rows)
        else:
            several = ";" in step.statement  # the server prepares only one at a time
            cursor.execute(step.statement.encode(), step.rows[0] or None, prepare=False if several else None)
        return cursor

    def close(self) -> None:
        """Let the connections go."""
        self._connection.close()
        self._numbering.close()
