"""Metrics to numbers and rows by the same conditions: from the daily figures, or from the rows themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select
from sqlmodel import Session

from csconsole.clock import day_bounds
from csconsole.metrics.definition import Basis, Condition, Figure, Measure, Metric, Terms, Unit
from csconsole.metrics.rounding import mean, percent, tenth
from csconsole.models.base import Record

if TYPE_CHECKING:
    from csconsole.metrics.kept import Place, Places

Values = Mapping[str, int]
"""What was counted, by the measure's key."""


@dataclass(frozen=True, slots=True)
class FigureRows:
    """The rows behind a number: the table and the condition that selects them."""

    model: type[Record]
    condition: ColumnElement[bool]
    at: Any


def figures(
    session: Session, metrics: Sequence[Metric], basis: Basis, places: Places | None = None
) -> dict[str, Figure]:
    """The figure of each metric in the period, by the metric's id. Several periods under the same settings
    may share ``places``.
    """
    values = count(session, measures_of(metrics, basis), basis, places)
    return {metric.id: figure_of(metric, values, basis) for metric in metrics}


def figures_by(
    session: Session, metrics: Sequence[Metric], basis: Basis, dimension: str
) -> dict[Any, dict[str, Figure]]:
    """The same split by a dimension: for each of its values the figure of each metric that has it.

    A metric whose rows do not carry the dimension is left out. Raises ``KeyError`` for an unknown dimension.
    """
    from csconsole.metrics.dimensions import column_of

    fit = [
        metric
        for metric in metrics
        if all(column_of(dimension, one.model) is not None for one in metric.measures(basis))
    ]
    split = count_by(session, measures_of(fit, basis), basis, lambda model: (column_of(dimension, model),))
    return {
        value: {metric.id: figure_of(metric, values, basis) for metric in fit}
        for (value,), values in split.items()
    }


def count(
    session: Session, measures: Iterable[Measure], basis: Basis, places: Places | None = None
) -> Values:
    """How much of each measure there is, by its key."""
    return count_by(session, measures, basis, places=places).get((), {})


def count_by(
    session: Session,
    measures: Iterable[Measure],
    basis: Basis,
    columns_of: Callable[[type[Record]], Sequence[Any]] = lambda model: (),  # noqa: ARG005 - undivided
    places: Places | None = None,
) -> Mapping[tuple[Any, ...], Values]:
    """How much of each measure there is, split by columns of its table.

    From the daily figures as far as they go, the rest from the rows: both give the same numbers.
    """
    found: dict[tuple[Any, ...], Counter[str]] = {}
    for part in _parts(session, list(measures), basis, columns_of, places):
        for row in session.execute(part.statement):
            values, counted = tuple(row[: part.columns]), row[part.columns :]
            of_values = found.setdefault(values, Counter())
            for measure, number in zip(part.measures, counted, strict=True):
                of_values[measure.key] += int(number or 0)
    return found


def figure_of(metric: Metric, values: Values, basis: Basis) -> Figure:
    """The figure that counted values make; a measure that was not counted is nought."""
    numerator = _sum(metric.numerator(basis), values)
    denominator = _sum(metric.denominator(basis), values) if metric.denominator else None
    excluded = _counted((one for one in metric.excluded if one.is_excluded(basis)), values)
    only_shown = (one for one in metric.excluded if not one.is_excluded(basis))
    shown = _counted((*metric.shown, *only_shown), values)
    if metric.unit is Unit.PER_DAY:
        return Figure(metric, mean(numerator, basis.days), numerator, basis.days, excluded, shown)
    if denominator is None:
        return Figure(metric, Decimal(numerator), numerator, None, excluded, shown)
    value = (percent if metric.unit is Unit.PERCENT else mean)(numerator, denominator)
    return Figure(metric, value, numerator, denominator, excluded, shown)


def _counted(measures: Iterable[Measure], values: Values) -> tuple[tuple[Measure, int], ...]:
    counted = ((one, values.get(one.key, 0)) for one in measures)
    return tuple((one, number) for one, number in counted if number or not one.if_any)


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


def measures_of(metrics: Sequence[Metric], basis: Basis) -> list[Measure]:
    """What these metrics count, each measure once."""
    return list({one.key: one for metric in metrics for one in metric.measures(basis)}.values())


@dataclass(frozen=True, slots=True)
class _Part:
    """A statement that counts some measures, after so many columns by which it splits them."""

    measures: Sequence[Measure]
    statement: Select[Any]
    columns: int


def _parts(
    session: Session,
    measures: Sequence[Measure],
    basis: Basis,
    columns_of: Callable[[type[Record]], Sequence[Any]],
    places: Places | None,
) -> Iterator[_Part]:
    left = measures
    if basis.first is not None:  # else it is no period of whole days, of which daily figures are kept
        left = yield from _kept_parts(session, measures, basis, columns_of, places)
    for together in counted_together(left):
        yield rows_part(together, basis, columns_of(together[0].model))


def _kept_parts(
    session: Session,
    measures: Sequence[Measure],
    basis: Basis,
    columns_of: Callable[[type[Record]], Sequence[Any]],
    places: Places | None,
) -> Generator[_Part, None, Sequence[Measure]]:
    """What the daily figures know; gives back the measures that they do not."""
    from csconsole.metrics import kept

    if not kept.holds(session, basis):
        return measures
    places = places or kept.Places()
    by_slice: dict[str, list[tuple[Measure, Place]]] = {}
    left: list[Measure] = []
    for measure in measures:
        columns = columns_of(measure.model)
        whole = None if columns else kept.stock(measure, basis)
        place = places.of(measure, basis, columns)
        if whole is not None:
            yield _Part([measure], whole, 0)
        elif place is not None:
            by_slice.setdefault(place.slice.name, []).append((measure, place))
        else:
            left.append(measure)
    for placed in by_slice.values():
        together = [measure for measure, _place in placed]
        days = kept.days_of(basis, placed[0][1].slice)
        columns = columns_of(together[0].model)
        if days.keys:
            yield _Part(together, kept.counting([place for _one, place in placed], days), len(columns))
        for first, last in days.rest:
            yield rows_part(together, _within(basis, first, last), columns)
    return left


def _within(basis: Basis, first: date, last: date) -> Basis:
    zone = ZoneInfo(basis.zone)
    return replace(basis, start=day_bounds(first, zone)[0], end=day_bounds(last, zone)[1])


def counted_together(measures: Iterable[Measure]) -> list[list[Measure]]:
    """Measures that one statement can count: of one table, by one instant. Stocks, and what is found only
    near the edge, are counted one by one, because each has an index of its own.
    """
    groups: dict[Any, list[Measure]] = {}
    for measure in measures:
        alone = measure.at is None or measure.since is not None
        groups.setdefault((measure.model, measure.key if alone else measure.at.key), []).append(measure)
    return list(groups.values())


def rows_part(measures: Sequence[Measure], basis: Basis, columns: Sequence[Any]) -> _Part:
    """Counting rows. A measure that is counted alone says in the condition which rows to look at."""
    labels = [f"split_{number}" for number in range(len(columns))]
    named = [column.label(name) for column, name in zip(columns, labels, strict=True)]
    first = measures[0]
    if len(measures) == 1:
        counted = [_amount(first, None)]
        conditions = [first.condition(basis)]
    else:
        counted = [_amount(measure, measure.condition(basis)) for measure in measures]
        conditions = []
    if first.at is not None:
        start = basis.start if first.since is None else max(basis.start, first.since(basis))
        conditions += [first.at >= start, first.at < basis.end]
    statement = select(*named, *counted).select_from(first.model).where(*conditions)
    if labels:
        statement = statement.group_by(*(literal_column(name) for name in labels))
    return _Part(measures, statement, len(columns))


def _amount(measure: Measure, condition: Condition | None) -> Any:
    if measure.value is None:
        return func.count() if condition is None else func.count(case((condition, 1)))
    chosen = measure.value if condition is None else case((condition, measure.value))
    return func.coalesce(func.sum(chosen), 0)


def _sum(terms: Terms, values: Values) -> int:
    return sum(sign * values.get(measure.key, 0) for sign, measure in terms)
