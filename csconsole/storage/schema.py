"""Which version a database has: made new, current, older (to upgrade) or newer (to refuse).

The revisions are listed here as well as in ``migrations/versions`` so that opening a database does not load
Alembic; a test holds both together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.errors import DatabaseUnavailableError
from csconsole.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData

    from csconsole.storage.glance import Glance

REVISIONS: tuple[str, ...] = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
)
"""Every revision, oldest first; the last is the one this program needs."""

HEAD = REVISIONS[-1]

_STAMPED = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'",
    "postgresql": "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL",
}
"""A row where the database has the table of its revision."""

_LOCK = f"SELECT pg_advisory_xact_lock({0x43535343})"
"""Advisory lock of PostgreSQL of the one transaction that makes or upgrades the tables."""


def whole_schema() -> MetaData:
    """Every table as it is made on either engine.

    The models name the condition of a partial index for SQLite only: naming both would load PostgreSQL's
    dialect at every start.
    """
    from csconsole.models.whole import every_table

    metadata = every_table()
    for table in metadata.tables.values():
        for index in table.indexes:
            condition = index.dialect_options["sqlite"]["where"]
            index.dialect_options["postgresql"]["where"] = condition
    return metadata


def is_blank(seen: Glance) -> bool:
    """Whether a database may be made here: there is no table in the file, as where the making of one was
    killed, or none of ours on the server.
    """
    if seen.dialect == "postgresql":
        return revision(seen) is None
    return not seen.rows("SELECT 1 FROM sqlite_master LIMIT 1")


def wait_for_others(connection: Connection) -> None:
    """Wait, on a server, for any other transaction that makes or upgrades the tables, and keep the next one
    waiting until this one ends. The writers of a file queue anyway.
    """
    if connection.dialect.name == "postgresql":
        from csconsole.storage.statements import first_row

        first_row(connection, _LOCK)


def create(connection: Connection, zone: str) -> None:
    """Make every table of an empty database, to count by the days of ``zone``, with the newest revision.

    Raises ``DatabaseUnavailableError`` for a file that holds another program's tables.
    """
    from csconsole.storage import search
    from csconsole.storage.daily.zone import keep
    from csconsole.storage.glance import over
    from csconsole.storage.statements import change

    where = connection.engine.url.database or ""
    if not is_blank(over(connection, where)):
        raise not_current(None, where)
    whole_schema().create_all(connection)
    search.create(connection)
    keep(connection, zone)
    change(connection, "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    change(connection, "INSERT INTO alembic_version VALUES (?)", HEAD)


def revision(seen: Glance) -> str | None:
    """The revision of the database, or ``None`` when it holds no csconsole tables."""
    if not seen.rows(_STAMPED[seen.dialect]):
        return None
    stamp = seen.rows("SELECT version_num FROM alembic_version")
    return str(stamp[0][0]) if stamp else None


def require_current(seen: Glance, where: str) -> None:
    """Raise ``DatabaseUnavailableError`` unless the database has exactly the revision this program needs."""
    found = revision(seen)
    if found != HEAD:
        raise not_current(found, where, blank=found is None and is_blank(seen))


def not_current(found: str | None, where: str, *, blank: bool = False) -> DatabaseUnavailableError:
    """What is wrong with a database of the revision ``found``, which is not this program's; where it is
    ``blank`` one may be made.
    """
    if found is None:
        return DatabaseUnavailableError(
            _("{where} is not a csconsole database.", where=where),
            hint=_("Make one with: csconsole init")
            if blank
            else _("Name another with --db, or restore a backup with: csconsole db restore"),
        )
    if found in REVISIONS:
        return DatabaseUnavailableError(
            _("The database {where} is of an older version ({found}).", where=where, found=found),
            hint=_("Make a backup, then run: csconsole db upgrade"),
        )
    return DatabaseUnavailableError(
        _("The database {where} is of a newer version ({found}).", where=where, found=found),
        hint=_("Install the csconsole that the others here use."),
    )
