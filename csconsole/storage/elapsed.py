"""The time between two instants inside a statement, the same to the second on both engines."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, case
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[int]):
    """``seconds_between(earlier, later)``: whole seconds, negative when the order is the other way round."""

    type = Integer()
    inherit_cache = True
    name = "seconds_between"


def hours_between(earlier: Any, later: Any) -> Any:
    """Hours between two instants, begun ones full; -1 when the order is the other way round, however far."""
    seconds = seconds_between(earlier, later)
    return case((seconds < 0, -1), else_=(seconds + 3599) // 3600)


@compiles(seconds_between, "sqlite")
def _sqlite(element: seconds_between, compiler: Any, **words: Any) -> str:
    earlier, later = (compiler.process(clause, **words) for clause in element.clauses)
    return f"(CAST(strftime('%s', {later}) AS INTEGER) - CAST(strftime('%s', {earlier}) AS INTEGER))"


@compiles(seconds_between, "postgresql")
def _postgresql(element: seconds_between, compiler: Any, **words: Any) -> str:
    earlier, later = (compiler.process(clause, **words) for clause in element.clauses)
    return f"CAST(floor(extract(epoch FROM {later})) - floor(extract(epoch FROM {earlier})) AS INTEGER)"
