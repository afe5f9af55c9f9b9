"""The five service-level formulas in use, and the variant 5b. Pure.

T is the threshold; a call is in time when it was answered in T seconds or fewer (the edge counts as in time).

1   (answered in T + abandoned in T) / (answered + abandoned)
2   answered in T / answered
3   answered in T / (answered + abandoned)
4   answered in T / (answered + abandoned after T)
5   (answered in T + short abandons) / (answered + abandoned)
5b  answered in T / (answered + abandoned - short abandons)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FORMULAS: Final[dict[str, str]] = {
    "1": "(answered in T + abandoned in T) / (answered + abandoned)",
    "2": "answered in T / answered",
    "3": "answered in T / (answered + abandoned)",
    "4": "answered in T / (answered + abandoned after T)",
    "5": "(answered in T + short abandons) / (answered + abandoned)",
    "5b": "answered in T / (answered + abandoned - short abandons)",
}
"""Each formula in words."""

FORMULAS_ZH: Final[dict[str, str]] = {
    "1": "(T内接听 + T内放弃) / (接听 + 放弃)",
    "2": "T内接听 / 接听",
    "3": "T内接听 / (接听 + 放弃)",
    "4": "T内接听 / (接听 + T后放弃)",
    "5": "(T内接听 + 短时放弃) / (接听 + 放弃)",
    "5b": "T内接听 / (接听 + 放弃 - 短时放弃)",
}
"""The same in Chinese."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Which counts a formula adds (+1), leaves out (0) or takes away (-1)."""

    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0
    abandoned_in_time: int = 0
    abandoned_short: int = 0


NUMERATORS: Final[dict[str, Signs]] = {
    "1": Signs(answered_in_time=1, abandoned_in_time=1),
    "2": Signs(answered_in_time=1),
    "3": Signs(answered_in_time=1),
    "4": Signs(answered_in_time=1),
    "5": Signs(answered_in_time=1, abandoned_short=1),
    "5b": Signs(answered_in_time=1),
}
DENOMINATORS: Final[dict[str, Signs]] = {
    "1": Signs(answered=1, abandoned=1),
    "2": Signs(answered=1),
    "3": Signs(answered=1, abandoned=1),
    "4": Signs(answered=1, abandoned=1, abandoned_in_time=-1),
    "5": Signs(answered=1, abandoned=1),
    "5b": Signs(answered=1, abandoned=1, abandoned_short=-1),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Calls of a period; ``abandoned_short`` gave up within the short limit."""

    answered: int
    answered_in_time: int
    abandoned: int
    abandoned_in_time: int
    abandoned_short: int


def service_level(formula: str, counts: Counts) -> tuple[int, int]:
    """Numerator and denominator of the service level by one formula. Raises ``KeyError`` for another name."""
    return _weighed(NUMERATORS[formula], counts), _weighed(DENOMINATORS[formula], counts)


def _weighed(signs: Signs, counts: Counts) -> int:
    return sum(getattr(signs, name) * getattr(counts, name) for name in Signs.__dataclass_fields__)
