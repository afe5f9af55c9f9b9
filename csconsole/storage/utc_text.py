"""Instants as text inside a statement, the same on both engines: streaming a million rows as text is what
the engine does faster than we can.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class utc_text(FunctionElement[str]):
    """``utc_text(column)``: ``2026-11-21T08:30:00Z``, whole seconds; nothing stays nothing."""

    type = String()
    inherit_cache = True
    name = "utc_text"


@compiles(utc_text, "sqlite")
def _sqlite(element: utc_text, compiler: Any, **words: Any) -> str:
    column = compiler.process(element.clauses, **words)
    return f"(substr({column}, 1, 10) || 'T' || substr({column}, 12, 8) || 'Z')"


@compiles(utc_text, "postgresql")
def _postgresql(element: utc_text, compiler: Any, **words: Any) -> str:
    column = compiler.process(element.clauses, **words)
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
