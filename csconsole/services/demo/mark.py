"""What tells a demo's database from one that people work in."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

from csconsole.paths import is_database
from csconsole.storage import sqlite

_DEMO: Final = 1145392463
"""Stands in the header of a demo's file, where SQLite leaves room for a number of the program's."""


def mark_demo(path: Path) -> None:
    """Mark a whole demo as one."""
    with closing(sqlite.driver().connect(str(path))) as connection:
        connection.execute("PRAGMA user_version = 1145392463")


def is_demo(path: Path) -> bool:
    """Whether this file is a whole demo that this program built."""
    if not is_database(path):
        return False
    with path.open("rb") as file:
        file.seek(60)
        return int.from_bytes(file.read(4), "big") == _DEMO
