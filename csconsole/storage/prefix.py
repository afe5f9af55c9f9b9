"""Finding by the beginning of a text with an index on both engines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_

_LAST = "\u9fa5"
"""Sorts behind nearly every letter in the collations of both engines."""


def begins(column: Any, start: str) -> ColumnElement[bool]:
    """The column begins with ``start``: the range of its index in which all such values lie, and the test.

    A value that goes on with a letter behind the last common Chinese one is missed.
    """
    return and_(column >= start, column < start + _LAST, column.startswith(start, autoescape=True))
