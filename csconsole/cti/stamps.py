"""Times as telephone systems write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = re.compile(r"\d{9,10}(\.\d{1,6})?", re.ASCII)
_LOCAL = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:?\d\d)?", re.ASCII
)


def epoch_seconds(text: str) -> float | None:
    """Seconds since 1970 from nine or ten digits, with a decimal fraction or without; else ``None``.

    Nine digits begin in 1973; thirteen would be milliseconds and are not taken for seconds.
    """
    if 9 <= len(text) <= 10 and text.isdecimal() and text.isascii():
        return int(text)  # takes half as long
    return float(text) if _EPOCH.fullmatch(text) else None


def local_seconds(text: str, zone: ZoneInfo) -> float | None:
    """Seconds since 1970 from ``YYYY-MM-DD HH:MM:SS`` with a fraction or without, in ``zone`` unless it names
    one.

    ``None`` for what is no date, and for a wall-clock time that the zone skips in spring.
    """
    found = _LOCAL.fullmatch(text)
    if not found:
        return None
    *parts, fraction, offset = found.groups()
    try:
        if offset:
            return datetime.fromisoformat(text).astimezone(UTC).timestamp()
        seconds = _whole_seconds(tuple(int(part) for part in parts), zone)
    except (ValueError, OverflowError):  # at the ends of the calendar there is no such instant in UTC
        return None
    if seconds is None:
        return None
    return seconds + int(fraction.ljust(6, "0")) / 1e6 if fraction else seconds


@lru_cache(maxsize=4096)
def _whole_seconds(parts: tuple[int, ...], zone: ZoneInfo) -> float | None:
    year, month, day, hour, minute, second = parts
    wall = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return None
    return instant.timestamp()
