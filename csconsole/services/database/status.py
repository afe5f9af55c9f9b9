"""Which version a database has, how large it is, and bringing it to this program's version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import col, select

from csconsole.clock import DEFAULT_ZONE
from csconsole.errors import DatabaseUnavailableError
from csconsole.models.call import Call
from csconsole.models.customer import Customer
from csconsole.models.event import Event
from csconsole.models.organisation import Staff
from csconsole.models.ticket import Ticket
from csconsole.services.database.backup import last_backup, size_of
from csconsole.storage import Store, UnitOfWork, open_store, schema
from csconsole.storage.glance import over
from csconsole.storage.upgrade import upgrade


@dataclass(frozen=True, slots=True)
class DatabaseStatus:
    """What a database is. The counts, and when its newest event was written, are ``None`` where its version
    is not this program's.

    ``size`` is in bytes, ``None`` where the engine does not tell; ``state`` is ``current``, ``older``,
    ``newer`` or ``empty``.
    """

    where: str
    engine: str
    engine_version: str
    revision: str | None
    needed: str
    state: str
    size: int | None
    staff: int | None = None
    customers: int | None = None
    calls: int | None = None
    tickets: int | None = None
    events: int | None = None
    last_backup_at: datetime | None = None
    last_backup_file: str | None = None
    last_event_at: datetime | None = None


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """The store of a database of any version, closed afterwards. Raises ``DatabaseUnavailableError``."""
    store = open_store(url, check=False)
    try:
        yield store
    finally:
        store.close()


def database_status(url: str) -> DatabaseStatus:
    """The version and size of a database, whatever its version. Raises ``DatabaseUnavailableError``.

    No one need be signed in: whoever may open the file may know what it is.
    """
    with opened(url) as store, store.read() as uow:
        revision = schema.revision(over(uow.connection, store.where))
        state = _state(revision)
        counts = _counts(uow) if state == "current" else {}
        backup = last_backup(uow) if state == "current" else None
        return DatabaseStatus(
            where=store.where,
            engine=store.dialect,
            engine_version=_engine_version(uow, store.dialect),
            revision=revision,
            needed=schema.HEAD,
            state=state,
            size=_size(uow, store),
            last_backup_at=backup.at if backup else None,
            last_backup_file=backup.file if backup else None,
            last_event_at=_last_event_at(uow) if state == "current" else None,
            **counts,
        )


def wrong_version(status: DatabaseStatus) -> DatabaseUnavailableError | None:
    """Why this program cannot use a database of this version, or ``None`` where it can."""
    if status.state == "current":
        return None
    return schema.not_current(status.revision, status.where, blank=status.engine == "postgresql")


def upgrade_database(url: str, zone: str = DEFAULT_ZONE) -> tuple[str, ...]:
    """Bring a database to this program's version and return the revisions that were run.

    Daily figures are counted by the days of ``zone``. Tells its stages (``storage.stages``).

    Whoever may write the file may upgrade it; before that nobody can sign in. Raises
    ``DatabaseUnavailableError`` for a newer or foreign database, and when a step fails; the database is then
    as it was.
    """
    with opened(url) as store:
        return upgrade(store, zone)


def _state(revision: str | None) -> str:
    if revision is None:
        return "empty"
    if revision == schema.HEAD:
        return "current"
    return "older" if revision in schema.REVISIONS else "newer"


def _counts(uow: UnitOfWork) -> dict[str, int]:
    models = {"staff": Staff, "customers": Customer, "calls": Call, "tickets": Ticket, "events": Event}
    return {
        name: uow.session.execute(select(func.count()).select_from(model)).scalar_one()
        for name, model in models.items()
    }


def _last_event_at(uow: UnitOfWork) -> datetime | None:
    return uow.session.exec(select(Event.at).order_by(col(Event.id).desc()).limit(1)).first()


def _engine_version(uow: UnitOfWork, dialect: str) -> str:
    statement = "SELECT sqlite_version()" if dialect == "sqlite" else "SHOW server_version"
    return str(uow.connection.execute(text(statement)).scalar())


def _size(uow: UnitOfWork, store: Store) -> int | None:
    if store.dialect == "sqlite":
        return size_of(store)
    found = uow.connection.execute(text("SELECT pg_database_size(current_database())")).scalar()
    return int(found) if found is not None else None
