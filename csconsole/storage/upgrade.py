"""Bring an older database to this program's version, in one transaction (``csconsole db upgrade``)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from csconsole.clock import DEFAULT_ZONE
from csconsole.errors import DatabaseUnavailableError
from csconsole.i18n import _, ngettext
from csconsole.storage import schema
from csconsole.storage.daily.recount import recount
from csconsole.storage.daily.zone import kept_zone
from csconsole.storage.glance import over

if TYPE_CHECKING:
    from alembic.config import Config

    from csconsole.storage.store import Store

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def pending(store: Store) -> tuple[str, ...]:
    """The revisions that the database still lacks, oldest first. Raises for a newer or foreign database."""
    with store.read() as unit:
        return _lacking(unit.connection, store.where)


def _lacking(connection: Connection, where: str) -> tuple[str, ...]:
    seen = over(connection, where)
    found = schema.revision(seen)
    if found not in schema.REVISIONS:
        schema.require_current(seen, where)
    return schema.REVISIONS[schema.REVISIONS.index(found or "") + 1 :]


def upgrade(
    store: Store, zone: str = DEFAULT_ZONE, progress: Callable[[int], None] | None = None
) -> tuple[str, ...]:
    """Run what is pending and return it. Everything or nothing: an error, or the end of the process, leaves
    the database as it was. Of two at once the second waits, and finds nothing to do.

    Daily figures that a step left empty are counted anew, by the days of ``zone``; ``progress`` is told how
    many records have been counted.

    Foreign keys are checked once at the end, because rebuilding a table would fire its cascades. Raises
    ``DatabaseUnavailableError`` when the check finds a broken reference.
    """
    if not pending(store):
        return ()
    with store.exclusive() as connection:
        todo = _lacking(connection, store.where)
        if not todo:
            return ()
        run(connection, schema.HEAD)
        if kept_zone(connection) is None:
            recount(connection, zone, progress)
        _check_references(connection, store.where)
    return todo


def run(connection: Connection, target: str) -> None:
    """Run the migrations up to ``target`` inside the connection's transaction."""
    from alembic import command

    command.upgrade(alembic_config(connection), target)


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for our folder of migrations, on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _check_references(connection: Connection, where: str) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise DatabaseUnavailableError(
            ngettext(
                "The upgrade of {where} would break {count} reference.",
                "The upgrade of {where} would break {count} references.",
                len(broken),
                where=where,
                count=len(broken),
            ),
            hint=_("Nothing was changed. Check the database with: csconsole db check"),
        )
