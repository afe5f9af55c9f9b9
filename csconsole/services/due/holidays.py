"""Where public holidays and make-up working days come from. The libraries are imported on first use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from csconsole.errors import WrongFormError
from csconsole.i18n import _


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that a law makes free (``free``) or, on a weekend, a working day; ``name`` is its holiday."""

    free: bool
    name: str


class HolidaySource(Protocol):
    """Knows the public holidays of some years."""

    def knows(self, year: int) -> bool:
        """Whether the holidays of ``year`` have been published and are known here."""
        ...

    def find(self, day: date) -> PublicDay | None:
        """What the law says of ``day``; None for an ordinary day."""
        ...


class NoHolidays:
    """A site that works by its week alone."""

    def knows(self, year: int) -> bool:
        """Always: there is nothing to know."""
        return year > 0

    def find(self, day: date) -> PublicDay | None:  # noqa: ARG002 - the protocol's signature
        """Never any."""
        return None


class ChinaHolidays:
    """Holidays and make-up working days 调休 as the State Council publishes them, one year at a time."""

    def knows(self, year: int) -> bool:
        """Whether the library holds the published plan of ``year``."""
        from chinese_calendar import constants

        return date(year, 10, 1) in constants.holidays

    def find(self, day: date) -> PublicDay | None:
        """The published plan's word on ``day``."""
        from chinese_calendar import constants

        if day in constants.workdays:
            return PublicDay(free=False, name=str(constants.workdays[day]))
        if day in constants.holidays:
            return PublicDay(free=True, name=str(constants.holidays[day]))
        return None


@dataclass(slots=True)
class CountryHolidays:
    """Public holidays of another country (ISO 3166 code), optionally of one of its parts."""

    country: str
    part: str | None = None
    _years: dict[int, dict[date, str]] = field(default_factory=dict)

    def knows(self, year: int) -> bool:
        """Whether the library has rules for ``year``."""
        return bool(self._days(year))

    def find(self, day: date) -> PublicDay | None:
        """The holiday on ``day``."""
        name = self._days(day.year).get(day)
        return None if name is None else PublicDay(free=True, name=name)

    def _days(self, year: int) -> dict[date, str]:
        if year not in self._years:
            import holidays

            self._years[year] = dict(holidays.country_holidays(self.country, subdiv=self.part, years=[year]))
        return self._years[year]


def holiday_source(country: str, part: str | None = None) -> HolidaySource:
    """The source for a country code: ``CN``, another ISO 3166 code, or empty for none.

    Raises ``InvalidInputError`` for a country or part that no library knows.
    """
    code = country.strip().upper()
    if not code:
        return NoHolidays()
    if code == "CN":
        return ChinaHolidays()
    import holidays

    known = holidays.list_supported_countries()
    if code not in known or (part is not None and part not in known[code]):
        place = code if part is None else f"{code}-{part}"
        raise WrongFormError(
            _(
                "The holidays of {place} are not known. List them in the site's own calendar file.",
                place=place,
            ),
            field="country",
            value=place,
            rule="calendar.country",
        )
    return CountryHolidays(code, part)
