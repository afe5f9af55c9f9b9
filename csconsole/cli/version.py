"""``csconsole version``: the program and the parts it runs on."""

from __future__ import annotations

import platform
from typing import Any

from csconsole import __version__
from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

PARTS = ("textual", "rich", "sqlmodel", "SQLAlchemy", "alembic", "typer", "psycopg", "pysqlite3")
COLUMNS: tuple[Column[dict[str, Any]], ...] = (
    Column("csconsole", N_("csconsole")),
    Column("python", N_("Python")),
    Column("sqlite", N_("SQLite")),
    *(Column(part.lower(), part) for part in PARTS),
)

app = NounApp()


@app.command("version", help=N_("Print the version of the program and its parts."), prints=COLUMNS)
def version(fmt: FormatOption = None) -> None:
    """Print what is installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    from csconsole.storage import sqlite

    found: dict[str, Any] = {
        "csconsole": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite.driver().sqlite_version,
    }
    for part in PARTS:
        try:
            found[part.lower()] = installed(part)
        except PackageNotFoundError:
            found[part.lower()] = None
    emit_record(found, COLUMNS, fmt=fmt)
