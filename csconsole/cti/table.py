"""A table with a header line, from CSV (any separator) or a spreadsheet: rows of text cells by column
name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from csconsole.cti.delimited import Record, find_separator, records
from csconsole.cti.rejected import Rejected
from csconsole.cti.source import (
    EmptyFileError,
    InputFileError,
    TextFile,
    UnknownFileTypeError,
    check_file,
    is_workbook,
)
from csconsole.cti.workbook_size import refuse_bomb
from csconsole.errors import UsageError
from csconsole.i18n import _

_WHOLE = 2**53


class Row(NamedTuple):
    """One row: the line it begins on and its cells, as many as there are columns."""

    line: int
    cells: list[str]


class Table(Protocol):
    """A file read as a table."""

    columns: tuple[str, ...]
    encoding: str
    size: int
    """Bytes, for a progress bar."""

    @property
    def position(self) -> int:
        """Bytes read so far."""
        ...

    @property
    def lines(self) -> int:
        """Lines read so far."""
        ...

    def rows(self) -> Iterator[Row | Rejected]:
        """Each row that is not blank; a row longer than the header comes as ``Rejected``."""
        ...


class HeaderError(InputFileError):
    """The first line cannot serve as column names."""


def open_table(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """``path`` as a table, by what is in it and not by its name.

    Raises the errors of ``TextFile``, ``HeaderError`` for a header with one name twice, and ``UsageError``
    for a ``sheet`` of a file that has none and for the ``encoding`` of a spreadsheet.
    """
    check_file(path)
    if is_workbook(path):
        if encoding is not None:
            raise UsageError(
                _("A spreadsheet such as {file} has no encoding to choose.", file=path.name),
                field="encoding",
                value=encoding,
                hint=_("Take --encoding out."),
            )
        return _Workbook(path, sheet)
    if sheet is not None:
        raise UsageError(
            _("Only a spreadsheet has sheets; {file} is none.", file=path.name),
            field="sheet",
            value=sheet,
            hint=_("Take --sheet out."),
        )
    return _Delimited(TextFile(path, encoding))


class _Delimited:
    """A table in delimited text."""

    def __init__(self, file: TextFile) -> None:
        self._file = file
        self.size = file.size
        self.encoding = file.encoding
        self._header, self._separator = self._find_header()
        record = next(item for item in records(file, self._separator) if item.line == self._header)
        if isinstance(record, Rejected):
            raise _bad_header(file.path, record.value)
        self.columns = _columns(file.path, record.cells)

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._file.position

    @property
    def lines(self) -> int:
        """Lines read so far."""
        return self._file.line

    def rows(self) -> Iterator[Row | Rejected]:
        """Each row that is not blank."""
        for item in records(self._file, self._separator):
            if item.line <= self._header:
                continue
            yield item if isinstance(item, Rejected) else _fitted(item, len(self.columns))

    def _find_header(self) -> tuple[int, str]:
        """Line of the header and the separator; a first line ``sep=;`` as spreadsheets write it is obeyed."""
        named = ""
        for item in self._file.lines():
            if isinstance(item, Rejected):
                raise _bad_header(self._file.path, item.value)
            number, text = item
            if not named and text.lower().startswith("sep=") and len(text) == 5:
                named = text[4]
            elif text.strip():
                return number, named or find_separator(text)
        raise EmptyFileError(
            _("{path} is empty.", path=str(self._file.path)), value=str(self._file.path), rule="file-empty"
        )


class _Workbook:
    """A table in one sheet of a spreadsheet file."""

    encoding = "workbook"

    def __init__(self, path: Path, sheet: str | None) -> None:
        from python_calamine import CalamineError, CalamineWorkbook, ZipError

        self.size = check_file(path)
        self._done = 0
        refuse_bomb(path)
        try:
            book = CalamineWorkbook.from_path(str(path))
            names = book.sheet_names
            if sheet is not None and sheet not in names:
                raise InputFileError(
                    _("There is no sheet {sheet}. Sheets: {known}.", sheet=sheet, known=", ".join(names)),
                    field="sheet",
                    value=sheet,
                    rule="sheet",
                )
            self._sheet = book.get_sheet_by_name(sheet) if sheet is not None else book.get_sheet_by_index(0)
        except (CalamineError, ZipError, OSError, IndexError) as reason:
            raise UnknownFileTypeError(
                _(
                    "{path} is not a spreadsheet that can be read: {reason}",
                    path=str(path),
                    reason=str(reason),
                ),
                value=str(path),
                rule="file-kind",
            ) from None
        # calamine leaves out the empty rows above the first cell
        self._first = (self._sheet.start or (0, 0))[0] + 1
        cells = next(self._cells(), None)
        if cells is None:
            raise EmptyFileError(_("{path} is empty.", path=str(path)), value=str(path), rule="file-empty")
        self._header = cells.line
        self.columns = _columns(path, cells.cells)

    @property
    def position(self) -> int:
        """Bytes read so far, judged by the rows given out."""
        return int(self.size * self._done / max(1, self._sheet.total_height))

    @property
    def lines(self) -> int:
        """Rows of the sheet read so far."""
        return self._done

    def rows(self) -> Iterator[Row | Rejected]:
        """Each row that is not blank."""
        for record in self._cells():
            self._done = record.line
            if record.line > self._header:
                yield _fitted(record, len(self.columns))

    def _cells(self) -> Iterator[Record]:
        for number, values in enumerate(self._sheet.iter_rows(), start=self._first):
            cells = [as_text(value) for value in values]
            if any(cells):
                yield Record(number, cells)


def as_text(value: object) -> str:
    """A spreadsheet cell as the text a reader of the sheet sees: whole numbers without ``.0``, dates as ISO.

    A whole number beyond 2**53 has lost digits in the spreadsheet; it comes with a mark that no rule accepts.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        if float(value).is_integer():
            return str(int(value)) if abs(value) < _WHOLE else f"~{int(value)}"
        return repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(int(value.total_seconds()))
    return str(value)


def _fitted(record: Record, width: int) -> Row | Rejected:
    """The record as wide as the header: missing cells at the end are blank, surplus ones must be."""
    line, cells = record
    if len(cells) == width:
        return Row(line, cells)
    if len(cells) > width:
        if any(cell.strip() for cell in cells[width:]):
            return Rejected(line, "", str(len(cells)), "columns")
        return Row(line, cells[:width])
    return Row(line, cells + [""] * (width - len(cells)))


def _columns(path: Path, cells: list[str]) -> tuple[str, ...]:
    names = [cell.strip().lstrip("\ufeff") for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise _bad_header(path, "")
    seen: set[str] = set()
    for name in names:
        if name and name.casefold() in seen:
            raise HeaderError(
                _("{path} has the column {name} twice. Rename one of them.", path=str(path), name=name),
                field=name,
                value=name,
                rule="header-twice",
            )
        seen.add(name.casefold())
    return tuple(names)


def _bad_header(path: Path, value: str) -> HeaderError:
    return HeaderError(
        _("The first line of {path} does not name the columns.", path=str(path)),
        value=value[:80],
        rule="header",
    )
