"""The days that a report covers, and the periods it is compared with (RPT-01, RPT-04).

A month is day 1 to its last day, a week Monday to Sunday. A period that has not ended is provisional.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

from csconsole.clock import day_bounds
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.metrics.catalogue import SETTINGS
from csconsole.metrics.definition import Basis
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.query.when import Between, day_of, parse_when
from csconsole.services.settings import setting

MAX_DAYS = 3660
"""A period of more than ten years is a mistake."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole site days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def text(self) -> str:
        """``2026-11-22`` or ``2026-11-01 .. 2026-11-30``."""
        return str(self.first) if self.first == self.last else f"{self.first} .. {self.last}"

    def is_month(self) -> bool:
        """Whether it is one whole calendar month."""
        return self.first.day == 1 and self.last == self.first + relativedelta(months=1, days=-1)

    def is_year(self) -> bool:
        """Whether it is one whole calendar year."""
        return (self.first.month, self.first.day) == (1, 1) and self.last == date(self.first.year, 12, 31)

    def before(self) -> Period:
        """The period of the same kind just before: the previous month, year, or as many days."""
        if self.is_year():
            return Period(date(self.first.year - 1, 1, 1), date(self.first.year - 1, 12, 31))
        if self.is_month():
            return Period(self.first + relativedelta(months=-1), self.first - timedelta(days=1))
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def after(self) -> Period:
        """The period of the same kind just after."""
        if self.is_year():
            return Period(date(self.first.year + 1, 1, 1), date(self.first.year + 1, 12, 31))
        if self.is_month():
            first = self.last + timedelta(days=1)
            return Period(first, first + relativedelta(months=1, days=-1))
        return Period(self.last + timedelta(days=1), self.last + timedelta(days=self.days))

    def year_before(self) -> Period:
        """The same days one year earlier; a whole month stays a whole month."""
        first = self.first + relativedelta(years=-1)
        if self.is_month():
            return Period(first, first + relativedelta(months=1, days=-1))
        return Period(first, self.last + relativedelta(years=-1))


def period_of(
    ctx: Context, *, date_text: str = "", from_text: str = "", to_text: str = "", default: str = "today"
) -> Period:
    """The period that was asked for: one day, month, week or year, or from one day to another (also written
    ``2026-11-01..2026-11-15``).

    Raises ``InvalidInputError`` for a text that names no day, an end before the begin, and a begin in the
    future: there are no records of it.
    """
    if date_text and (from_text or to_text):
        raise WrongFormError(
            _("Give a date, or a begin and an end, not both."), field="date", value=date_text
        )
    if ".." in date_text:
        from_text, _dots, to_text = (part.strip() for part in date_text.partition(".."))
        date_text = ""
    if from_text or to_text:
        first = _days(ctx, from_text or to_text, "from").first
        last = _days(ctx, to_text, "to").last if to_text else ctx.today()
        period = Period(first, last)
    else:
        period = _days(ctx, date_text or default, "date")
    if period.last < period.first:
        raise WrongFormError(_("The end is before the begin."), field="to", value=to_text)
    if period.first > ctx.today():
        raise InvalidInputError(
            _("There are no records yet of {day}.", day=period.first),
            field="date",
            value=str(period.first),
            rule="RPT-01",
        )
    if period.days > MAX_DAYS:
        raise InvalidInputError(_("A report covers ten years at most."), field="from", value=from_text)
    return period


def basis_of(ctx: Context, period: Period) -> Basis:
    """What metrics of the period are computed against: its instants, the present, the settings."""
    start, _end = day_bounds(period.first, ctx.zone)
    _start, end = day_bounds(period.last, ctx.zone)
    days, zone = period.days, ctx.config.zone
    now, judged = ctx.now(), judged_at(ctx)
    return Basis(start, end, now, days, settings_of(ctx), period.first, period.last, zone, judged)


def settings_of(ctx: Context) -> dict[str, Any]:
    """Every setting that a metric reads, as it holds now."""
    with ctx.read():
        return {key: setting(ctx, key) for key in SETTINGS}


def is_provisional(ctx: Context, period: Period) -> bool:
    """Whether the period still runs (RPT-04)."""
    return period.last >= ctx.today()


def _days(ctx: Context, text: str, field: str) -> Period:
    when = parse_when(text, now=ctx.now(), zone=ctx.zone)
    if not isinstance(when, Between):
        raise WrongFormError(
            _("“{value}” is not a day.", value=text),
            field=field,
            value=text,
            hint=_("For example: today, yesterday, 2026-11-01, 2026-11, week, lastmonth"),
        )
    return Period(day_of(when.start, ctx.zone), _last_day(ctx, when))


def _last_day(ctx: Context, when: Between) -> date:
    end = when.end - timedelta(microseconds=1) if when.end > when.start else when.end
    return day_of(end, ctx.zone)
