"""How numbers are rounded and printed (RPT-05): one decimal, half up, and "-" without a denominator."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

NO_VALUE = "-"
"""What stands where there is nothing to divide by."""

_TENTH = Decimal("0.1")


def percent(numerator: int, denominator: int) -> Decimal | None:
    """``numerator`` in ``denominator`` as per cent; ``None`` without a denominator."""
    return tenth(Decimal(100 * numerator) / Decimal(denominator)) if denominator > 0 else None


def mean(total: int, count: int) -> Decimal | None:
    """``total`` per ``count``; ``None`` when there is nothing to divide by."""
    return tenth(Decimal(total) / Decimal(count)) if count > 0 else None


def tenth(number: Decimal) -> Decimal:
    """``number`` with one decimal, half up (away from zero)."""
    return number.quantize(_TENTH, rounding=ROUND_HALF_UP)
