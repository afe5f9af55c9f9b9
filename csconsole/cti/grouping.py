"""Bringing the lines of one call together while a file of any size streams past."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Group(Generic[T]):
    last: float
    items: list[T]


class Grouper(Generic[T]):
    """Items by key; a group is handed out once nothing more can come for it.

    ``horizon`` is in seconds: a group is complete when the file's time has moved that far past the group's
    last item. A reader that knows the longest step back in time of its file gives a horizon beyond it, and
    then lines out of order never split a group.
    """

    def __init__(self, horizon: float) -> None:
        self._horizon = horizon
        self._groups: OrderedDict[str, _Group[T]] = OrderedDict()
        self._latest = float("-inf")

    def add(self, key: str, at: float, item: T) -> None:
        """Put ``item`` of time ``at`` (seconds) into the group ``key``."""
        known = self._groups.get(key)
        if known is None:
            self._groups[key] = _Group(at, [item])
        else:
            known.items.append(item)
            if at > known.last:
                known.last = at
            self._groups.move_to_end(key)
        if at > self._latest:
            self._latest = at

    def complete(self) -> Iterator[list[T]]:
        """The groups that are complete now; they are forgotten."""
        limit = self._latest - self._horizon
        while self._groups:
            key, group = next(iter(self._groups.items()))
            if group.last >= limit:
                return
            del self._groups[key]
            yield group.items

    def rest(self) -> Iterator[list[T]]:
        """All remaining groups, at the end of the file."""
        groups, self._groups = self._groups, OrderedDict()
        for group in groups.values():
            yield group.items

    def __len__(self) -> int:
        return len(self._groups)


def longest_step_back(times: Iterable[float]) -> float:
    """By how many seconds the most misplaced of the times is older than one before it."""
    latest, step = float("-inf"), 0.0
    for at in times:
        if at > latest:
            latest = at
        elif latest - at > step:
            step = latest - at
    return step
