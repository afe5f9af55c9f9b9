"""Times and days in options, as a person types them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from csconsole.services.context import Context


def moment(ctx: Context, text: str | None, field: str) -> datetime | None:
    """A time such as ``tomorrow 10:00``; None where none is given. Raises ``InvalidInputError``."""
    from csconsole.services.moments import read_moment

    return read_moment(ctx, text, field=field) if text else None


def days(ctx: Context, first: str, last: str | None) -> tuple[date, date]:
    """The first and the last day of a span, the site's today when the last is left out. Raises
    ``InvalidInputError``.
    """
    from csconsole.clock import local_date

    begin = moment(ctx, first, "from") or ctx.now()
    end = moment(ctx, last, "to") or ctx.now()
    return local_date(begin, ctx.zone), local_date(end, ctx.zone)


def day(ctx: Context, text: str | None, field: str) -> date | None:
    """A day such as ``2026-12-01``, ``tomorrow``; None where none is given. Raises ``InvalidInputError``."""
    from csconsole.services.moments import read_day

    return read_day(ctx, text, field=field) if text else None
