"""Lines of CSV put together by the database: neighbouring columns come as one text, a batch is looked at as a
whole, and only what is suspect is taken apart. What comes out is what the columns one by one would give.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from sqlalchemy import func

from csconsole.services.exports.cells import Names, masked_phones, safe_text, suspect
from csconsole.services.exports.columns import ExportColumn, Holds

_CELL: Final = "\x1f"
_ROW: Final = "\x1e"
"""Between cells and rows of a batch; no cleaned text holds them."""

Ready = Callable[[Sequence[Any]], Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring columns of a line: what the database is asked for, and what makes a batch of it CSV.

    ``ready`` gives ``None`` where a text holds our separators, so that the cells cannot be told apart.
    """

    expression: Any
    ready: Ready


def pieces(columns: Sequence[ExportColumn], names: Names) -> list[Piece]:
    """The pieces of which a line consists; staff, departments, categories and shifts are written by name."""
    tables = {
        Holds.STAFF: names.staff,
        Holds.DEPARTMENT: names.departments,
        Holds.CATEGORY: names.categories,
        Holds.SHIFT: names.shifts,
    }
    made: list[Piece] = []
    for alone, group in groupby(
        columns, key=lambda column: column.holds in tables or column.holds is Holds.PHONE
    ):
        if not alone:
            made.append(_joined(list(group)))
            continue
        for column in group:
            ready = _phones if column.holds is Holds.PHONE else _named(tables[column.holds])
            made.append(Piece(column.expression(texts=True), ready))
    return made


def csv_cells(texts: Sequence[str]) -> Sequence[str]:
    """The cells of a column, in quotation marks where one of the batch needs them."""
    joined = _CELL.join(texts)
    if '"' in joined:
        return ['"' + text.replace('"', '""') + '"' for text in texts]
    if "," in joined or "\n" in joined or "\r" in joined:
        return [f'"{text}"' for text in texts]
    return texts


def _joined(columns: Sequence[ExportColumn]) -> Piece:
    texts = [column.holds is Holds.TEXT for column in columns]
    expressions = [column.expression(texts=True) for column in columns]
    expression = func.concat_ws(_CELL, *expressions) if len(columns) > 1 else expressions[0]

    def ready(values: Sequence[str]) -> Sequence[str] | None:
        joined = _ROW.join(values)
        if joined.count(_ROW) != len(values) - 1 or joined.count(_CELL) != len(values) * (len(texts) - 1):
            return None
        if any(texts) and suspect(_CELL + joined):
            joined = _ROW.join(_harmless(value, texts) for value in values)
        if '"' in joined:
            joined = joined.replace('"', '""')
        elif not ("," in joined or "\n" in joined or "\r" in joined):
            return joined.replace(_CELL, ",").split(_ROW)
        return f'"{joined}"'.replace(_CELL, '","').replace(_ROW, f'"{_ROW}"').split(_ROW)

    return Piece(expression, ready)


def _harmless(value: str, texts: Sequence[bool]) -> str:
    cells = zip(value.split(_CELL), texts, strict=True)
    return _CELL.join(safe_text(cell) if is_text else cell for cell, is_text in cells)


def _phones(values: Sequence[Any]) -> Sequence[str]:
    return csv_cells([phone or "" for phone in masked_phones(values)])


def _named(table: Mapping[int, str]) -> Ready:
    cells = dict(zip(table, csv_cells(list(table.values())), strict=True))
    get = cells.get
    return lambda values: ["" if value is None else get(value, str(value)) for value in values]
