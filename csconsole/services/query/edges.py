"""What a time or a length in a query means: the edges that a value must be on the right side of. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from .tree import Op
from .when import Between, Distance

Edges = tuple[tuple[Op, Any], ...]
"""Comparisons that all must hold."""

MIRROR: Final = {
    Op.LESS: Op.MORE,
    Op.MORE: Op.LESS,
    Op.AT_MOST: Op.AT_LEAST,
    Op.AT_LEAST: Op.AT_MOST,
}
"""What a comparison of ages is as one of times: who is older began earlier."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Against what the times of a query are understood."""

    now: datetime
    zone: ZoneInfo


def time_edges(
    when: Between | Distance, operator: Op, now: datetime, *, ahead: bool, bound: Callable[[Any], Any]
) -> Edges:
    """The edges of a day, a clock time or a distance; ``ahead`` where spans count from now into the future,
    ``bound`` fits an edge to what the field holds.
    """
    if isinstance(when, Distance):
        edge = now + timedelta(seconds=when.seconds if ahead else -when.seconds)
        if operator is Op.IS:
            near, far = sorted((now, edge))
            return (Op.AT_LEAST, bound(near)), (Op.AT_MOST, bound(far))
        return ((operator if ahead else MIRROR[operator], bound(edge)),)
    start, end = bound(when.start), bound(when.end)
    if when.start == when.end or start == end:
        return ((operator, start),)
    if operator is Op.IS:
        return (Op.AT_LEAST, start), (Op.LESS, end)
    if operator in (Op.LESS, Op.AT_LEAST):
        return ((operator, start),)
    return ((Op.LESS if operator is Op.AT_MOST else Op.AT_LEAST, end),)
