"""Metrics to numbers and rows: one statement a table and period, the same conditions for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select
from sqlmodel import Session

from csconsole.metrics.definition import Basis, Figure, Measure, Metric, Terms, Unit
from csconsole.metrics.dimensions import column_of
from csconsole.metrics.rounding import mean, percent, tenth
from csconsole.models.base import Record

_SPLIT = "split_by"
Values = Mapping[str, int]
"""What was counted, by the measure's key."""


@dataclass(frozen=True, slots=True)
class FigureRows:
    """The rows behind a number: the table and the condition that selects them."""

    model: type[Record]
    condition: ColumnElement[bool]
    at: Any


def figures(session: Session, metrics: Sequence[Metric], basis: Basis) -> dict[str, Figure]:
    """The figure of each metric in the period, by the metric's id."""
    values = count(session, _measures(metrics, basis), basis)
    return {metric.id: figure_of(metric, values, basis) for metric in metrics}


def figures_by(
    session: Session, metrics: Sequence[Metric], basis: Basis, dimension: str
) -> dict[Any, dict[str, Figure]]:
    """The same split by a dimension: for each of its values the figure of each metric that has it.

    A metric whose rows do not carry the dimension is left out. Raises ``KeyError`` for an unknown dimension.
    """
    fit = [
        metric
        for metric in metrics
        if all(column_of(dimension, one.model) is not None for one in metric.measures(basis))
    ]
    split: dict[Any, dict[str, int]] = {}
    for measures in _together(_measures(fit, basis)):
        column = column_of(dimension, measures[0].model)
        statement = _statement(measures, basis, column.label(_SPLIT)).group_by(literal_column(_SPLIT))
        for value, *counted in session.execute(statement):
            of_value = split.setdefault(value, {})
            of_value.update((one.key, int(n or 0)) for one, n in zip(measures, counted, strict=True))
    return {
        value: {metric.id: figure_of(metric, values, basis) for metric in fit}
        for value, values in split.items()
    }


def count(session: Session, measures: Iterable[Measure], basis: Basis) -> dict[str, int]:
    """How much of each measure there is, by its key."""
    found: dict[str, int] = {}
    for together in _together(measures):
        row = session.execute(_statement(together, basis)).one()
        found.update((one.key, int(n or 0)) for one, n in zip(together, row, strict=True))
    return found


def figure_of(metric: Metric, values: Values, basis: Basis) -> Figure:
    """The figure that counted values make; a measure that was not counted is nought."""
    numerator = _sum(metric.numerator(basis), values)
    denominator = _sum(metric.denominator(basis), values) if metric.denominator else None
    left_out = not metric.excluded_when or bool(basis.settings[metric.excluded_when])
    excluded = tuple((one, values.get(one.key, 0)) for one in metric.excluded if left_out)
    beside = metric.shown if left_out else (*metric.shown, *metric.excluded)
    shown = tuple((one, values.get(one.key, 0)) for one in beside)
    if metric.unit is Unit.PER_DAY:
        return Figure(metric, mean(numerator, basis.days), numerator, basis.days, excluded, shown)
    if denominator is None:
        return Figure(metric, Decimal(numerator), numerator, None, excluded, shown)
    value = (percent if metric.unit is Unit.PERCENT else mean)(numerator, denominator)
    return Figure(metric, value, numerator, denominator, excluded, shown)


def change(now: Figure, before: Figure | None) -> Decimal | None:
    """By how much a figure differs from another period's: in points for rates, else in its own unit."""
    if before is None or now.value is None or before.value is None:
        return None
    difference = now.value - before.value
    return difference if now.metric.unit is Unit.COUNT else tenth(difference)


def rows_of(metric: Metric, basis: Basis, *, part: str = "numerator") -> FigureRows:
    """The rows that a figure counts: its ``numerator``, its ``denominator``, or a measure's own key.

    Raises ``KeyError`` for a part that the metric does not have.
    """
    if part == "numerator":
        return _rows(metric.numerator(basis), basis)
    if part == "denominator" and metric.denominator is not None:
        return _rows(metric.denominator(basis), basis)
    measures = {one.key: one for one in metric.measures(basis)}
    return _rows(((1, measures[part]),), basis)


def in_period(measure: Measure, basis: Basis) -> ColumnElement[bool]:
    """The whole condition of a measure: its own and, where it has an instant, that of the period."""
    own = measure.condition(basis)
    if measure.at is None:
        return own
    return and_(measure.at >= basis.start, measure.at < basis.end, own)


def _rows(terms: Terms, basis: Basis) -> FigureRows:
    added = [measure for sign, measure in terms if sign > 0]
    taken = [measure for sign, measure in terms if sign < 0]
    first = added[0]
    condition = or_(*(in_period(measure, basis) for measure in added))
    if taken:
        without = or_(*(in_period(measure, basis) for measure in taken))
        condition = and_(condition, ~func.coalesce(without, False))
    return FigureRows(first.model, condition, first.at)


def _measures(metrics: Sequence[Metric], basis: Basis) -> list[Measure]:
    return list({one.key: one for metric in metrics for one in metric.measures(basis)}.values())


def _together(measures: Iterable[Measure]) -> list[list[Measure]]:
    """Measures that one statement can count: of one table, by one instant. Stocks are counted one by one,
    because each has an index of its own.
    """
    groups: dict[Any, list[Measure]] = {}
    for measure in measures:
        at = measure.key if measure.at is None else measure.at.key
        groups.setdefault((measure.model, at), []).append(measure)
    return list(groups.values())


def _statement(measures: Sequence[Measure], basis: Basis, *columns: Any) -> Select[Any]:
    at = measures[0].at
    if at is None:
        counted: list[Any] = [func.count()]
        condition = measures[0].condition(basis)
    else:
        counted = [_counted(measure, basis) for measure in measures]
        condition = and_(at >= basis.start, at < basis.end)
    return select(*columns, *counted).select_from(measures[0].model).where(condition)


def _counted(measure: Measure, basis: Basis) -> Any:
    what = 1 if measure.value is None else measure.value
    chosen = case((measure.condition(basis), what))
    return func.count(chosen) if measure.value is None else func.coalesce(func.sum(chosen), 0)


def _sum(terms: Terms, values: Values) -> int:
    return sum(sign * values.get(measure.key, 0) for sign, measure in terms)
