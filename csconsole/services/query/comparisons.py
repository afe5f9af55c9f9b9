"""The comparisons of a query as conditions on a column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_

from .edges import Edges
from .tree import Op

Condition = ColumnElement[bool]


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


def compare_all(column: Any, edges: Edges) -> Condition:
    """The condition that a column is on the right side of every edge."""
    conditions = [compare(column, operator, edge) for operator, edge in edges]
    return conditions[0] if len(conditions) == 1 else and_(*conditions)
