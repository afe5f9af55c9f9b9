"""Reading a page within a time that a person at the screen does not notice.

A list of a screen is read inside ``hurried()``. What an index serves takes some milliseconds however large
the table is; anything else would read the whole table. It is stopped, the newest records are looked at
instead, and the page says that older ones were not searched. Commands, exports and reports are never stopped.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from csconsole.storage.deadline import Deadline, was_stopped

PAGE_SECONDS = 0.03
"""So long a page is read in full before only its newest part is."""
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

    def rows(self, statement: Select[Any]) -> tuple[list[Any], bool]:
        """The records, and whether they are all that the statement selects.

        Out of time they are those found so far in the order asked for, or where there are none yet those of
        the newest part.
        """
        if not self.hurries:
            return list(self._session.execute(statement).scalars()), True
        found = statement.with_only_columns(self._key)
        keys, complete = self._keys(found, PAGE_SECONDS)
        if not keys and not complete:
            newest = found.where(self._key > (self._newest or 0) - NEWEST)
            keys, _complete = self._keys(newest, REST_SECONDS)
        records = select(self._model).where(self._key.in_(keys))
        by_key = {record.id: record for record in self._session.execute(records).scalars()}
        return [by_key[key] for key in keys if key in by_key], complete

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
