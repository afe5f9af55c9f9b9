"""Time: what the time is now, the site's zone, and days in it. Every instant is aware and in UTC."""

from __future__ import annotations

from datetime import MINYEAR, UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"
"""The site's zone where nobody set one."""


class Clock(Protocol):
    """Where the current time comes from."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return datetime.now(UTC)


class FrozenClock:
    """A clock that stands still until it is told to move: for tests and for playing the demo shift."""

    def __init__(self, at: datetime) -> None:
        self._at = require_utc(at)

    def now(self) -> datetime:
        """The instant it stands at."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Stand at another instant, also an earlier one."""
        self._at = require_utc(at)

    def advance(self, **delta: float) -> None:
        """Move by a ``timedelta`` given as keywords, such as ``minutes=5``."""
        self._at += timedelta(**delta)


def require_utc(at: datetime) -> datetime:
    """``at`` in UTC. Raises ``ValueError`` for a naive datetime: nobody knows which instant it means."""
    if at.tzinfo is None:
        raise ValueError(f"naive datetime: {at!r}")
    return at.astimezone(UTC)


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """``at`` as the site's wall clock shows it; at the ends of the calendar, where the clock would show a day
    before the first or after the last, that end.
    """
    try:
        return require_utc(at).astimezone(zone)
    except OverflowError:
        if at.year == MINYEAR:
            return datetime.min.replace(tzinfo=zone)
        return datetime.max.replace(tzinfo=zone)


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The site's calendar day at instant ``at``."""
    return local(at, zone).date()


def at_local(day: date, clock_time: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the site's wall clock shows ``clock_time`` on ``day``. Raises
    ``InvalidInputError`` for a day that has no such instant in UTC, at the ends of the calendar.
    """
    try:
        return datetime.combine(day, clock_time, tzinfo=zone).astimezone(UTC)
    except OverflowError as error:
        raise _beyond(day) from error


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First instant of the site's ``day`` and of the day after, in UTC; 23 to 25 hours apart. Raises
    ``InvalidInputError`` for the last day of the calendar.
    """
    if day == date.max:
        raise _beyond(day)
    return at_local(day, time(), zone), at_local(day + timedelta(days=1), time(), zone)


def _beyond(day: date) -> InvalidInputError:
    return WrongFormError(
        _("The day {day} is out of range.", day=day.isoformat()),
        field="day",
        value=day.isoformat(),
        hint=_("Name a day of these years."),
    )


def iso(at: datetime | None) -> str | None:
    """UTC ISO 8601 with seconds and a ``Z``; microseconds only where there are any."""
    if at is None:
        return None
    if at.tzinfo is not UTC:
        at = require_utc(at)
    # in one piece it takes nearly twice as long, because of the zone, and imports write millions of them
    return f"{at.date().isoformat()}T{at.time().isoformat()}Z"
