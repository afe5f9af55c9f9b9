"""What a benchmark line is, and the few ways to take a time."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

PYTHON = sys.executable


@dataclass(frozen=True)
class Result:
    """One measured figure in ``unit`` beside its limit; ``budget`` is the highest allowed ratio of both.

    Without a ``limit`` the budget is the highest allowed figure itself.
    """

    what: str
    measured: float
    budget: float
    limit: float | None = None
    unit: str = "ms"
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the budget was kept."""
        return (self.measured / self.limit if self.limit else self.measured) <= self.budget

    def text(self, name: str) -> str:
        """One line for a person."""
        word = "kept  " if self.kept else "MISSED"
        figure = f"{self.measured:10.2f} {self.unit}"
        if self.limit is None:
            against = f"budget {self.budget:g} {self.unit}"
        else:
            ratio = f"ratio {self.measured / self.limit:6.2f}  budget {self.budget:g}x"
            against = f"limit {self.limit:10.2f} {self.unit}  {ratio}"
        note = f"  ({self.note})" if self.note else ""
        return f"{word} {name + ': ' + self.what:58} {figure}  {against}{note}"


@dataclass(frozen=True)
class Line:
    """A named measurement; ``measure`` gets the size of the large database."""

    name: str
    measure: Callable[[int], Iterable[Result]] = field(repr=False)


def process_ms(*arguments: str, times: int = 11, env: dict[str, str] | None = None) -> float:
    """Median time of a whole process, milliseconds."""
    taken = []
    for _round in range(times):
        started = time.perf_counter()
        subprocess.run(arguments, check=True, capture_output=True, env=env)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000


def call_ms(work: Callable[[int], object], times: int = 100) -> list[float]:
    """Times of ``work(round)``, milliseconds, sorted; two rounds before them warm the caches."""
    for warm in range(2):
        work(times + warm)
    taken = []
    for number in range(times):
        started = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def percentile(sorted_values: list[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of the values lie."""
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def median_pair(rounds: int, ours: Callable[[], float], limit: Callable[[], float]) -> tuple[float, float]:
    """Two times that belong together, of the round whose ratio is the median: taken in turns, so that
    a busy machine slows both.
    """
    pairs = sorted(((ours(), limit()) for _round in range(rounds)), key=lambda pair: pair[0] / pair[1])
    return pairs[rounds // 2]
