"""Until when a part is under warranty: whole months from the handover, the last day included (TKT-17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

IN: Final = "in"
OUT: Final = "out"
NEVER: Final = "never"
UNKNOWN: Final = "unknown"
"""Codes of the list ``warranty_state``: under warranty, past it, a part without one, no handover date."""


@dataclass(frozen=True, slots=True)
class PartWarranty:
    """The warranty of one part on the day of a report; ``days`` are those left, negative when it is past."""

    part: str
    name: str
    months: int
    state: str
    ends_on: date | None
    days: int | None


def last_day(handed_over_on: date, months: int) -> date:
    """The last day under warranty. A day that the month lacks is its last one: 31 January and one month end
    on 28 February, in a leap year on the 29th. What would end after the calendar ends with it.
    """
    try:
        return handed_over_on + relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.max


def warranty_of(
    part: str, name: str, months: int, handed_over_on: date | None, reported_on: date
) -> PartWarranty:
    """Whether ``part`` was under warranty when the fault was reported. Both days are the site's."""
    if months <= 0:
        return PartWarranty(part, name, months, NEVER, None, None)
    if handed_over_on is None:
        return PartWarranty(part, name, months, UNKNOWN, None, None)
    ends_on = last_day(handed_over_on, months)
    days = (ends_on - reported_on).days
    return PartWarranty(part, name, months, IN if days >= 0 else OUT, ends_on, days)
