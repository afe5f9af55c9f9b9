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

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from csconsole.storage.deadline import Deadline, was_stopped

from .time_span import TimeSpan

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
OF_TIME = 4
"""A part of so many of them is that of a time, whose records lie further apart."""

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
        within: ColumnElement[bool] | None = None,
        asked: TimeSpan | None = None,
    ) -> tuple[list[Any], bool]:
        """The first records that meet the condition, and whether they are what they would be in full. ``few``
        says that the condition is worded like an index that leaves out what most records are; ``within`` is
        what the condition asks of the time by which the records stand, ``asked`` the time that is asked for
        whatever they stand by.

        Out of time they are those found so far in the order asked for, or where there are none yet those of
        the newest part, of the time asked for where there is one.
        """
        if not self.hurries:
            whole = select(self._model).where(condition).order_by(*order).limit(limit)
            return list(self._session.execute(whole).scalars()), True
        found = select(self._key).where(condition).order_by(*order).limit(limit)
        # Inside a function no index can serve the condition, only the order's: its first are read first.
        by_order = select(self._key).where(func.coalesce(condition, false())).order_by(*order).limit(limit)
        if within is not None:
            by_order = by_order.where(within)
            keys, complete = self._in_time([(by_order, SHORT_SECONDS), (found, REST_SECONDS)], by_order)
        elif newest_first:
            keys, complete = self._in_time(self._by_key(found, few=few), by_order)
        else:
            keys, complete = self._keys(found, PAGE_SECONDS)
        if not keys and not complete and within is None:
            newest = by_order.where(self._in_newest_part(asked))
            keys, _complete = self._keys(newest, REST_SECONDS)
        records = select(self._model).where(self._key.in_(keys))
        by_id = {record.id: record for record in self._session.execute(records).scalars()}
        return [by_id[key] for key in keys if key in by_id], complete

    def _in_newest_part(self, asked: TimeSpan | None) -> ColumnElement[bool]:
        newest: ColumnElement[bool] = self._key > (self._newest or 0) - NEWEST
        if asked is None:
            return newest
        if asked.by_key:
            end = self._first_after(asked)
            return and_(self._key >= end - NEWEST, self._key < end)
        latest = select(self._key).where(asked.condition).order_by(asked.column.desc(), self._key.desc())
        of_time: ColumnElement[bool] = self._key.in_(select(latest.limit(NEWEST // OF_TIME).subquery().c.id))
        return of_time

    def _first_after(self, asked: TimeSpan) -> int:
        """The lowest key that is later than the time asked for: found by halving, in some twenty looks."""
        upper, low, end = asked.upper(), 0, (self._newest or 0) + 1
        if upper is None:
            return end
        while low < end:
            middle = (low + end) // 2
            row = select(self._key, upper).where(self._key >= middle).order_by(self._key).limit(1)
            found = self._session.execute(row).first()
            if found is not None and found[1]:
                low = int(found[0]) + 1
            else:
                end = middle
        return end

    def _by_key(self, found: Select[Any], *, few: bool) -> list[tuple[Select[Any], float]]:
        """Ways to the newest records and their times: the newest soon fit, or an index finds the few that
        do.
        """
        by_index = found.order_by(None).order_by((self._key + 0).desc())
        ways = [(found, SHORT_SECONDS), (by_index, REST_SECONDS)]
        return [(found, FEW_SECONDS), (by_index, FEW_SECONDS), *ways] if few else ways

    def _in_time(
        self, ways: Sequence[tuple[Select[Any], float]], by_order: Select[Any]
    ) -> tuple[list[int], bool]:
        """Keys by the first way that ends in its time, or those that ``by_order`` gives until its is over.

        The engines do not know which way is short; each gets its time.
        """
        for statement, seconds in ways:
            keys, complete = self._keys(statement, seconds)
            if complete:
                return keys, True
        return self._keys(by_order, REST_SECONDS)

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
