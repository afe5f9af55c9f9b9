"""One cell of a table as a value; a cell that does not fit says by which rule."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from csconsole.codes import entries
from csconsole.cti.stamps import local_seconds
from csconsole.services.imports.columns import plain_name
from csconsole.services.yes_no import yes_or_no

_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)", re.ASCII)
_STAMP = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]*(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2}))?[秒分]?)?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d\d)", re.ASCII)
_UNITS = re.compile(r"(?:(\d+)(?:小时|时|h))?(?:(\d+)(?:分钟|分|min|m))?(?:(\d+)(?:秒|sec|s))?", re.ASCII)
_MASK: Final = re.compile(r"\d\s*[*＊●•×]+|[*＊●•×]+\s*\d|\d[xX]{2,}\d")
_MOST: Final = 2**31
"""More is no count of anything, and a column of the database would not take it."""


class CellError(Exception):
    """A cell does not fit; ``rule`` is a code of the list ``import_rule``."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def read_instant(text: str, zone: ZoneInfo) -> datetime | None:
    """Date with time as an aware instant; without an offset it is the site's time. Month and day in the
    order of year, month, day only: ``05/06/2026`` could mean two days and is refused.
    """
    if not text:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    if _ISO.fullmatch(plain):
        try:
            return datetime.fromisoformat(plain).astimezone(UTC)
        except (ValueError, OverflowError):
            raise CellError("time") from None
    found = _STAMP.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if found is None:
        raise CellError("time")
    year, month, day, hour, minute, second = (int(part) if part else 0 for part in found.groups())
    seconds = local_seconds(f"{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}", zone)
    if seconds is None:
        raise CellError("time")
    return datetime.fromtimestamp(seconds, UTC)


def read_date(text: str) -> date | None:
    """A date as year, month, day; a time behind it is left out. Raises ``CellError``."""
    if not text:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _STAMP.fullmatch(plain) or _COMPACT.fullmatch(plain)
    try:
        if found is None:
            raise ValueError(text)
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CellError("date") from None


def read_number(text: str) -> float | None:
    """A number; ``、`` is taken as the decimal point (REF-34), masked digits are refused."""
    if not text:
        return None
    plain = unicodedata.normalize("NFKC", text).strip().replace("、", ".")
    if _MASK.search(plain):
        raise CellError("REF-34")
    if not _NUMBER.fullmatch(plain):
        raise CellError("number")
    if float(plain) >= _MOST:
        raise CellError("range")
    return float(plain)


def read_seconds(text: str) -> int | None:
    """A duration in whole seconds: ``75``, ``1:15``, ``00:01:15`` or ``1分15秒``. Raises ``CellError``."""
    if not text:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    if clock := _CLOCK.fullmatch(plain):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    words = _UNITS.fullmatch(plain.replace(" ", ""))
    if words and any(words.groups()):
        hours, minutes, seconds = (int(part or 0) for part in words.groups())
        whole = hours * 3600 + minutes * 60 + seconds
        if whole >= _MOST:
            raise CellError("range")
        return whole
    number = read_number(plain)
    return None if number is None else int(number + 0.5)


def read_flag(text: str) -> bool | None:
    """Yes or no in either language. Raises ``CellError``."""
    if not text.strip():
        return None
    said = yes_or_no(text)
    if said is None:
        raise CellError("code")
    return said


def read_code(list_name: str, text: str) -> str | None:
    """The code that a cell names: by code or label of either language, in any usual wording (REF-35). Raises
    ``CellError``.
    """
    if not text.strip():
        return None
    code = _codes(list_name).get(plain_name(text))
    if code is None:
        raise CellError("code")
    return code


def refuse_masked(text: str) -> None:
    """Raise ``CellError`` for a number with masked digits (REF-34)."""
    if _MASK.search(text):
        raise CellError("REF-34")


@cache
def _codes(list_name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries(list_name):
        for word in (entry.code, entry.en, entry.zh):
            found.setdefault(plain_name(word), entry.code)
    return found
