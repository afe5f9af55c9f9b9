"""Times as people read them in a list: relative and short; the exact time belongs into the peek pane."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from csconsole.clock import local
from csconsole.i18n import _
from csconsole.widgets.tones import Tone, Toned

SOON = timedelta(minutes=60)
_believed: datetime | None = None


def believe_until(last: datetime | None) -> bool:
    """The machine's clock jumped ahead after ``last``: of what came due since, nobody knows whether it is
    late. ``None``: the clock is right. Answers whether that is new.
    """
    global _believed
    before, _believed = _believed, last
    return before != last


def is_doubted(due: datetime, now: datetime) -> bool:
    """Whether something is late only by a clock that jumped ahead."""
    return _believed is not None and _believed < due < now


def span_words(span: timedelta) -> str:
    """A span as ``6 min``, ``3 h``, ``2 d``; its sign is dropped."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 60:
        return _("{n} min", n=minutes)
    if minutes < 48 * 60:
        return _("{n} h", n=minutes // 60)
    return _("{n} d", n=minutes // (24 * 60))


def due_words(due: datetime | None, now: datetime, zone: ZoneInfo) -> Toned:
    """When something is due, seen from now: late, in minutes, at a time today, tomorrow, on a day."""
    if due is None:
        return Toned("", "quiet")
    left = due - now
    if is_doubted(due, now):
        return Toned(f"{moment(due, now, zone)} ?", "caution")
    if left < SOON:
        return _left_words(left)
    at, today = local(due, zone), local(now, zone).date()
    if at.date() == today:
        return Toned(f"{at:%H:%M}")
    if at.date() == today + timedelta(days=1):
        return Toned(_("tomorrow {time}", time=f"{at:%H:%M}"))
    return Toned(moment(due, now, zone), "quiet")


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A time in at most eleven cells: of today the time, of another year the date with its year."""
    here, today = local(at, zone), local(now, zone).date()
    if here.date() == today:
        return f"{here:%H:%M}"
    return f"{here:%m-%d %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d}"


def until_words(due: datetime, now: datetime) -> Toned:
    """How far off something is, to stand beside its exact time: ``in 3 h``, ``late 2 d``."""
    left = due - now
    if is_doubted(due, now):
        return Toned("?", "caution")
    return _left_words(left)


def _left_words(left: timedelta) -> Toned:
    """What is left in words; of less than a minute to either side ``due now``, not a zero."""
    tone: Tone = "danger" if left < timedelta(0) else "caution" if left < SOON else "quiet"
    if abs(left) < timedelta(minutes=1):
        return Toned(_("due now"), tone)
    span = span_words(left)
    return Toned(_("late {span}", span=span) if left < timedelta(0) else _("in {span}", span=span), tone)


def due_sign(due: datetime | None, now: datetime) -> Toned:
    """``!`` when late, ``~`` when due within an hour, ``?`` where nobody knows, else nothing."""
    if due is None:
        return Toned("")
    if is_doubted(due, now):
        return Toned("?", "caution")
    left = due - now
    tone: Tone = "danger" if left < timedelta(0) else "caution"
    return Toned("!" if left < timedelta(0) else "~" if left < SOON else "", tone)


def age_words(since: datetime | None, now: datetime) -> Toned:
    """How long ago, short and dim; ``?`` of what began before the clock jumped."""
    if since is not None and _believed is not None and since <= _believed < now:
        return Toned("?", "caution")
    return Toned("" if since is None else span_words(now - since), "quiet")


def exact(at: datetime | None, zone: ZoneInfo) -> str:
    """The exact site time, with the date; "" for none."""
    return "" if at is None else f"{local(at, zone):%Y-%m-%d %H:%M}"
