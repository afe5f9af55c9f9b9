"""What a list prints: its format, its columns, and a value as text for people and as data for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from csconsole.clock import iso, local
from csconsole.i18n import _, listed
from csconsole.text import literal_line

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

R = TypeVar("R")
Kind = Literal["text", "seconds", "percent"]


class Format(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    MD = "md"


class FileFormat(StrEnum):
    """How a report or an export is written."""

    TABLE = "table"
    MD = "md"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    HTML = "html"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a list.

    ``name`` is the stable field name of json, jsonl, csv and tsv; ``title`` (a constant marked with ``N_``)
    heads the column for people. ``value`` takes the row and gives the value; without it the row's attribute
    ``name``. ``codes`` names the code list whose labels people see while programs get the code.
    ``kind="seconds"`` is a duration, shown as ``2:13`` and printed as a number; ``kind="percent"`` a share
    from 0 to 1. ``width`` is the most cells it takes in a table; ``table=False`` leaves it out of tables, for
    fields that only programs need. ``about`` (``N_``) is a remark for ``docs/cli.md``. ``words`` puts a
    value with parts of its own, such as the items of a call, into words for people. ``people`` is what
    people see instead of the value, such as the name of a category for its code.
    """

    name: str
    title: str
    value: Callable[[R], Any] | None = None
    codes: str | None = None
    kind: Kind = "text"
    right: bool = False
    width: int | None = None
    table: bool = True
    about: str = ""
    words: Callable[[Any], str] | None = None
    people: Callable[[R], Any] | None = None

    def of(self, row: R) -> Any:
        """The value of this column in ``row``: an attribute, a mapping's key, or what ``value`` computes."""
        if self.value is not None:
            return self.value(row)
        return row[self.name] if isinstance(row, Mapping) else attrgetter(self.name)(row)

    def seen(self, row: R) -> Any:
        """The value that people see of this column."""
        return self.of(row) if self.people is None else self.people(row)

    @property
    def align_right(self) -> bool:
        """Whether the column is set flush right in tables."""
        return self.right or self.kind != "text"


def as_data(value: Any) -> Any:
    """``value`` as JSON knows it: times as UTC ISO 8601, durations as seconds, enums as their code."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Enum):
        return as_data(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return as_number(value.total_seconds())
    if isinstance(value, Decimal):
        return as_number(float(value))
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: as_data(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Iterable):
        return [as_data(item) for item in value]
    return str(value)


def as_number(number: float) -> int | float:
    """A whole number without its ``.0``."""
    return int(number) if number == int(number) else number


def as_field(value: Any) -> str:
    """``value`` as one field of csv or tsv: what ``as_data`` gives, as text."""
    data = as_data(value)
    if data is None:
        return ""
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, list) and not any(isinstance(item, (dict, list)) for item in data):
        return "; ".join(as_field(item) for item in data)
    if isinstance(data, (dict, list)):
        import json

        return json.dumps(data, ensure_ascii=False)
    return str(data)


def as_words(column: Column[Any], value: Any, zone: ZoneInfo) -> str:
    """``value`` for a person, on one line, harmless on a terminal: site time, labels, ``2:13``, yes or no."""
    if value is None:
        return ""
    if column.words is not None:
        return literal_line(column.words(value))
    if isinstance(value, Enum):
        value = value.value
    if column.codes is not None:
        return _labels(column.codes, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, timedelta) or (column.kind == "seconds" and isinstance(value, (int, float))):
        return clock_length(value.total_seconds() if isinstance(value, timedelta) else value)
    if column.kind == "percent" and isinstance(value, (int, float)):
        return f"{100 * value:.1f} %"
    if isinstance(value, datetime):
        return local(value, zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float):
        return f"{value:g}"
    return literal_line(as_field(value))


def as_sheet_words(column: Column[Any], value: Any, zone: ZoneInfo) -> str:
    """``as_words`` as a spreadsheet reads it: two minutes are ``0:02:13``, since ``2:13`` is a time of day
    there, and a share is ``12.3%``.
    """
    words = as_words(column, value, zone)
    if isinstance(value, bool) or column.words is not None or column.codes is not None:
        return words
    if isinstance(value, timedelta) or (column.kind == "seconds" and isinstance(value, (int, float))):
        sign, length = ("-", words[1:]) if words.startswith("-") else ("", words)
        return f"{sign}{'' if length.count(':') > 1 else '0:'}{length.rjust(5, '0')}"
    return words.replace(" %", "%") if column.kind == "percent" else words


def clock_length(seconds: float) -> str:
    """A length of time as ``2:13`` (minutes and seconds) or ``1:02:13``; negative with a minus sign."""
    whole = round(abs(seconds))
    sign = "-" if seconds < 0 and whole else ""
    hours, minutes = divmod(whole // 60, 60)
    return f"{sign}{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{sign}{minutes}:{whole % 60:02}"


def _labels(codes: str, value: Any) -> str:
    from csconsole.codes import label

    if isinstance(value, (list, tuple, set, frozenset)):
        return listed(_labels(codes, item) for item in value)
    return literal_line(label(codes, str(value)))
