"""Measures counted from the daily figures instead of the records.

The condition of a measure is taken as it is written; each column of the record is replaced by the column of
``daily_count`` that holds it. A condition that asks for anything else cannot be answered from the counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Boolean, Column, ColumnElement, Select, TextClause, and_, case, func, or_, select
from sqlalchemy.sql.visitors import replacement_traverse
from sqlmodel import Session, col

from csconsole.metrics.computed import COMPUTED
from csconsole.metrics.definition import Basis, Measure
from csconsole.models import DailyCount, DailyZone
from csconsole.models.base import Record
from csconsole.storage.daily.slices import NO_CODE, NO_NUMBER, SLICES, Slice

_CODES: Final = (DailyCount.code1, DailyCount.code2, DailyCount.code3)
_NUMBERS: Final = (
    *(DailyCount.number1, DailyCount.number2, DailyCount.number3),
    *(DailyCount.number4, DailyCount.number5),
)
_COMPUTED_NAMES: Final = {id(expression): name for name, expression in COMPUTED.items()}
_RECORDS: Final = col(DailyCount.records)


@dataclass(frozen=True, slots=True)
class Days:
    """A period as the keys of ``daily_count.day`` that hold it, and what of it is in none of them."""

    keys: tuple[int, ...]
    rest: tuple[tuple[date, date], ...] = ()


def holds(session: Session, basis: Basis) -> bool:
    """Whether the database keeps counts by the days that the period is made of."""
    if basis.first is None:
        return False
    return session.execute(select(col(DailyZone.zone))).scalar() == basis.zone


@dataclass(frozen=True, slots=True)
class Place:
    """Where a measure is counted: the slice, what it adds up there, and the columns that split it."""

    slice: Slice
    amount: Any
    split: tuple[Any, ...]


def place_of(measure: Measure, basis: Basis, columns: Sequence[Any] = ()) -> Place | None:
    """Where a measure can be counted, split by ``columns``; ``None`` where only the rows can tell."""
    if measure.at is None:
        return None
    wanted = [measure.condition(basis), *columns]
    of_day = (one for one in SLICES if (one.table, one.at) == (measure.model.__tablename__, measure.at.key))
    added = None if measure.value is None else measure.value.key
    for one in of_day:
        if added is not None and added not in (one.total, *one.numbers):
            continue
        condition, *split = (_on(element, one, measure.model) for element in wanted)
        if condition is not None and all(column is not None for column in split):
            return Place(one, _amount(measure, one, condition), tuple(split))
    return None


class Places:
    """Where measures are counted, worked out once for several periods under the same settings.

    The daily figures hold no instants: a condition that they can answer is the same for each period.
    """

    def __init__(self) -> None:
        self._known: dict[str, Place | None] = {}

    def of(self, measure: Measure, basis: Basis, columns: Sequence[Any] = ()) -> Place | None:
        """As ``place_of``; what is not split is kept."""
        if columns:
            return place_of(measure, basis, columns)
        if measure.key not in self._known:
            self._known[measure.key] = place_of(measure, basis)
        return self._known[measure.key]


def counting(places: Sequence[Place], days: Days) -> Select[Any]:
    """How to count measures of one slice in some days."""
    first = places[0]
    statement = select(*first.split, *(place.amount for place in places)).where(
        col(DailyCount.slice) == first.slice.name, col(DailyCount.day).in_(days.keys), _RECORDS != 0
    )
    return statement.group_by(*first.split) if first.split else statement


def stock(measure: Measure, basis: Basis) -> Select[Any] | None:
    """How to count a stock at the end of the last day: what came less what went; ``None`` while it runs."""
    if not measure.flows or basis.last is None or basis.edge != basis.end:
        return None
    came, went = measure.flows
    after = _key(basis.last + timedelta(days=1))
    month = after // 100 * 100
    day = col(DailyCount.day)
    before = or_(and_(day % 100 == 0, day < month), and_(day > month, day < after))
    signed = case((col(DailyCount.slice) == came, _RECORDS), else_=-_RECORDS)
    return select(func.coalesce(func.sum(signed), 0)).where(col(DailyCount.slice).in_((came, went)), before)


def days_of(basis: Basis, one: Slice) -> Days:
    """The keys of a period's days in a slice: whole months by one key, other days each by its own.

    In a slice of months only the other days are the rest, as first and last days. Raises ``ValueError`` for
    a period without days.
    """
    if basis.first is None or basis.last is None:
        raise ValueError("a period without days")
    keys: list[int] = []
    rest: list[tuple[date, date]] = []
    day = basis.first
    while day <= basis.last:
        month_end = (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        end = min(month_end, basis.last)
        if day.day == 1 and end == month_end:
            keys.append(_key(day) // 100 * 100)
        elif one.months:
            rest.append((day, end))
        else:
            keys.extend(range(_key(day), _key(end) + 1))
        day = end + timedelta(days=1)
    return Days(tuple(keys), tuple(rest))


def _key(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _amount(measure: Measure, one: Slice, condition: Any) -> Any:
    if measure.value is None:
        what: Any = _RECORDS
    elif measure.value.key == one.total:
        what = col(DailyCount.total)
    else:
        what = _columns(one, measure.model)[measure.value.key] * _RECORDS
    return func.coalesce(func.sum(case((condition, what))), 0)


def _on(asked: Any, one: Slice, model: type[Record]) -> Any | None:
    """An expression over records as one over counts; ``None`` where it asks for more than they keep."""
    places = _columns(one, model)
    missing: list[Any] = []

    def replace(element: Any, **_words: Any) -> Any:
        computed = _COMPUTED_NAMES.get(id(element), "")
        if computed in places:
            return places[computed]
        if isinstance(element, Column) and getattr(element.table, "name", "") == one.table:
            if element.key in places:
                return places[element.key]
            missing.append(element)
        elif isinstance(element, TextClause):
            missing.append(element)
        return None

    expression: ColumnElement[Any] = getattr(asked, "__clause_element__", lambda: asked)()
    found = replacement_traverse(expression, {}, replace)
    return None if missing else found


@cache
def _columns(one: Slice, model: type[Record]) -> Mapping[str, Any]:
    """The column of the counts that holds each column of a slice."""
    table: Any = model
    known = table.__table__.c
    found: dict[str, Any] = {}
    for names, slots, nothing in ((one.codes, _CODES, NO_CODE), (one.numbers, _NUMBERS, NO_NUMBER)):
        for name, slot in zip(names, slots, strict=False):
            column: Any = func.nullif(slot, nothing)
            kind = known[name].type if name in known else COMPUTED[name].type
            found[name] = column == 1 if isinstance(kind, Boolean) else column
    return found
