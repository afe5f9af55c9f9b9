"""Times and days that can be meant: a slip of the hand in the year is not stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from csconsole.codes import label
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _

FARTHEST_DUE: Final = timedelta(days=5 * 366)
"""Nothing is promised or planned for later than this."""
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
FIRST_CONTACT: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""What is said to have happened before is the beginning of some system's calendar, not a contact."""
CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""Clocks of a telephone system and of this machine may differ so much."""


def contact_out_of_reach(now: datetime, first: datetime, last: datetime) -> str:
    """Why a contact that began at ``first`` and ended at ``last`` cannot have been: ``range`` or ``future``,
    codes of the list ``import_rule``; empty where it can.
    """
    if last > now + CLOCKS_DIFFER:
        return "future"
    return "range" if first < FIRST_CONTACT else ""


def due_in_reach(
    at: datetime | None, field: str, *, after: datetime, rule: str | None = None
) -> datetime | None:
    """A time by which something is due, five years from ``after`` at most. Raises ``InvalidInputError``."""
    if at is not None and at - after > FARTHEST_DUE:
        raise InvalidInputError(
            _("{field} lies more than five years ahead.", field=label("field", field)),
            field=field,
            value=at,
            rule=rule,
            hint=_("Look at the year."),
        )
    return at


def day_in_reach(day: date | None, field: str, *, rule: str | None = None) -> date | None:
    """A day of this age: 1900 to 2199. Raises ``WrongFormError``."""
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise WrongFormError(
            _(
                "{field} must lie between {first} and {last}.",
                field=label("field", field),
                first=FIRST_DAY,
                last=LAST_DAY,
            ),
            field=field,
            value=day.isoformat(),
            rule=rule,
            hint=_("Look at the year."),
        )
    return day
