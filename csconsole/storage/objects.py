"""The objects of a unit of work: SQLAlchemy's session, made when somebody first asks for it.

Most saves store new rows by statements of their own and ask for nothing else. A session for them, and telling
it of each row, took longer than the database took to store the rows.
"""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_state
from sqlmodel import Session

from csconsole.models.base import Record


class Objects:
    """Rows as objects in one transaction: of each row there is one, also of those stored here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._session: Session | None = None
        self._stored: list[Record] = []

    @property
    def session(self) -> Session:
        """The session; it knows of every row that was ``stored`` before."""
        if self._session is None:
            self._session = Session(self._connection, expire_on_commit=False)
        for row in self._stored:
            self._session.add(row)
        self._stored.clear()
        return self._session

    def stored(self, row: Record) -> None:
        """A new object has been stored by a statement and has its key."""
        make_transient_to_detached(row)
        self._stored.append(row)

    def flush(self) -> None:
        """Write what was changed in objects without a statement."""
        if self._session is not None or any(instance_state(row).modified for row in self._stored):
            self.session.flush()

    def close(self) -> None:
        """Let the objects go."""
        if self._session is not None:
            self._session.close()
