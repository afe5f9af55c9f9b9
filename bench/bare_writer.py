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
    """A statement with the values of all its rows, one row after the other, or another step of a save."""

    statement: str
    values: tuple[Any, ...] = ()

    @property
    def table(self) -> str:
        """The table that it writes into."""
        found = _COLUMNS.match(self.statement)
        return found[1] if found else ""

    def with_value(self, column: str, first: Any) -> Step:
        """The same with another value of a column: ``first``, and in each further row one more."""
        found = _COLUMNS.match(self.statement)
        assert found is not None
        names = [name.strip('" ') for name in found[2].split(",")]
        values = list(self.values)
        for row, at in enumerate(range(names.index(column), len(values), len(names))):
            values[at] = first + row if row else first
        return replace(self, values=tuple(values))


COMMITTED: Final = Step("commit")
TOGETHER: Final = Step("from here on sent together")
WAITED_FOR: Final = Step("what was sent together is waited for")


@contextmanager
def noted() -> Iterator[list[Step]]:
    """Inside, the list grows by what this process asks of PostgreSQL."""
    found: list[Step] = []
    execute, commit = psycopg.Cursor.execute, psycopg.Connection.commit
    pipeline = psycopg.Connection.pipeline

    def executes(cursor: Any, statement: Any, values: Any = (), **named: Any) -> Any:
        found.append(Step(str(statement), tuple(values or ())))
        return execute(cursor, statement, values or None, **named)

    def commits(connection: Any) -> None:
        found.append(COMMITTED)
        commit(connection)

    @contextmanager
    def sends_together(connection: Any) -> Iterator[Any]:
        found.append(TOGETHER)
        with pipeline(connection) as sent:
            yield sent
        found.append(WAITED_FOR)

    with (
        mock.patch.object(psycopg.Cursor, "execute", executes),
        mock.patch.object(psycopg.Connection, "pipeline", sends_together),
        mock.patch.object(psycopg.Connection, "commit", commits),
    ):
        yield found


class BareWriter:
    """Saves the same call again and again, each time with a number, keys and events of its own."""

    def __init__(self, conninfo: str, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._connection = psycopg.connect(conninfo, cursor_factory=psycopg.RawCursor)
        self._numbering = psycopg.connect(conninfo, autocommit=True, cursor_factory=psycopg.RawCursor)
        self._numbering.execute("SET synchronous_commit = off")

    def save(self) -> None:
        """Run all statements of one save."""
        number, call, last = "", 0, 0
        for step in self._steps:
            if step == TOGETHER:
                self._together = self._connection.pipeline()
                self._together.__enter__()
            elif step == WAITED_FOR:
                self._together.__exit__(None, None, None)
            elif step == COMMITTED:
                self._connection.commit()
            elif step.table == "number_series" and "RETURNING" in step.statement:
                row = self._numbering.execute(step.statement.encode(), step.values).fetchone()
                number = f"{step.values[0]}-{row[0] if row else 0:04d}"
            elif step.table == "call":
                row = self._run(step.with_value("number", number)).fetchone()
                call = row[0] if row else 0
            elif step.table == "call_item":
                self._run(step.with_value("call_id", call))
            elif step.table == "search_call":
                self._run(step.with_value("id", call))
            elif step.table == "event":
                self._run(step.with_value("id", last + 1))
            elif "FROM event" in step.statement:
                last = (self._run(step).fetchone() or (0,))[0]
            else:
                self._run(step)

    def _run(self, step: Step) -> Any:
        return self._connection.execute(step.statement.encode(), step.values or None)

    def close(self) -> None:
        """Let the connections go."""
        self._connection.close()
        self._numbering.close()
