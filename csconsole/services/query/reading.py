"""Reading a page within a time that a person at the screen does not notice.

A list of a screen is read inside ``hurried()``. What an index serves takes some milliseconds however large
the table is; anything else would read the whole table. It is stopped, the newest records are looked at
instead, and the page says that older ones were not searched. Commands, exports and reports are never stopped.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import BinaryExpression, BooleanClauseList, ColumnElement, Select, false, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql import operators
from sqlmodel import Session

from csconsole.models.base import UtcDateTime
from csconsole.storage.deadline import Deadline, was_stopped

PAGE_SECONDS = 0.03
"""So long a page is read in full before only its newest part is."""
FEW_SECONDS = 0.002
"""So long each way gets first where an index holds only records that may fit."""
SHORT_SECONDS = 0.008
"""So long the newest records are looked through before an index is asked for the few that fit."""
REST_SECONDS = 0.015
"""So long after that the newest part is read, or the rows are counted."""
NEWEST = 20_000
"""So many keys are the newest part; a table with fewer is never cut."""

_hurried: ContextVar[bool] = ContextVar("csconsole_hurried", default=False)


@contextmanager
def hurried() -> Iterator[None]:
    """Lists inside are read for somebody who waits at the screen."""
    token = _hurried.set(True)
    try:
        yield
    finally:
        _hurried.reset(token)


class Reader:
    """Reads records of one model, in full or, inside ``hurried()`` from a large table, within a time."""

    def __init__(self, session: Session, model: Any) -> None:
        self._session = session
        self._model = model
        self._key = model.id
        self._newest = session.execute(select(func.max(model.id))).scalar() if _hurried.get() else None
        self.hurries = self._newest is not None and self._newest > NEWEST

    def rows(
        self,
        condition: ColumnElement[bool],
        order: Sequence[Any],
        limit: int,
        *,
        newest_first: bool,
        few: bool = False,
    ) -> tuple[list[Any], bool]:
        """The first records that meet the condition, and whether they are what they would be in full. ``few``
        says that the condition is worded like an index that leaves out what most records are.

        Out of time they are those found so far in the order asked for, or where there are none yet those of
        the newest part.
        """
        if not self.hurries:
            whole = select(self._model).where(condition).order_by(*order).limit(limit)
            return list(self._session.execute(whole).scalars()), True
        found = select(self._key).where(condition).order_by(*order).limit(limit)
        # Inside a function no index can serve the condition, only the key's: the newest are read first.
        by_key = select(self._key).where(func.coalesce(condition, false())).order_by(*order).limit(limit)
        if newest_first:
            keys, complete = self._in_order(found, by_key, span_column(condition), limit, few=few)
        else:
            keys, complete = self._keys(found, PAGE_SECONDS)
        if not keys and not complete:
            newest = by_key.where(self._key > (self._newest or 0) - NEWEST)
            keys, _complete = self._keys(newest, REST_SECONDS)
        records = select(self._model).where(self._key.in_(keys))
        by_id = {record.id: record for record in self._session.execute(records).scalars()}
        return [by_id[key] for key in keys if key in by_id], complete

    def _in_order(
        self,
        found: Select[Any],
        by_key: Select[Any],
        within: ColumnElement[Any] | None,
        limit: int,
        *,
        few: bool,
    ) -> tuple[list[int], bool]:
        """Keys, the newest first: the newest records soon fit, or an index finds the few that do. ``within``
        is the time that alone is asked for.

        The engines know neither; each way gets its time.
        """
        by_index = found.order_by(None).order_by((self._key + 0).desc())
        ways = [(found if within is None else self._latest_first(found, within, limit), SHORT_SECONDS)]
        ways.append((by_index, REST_SECONDS))
        if few:
            ways = [(found, FEW_SECONDS), (by_index, FEW_SECONDS), *ways]
        for statement, seconds in ways:
            keys, complete = self._keys(statement, seconds)
            if complete:
                return keys, True
        return self._keys(by_key, REST_SECONDS)

    def _latest_first(self, found: Select[Any], time_column: ColumnElement[Any], limit: int) -> Select[Any]:
        """``found``, its records looked at from the latest on.

        The keys of a day rise with their times. Whoever sorts them for the highest from the earliest on
        replaces what is kept with every record; from the latest on the first ones stay.
        """
        # SQLite would drop an order without a limit; the highest key is one that leaves nothing out.
        latest = found.order_by(None).order_by(time_column.desc(), self._key.desc()).limit(self._newest)
        keys = latest.subquery().c.id
        return select(keys).order_by(keys.desc()).limit(limit)

    def count(self, statement: Select[Any]) -> int | None:
        """How many rows the statement selects; ``None`` when that took too long."""
        whole = select(func.count()).select_from(statement.subquery())
        if not self.hurries:
            return int(self._session.execute(whole).scalar_one())
        counts, _complete = self._keys(whole, REST_SECONDS)
        return counts[0] if counts else None

    def _keys(self, statement: Select[Any], seconds: float) -> tuple[list[int], bool]:
        """The numbers that a statement gives, one after the other until the time is over, and whether that
        was all.

        Sorting keys alone takes a tenth of sorting records.
        """
        connection = self._session.connection()
        found: list[int] = []
        try:
            with Deadline(connection, time.monotonic() + 10 * seconds, seconds):
                for row in connection.execute(statement):
                    found.append(row[0])
        except OperationalError as error:
            if not was_stopped(error):
                raise
            return found, False
        return found, True


def span_column(condition: ColumnElement[bool]) -> ColumnElement[Any] | None:
    """The column of times between whose two edges a condition lies; ``None`` where it asks for anything else
    or leaves one side open.
    """
    if not isinstance(condition, BooleanClauseList) or condition.operator is not operators.and_:
        return None
    edges = [part for part in condition.clauses if isinstance(part, BinaryExpression)]
    ways = [edge.operator for edge in edges]
    if len(condition.clauses) != 2 or ways != [operators.ge, operators.lt]:
        return None
    column = edges[0].left
    return column if column.compare(edges[1].left) and isinstance(column.type, UtcDateTime) else None
