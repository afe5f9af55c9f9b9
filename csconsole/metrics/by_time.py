"""Figures split by day, or by the hour of the day, in the site's zone (CALL-03, CALL-04)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session

from csconsole.clock import day_bounds
from csconsole.metrics import kept
from csconsole.metrics.definition import Basis, Figure, Metric
from csconsole.metrics.evaluate import counted_together, figure_of, figures, measures_of, rows_part
from csconsole.storage.utc_text import utc_text

TIMES: Final = ("day", "hour")
"""The splits by time; each metric that counts by an instant has them, a stock has none."""
_HOUR, _MINUTE = len("2026-11-21T08"), len("2026-11-21T08:30")


def figures_by_time(
    session: Session, metrics: Sequence[Metric], basis: Basis, split: str
) -> dict[Any, dict[str, Figure]]:
    """The figures of each day (as ``2026-11-21``) or of each hour of the day (0 to 23) of the period.

    Hours without a record are left out, days are not. Raises ``ValueError`` for a period without days.
    """
    fit = [one for one in metrics if all(measure.at is not None for measure in one.measures(basis))]
    if split == "day":
        places = kept.Places()
        return {day.isoformat(): figures(session, fit, _of_day(basis, day), places) for day in _days(basis)}
    return dict(sorted(_by_hour(session, fit, basis).items()))


def in_time(at: Any, basis: Basis, split: str, value: str | int) -> ColumnElement[bool]:
    """The condition of the records of one line of such a split."""
    if split == "day":
        start, end = day_bounds(date.fromisoformat(str(value)), ZoneInfo(basis.zone))
        return and_(at >= start, at < end)
    length = _length(basis)
    step = timedelta(hours=1) if length == _HOUR else timedelta(minutes=1)
    wanted, moment = [], basis.start
    while moment < basis.end:
        if moment.astimezone(ZoneInfo(basis.zone)).hour == int(value):
            wanted.append(moment.isoformat()[:length])
        moment += step
    return func.substr(utc_text(at), 1, length).in_(wanted)


def _by_hour(session: Session, metrics: Sequence[Metric], basis: Basis) -> Mapping[int, dict[str, Figure]]:
    length, zone = _length(basis), ZoneInfo(basis.zone)
    found: dict[int, Counter[str]] = {}
    for measures in counted_together(measures_of(metrics, basis)):
        part = rows_part(measures, basis, (func.substr(utc_text(measures[0].at), 1, length),))
        for text, *counted in session.execute(part.statement):
            whole = text if length == _MINUTE else f"{text}:00"
            hour = datetime.fromisoformat(whole).replace(tzinfo=UTC).astimezone(zone).hour
            values = found.setdefault(hour, Counter())
            for measure, number in zip(part.measures, counted, strict=True):
                values[measure.key] += int(number or 0)
    return {
        hour: {metric.id: figure_of(metric, values, basis) for metric in metrics}
        for hour, values in found.items()
    }


def _length(basis: Basis) -> int:
    """How much of an instant's text tells the local hour: the UTC hour, in zones of half hours the minute."""
    zone = ZoneInfo(basis.zone)
    whole = all(
        int((at.astimezone(zone).utcoffset() or timedelta()).total_seconds()) % 3600 == 0
        for at in (basis.start, basis.end)
    )
    return _HOUR if whole else _MINUTE


def _days(basis: Basis) -> Iterator[date]:
    if basis.first is None or basis.last is None:
        raise ValueError("a period without days")
    day = basis.first
    while day <= basis.last:
        yield day
        day += timedelta(days=1)


def _of_day(basis: Basis, day: date) -> Basis:
    start, end = day_bounds(day, ZoneInfo(basis.zone))
    return replace(basis, start=start, end=end, days=1, first=day, last=day)
