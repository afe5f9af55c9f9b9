"""The comparisons of a query as conditions on a column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, and_

from .tree import Op

Condition = ColumnElement[bool]

MIRROR: Final = {
    Op.LESS: Op.MORE,
    Op.MORE: Op.LESS,
    Op.AT_MOST: Op.AT_LEAST,
    Op.AT_LEAST: Op.AT_MOST,
}
"""What a comparison of ages is as one of times: who is older began earlier."""


def holds(operator: Op, rank: int, place: int) -> bool:
    """Whether the place ``rank`` of an order meets the comparison with ``place``."""
    return {
        Op.IS: rank == place,
        Op.NOT: rank != place,
        Op.LESS: rank < place,
        Op.AT_MOST: rank <= place,
        Op.MORE: rank > place,
        Op.AT_LEAST: rank >= place,
    }[operator]


def compare(column: Any, operator: Op, edge: Any) -> Condition:
    """The condition that a column compares with an edge."""
    comparisons: dict[Op, Callable[[], Condition]] = {
        Op.IS: lambda: column == edge,
        Op.NOT: lambda: column != edge,
        Op.LESS: lambda: column < edge,
        Op.AT_MOST: lambda: column <= edge,
        Op.MORE: lambda: column > edge,
        Op.AT_LEAST: lambda: column >= edge,
    }
    return comparisons[operator]()


def within(column: Any, operator: Op, start: Any, end: Any, *, single: bool) -> Condition:
    """Compare with the half-open range from ``start`` to ``end``; a ``single`` one is a point."""
    if single:
        return compare(column, operator, start)
    if operator is Op.IS:
        return and_(column >= start, column < end)
    if operator in (Op.LESS, Op.AT_LEAST):
        return compare(column, operator, start)
    return compare(column, Op.LESS if operator is Op.AT_MOST else Op.AT_LEAST, end)
