"""Money and quantities: whole hundredths in the database, ``60.00`` and ``1.5`` for people. Never a float."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.text import plain_number

MOST: Final = 2_000_000_000
"""Hundredths that an integer column of either engine holds."""
_HUNDRED: Final = Decimal(100)


def cents_of(text: str, field: str = "price") -> int:
    """A price such as ``60``, ``60.5`` or ``¥60.00`` in hundredths. Raises ``InvalidInputError`` (TKT-24)."""
    return _hundredths(text.strip().lstrip("¥￥"), field, least=0)


def quantity_of(text: str) -> int:
    """A quantity above nought such as ``2`` or ``1.5`` in hundredths. Raises ``InvalidInputError``."""
    return _hundredths(text.strip(), "quantity", least=1)


def amount_of(price_cents: int, quantity: int) -> int:
    """The price of a quantity in hundredths, half up."""
    exact = Decimal(price_cents) * Decimal(quantity) / _HUNDRED
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def money_text(cents: int) -> str:
    """An amount as it is shown and printed: ``1260.50``."""
    return str((Decimal(cents) / _HUNDRED).quantize(Decimal("0.01")))


def quantity_text(quantity: int) -> str:
    """A quantity without needless noughts: ``2``, ``1.5``."""
    return f"{(Decimal(quantity) / _HUNDRED).normalize():f}"


def _hundredths(text: str, field: str, *, least: int) -> int:
    try:
        number = Decimal(plain_number(text)) * _HUNDRED  # Decimal itself reads the digits of every script
    except (InvalidOperation, ValueError):
        raise _wrong(text, field) from None
    if number.is_finite() and number > MOST:
        raise WrongFormError(
            _("{value} is too large: the most is {most}.", value=text, most=money_text(MOST)),
            field=field,
            value=text,
            rule="TKT-24",
        )
    if not number.is_finite() or number != number.to_integral_value() or not least <= number <= MOST:
        raise _wrong(text, field)
    return int(number)


def _wrong(text: str, field: str) -> InvalidInputError:
    return WrongFormError(
        _("{value} is no amount: write it like 60 or 60.50.", value=text or "-"),
        field=field,
        value=text,
        rule="TKT-24",
    )
