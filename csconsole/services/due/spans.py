"""Working spans of a day on the wall clock, and the instants that they cover, also when clocks change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from csconsole.clock import day_bounds
from csconsole.errors import WrongFormError
from csconsole.i18n import _

DAY_MINUTES = 24 * 60
_FORM = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*-\s*([0-9]{1,2}):([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Working time from ``start`` to ``end`` in minutes after midnight on the wall clock; at most 1440."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


Interval = tuple[datetime, datetime]


def parse_spans(texts: list[str], *, field: str) -> tuple[Span, ...]:
    """Read spans such as ``09:00-12:00``, sorted. Raises ``InvalidInputError`` if wrong or overlapping."""
    spans = sorted(_parse_span(text, field) for text in texts)
    for before, after in pairwise(spans):
        if after.start < before.end:
            raise WrongFormError(
                _("The working times {first} and {second} overlap.", first=str(before), second=str(after)),
                field=field,
                value=str(after),
                rule="calendar.spans",
            )
    return tuple(spans)


def _parse_span(text: str, field: str) -> Span:
    found = _FORM.fullmatch(str(text).strip())
    if found:
        hours_from, minutes_from, hours_to, minutes_to = (int(part) for part in found.groups())
        span = Span(hours_from * 60 + minutes_from, hours_to * 60 + minutes_to)
        if minutes_from < 60 and minutes_to < 60 and span.start < span.end <= DAY_MINUTES:
            return span
    raise WrongFormError(
        _("{value} is no working time. Write it as 09:00-18:00, within one day.", value=text),
        field=field,
        value=text,
        rule="calendar.spans",
    )


def intervals_of(day: date, spans: tuple[Span, ...], zone: ZoneInfo) -> tuple[Interval, ...]:
    """The instants, in UTC, at which the wall clock on ``day`` is within ``spans``, joined and in order.

    On a day when clocks change, an hour that happens twice counts twice and one that is skipped not at all.
    """
    found: list[Interval] = []
    for start, end in _even_parts(day, zone):
        offset = _offset(start, zone)
        midnight = datetime.combine(day, datetime.min.time(), tzinfo=UTC) - offset
        for span in spans:
            low = max(start, midnight + timedelta(minutes=span.start))
            high = min(end, midnight + timedelta(minutes=span.end))
            if low < high:
                found.append((low, high))
    return joined(found)


def joined(intervals: list[Interval]) -> tuple[Interval, ...]:
    """The same instants as sorted intervals that neither touch nor overlap; empty ones are dropped."""
    out: list[Interval] = []
    for start, end in sorted(each for each in intervals if each[0] < each[1]):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)


def without(intervals: tuple[Interval, ...], cut: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """``intervals`` less the instants of ``cut``; both sorted and free of overlap."""
    left = list(intervals)
    for cut_start, cut_end in cut:
        rest: list[Interval] = []
        for start, end in left:
            if start < cut_start:
                rest.append((start, min(end, cut_start)))
            if cut_end < end:
                rest.append((max(start, cut_end), end))
        left = rest
    return tuple(each for each in left if each[0] < each[1])


def _even_parts(day: date, zone: ZoneInfo) -> list[Interval]:
    """The day cut where the zone's offset changes; a day that the zone skipped has no part."""
    start, end = day_bounds(day, zone)
    if start >= end:
        return []
    before, after = _offset(start, zone), _offset(end - timedelta(seconds=1), zone)
    if before == after:
        return [(start, end)]
    low, high = start, end
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds() // 2))
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return [(start, high), (high, end)]


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None  # a ZoneInfo always knows its offset
    return offset
