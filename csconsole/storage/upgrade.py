"""Bring an older database to this program's version, in one transaction (``csconsole db upgrade``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from csconsole.storage.references import broken_references
from csconsole.storage.stages import tell

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


def upgrade(store: Store, zone: str = DEFAULT_ZONE) -> tuple[str, ...]:
    """Run what is pending and return it. Everything or nothing: an error, or the end of the process, leaves
    the database as it was. Of two at once the second waits, and finds nothing to do.

    Daily figures that a step left empty are counted anew, by the days of ``zone``. Tells its stages: which
    revision of how many runs, the records counted, the table whose references are checked.

    Foreign keys are checked once at the end, because rebuilding a table would fire its cascades. Raises
    ``DatabaseUnavailableError`` when the check finds a broken reference.
    """
    if not pending(store):
        return ()
    with store.exclusive() as connection:
        todo = _lacking(connection, store.where)
        if not todo:
            return ()
        run(connection, schema.HEAD, _counting(todo))
        if kept_zone(connection) is None:
            recount(connection, zone)
        _check_references(connection, store.where)
    return todo


def _counting(todo: Sequence[str]) -> Callable[..., None]:
    """Tells which of the revisions runs; it is called by Alembic after each."""
    left = list(enumerate(todo, 1))

    def count(**_about: object) -> None:
        if left:
            place, revision = left.pop(0)
            tell("upgrade", place, len(todo), revision)

    count()
    return count


def run(connection: Connection, target: str, applied: Callable[..., None] | None = None) -> None:
    """Run the migrations up to ``target`` inside the connection's transaction; ``applied`` is called after
    each.
    """
    from alembic import command

    config = alembic_config(connection)
    config.attributes["applied"] = applied
    command.upgrade(config, target)


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
    if broken := sum(1 for _reference in broken_references(connection)):
        raise DatabaseUnavailableError(
            ngettext(
                "The upgrade of {where} would break {count} reference.",
                "The upgrade of {where} would break {count} references.",
                broken,
                where=where,
                count=broken,
            ),
            hint=_("Nothing was changed. Check the database with: csconsole db check"),
        )
