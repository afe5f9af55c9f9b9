"""Reports as an XLSX workbook: a sheet with the header, then a sheet for each table."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import IO, Any
from zoneinfo import ZoneInfo

from csconsole.i18n import _
from csconsole.services.reports.document import Block, ReportDocument
from csconsole.services.reports.render.head import head_pairs
from csconsole.tabular.columns import Column, as_data, as_sheet_words
from csconsole.text import clean, formula_safe

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_NAME_LENGTH = 31


def write_xlsx_report(stream: IO[bytes], document: ReportDocument, *, labels: bool = False) -> None:
    """The workbook, written to a binary stream. Texts are never formulas. With ``labels`` its tables are as
    people read them; numbers stay numbers.
    """
    from rustpy_xlsxwriter import FastExcel

    buffer = io.BytesIO()
    book = FastExcel(buffer).format(bold_headers=True)
    taken: set[str] = set()
    book.sheet(sheet_name(_("About"), taken), list(_about(document)))
    for block in document.blocks:
        found = list(_labelled(block, document.zone) if labels else _records(block))
        book.sheet(sheet_name(block.title, taken), found or [{_("none"): ""}])
    book.save()
    stream.write(buffer.getvalue())


def sheet_name(title: str, taken: set[str]) -> str:
    """``title`` as Excel allows it, different from those taken before."""
    name = _FORBIDDEN.sub(" ", clean(title)).strip()[:_NAME_LENGTH] or "-"
    number = 2
    unique = name
    while unique.casefold() in taken:
        unique = f"{name[: _NAME_LENGTH - 4]} {number}"
        number += 1
    taken.add(unique.casefold())
    return unique


def sheet_cell(value: Any) -> Any:
    """``value`` as a cell: numbers stay numbers, texts are harmless and never formulas."""
    data = as_data(value)
    if data is None or (isinstance(data, int | float) and not isinstance(data, bool)):
        return data
    if isinstance(data, bool):
        return _("yes") if data else _("no")
    if isinstance(data, dict):
        return "; ".join(f"{name} {count}" for name, count in data.items())
    return formula_safe(clean(str(data)))


def _about(document: ReportDocument) -> Iterator[dict[str, Any]]:
    what, value = _("Field"), _("Value")
    pairs = [*head_pairs(document)]
    pairs += [(_("Formula"), line) for line in document.header]
    pairs += [(_("Analysis"), line) for line in document.analysis]
    for name, text in pairs:
        yield {what: sheet_cell(name), value: sheet_cell(text)}


def _records(block: Block) -> Iterator[dict[str, Any]]:
    for row in block.rows:
        yield {column.name: sheet_cell(column.of(row)) for column in block.data_fields}


def _labelled(block: Block, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    shown = [column for column in block.columns if column.table]
    taken: set[str] = set()
    heads = [_head(_(column.title), taken) for column in shown]
    for row in block.rows:
        yield {
            head: _labelled_cell(column, column.of(row), zone)
            for head, column in zip(heads, shown, strict=True)
        }


def _head(title: str, taken: set[str]) -> str:
    """The heading of a column, different from those taken before."""
    unique, number = title, 2
    while unique in taken:
        unique, number = f"{title} {number}", number + 1
    taken.add(unique)
    return unique


def _labelled_cell(column: Column[Any], value: Any, zone: ZoneInfo) -> Any:
    plain = column.codes is None and column.words is None and column.kind == "text"
    if plain and isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return formula_safe(clean(as_sheet_words(column, value, zone)))
