"""A time limit as people write it: ``15m``, ``24h``, ``7d``, ``3wd`` or ``8wh``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from csconsole.errors import WrongFormError
from csconsole.i18n import _

LARGEST = 9999
_FORM = re.compile(r"([0-9]{1,9})\s*(wd|wh|m|h|d)")


class LimitUnit(StrEnum):
    """What a limit counts."""

    MINUTES = "m"
    """Minutes round the clock."""
    HOURS = "h"
    """Hours round the clock."""
    DAYS = "d"
    """Calendar days, counted from the next day, the last one included."""
    WORKING_DAYS = "wd"
    """Working days, counted from the next one, the last one included."""
    WORKING_HOURS = "wh"
    """Hours within the working spans of the calendar."""


SECONDS = {LimitUnit.MINUTES: 60, LimitUnit.HOURS: 3600, LimitUnit.WORKING_HOURS: 3600}


@dataclass(frozen=True, slots=True)
class Limit:
    """A number from 1 to 9999 and what it counts."""

    value: int
    unit: LimitUnit

    def __str__(self) -> str:
        return f"{self.value}{self.unit.value}"

    @property
    def seconds(self) -> int:
        """The length in seconds; raises ``ValueError`` for limits that count days."""
        if self.unit not in SECONDS:
            raise ValueError(f"{self} counts days")
        return self.value * SECONDS[self.unit]

    @property
    def counts_days(self) -> bool:
        """Whether it counts whole days, so that the hour of the start does not matter."""
        return self.unit not in SECONDS


def parse_limit(text: str, *, field: str = "limit") -> Limit:
    """Read a limit. Raises ``InvalidInputError`` that names ``field``, the value and the rule broken."""
    plain = unicodedata.normalize("NFKC", str(text)).strip().lower()
    found = _FORM.fullmatch(plain)
    if found is None:
        raise WrongFormError(
            _(
                "{value} is no time limit. Write a whole number and m, h, d, wd or wh, such as 3wd.",
                value=text,
            ),
            field=field,
            value=text,
            rule="limit.form",
        )
    number = int(found[1])
    if not 1 <= number <= LARGEST:
        raise WrongFormError(
            _("The time limit {value} is out of range. Use 1 to {largest}.", value=text, largest=LARGEST),
            field=field,
            value=text,
            rule="limit.range",
        )
    return Limit(number, LimitUnit(found[2]))
