"""How rows are written: one function a format, for lists and for single records."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

from csconsole.i18n import _
from csconsole.tabular.columns import Column, Format, as_data, as_field, as_sheet_words, as_words
from csconsole.text import cell_width, clean, formula_safe, pad

Columns = Sequence[Column[Any]]
# What JSON may hold but a terminal would obey: 8-bit controls, direction marks, invisible characters.
_UNSAFE: Final = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
BYTE_ORDER_MARK: Final = "\ufeff"
"""By this Excel knows that a csv file is UTF-8; without it Chinese is read as something else."""
_CHANGE: Final = re.compile(r"[+-][0-9]{1,6}(\.[0-9]+)?( ?%|(:[0-9]{2}){1,2})?")
"""A number with its sign, which is no formula: a change against last month; a phone number is longer."""
_GAP: Final = "  "
_WIDEST: Final = 48


def write_table(stream: TextIO, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:
    """A table for people: columns padded by cell width, headings bold on a terminal."""
    shown = [column for column in columns if column.table]
    lines = [[as_words(column, column.seen(row), zone) for column in shown] for row in rows]
    titles = [_(column.title) for column in shown]
    widths = [
        min(
            max([cell_width(title), *(cell_width(line[at]) for line in lines)]),
            max(column.width or _WIDEST, cell_width(title)),
        )
        for at, (title, column) in enumerate(zip(titles, shown, strict=True))
    ]

    def laid(cells: list[str]) -> str:
        return _GAP.join(
            pad(cell, width, right=column.align_right)
            for cell, width, column in zip(cells, widths, shown, strict=True)
        ).rstrip()

    heading = laid(titles)
    bold = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    stream.write(f"\x1b[1m{heading}\x1b[0m\n" if bold else f"{heading}\n")
    for line in lines:
        stream.write(laid(line) + "\n")
    return len(lines)


def write_markdown(stream: TextIO, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:
    """A Markdown table with titles and labels as people read them."""
    shown = [column for column in columns if column.table]
    stream.write(_markdown_line([_(column.title) for column in shown]))
    stream.write(_markdown_line(["---:" if column.align_right else "---" for column in shown], raw=True))
    count = 0
    for row in rows:
        stream.write(_markdown_line([as_words(column, column.seen(row), zone) for column in shown]))
        count += 1
    return count


def _markdown_line(cells: list[str], *, raw: bool = False) -> str:
    if not raw:
        cells = [escape_markdown(cell) for cell in cells]
    return f"| {' | '.join(cells)} |\n"


def escape_markdown(text: str) -> str:
    """``text`` so that Markdown and the HTML made from it show it as it is."""
    return re.sub(r"([\\|<>&`*_\[\]])", r"\\\1", text)


def write_json(stream: TextIO, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:  # noqa: ARG001 - every writer takes the same
    """One JSON array of objects, an object a line."""
    count = 0
    stream.write("[")
    for row in rows:
        stream.write(",\n " if count else "\n ")
        stream.write(json_text(fields_of(row, columns)))
        count += 1
    stream.write("\n]\n" if count else "]\n")
    return count


def write_jsonl(stream: TextIO, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:  # noqa: ARG001 - every writer takes the same
    """One JSON object a line."""
    count = 0
    for row in rows:
        stream.write(json_text(fields_of(row, columns)) + "\n")
        count += 1
    return count


def fields_of(row: Any, columns: Columns) -> dict[str, Any]:
    """The stable field names of a row with their values as JSON knows them."""
    return {column.name: as_data(column.of(row)) for column in columns}


def json_text(data: Any) -> str:
    """JSON on one line; characters that a terminal would obey are written as escapes, so nothing is lost."""
    return escape_json(json.dumps(data, ensure_ascii=False))


def escape_json(text: str) -> str:
    """JSON text with every character that a terminal would obey written as an escape."""
    return _UNSAFE.sub(lambda found: json.dumps(found.group())[1:-1], text)


def write_csv(stream: TextIO, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:  # noqa: ARG001 - every writer takes the same
    """Comma-separated values with a heading of field names, as RFC 4180 has it."""
    return _write_separated(stream, rows, columns, csv.writer(stream))


def write_tsv(stream: TextIO, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:  # noqa: ARG001 - every writer takes the same
    """Tab-separated values; tabs and newlines in a value become spaces, so that a line is a record."""
    writer = csv.writer(stream, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    return _write_separated(stream, rows, columns, writer, one_line=True)


def _write_separated(
    stream: TextIO,  # noqa: ARG001 - every writer takes the same
    rows: Iterable[Any],
    columns: Columns,
    writer: Any,
    *,
    one_line: bool = False,
) -> int:
    writer.writerow([column.name for column in columns])
    count = 0
    for row in rows:
        writer.writerow([separated_cell(column.of(row), one_line=one_line) for column in columns])
        count += 1
    return count


def write_csv_for_people(stream: TextIO, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:
    """Comma-separated values as Excel opens them with a click: titles, labels, the site's clock, and the mark
    by which it knows UTF-8.
    """
    stream.write(BYTE_ORDER_MARK)
    return write_words(csv.writer(stream), rows, columns, zone)


def write_tsv_for_people(stream: TextIO, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:
    """Tab-separated values with titles, labels and the site's clock, as they are pasted into a sheet."""
    writer = csv.writer(stream, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    return write_words(writer, rows, columns, zone)


def write_words(writer: Any, rows: Iterable[Any], columns: Columns, zone: ZoneInfo) -> int:
    """Titles and rows for people to a writer of ``csv``, no cell a formula; the number of rows."""
    shown = [column for column in columns if column.table]
    writer.writerow([_(column.title) for column in shown])
    count = 0
    for row in rows:
        writer.writerow([_sheet_cell(column, column.of(row), zone) for column in shown])
        count += 1
    return count


def _sheet_cell(column: Column[Any], value: Any, zone: ZoneInfo) -> str:
    words = " ".join(clean(as_sheet_words(column, value, zone)).split())
    return words if _CHANGE.fullmatch(words) else formula_safe(words)


def separated_cell(value: Any, *, one_line: bool = False) -> str:
    """``value`` as one cell of csv or tsv: harmless, never a formula; ``one_line`` joins its lines."""
    data = as_data(value)
    if isinstance(data, (int, float)) and not isinstance(data, bool):
        return str(data)
    text = clean(as_field(value))
    return formula_safe(" ".join(text.split()) if one_line else text)


def record_table(stream: TextIO, row: Any, columns: Columns, zone: ZoneInfo) -> None:
    """A record for people: a line a field, its title before it; longer texts under each other."""
    shown = [column for column in columns if column.table]
    widest = max((cell_width(_(column.title)) for column in shown), default=0)
    for column in shown:
        value = column.seen(row)
        texts = value.split("\n") if isinstance(value, str) and column.codes is None else [value]
        for at, text in enumerate(texts):
            title = "" if at else _(column.title)
            stream.write(f"{pad(title, widest)}{_GAP}{as_words(column, text, zone)}".rstrip() + "\n")


def record_markdown(stream: TextIO, row: Any, columns: Columns, zone: ZoneInfo) -> None:
    """A record as a Markdown table of two columns."""
    stream.write(_markdown_line([_("Field"), _("Value")]) + _markdown_line(["---", "---"], raw=True))
    for column in columns:
        if column.table:
            stream.write(_markdown_line([_(column.title), as_words(column, column.seen(row), zone)]))


def record_json(stream: TextIO, row: Any, columns: Columns, zone: ZoneInfo) -> None:  # noqa: ARG001 - every writer takes the same
    """A record as one JSON object on one line."""
    stream.write(json_text(fields_of(row, columns)) + "\n")


Writer = Callable[[TextIO, Iterable[Any], Columns, ZoneInfo], int]
RecordWriter = Callable[[TextIO, Any, Columns, ZoneInfo], object]

WRITERS: Final[dict[Format, Writer]] = {
    Format.TABLE: write_table,
    Format.JSON: write_json,
    Format.JSONL: write_jsonl,
    Format.CSV: write_csv,
    Format.TSV: write_tsv,
    Format.MD: write_markdown,
}
LABELLED: Final[dict[Format, Writer]] = {
    **WRITERS,
    Format.CSV: write_csv_for_people,
    Format.TSV: write_tsv_for_people,
}
"""Every format as people read it (``--labels``)."""
RECORD_WRITERS: Final[dict[Format, RecordWriter]] = {
    Format.TABLE: record_table,
    Format.JSON: record_json,
    Format.JSONL: record_json,
    Format.CSV: lambda stream, row, columns, zone: write_csv(stream, [row], columns, zone),
    Format.TSV: lambda stream, row, columns, zone: write_tsv(stream, [row], columns, zone),
    Format.MD: record_markdown,
}
LABELLED_RECORDS: Final[dict[Format, RecordWriter]] = {
    **RECORD_WRITERS,
    Format.CSV: lambda stream, row, columns, zone: write_csv_for_people(stream, [row], columns, zone),
    Format.TSV: lambda stream, row, columns, zone: write_tsv_for_people(stream, [row], columns, zone),
}
