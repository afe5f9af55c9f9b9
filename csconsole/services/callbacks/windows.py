"""When a customer is to be called back: the window [earliest, due] of each source (CBK-02).

A window is a setting, ``callback.window.<source>``: ``1d``, ``3wd``, ``3wd..5wd``, ``today`` or ``month``.
Windows counted in days open at the first instant of their first day and close with the last working span of
their last one; ``today`` and ``month`` close with the day and with the month.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from csconsole.clock import day_bounds, local, local_date
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.services.context import Context
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.due.spans import Span, intervals_of
from csconsole.services.settings import setting
from csconsole.services.settings.registry import registry

_ENDS: Final = ("today", "month")
PROMISED_KINDS: Final = frozenset({"promised", "ring_back"})
"""Kinds in which the customer waits for our call; the others are our own wish."""
LAST_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From when, and until when, both UTC; ``earliest_at=None`` means at once."""

    earliest_at: datetime | None
    due_at: datetime

    def mark(self, at: datetime) -> str:
        """``early``, ``in`` or ``late``: how a call at this instant stands to the window (CBK-02)."""
        if self.earliest_at is not None and at < self.earliest_at:
            return "early"
        return "late" if at > self.due_at else "in"


def opening_of(ctx: Context, agreed_at: datetime) -> datetime | None:
    """From when a customer may be called whom we promised ``agreed_at``: the tolerance before it (CBK-02).

    ``None`` when that is now already.
    """
    opens = agreed_at - timedelta(minutes=int(setting(ctx, "callback.early_minutes")))
    return opens if opens > ctx.now() else None


@dataclass(frozen=True, slots=True)
class Night:
    """The time outside the calling hours, ``since`` their end until they open again, both UTC (CBK-05)."""

    since: datetime
    opens: datetime


def night_of(ctx: Context, at: datetime) -> Night | None:
    """The night in which an instant lies, or ``None`` within the calling hours, ``callback.first_hour`` until
    ``callback.last_hour``. Equal hours in the settings are no limit (CBK-05).
    """
    first, last = (int(setting(ctx, f"callback.{name}_hour")) for name in ("first", "last"))
    if first >= last or first <= local(at, ctx.zone).hour < last:
        return None
    day = local_date(at, ctx.zone)
    days = [day + timedelta(days=n) for n in (-1, 0, 1)]
    hours = [one for near in days for one in intervals_of(near, (Span(first * 60, last * 60),), ctx.zone)]
    since = max((end for _begin, end in hours if end <= at), default=None)
    opens = min((begin for begin, _end in hours if begin > at), default=None)
    return None if since is None or opens is None else Night(since, opens)


def retry_of(ctx: Context, at: datetime, window: Window, *, promised: bool) -> datetime:
    """When to try again what could be tried at ``at``: within the calling hours and not before the window.

    Outside the hours it waits for their next beginning, unless it was ``promised`` until a time before that
    which is still to come at ``at``: then the customer wishes it (CBK-05).
    """
    opens = window.earliest_at
    at = max(at, opens) if opens is not None else at
    night = night_of(ctx, at)
    if night is None or (promised and at <= window.due_at < night.opens):
        return at
    return night.opens


def before_promised(ctx: Context, at: datetime, promised_at: datetime | None) -> datetime:
    """When to try again a call that was promised until ``promised_at``: at ``at``, or half way to the promise
    where that comes first and is still ahead (CBK-05).
    """
    if promised_at is None or not ctx.now() < promised_at < at:
        return at
    return ctx.now() + (promised_at - ctx.now()) / 2


def check_window(text: str) -> None:
    """Whether a setting ``callback.window.<source>`` may be saved like this (CBK-02). Raises ``ValueError``
    with how it is written.
    """
    if text.strip().lower() in _ENDS:
        return
    first, dots, last = text.strip().partition("..")
    how = _("Write a limit such as 1d, a window such as 3wd..5wd, today or month.")
    try:
        begin, end = parse_limit(first), parse_limit(last if dots else first)
    except InvalidInputError:
        raise ValueError(how) from None
    if begin.unit is end.unit and begin.value > end.value:
        raise ValueError(how)


def window_of(ctx: Context, source: str, trigger: datetime) -> Window:
    """The window of a callback whose source happened at ``trigger``.

    Raises ``InvalidInputError`` (rule CBK-02) where the site's setting makes no sense.
    """
    key = f"callback.window.{source}"
    if key not in registry():
        key = "callback.window.other"
    text = str(setting(ctx, key)).strip().lower()
    if text in _ENDS:
        return _until_end(ctx, text, trigger)
    first, dots, last = text.partition("..")
    due_at = _walk(ctx, last if dots else first, trigger, key)
    if not dots:
        return Window(None, due_at)
    opens = local_date(_walk(ctx, first, trigger, key), ctx.zone)
    earliest_at = day_bounds(opens, ctx.zone)[0]
    if earliest_at > due_at:
        raise WrongFormError(
            _("{key}: the window {window} ends before it begins.", key=key, window=text),
            field=key,
            value=text,
            rule="CBK-02",
        )
    return Window(earliest_at, due_at)


def _walk(ctx: Context, limit: str, trigger: datetime, key: str) -> datetime:
    return due_walk(site_calendar(ctx), trigger, parse_limit(limit, field=key)).at


def _until_end(ctx: Context, span: str, trigger: datetime) -> Window:
    day = local_date(trigger, ctx.zone)
    if span == "month":
        day = date(day.year, day.month, months.monthrange(day.year, day.month)[1])
    return Window(None, day_bounds(day, ctx.zone)[1] - LAST_SECOND)
