"""The time between two instants inside a statement, the same to the second on both engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from csconsole.models.base import UtcDateTime


class seconds_between(FunctionElement[int]):
    """``seconds_between(earlier, later)``: whole seconds, negative when the order is the other way round."""

    type = Integer()
    inherit_cache = True
    name = "seconds_between"


class seconds_after(FunctionElement[datetime]):
    """``seconds_after(instant, seconds)``: the instant so much later, comparable with stored ones."""

    type = UtcDateTime()
    inherit_cache = True
    name = "seconds_after"


@compiles(seconds_after, "sqlite")
def _sqlite_after(element: seconds_after, compiler: Any, **words: Any) -> str:
    instant, seconds = (compiler.process(clause, **words) for clause in element.clauses)
    return f"(strftime('%Y-%m-%d %H:%M:%f', {instant}, '+' || {seconds} || ' seconds') || '000')"


@compiles(seconds_after, "postgresql")
def _postgresql_after(element: seconds_after, compiler: Any, **words: Any) -> str:
    instant, seconds = (compiler.process(clause, **words) for clause in element.clauses)
    return f"({instant} + {seconds} * INTERVAL '1 second')"


@compiles(seconds_between, "sqlite")
def _sqlite(element: seconds_between, compiler: Any, **words: Any) -> str:
    earlier, later = (compiler.process(clause, **words) for clause in element.clauses)
    return f"(CAST(strftime('%s', {later}) AS INTEGER) - CAST(strftime('%s', {earlier}) AS INTEGER))"


@compiles(seconds_between, "postgresql")
def _postgresql(element: seconds_between, compiler: Any, **words: Any) -> str:
    earlier, later = (compiler.process(clause, **words) for clause in element.clauses)
    return f"CAST(floor(extract(epoch FROM {later})) - floor(extract(epoch FROM {earlier})) AS INTEGER)"
