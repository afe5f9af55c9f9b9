"""Batches of cells to files: one function a format. Nothing is held in memory but the batch."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from csconsole.i18n import _, get_language
from csconsole.services.exports.lines import csv_cells
from csconsole.services.exports.panics import without_panic
from csconsole.services.exports.stream import Batch
from csconsole.services.reports.render.page import STYLE
from csconsole.services.reports.render.sheets import sheet_name
from csconsole.tabular.columns import FileFormat
from csconsole.tabular.formats import BYTE_ORDER_MARK, escape_json, escape_markdown
from csconsole.text import literal_line

if TYPE_CHECKING:
    from rustpy_xlsxwriter import FastExcel

SHEET_ROWS: Final = 1_048_575
"""Rows that Excel holds on a sheet below the heading."""

PEOPLE: Final = frozenset({FileFormat.MD, FileFormat.HTML, FileFormat.XLSX, FileFormat.TABLE})
"""Formats that people read: titles, labels and the site's clock instead of names, codes and UTC."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a writer is told: a title, the headings, how many rows are to come, lines about the export, and
    whether csv is for a person's spreadsheet (``labels``).
    """

    title: str
    names: Sequence[str]
    rows: int
    about: Sequence[tuple[str, str]]
    labels: bool = False


_LINE_END: Final = "\r\n"
Writer = Callable[[BinaryIO, Sheet, Iterable[Batch]], None]


def write_csv(stream: BinaryIO, sheet: Sheet, batches: Iterable[Batch]) -> None:
    """RFC 4180, UTF-8. The batches are pieces of lines (``Records.lines``)."""
    with _text(stream) as text:
        text.write(BYTE_ORDER_MARK if sheet.labels else "")
        text.write(",".join(csv_cells(sheet.names)) + _LINE_END)
        for batch in batches:
            text.write(_LINE_END.join(map(",".join, zip(*batch, strict=True))) + _LINE_END)


def write_tsv(stream: BinaryIO, sheet: Sheet, batches: Iterable[Batch]) -> None:
    """A line is a record: tabs and newlines in a value become spaces."""
    with _text(stream) as text:
        text.write("\t".join(sheet.names) + "\n")
        for row in _rows(batches):
            cells = [cell or "" for cell in row]
            line = "\t".join(cells)
            if "\n" in line or "\r" in line or line.count("\t") != len(cells) - 1:
                line = "\t".join(" ".join(cell.split()) for cell in cells)
            text.write(line + "\n")


def write_jsonl(stream: BinaryIO, sheet: Sheet, batches: Iterable[Batch]) -> None:
    """One object a line."""
    with _text(stream) as text:
        for line in _objects(sheet, batches):
            text.write(line + "\n")


def write_json(stream: BinaryIO, sheet: Sheet, batches: Iterable[Batch]) -> None:
    """One array, an object a line."""
    with _text(stream) as text:
        text.write("[")
        for number, line in enumerate(_objects(sheet, batches)):
            text.write((",\n " if number else "\n ") + line)
        text.write("\n]\n")


def write_markdown(stream: BinaryIO, sheet: Sheet, batches: Iterable[Batch]) -> None:
    """A heading, what it is, and one table."""
    with _text(stream) as text:
        text.write(f"# {escape_markdown(sheet.title)}\n\n")
        for name, value in sheet.about:
            text.write(f"- {escape_markdown(name)}: {escape_markdown(literal_line(value))}\n")
        text.write("\n| " + " | ".join(escape_markdown(name) for name in sheet.names) + " |\n")
        text.write("|" + " --- |" * len(sheet.names) + "\n")
        for row in _rows(batches):
            cells = ("" if cell is None else escape_markdown(literal_line(str(cell))) for cell in row)
            text.write("| " + " | ".join(cells) + " |\n")


def write_html(stream: BinaryIO, sheet: Sheet, batches: Iterable[Batch]) -> None:
    """One page that needs nothing else; every text is escaped."""
    lang = "zh-CN" if get_language() == "zh" else "en"
    with _text(stream) as text:
        text.write(f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n')
        text.write(f"<title>{_safe(sheet.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n")
        text.write(f"<h1>{_safe(sheet.title)}</h1>\n<dl>\n")
        for name, value in sheet.about:
            text.write(f"<dt>{_safe(name)}</dt><dd>{_safe(value)}</dd>\n")
        heads = "".join(f"<th>{_safe(name)}</th>" for name in sheet.names)
        text.write(f"</dl>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n")
        for row in _rows(batches):
            cells = "".join(f"<td>{'' if cell is None else _safe(str(cell))}</td>" for cell in row)
            text.write(f"<tr>{cells}</tr>\n")
        text.write("</tbody>\n</table>\n</body>\n</html>\n")


def write_xlsx(stream: BinaryIO, sheet: Sheet, batches: Iterable[Batch]) -> None:
    """A workbook: more rows than a sheet holds go on in further sheets; the last sheet says what it is."""
    from rustpy_xlsxwriter import FastExcel

    rows = _rows(batches)
    # By way of a file of its own: into a stream the library writes only after it has all of it in memory.
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        with without_panic():
            _fill(FastExcel(file.name), sheet, rows)
        with open(file.name, "rb") as written:
            shutil.copyfileobj(written, stream, 1 << 20)


def _fill(book: FastExcel, sheet: Sheet, rows: Iterator[tuple[Any, ...]]) -> None:
    """Write every sheet and save the book."""
    book.format(bold_headers=True)
    taken: set[str] = set()
    for _part in range(max(1, -(-sheet.rows // SHEET_ROWS))):
        part = _records(sheet.names, islice(rows, SHEET_ROWS))
        book.sheet(sheet_name(sheet.title, taken), part if sheet.rows else [dict.fromkeys(sheet.names)])
    what, value = _("Field"), _("Value")
    book.sheet(sheet_name(_("About"), taken), [{what: name, value: text} for name, text in sheet.about])
    book.save()


WRITERS: Final[dict[FileFormat, Writer]] = {
    FileFormat.CSV: write_csv,
    FileFormat.TSV: write_tsv,
    FileFormat.JSON: write_json,
    FileFormat.JSONL: write_jsonl,
    FileFormat.MD: write_markdown,
    FileFormat.TABLE: write_markdown,
    FileFormat.HTML: write_html,
    FileFormat.XLSX: write_xlsx,
}


class _Text(io.TextIOWrapper):
    """UTF-8 text over a binary stream that stays open afterwards."""

    def __exit__(self, *error: object) -> None:
        self.flush()
        self.detach()


def _text(stream: BinaryIO) -> _Text:
    return _Text(stream, encoding="utf-8", newline="", write_through=False)


def _rows(batches: Iterable[Batch]) -> Iterator[tuple[Any, ...]]:
    """The records one by one."""
    return chain.from_iterable(zip(*batch, strict=True) for batch in batches)


def _objects(sheet: Sheet, batches: Iterable[Batch]) -> Iterator[str]:
    names = sheet.names
    for row in _rows(batches):
        body = dict(zip(names, row, strict=True))
        yield escape_json(json.dumps(body, ensure_ascii=False, default=str))


def _records(names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield dict(zip(names, row, strict=True))


def _safe(text: str) -> str:
    return escape(literal_line(text), quote=True)
