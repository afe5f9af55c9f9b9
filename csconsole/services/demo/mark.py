"""What tells a demo's database from one that people work in, and a whole one from half a one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from csconsole.config import Config
from csconsole.paths import is_database
from csconsole.storage import sqlite

_DEMO: Final = 1145392463
"""Stands in the header of a demo's file, where SQLite leaves room for a number of the program's."""


def _mark(path: Path) -> None:
    """Mark a whole demo as one."""
    with closing(sqlite.driver().connect(str(path))) as connection:
        connection.execute("PRAGMA user_version = 1145392463")


@contextmanager
def whole_demo(config: Config, file: Path) -> Iterator[Config]:
    """Settings to build a demo with, in a folder of its own beside ``file``: it gets that name and its mark
    when the block ends well. What one that was killed left in the folder is removed first.
    """
    folder = file.with_name(f".{file.name}.building")
    shutil.rmtree(folder, ignore_errors=True)
    part = folder / file.name
    try:
        yield replace(config, db=str(part))
        _mark(part)
        part.replace(file)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def is_demo(path: Path) -> bool:
    """Whether this file is a whole demo that this program built."""
    if not is_database(path):
        return False
    with path.open("rb") as file:
        file.seek(60)
        return int.from_bytes(file.read(4), "big") == _DEMO
