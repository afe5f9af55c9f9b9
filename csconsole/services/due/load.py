"""Calendars as files: ``data/calendars/*.toml`` that ship with the program, and the site's own over them.

A file looks like this::

    name = "office"
    country = "DE"                         # whose holidays; "" for none; default: the site's country
    part = "BY"                            # of which state, where states differ
    known_years = [2027]                   # years whose exceptions below are complete
    make_up = ["09:00-18:00"]              # spans of a make-up working day; else those of the first weekday
    make_up_days = false                   # make-up days are not worked, as an exchange does not trade
    [week]
    mon = ["09:00-12:00", "13:00-18:00"]   # a day that is not named is a day off
    [[closed]]                             # wins over the library
    from = 2026-05-06
    to = 2026-05-07                        # optional
    name = "Stocktaking"
    [[open]]
    from = 2026-02-15
    spans = ["10:00-16:00"]                # optional; else those of a make-up day
    [[season]]                             # other hours for a part of the year
    name = "Summer hours"
    from = "06-01"                         # month-day: every year; or a date: that once
    to = "09-30"                           # included
    make_up = ["08:00-16:00"]              # optional
    [season.week]
    mon = ["08:00-12:00", "14:30-18:00"]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from csconsole.errors import InvalidInputError
from csconsole.i18n import _
from csconsole.services.due.calendar import WEEKDAYS, Calendar, DayRule, Season, Week
from csconsole.services.due.holidays import holiday_source
from csconsole.services.due.spans import Span, parse_spans

KEYS = frozenset(
    {"name", "country", "part", "known_years", "make_up", "make_up_days", "week", "closed", "open", "season"}
)
SEASON_KEYS = frozenset({"name", "from", "to", "week", "make_up"})
RULE_KEYS = frozenset({"from", "to", "name", "spans"})
LONGEST_RULE = 366
_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def load_calendar(path: Path, zone: ZoneInfo, own: Path | None = None, *, country: str = "CN") -> Calendar:
    """The calendar of ``path``, with the keys of the site's ``own`` file in place of or added to its own.

    ``week``, ``country`` and other single keys of the own file replace; its ``closed``, ``open``, ``season``
    and ``known_years`` are added and win. ``country`` is the one of a file that names none. Raises
    ``InvalidInputError`` naming the key, the value and the rule.
    """
    data = _read(path)
    rules = dict(_rules(data, path))
    if own is not None and own.is_file():
        added = _read(own)
        rules |= dict(_rules(added, own))
        years = [*data.get("known_years", []), *added.get("known_years", [])]
        seasons = [*added.get("season", []), *data.get("season", [])]
        data = {**data, **added, "known_years": years, "season": seasons}
    return build_calendar({"country": country, **data}, zone, rules)


def build_calendar(data: Mapping[str, Any], zone: ZoneInfo, rules: Mapping[date, DayRule]) -> Calendar:
    """A calendar from the keys of a file and the dates that it rules."""
    spans = _week(data.get("week", {}), "week")
    make_up = parse_spans(data.get("make_up", []), field="make_up")
    usual = make_up or next((each for each in spans if each), ())
    return Calendar(
        name=str(data.get("name", "")),
        zone=zone,
        week=spans,
        source=holiday_source(str(data.get("country", "")), data.get("part")),
        make_up=make_up,
        rules={day: _opened(rule, usual) for day, rule in rules.items()},
        own_years=frozenset(int(year) for year in data.get("known_years", [])),
        seasons=tuple(_season(entry) for entry in data.get("season", [])),
        works_make_up=data.get("make_up_days", True) is not False,
    )


def _week(week: Any, field: str) -> Week:
    for key in week if isinstance(week, dict) else [week]:
        if key not in WEEKDAYS:
            raise _wrong(
                field, key, _("{value} is no weekday. Use mon, tue, wed, thu, fri, sat or sun.", value=key)
            )
    return tuple(parse_spans(week.get(each, []), field=f"{field}.{each}") for each in WEEKDAYS)


def _season(entry: Any) -> Season:
    known = isinstance(entry, dict) and set(entry) <= SEASON_KEYS and {"from", "to", "week"} <= set(entry)
    bounds = (_bound(entry["from"]), _bound(entry["to"])) if known else None
    if bounds is None or None in bounds or len(bounds[0] or ()) != len(bounds[1] or ()):
        raise _wrong(
            "season",
            str(entry),
            _('A [[season]] needs from and to, both as "06-01" or both as a date, and a week.'),
        )
    week = _week(entry["week"], "season.week")
    if not any(week):
        raise _wrong(
            "season.week", str(entry), _("A [[season]] without working time: close its days with [[closed]].")
        )
    make_up = parse_spans(entry.get("make_up", []), field="season.make_up")
    first, last = bounds
    assert first is not None
    assert last is not None
    return Season(str(entry.get("name", "")), first, last, week, make_up)


def _bound(value: Any) -> tuple[int, ...] | None:
    """A date once, or a month and day of every year."""
    if type(value) is date:
        return (value.year, value.month, value.day)
    found = _MONTH_DAY.fullmatch(str(value))
    return (int(found[1]), int(found[2])) if found else None


_USUAL = (Span(-1, 0),)  # stands for "the spans of a make-up day" until the whole file is read


def _opened(rule: DayRule, usual: tuple[Span, ...]) -> DayRule:
    return DayRule(usual, rule.name) if rule.spans == _USUAL else rule


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(
            "calendar",
            str(path),
            _("The calendar file {file} cannot be read: {reason}", file=path, reason=error),
        ) from error
    for key in data:
        if key not in KEYS:
            raise _wrong(
                key, key, _("The calendar file {file} has an unknown key {key}.", file=path, key=key)
            )
    return data


def _rules(data: Mapping[str, Any], path: Path) -> Iterator[tuple[date, DayRule]]:
    for kind in ("closed", "open"):
        for entry in data.get(kind, []):
            first, last = _dates(entry, kind, path)
            spans = _entry_spans(entry, kind)
            for offset in range((last - first).days + 1):
                yield first + timedelta(days=offset), DayRule(spans, str(entry.get("name", "")))


def _entry_spans(entry: Mapping[str, Any], kind: str) -> tuple[Span, ...]:
    if kind == "closed":
        return ()
    return parse_spans(entry["spans"], field="open.spans") if entry.get("spans") else _USUAL


def _dates(entry: Mapping[str, Any], kind: str, path: Path) -> tuple[date, date]:
    first = entry.get("from")
    last = entry.get("to", first)
    if set(entry) <= RULE_KEYS and type(first) is date and type(last) is date and _fits(last - first):
        return first, last
    raise _wrong(
        kind,
        str(dict(entry)),
        _(
            "An entry of [[{kind}]] in {file} needs from = a date and at most to, name and spans.",
            kind=kind,
            file=path,
        ),
    )


def _fits(length: timedelta) -> bool:
    return timedelta() <= length < timedelta(days=LONGEST_RULE)


def _wrong(field: str, value: str, message: str) -> InvalidInputError:
    return InvalidInputError(message, field=field, value=value, rule="calendar.file")
