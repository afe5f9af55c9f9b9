"""Whose days the daily figures count. Without a zone none are kept."""

from __future__ import annotations

from sqlalchemy import Connection

from csconsole.storage.reference import changed
from csconsole.storage.statements import change, first_row


def kept_zone(connection: Connection) -> str | None:
    """The zone whose days the counts are of; ``None`` where none are kept."""
    found = first_row(connection, "SELECT zone FROM daily_zone")
    return None if found is None else str(found[0])


def keep(connection: Connection, zone: str) -> None:
    """Keep counts of the zone's days from now on; the database has no records yet."""
    change(connection, "INSERT INTO daily_zone (zone) VALUES (?)", zone)


def keep_another(connection: Connection, zone: str) -> None:
    """Keep counts of this zone's days instead; processes that have the database open get to know of it."""
    change(connection, "DELETE FROM daily_zone")
    keep(connection, zone)
    changed(connection)
