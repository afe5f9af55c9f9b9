"""Bringing the lines of one call together while a file of any size streams past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Generic, TypeVar

T = TypeVar("T")


class Grouper(Generic[T]):
    """Items by key; a group is handed out once nothing more can come for it.

    ``horizon`` is in seconds: a group is complete when the file's time has moved that far past the group's
    last item. A reader that knows the longest step back in time of its file gives a horizon beyond it, and
    then lines out of order never split a group.
    """

    def __init__(self, horizon: float) -> None:
        self._horizon = horizon
        self._groups: dict[str, list[T]] = {}
        self._last: dict[str, float] = {}
        self._latest = float("-inf")

    def add(self, key: str, at: float, item: T) -> None:
        """Put ``item`` of time ``at`` (seconds) into the group ``key``."""
        items = self._groups.pop(key, None)
        if items is None:
            self._groups[key] = [item]
            self._last[key] = at
        else:
            items.append(item)
            self._groups[key] = items  # behind the others now
            if at > self._last[key]:
                self._last[key] = at
        if at > self._latest:
            self._latest = at

    def complete(self) -> list[list[T]]:
        """The groups that are complete now, that of the oldest last line first; they are forgotten."""
        limit = self._latest - self._horizon
        last = self._last
        done = list(takewhile(lambda key: last[key] < limit, self._groups))
        for key in done:
            del last[key]
        return list(map(self._groups.pop, done))

    def rest(self) -> Iterator[list[T]]:
        """All remaining groups, at the end of the file."""
        groups, self._groups, self._last = self._groups, {}, {}
        yield from groups.values()

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
