"""The numbers of records as lists write them: today's without the day, others with month and day."""

from __future__ import annotations

from datetime import date


def short_number(number: str, today: date) -> str:
    """``T20261121-0007`` as ``T-0007`` on that day and ``T1121-0007`` on others; both can be typed."""
    head, dash, serial = number.partition("-")
    day = head[1:]
    if not dash or len(day) != 8:
        return number
    return f"{head[0]}-{serial}" if day == f"{today:%Y%m%d}" else f"{head[0]}{day[4:]}-{serial}"
