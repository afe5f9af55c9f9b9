"""What a metric is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement

from csconsole.models.base import Record

Condition: TypeAlias = ColumnElement[bool]

TELEPHONE_CHANNELS: Final = "report.telephone_channels"
"""The setting that says which contacts are calls: every metric of calls reads it."""


class Unit(StrEnum):
    """What a metric's value is."""

    COUNT = "count"
    PERCENT = "percent"
    SECONDS = "seconds"
    PER_DAY = "per_day"


class Better(StrEnum):
    """On which side of its target a metric is good."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Basis:
    """What conditions are built against: the period from ``start`` up to, not including, ``end`` (UTC), the
    present, the number of site days in the period, and the settings that metrics name.

    A period of whole days names the ``first`` and the ``last`` and their ``zone``: then the daily figures can
    be used. ``judged`` is given where the machine's clock is in doubt: nothing that is due later is late.
    """

    start: datetime
    end: datetime
    now: datetime
    days: int
    settings: Mapping[str, Any]
    first: date | None = None
    last: date | None = None
    zone: str = ""
    judged: datetime | None = None

    @property
    def edge(self) -> datetime:
        """The instant as of which a stock is taken: the end of the period, or now while it still runs."""
        return min(self.end, self.now)

    @property
    def late_now(self) -> datetime:
        """What is due before this instant is late whatever the period: now, but by no clock in doubt."""
        return self.now if self.judged is None else self.judged

    @property
    def late_edge(self) -> datetime:
        """What was due before this instant is late: the edge, but by no clock that is in doubt (TKT-07)."""
        return min(self.edge, self.late_now)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is counted: the rows of ``model`` that meet ``where``.

    With ``at`` those whose instant lies in the period; without it ``where`` alone decides (a stock as of the
    period's end). With ``value`` that column is added up instead of counting rows.

    Two hints where to look, which change no number: ``flows`` names the slices of the daily figures whose
    records enter and leave a stock, ``since`` the instant before which no row of the period meets ``where``.

    Among the excluded of a metric, ``excluded_when`` is the setting that must say so: yes, or a list that has
    ``code``. Where it does not, the measure is only shown. ``if_any`` is printed only when there are some.
    """

    key: str
    en: str
    zh: str
    model: type[Record]
    where: Callable[[Basis], Condition] | Condition
    at: Any = None
    value: Any = None
    flows: tuple[str, str] | None = None
    since: Callable[[Basis], datetime] | None = None
    excluded_when: str = ""
    code: str = ""
    if_any: bool = False

    def is_excluded(self, basis: Basis) -> bool:
        """Whether a metric that excludes it does so under the settings."""
        if not self.excluded_when:
            return True
        said = basis.settings[self.excluded_when]
        return self.code in said if isinstance(said, (list, tuple)) else bool(said)

    def condition(self, basis: Basis) -> Condition:
        """What its rows must meet, without the period."""
        return self.where if isinstance(self.where, ColumnElement) else self.where(basis)

    def label(self, lang: str) -> str:
        """Its name in ``lang``."""
        return self.zh if lang == "zh" else self.en


Terms: TypeAlias = tuple[tuple[int, Measure], ...]
"""Measures with the sign under which each enters a sum."""


def only(*measures: Measure) -> Callable[[Basis], Terms]:
    """The plain sum of measures."""
    terms = tuple((1, measure) for measure in measures)
    return lambda basis: terms  # noqa: ARG005 - most sums do not depend on the settings


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: ``numerator`` alone for a count, over ``denominator`` for a rate or a mean.

    ``excluded`` are left out of both and printed (only shown where their setting does not say so); ``shown``
    are printed beside it ("of which"). ``target`` and ``settings`` name settings that are printed with the
    formula.
    """

    id: str
    en: str
    zh: str
    unit: Unit
    formula_en: str
    formula_zh: str
    source: str
    numerator: Callable[[Basis], Terms]
    denominator: Callable[[Basis], Terms] | None = None
    excluded: tuple[Measure, ...] = ()
    shown: tuple[Measure, ...] = ()
    target: str = ""
    better: Better | None = None
    settings: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        """Its name in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def formula(self, lang: str) -> str:
        """Its formula in ``lang``."""
        return self.formula_zh if lang == "zh" else self.formula_en

    def is_stock(self, basis: Basis) -> bool:
        """Whether it counts what there is at the end of the period, not what happened in it."""
        return any(measure.at is None for measure in self.measures(basis))

    def measures(self, basis: Basis) -> tuple[Measure, ...]:
        """Every measure that it needs, each once."""
        terms = [*self.numerator(basis), *(self.denominator(basis) if self.denominator else ())]
        found = [measure for _sign, measure in terms]
        return tuple({one.key: one for one in (*found, *self.excluded, *self.shown)}.values())


def count_of(name: str, source: str, measure: Measure, en: str, zh: str, **more: Any) -> Metric:
    """The metric that only counts: how many there are of one measure."""
    words = f"count of {measure.en}", f"{measure.zh}的数量"
    return Metric(name, en, zh, Unit.COUNT, *words, source, only(measure), **more)


def settings_of(metrics: Iterable[Metric]) -> tuple[str, ...]:
    """Every setting that the definitions of these metrics read."""
    named: list[str] = [TELEPHONE_CHANNELS]
    for metric in metrics:
        named += (*metric.settings, metric.target) if metric.target else metric.settings
    return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of a metric in one period. ``value`` is ``None`` without a denominator."""

    metric: Metric
    value: Decimal | None
    numerator: int
    denominator: int | None
    excluded: tuple[tuple[Measure, int], ...] = ()
    shown: tuple[tuple[Measure, int], ...] = ()

    def meets(self, target: float | None) -> bool | None:
        """Whether the value is on the good side of ``target``; ``None`` where there is none of either."""
        if target is None or self.value is None or self.metric.better is None:
            return None
        limit = Decimal(str(target))
        return self.value >= limit if self.metric.better is Better.HIGHER else self.value <= limit
