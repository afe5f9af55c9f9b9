"""Points in time as a query writes them: days, clock times and spans, in both languages. Pure.

A *day*, month or clock time means the whole of it: ``created:today`` is from midnight to midnight of the
site's zone, ``due<tomorrow`` is before its first instant, ``due<=tomorrow`` before the end of it.

A *span* such as ``2h`` means a distance from now: ``due<2h`` is due in less than two hours (or overdue),
``updated<2d`` was changed less than two days ago, ``created>7d`` is older than seven days. With a sign it
is a point in time and compares as one: ``created>=-7d``, ``due<+2h``; ``7d ago`` and ``7天前`` say the same
as ``-7d``.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from csconsole.clock import at_local, local, local_date
from csconsole.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class Between:
    """From ``start`` up to, not including, ``end``; both in UTC. An instant has ``start == end``."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Distance:
    """So many seconds away from now, in the direction the field looks."""

    seconds: int


_UNITS = {
    1: ("s", "sec", "second", "seconds", "秒"),
    60: ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    3600: ("h", "hour", "hours", "小时", "时"),
    86400: ("d", "day", "days", "天", "日"),
    604800: ("w", "week", "weeks", "周"),
}
_UNIT_SECONDS = {word: seconds for seconds, words in _UNITS.items() for word in words}
_SPAN = re.compile(
    r"([+-]?)(\d{1,6}(?:\.\d{1,3})?)\s*([a-z]+|[\u4e00-\u9fff]+?)\s*(ago|前|后|later)?", re.ASCII
)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/年](\d{1,2})月?", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.IGNORECASE | re.ASCII)

SUGGESTIONS = ("now", "today", "yesterday", "tomorrow", "week", "lastweek", "month", "lastmonth", "2h", "7d")
SUGGESTIONS_ZH = ("现在", "今天", "昨天", "明天", "本周", "上周", "本月", "上月", "2小时", "7天")


def parse_when(text: str, *, now: datetime, zone: ZoneInfo) -> Between | Distance | None:
    """What ``text`` means at the instant ``now`` on a site in ``zone``; ``None``: no point in time."""
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    try:
        named = _named(text, now, zone)
        return named or _calendar(text, now, zone) or _instant(text, zone) or _span(text, now)
    except (ValueError, OverflowError, InvalidInputError):
        return None


def parse_seconds(text: str) -> float | None:
    """A length of time in seconds: ``90``, ``90s``, ``1.5h``, ``5分钟``; ``None`` when it is none."""
    text = unicodedata.normalize("NFKC", text).strip().casefold()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", text):
        return float(text)
    match = _SPAN.fullmatch(text)
    if match is None or match[1] or match[4] or match[3] not in _UNIT_SECONDS:
        return None
    return float(match[2]) * _UNIT_SECONDS[match[3]]


def _days(first: date, last: date, zone: ZoneInfo) -> Between:
    """From the first instant of ``first`` to the end of ``last``; after 9999-12-31 there is no more time."""
    if last == date.max:
        end = datetime.max.replace(tzinfo=UTC)
    else:
        end = at_local(last + timedelta(days=1), time(), zone)
    return Between(at_local(first, time(), zone), end)


def _day(offset: int) -> Callable[[date], tuple[date, date]]:
    return lambda today: (today + timedelta(days=offset),) * 2


def _week(offset: int) -> Callable[[date], tuple[date, date]]:
    def bounds(today: date) -> tuple[date, date]:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
        return monday, monday + timedelta(days=6)

    return bounds


def _month(offset: int) -> Callable[[date], tuple[date, date]]:
    def bounds(today: date) -> tuple[date, date]:
        year, month = divmod(today.year * 12 + today.month - 1 + offset, 12)
        return _month_of(year, month + 1)

    return bounds


def _year(offset: int) -> Callable[[date], tuple[date, date]]:
    return lambda today: _year_of(today.year + offset)


def _month_of(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def _year_of(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


_NAMED: dict[str, Callable[[date], tuple[date, date]]] = {
    "today": _day(0),
    "今天": _day(0),
    "今日": _day(0),
    "yesterday": _day(-1),
    "昨天": _day(-1),
    "昨日": _day(-1),
    "tomorrow": _day(1),
    "明天": _day(1),
    "明日": _day(1),
    "后天": _day(2),
    "week": _week(0),
    "thisweek": _week(0),
    "本周": _week(0),
    "lastweek": _week(-1),
    "上周": _week(-1),
    "nextweek": _week(1),
    "下周": _week(1),
    "month": _month(0),
    "thismonth": _month(0),
    "本月": _month(0),
    "lastmonth": _month(-1),
    "上月": _month(-1),
    "year": _year(0),
    "thisyear": _year(0),
    "今年": _year(0),
    "lastyear": _year(-1),
    "去年": _year(-1),
}


def _named(text: str, now: datetime, zone: ZoneInfo) -> Between | None:
    if text in ("now", "现在"):
        return Between(now, now)
    bounds = _NAMED.get(text)
    return None if bounds is None else _days(*bounds(local_date(now, zone)), zone)


def _calendar(text: str, now: datetime, zone: ZoneInfo) -> Between | None:
    """A day, a month, a year, or a clock time of today."""
    if match := _DATE.fullmatch(text):
        day = date(int(match[1]), int(match[2]), int(match[3]))
        return _days(day, day, zone)
    if match := _MONTH.fullmatch(text):
        return _days(*_month_of(int(match[1]), int(match[2])), zone)
    if match := _YEAR.fullmatch(text):
        return _days(*_year_of(int(match[1])), zone)
    if _CLOCK.fullmatch(text):
        return _clock(local_date(now, zone), text, zone)
    return None


def _instant(text: str, zone: ZoneInfo) -> Between | None:
    """``2026-11-01 10:30`` on the site's clock, or ISO 8601 with its own zone."""
    if _UTC.fullmatch(text):
        at = datetime.fromisoformat(text.upper())
        return Between(at, at + _precision(text.upper().split("T")[1]))
    day_text, _, clock_text = text.replace("t", " ", 1).partition(" ")
    match = _DATE.fullmatch(day_text)
    if match is None or not _CLOCK.fullmatch(clock_text.strip()):
        return None
    return _clock(date(int(match[1]), int(match[2]), int(match[3])), clock_text.strip(), zone)


def _clock(day: date, text: str, zone: ZoneInfo) -> Between | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    start = at_local(day, time(int(match[1]), int(match[2]), int(match[3] or 0)), zone)
    return Between(start, start + timedelta(seconds=1 if match[3] else 60))


def _precision(clock_text: str) -> timedelta:
    digits = re.match(r"\d\d:\d\d(:\d\d)?(\.\d+)?", clock_text)
    if digits is None or digits[1] is None:
        return timedelta(minutes=1)
    return timedelta(microseconds=1) if digits[2] else timedelta(seconds=1)


def _span(text: str, now: datetime) -> Between | Distance | None:
    match = _SPAN.fullmatch(text)
    if match is None or match[3] not in _UNIT_SECONDS:
        return None
    seconds = float(match[2]) * _UNIT_SECONDS[match[3]]
    back = match[1] == "-" or match[4] in ("ago", "前")
    if not match[1] and not match[4]:
        return Distance(int(seconds))
    at = now + timedelta(seconds=-seconds if back else seconds)
    return Between(at, at)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The site's day of an instant, for columns that hold days; the end of all time is 9999-12-31."""
    return date.max if at.year == date.max.year else local(at, zone).date()
