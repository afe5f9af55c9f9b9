"""Raw values to cells, a column at a time: a batch is looked at as a whole, so harmless ones cost little."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from unicodedata import is_normalized
from zoneinfo import ZoneInfo

from sqlmodel import select

from csconsole import codes
from csconsole.clock import local
from csconsole.i18n import _, get_language
from csconsole.models import Category, Department, Shift, ShiftType, Staff
from csconsole.services.exports.columns import ExportColumn, Holds
from csconsole.storage import UnitOfWork
from csconsole.text import clean, formula_safe, mask_phone

Cell = Any
Convert = Callable[[Sequence[Any]], Sequence[Cell]]

_SEPARATOR: Final = "\x1f"
_HARMFUL: Final = re.compile(
    "[\x00-\x08\x0b-\x1d\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    "\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_FORMULA: Final = re.compile("[ =+\\-@\t\r\n＝＋－＠](?<=[\x1e\x1f].)", re.DOTALL)
_MOBILE: Final = re.compile(r"(?:\+86)?1[3-9]\d{9}")


@dataclass(frozen=True, slots=True)
class Names:
    """What keys of small tables are written as: code or number for programs, names for people."""

    staff: Mapping[int, str]
    departments: Mapping[int, str]
    categories: Mapping[int, str]
    shifts: Mapping[int, str]

    @classmethod
    def read(cls, uow: UnitOfWork, *, people: bool) -> Names:
        """Read the small tables once."""
        session = uow.session
        zh = get_language() == "zh"

        def named(row: Department | Category) -> str:
            return (row.name_zh if zh else row.name_en) if people else row.code

        types = {row.pk: row.code for row in session.exec(select(ShiftType))}
        return cls(
            {row.pk: formula_safe(f"{row.staff_no} {row.name}") for row in session.exec(select(Staff))},
            {row.pk: formula_safe(named(row)) for row in session.exec(select(Department))},
            {row.pk: formula_safe(named(row)) for row in session.exec(select(Category))},
            {row.pk: f"{row.day} {types.get(row.type_id, '')}" for row in session.exec(select(Shift))},
        )


def converters(
    columns: Iterable[ExportColumn], names: Names, zone: ZoneInfo, *, people: bool
) -> list[Convert | None]:
    """What to do with each column of a batch; ``None`` where the value is written as it comes."""
    return [_converter(column, names, zone, people=people) for column in columns]


def _converter(column: ExportColumn, names: Names, zone: ZoneInfo, *, people: bool) -> Convert | None:
    if column.holds is Holds.TEXT:
        return safe_texts
    if column.holds is Holds.PHONE:
        return masked_phones
    if column.holds is Holds.TIME:
        return local_times(zone) if people else None
    if column.holds is Holds.FLAG:
        return _mapped({"true": _("yes"), "false": _("no")}) if people else None
    tables = {
        Holds.STAFF: names.staff,
        Holds.DEPARTMENT: names.departments,
        Holds.CATEGORY: names.categories,
        Holds.SHIFT: names.shifts,
    }
    if column.holds in tables:
        return _mapped(tables[column.holds])
    if people and column.codes and column.codes in codes.list_names():
        lang = get_language()
        return _mapped({entry.code: entry.label(lang) for entry in codes.entries(column.codes)})
    return None


def safe_texts(values: Sequence[str | None]) -> Sequence[str | None]:
    """Texts cleaned and never formulas; a batch in which nothing is suspect comes back as it is."""
    present = [value for value in values if value]
    joined = _SEPARATOR + _SEPARATOR.join(present)
    apart = joined.count(_SEPARATOR) <= max(1, len(present)) and "\x1e" not in joined
    if apart and not suspect(joined):
        return values
    return [safe_text(value) if value else value for value in values]


def suspect(joined: str) -> bool:
    """Whether any text of a batch needs a closer look; each has ``\\x1e`` or ``\\x1f`` before it.

    What ``clean`` would change, and a formula's beginning, also behind spaces.
    """
    return (
        _HARMFUL.search(joined) is not None
        or _FORMULA.search(joined) is not None
        or not is_normalized("NFC", joined)
    )


def safe_text(value: str) -> str:
    """One text cleaned and never a formula."""
    return formula_safe(clean(value))


def masked_phones(values: Sequence[str | None]) -> Sequence[str | None]:
    """Phones with their middle hidden; mobile numbers, by far the most, without a closer look."""
    match = _MOBILE.fullmatch
    return [
        f"{value[-11:-8]}****{value[-4:]}"
        if value and match(value)
        else formula_safe(clean(mask_phone(value)))
        if value
        else value
        for value in values
    ]


def local_times(zone: ZoneInfo) -> Convert:
    """UTC texts as the site's clock shows them: ``2026-11-21 16:30:00``."""
    hours: dict[str, str | None] = {}

    def hour_of(text: str) -> str | None:
        """The local beginning of a UTC hour; ``None`` in zones that are not whole hours away."""
        if text not in hours:
            if len(hours) > 100_000:
                hours.clear()
            at = local(datetime.fromisoformat(f"{text}:00:00+00:00"), zone)
            hours[text] = at.strftime("%Y-%m-%d %H") if at.minute == 0 else None
        return hours[text]

    def one(value: str) -> str:
        hour = hour_of(value[:13])
        if hour is not None:
            return hour + value[13:19]
        return local(datetime.fromisoformat(value), zone).strftime("%Y-%m-%d %H:%M:%S")

    return lambda values: [one(value) if value else value for value in values]


def _mapped(table: Mapping[Any, str]) -> Convert:
    get = table.get
    return lambda values: [get(value, value) if value is not None else None for value in values]
