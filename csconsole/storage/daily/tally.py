"""Adding records up into the rows of ``daily_count``, and writing what comes out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from csconsole.clock import local_date
from csconsole.storage.columns import Columns
from csconsole.storage.daily.slices import (
    COMPUTED,
    NO_CODE,
    NO_NUMBER,
    SLICES,
    SLICES_OF,
    Count,
    CountKey,
    Row,
    Slice,
)
from csconsole.storage.statements import change_many

KEY: Final = (
    *("slice", "day", "code1", "code2", "code3"),
    *("number1", "number2", "number3", "number4", "number5"),
)
"""The columns by which counts are told apart."""

_NAMES = ", ".join(KEY)
_ADD: Final = (
    f"INSERT INTO daily_count ({_NAMES}, records, total) VALUES ({', '.join('?' * (len(KEY) + 2))}) "
    f"ON CONFLICT ({_NAMES}) DO UPDATE "
    "SET records = daily_count.records + excluded.records, total = daily_count.total + excluded.total"
)
_MOST_DAYS = 100_000
_BY_NAME: Final = {one.name: one for one in SLICES}


class Tally:
    """Counts of records by slice and day of a zone, some of them negative where records left."""

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._counts: Counter[tuple[str, int, CountKey]] = Counter()
        self._totals: Counter[tuple[str, int, CountKey]] = Counter()

    def add(self, table: str, rows: Iterable[Row], sign: int) -> None:
        """Count rows of a table in (``sign`` 1) or out (-1)."""
        rows = list(rows)
        of_column: dict[str, list[int | None]] = {}
        for one in SLICES_OF[table]:
            if isinstance(one.at, str):
                days = of_column.get(one.at) or of_column.setdefault(one.at, self._days(one, rows))
            else:
                days = self._days(one, rows)
            self._add(one, rows, days, sign)

    def add_columns(self, table: str, columns: Columns) -> None:
        """Count new rows of a table in, given as columns. No fact is known of them yet."""
        days: dict[str, list[int | None]] = {}
        for one in SLICES_OF[table]:
            if not isinstance(one.at, str):
                rows = columns.rows()
                self._add(one, rows, self._days(one, rows), 1)
                continue
            if one.at not in days:
                days[one.at] = _days_of(columns.column(one.at), self._zone)
            keys = list(zip(days[one.at], *(_values(columns, name) for name in one.columns), strict=True))
            for (day, *values), number in Counter(keys).items():
                if day is not None:
                    self._counts[one.name, day, tuple(values)] += number
            if one.total:
                totals: Counter[tuple[Any, ...]] = Counter()
                for key, amount in zip(keys, columns.column(one.total), strict=True):
                    if amount:
                        totals[key] += amount
                for (day, *values), amount in totals.items():
                    if day is not None:
                        self._totals[one.name, day, tuple(values)] += amount

    def counts(self) -> Iterator[Count]:
        """What came out: for each key that did not cancel out the number of records and the total."""
        months: Counter[tuple[str, int, CountKey]] = Counter()
        month_totals: Counter[tuple[str, int, CountKey]] = Counter()
        for (name, day, values), number in self._counts.items():
            total = self._totals.get((name, day, values), 0)
            if not number and not total:
                continue
            month = (name, day // 100 * 100, values)
            months[month] += number
            month_totals[month] += total
            if not _BY_NAME[name].months:
                yield _key(name, day, values), number, total
        for (name, day, values), number in months.items():
            total = month_totals[name, day, values]
            if number or total:
                yield _key(name, day, values), number, total

    def _days(self, one: Slice, rows: Sequence[Row]) -> list[int | None]:
        zone, at = self._zone, one.at
        instants = [row.get(at) for row in rows] if isinstance(at, str) else map(at, rows)
        return [None if instant is None else day_number(instant, zone) for instant in instants]

    def _add(self, one: Slice, rows: Sequence[Row], days: list[int | None], sign: int) -> None:
        counts, totals, name = self._counts, self._totals, one.name
        columns, total = one.columns, one.total
        plain = not any(column in COMPUTED for column in columns)
        for row, day in zip(rows, days, strict=True):
            if day is None:
                continue
            values = tuple(map(row.get, columns) if plain else [_value(row, column) for column in columns])
            key = (name, day, values)
            counts[key] += sign
            if total and (amount := row.get(total)):
                totals[key] += sign * amount


def store(connection: Connection, counts: Iterable[Count]) -> None:
    """Add counts to those that the database has."""
    rows = [(*key, number, total) for key, number, total in counts]
    if not rows:
        return
    rows.sort()
    change_many(connection, _ADD, rows)


def _value(row: Row, name: str) -> Any:
    if name not in COMPUTED:
        return row.get(name)
    compute, columns = COMPUTED[name]
    return compute(*map(row.get, columns))


def _values(columns: Columns, name: str) -> Iterable[Any]:
    if name not in COMPUTED:
        return columns.column(name)
    compute, names = COMPUTED[name]
    return map(compute, *map(columns.column, names))


def _days_of(instants: Iterable[datetime | None], zone: str) -> list[int | None]:
    """The day of each instant; rows that came together are mostly of one day, which is reckoned once."""
    held = list(instants)
    known = [at for at in held if at is not None]
    if known == held and known and (day := day_number(min(known), zone)) == day_number(max(known), zone):
        return [day] * len(held)
    return [None if at is None else day_number(at, zone) for at in held]


def day_number(at: datetime, zone: str) -> int:
    """The zone's day of an instant as ``20261122``."""
    quarter = int(at.timestamp() // 900)
    return _day_of_quarter(quarter, zone) if at.year >= 1980 else _number(at, zone)


def day_of(number: int) -> date:
    """The day that ``day_number`` stands for."""
    return date(number // 10_000, number // 100 % 100, number % 100)


@lru_cache(maxsize=_MOST_DAYS)
def _day_of_quarter(quarter: int, zone: str) -> int:
    """Days begin at full quarters of an hour, in every zone since 1980."""
    return _number(datetime.fromtimestamp(quarter * 900, UTC), zone)


def _number(at: datetime, zone: str) -> int:
    day = local_date(at, ZoneInfo(zone))
    return day.year * 10_000 + day.month * 100 + day.day


def _key(name: str, day: int, values: CountKey) -> CountKey:
    """The primary key of a count: unused columns hold what stands for no value."""
    codes = len(_BY_NAME[name].codes)
    texts = [NO_CODE if value is None else str(value) for value in values[:codes]]
    numbers = [NO_NUMBER if value is None else int(value) for value in values[codes:]]
    texts += [NO_CODE] * (3 - len(texts))
    numbers += [NO_NUMBER] * (5 - len(numbers))
    return (name, day, *texts, *numbers)
