"""A point in time as a person types it: ``tomorrow 10:00``, ``明天下午3点``, ``fri 9``, ``+2h``, ``3wd``,
``yesterday 15:00``, ``2h ago``, ``now``.

A clock time alone is the next time the site's clock shows it. A day alone is its closing time. Lengths and
limits (``30m``, ``2h``, ``3d``, ``3wd``) count from now on the site's calendar.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from csconsole.clock import at_local, local
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.services.context import Context
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.reach import CLOCKS_DIFFER

_DAYS: Final = {
    "day before yesterday": -2,
    "前天": -2,
    "yesterday": -1,
    "昨天": -1,
    "昨日": -1,
    "today": 0,
    "今天": 0,
    "今日": 0,
    "tomorrow": 1,
    "tom": 1,
    "明天": 1,
    "明日": 1,
    "day after tomorrow": 2,
    "后天": 2,
}
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS_ZH: Final = "一二三四五六日"
_DATE: Final = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_ISO_LOCAL: Final = re.compile(r"(\d{4}-\d\d-\d\d)t(\d\d:\d\d)(?::\d\d)?", re.ASCII)
"""A day and a clock time of the site as programs write them; a rule needs no seconds."""
_CLOCK: Final = re.compile(
    r"(上午|早上|中午|下午|晚上)?\s*(\d{1,2})(?::(\d{2})|点(半|\d{1,2}分?)?|(?=\s*(?:am|pm)?$))\s*(am|pm)?",
    re.ASCII,
)
_SAID: Final = re.compile(
    r"(今天|今日|今|明天|明日|明|后天)(上午|早上|下午|晚上|晚)?\s*"
    r"(?<!\d)(\d{1,2})(?:[::]([0-5]\d)|点(半|[0-5]?\d(?=分))?(?:分)?)(?!\d)"
)
"""A day and a clock time as they are said within a sentence."""
_HALVES: Final = {
    "": range(13, 24),
    "上午": range(6, 13),
    "早上": range(6, 12),
    "下午": (1, 2, 3, 4, 5, 6, *range(12, 20)),
    "晚上": (*range(5, 12), *range(17, 24)),
}
"""The hours that are certain after a part of the day; what is said without one needs the 24 hours."""
_LIMIT: Final = re.compile(r"(?:\+|in\s+)?(\d{1,4}\s*(?:m|h|d|wd|wh))", re.ASCII)
_LATER_HALF: Final = frozenset({"下午", "晚上", "pm"})


def read_moment(ctx: Context, text: str, *, field: str = "at") -> datetime:
    """The instant, in UTC, that ``text`` means now at this site.

    Raises ``InvalidInputError`` for text that is no point in time.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).strip().casefold().split())
    found = (
        _absolute(plain)
        or _limited(ctx, plain, field)
        or _on_a_day(ctx, plain, field)
        or _counted(ctx, plain)
    )
    if found is None:
        raise WrongFormError(
            _("“{text}” is not a time.", text=text),
            field=field,
            value=text,
            hint=_("Write it like: tomorrow 10:00, fri 9:30, 11-24 14:00, +2h, 3wd."),
        )
    return found


def read_past_moment(ctx: Context, text: str, *, field: str, after: datetime | None = None) -> datetime:
    """The instant, in UTC, at which ``text`` says that something happened: a clock time alone is the latest
    past one, or the first one from ``after`` on; a day and month or a weekday alone are the latest past ones.

    Raises ``InvalidInputError`` for text that is no point in time, and (CALL-01) for one in the future.
    """
    now = ctx.now()
    plain = " ".join(unicodedata.normalize("NFKC", text).strip().casefold().split())
    at = _past_clock(ctx, plain, after) or read_moment(ctx, text, field=field)
    if at > now + CLOCKS_DIFFER:
        at = _turned_back(ctx, plain, at)
    if at > now + CLOCKS_DIFFER:
        raise InvalidInputError(
            _("{time} lies in the future.", time=f"{local(at, ctx.zone):%Y-%m-%d %H:%M}"),
            field=field,
            value=text,
            rule="CALL-01",
            hint=_("Write when it was, like: 2:20, yesterday 15:00, 20 min ago."),
        )
    return at


def _past_clock(ctx: Context, plain: str, after: datetime | None) -> datetime | None:
    """A clock time alone, as a time that has been."""
    clock_time = _clock_time(plain)
    if clock_time is None:
        return None
    here = local(after or ctx.now(), ctx.zone)
    shown = here.time().replace(second=0, microsecond=0)
    if after is None:
        day = here.date() - timedelta(days=clock_time > shown)
    else:
        day = here.date() + timedelta(days=clock_time < shown)
    at = at_local(day, clock_time, ctx.zone)
    return max(at, after) if after is not None else at


def _turned_back(ctx: Context, plain: str, at: datetime) -> datetime:
    """A weekday or a date without its year that was read as one to come: the one before, if it has been."""
    here = local(at, ctx.zone)
    if re.match(r"(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun))", plain):
        day = here.date() - timedelta(days=7)
    elif (match := _DATE.match(plain)) and not match[1] and here.date().year > 1:
        try:
            day = here.date().replace(year=here.date().year - 1)
        except ValueError:  # the 29th of February
            return at
    else:
        return at
    back = at_local(day, here.time(), ctx.zone)
    return back if ctx.now() - back < timedelta(days=300) else at


def moment_within(ctx: Context, sentence: str) -> datetime | None:
    """The one time to come that a sentence surely names, in UTC: 今晚22点前, 明天下午3点. ``None`` where it
    names none, several, or one that may mean two hours.
    """
    found = list(_SAID.finditer(unicodedata.normalize("NFKC", sentence)))
    if len(found) != 1:
        return None
    day, half, hour, minute, rest = found[0].groups(default="")
    half = "晚上" if half == "晚" else half
    if int(hour) not in _HALVES[half]:
        return None
    day = day if len(day) == 2 else f"{day}天"
    tail = "30" if rest == "半" else minute or rest or "0"
    try:
        at = _on_a_day(ctx, f"{day}{half}{hour}:{int(tail):02}")
    except WrongFormError:  # an hour that the clocks leave out
        return None
    return at if at is not None and at > ctx.now() else None


def read_day(ctx: Context, text: str, *, field: str) -> date:
    """The day of this site that ``text`` means, such as ``2026-12-01`` or ``tomorrow``.

    Raises ``InvalidInputError`` for text that is no day.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    day, rest = _day(plain, local(ctx.now(), ctx.zone).date())
    if day is None or rest.strip():
        raise WrongFormError(
            _("“{value}” is not a day.", value=text),
            field=field,
            value=text,
            hint=_("Write it like: 2026-12-01, tomorrow, fri."),
        )
    return day


def _absolute(text: str) -> datetime | None:
    """An instant that names its own zone."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d.*(z|[+-]\d\d:?\d\d)", text):
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _limited(ctx: Context, text: str, field: str) -> datetime | None:
    match = _LIMIT.fullmatch(text)
    return due_walk(site_calendar(ctx), ctx.now(), parse_limit(match[1], field=field)).at if match else None


def _counted(ctx: Context, text: str) -> datetime | None:
    """``now`` and what a filter counts from it: ``2h ago``, ``-30m``, ``3天前``."""
    from csconsole.services.query.when import Between, parse_when

    found = parse_when(text, now=ctx.now(), zone=ctx.zone)
    return found.start if isinstance(found, Between) and found.start == found.end else None


def _on_a_day(ctx: Context, text: str, field: str = "at") -> datetime | None:
    here = local(ctx.now(), ctx.zone)
    if written := _ISO_LOCAL.fullmatch(text):
        text = " ".join(written.groups())
    day, rest = _day(text, here.date())
    rest = rest.strip()
    if day is not None and not rest:
        return site_calendar(ctx).close_of(day)
    clock_time = _clock_time(rest)
    if clock_time is None:
        return None
    if day is None:
        day = here.date() if clock_time > here.time() else here.date() + timedelta(days=1)
    at = at_local(day, clock_time, ctx.zone)
    shown = local(at, ctx.zone)
    if shown.time() != clock_time:
        raise WrongFormError(
            _(
                "There is no {time} on {day}: the clocks go forward then.",
                time=f"{clock_time:%H:%M}",
                day=day,
            ),
            field=field,
            value=text,
            hint=_("The same instant is written {time}.", time=f"{shown:%Y-%m-%d %H:%M}"),
        )
    return at


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The day that ``text`` begins with, and what stands after it."""
    for word, ahead in sorted(_DAYS.items(), key=lambda item: -len(item[0])):
        if text.startswith(word):
            return today + timedelta(days=ahead), text[len(word) :]
    if match := re.match(r"(?:下?(?:周|星期|礼拜))([一二三四五六日天])", text):
        weekday = _WEEKDAYS_ZH.index(match[1].replace("天", "日"))
        return _next_weekday(today, weekday, next_week=text.startswith("下")), text[match.end() :]
    if match := re.match(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*", text):
        return _next_weekday(today, _WEEKDAYS.index(match[1]), next_week=False), text[match.end() :]
    if (match := _DATE.match(text)) and (day := _dated(match, today)):
        return day, text[match.end() :]
    return None, text


def _next_weekday(today: date, weekday: int, *, next_week: bool) -> date:
    if next_week:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _dated(match: re.Match[str], today: date) -> date | None:
    try:
        if match[1]:
            return date(int(match[1]), int(match[2]), int(match[3]))
        day = date(today.year, int(match[2]), int(match[3]))
        return day if day >= today else date(today.year + 1, int(match[2]), int(match[3]))
    except ValueError:
        return None


def _clock_time(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour = int(match[2])
    tail = match[3] or (match[4] or "").rstrip("分")
    minute = 30 if tail == "半" else int(tail or 0)
    later = match[1] in _LATER_HALF or match[5] in _LATER_HALF
    if later and hour < 12:
        hour += 12
    if match[5] == "am" and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None
