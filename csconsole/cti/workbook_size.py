"""Spreadsheets that look small and would fill the memory are refused before anything is unpacked into it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from csconsole.cti.source import UnknownFileTypeError
from csconsole.i18n import _

LARGEST: Final = 2_000_000_000
"""Bytes that a spreadsheet may unpack to."""
ALWAYS_FINE: Final = 50_000_000
"""Bytes up to which nobody asks how well a spreadsheet was packed."""
DENSEST: Final = 150
"""Times that more may come out of a larger one: tables of people's data are packed to a tenth or so."""
MOST_CELLS: Final = 100_000_000
"""Cells between the first and the furthest; the reader holds a place for each."""
_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384

_FAR: Final = re.compile(rb"""\sr=["'](?:([A-Za-z]{2,})([0-9]+)|[A-Za-z]([0-9]{6,}))""")
"""The place of a cell beyond column Z or line 99999; the others need not be looked at one by one."""
_NEAR_COLUMNS: Final = 26
_NEAR_ROWS: Final = 99_999
_CHUNK: Final = 1 << 20
_LONGEST_REFERENCE: Final = 64


def refuse_bomb(path: Path) -> None:
    """Raise ``UnknownFileTypeError`` for a zipped workbook that would unpack to more than a spreadsheet may
    hold, by its bytes or by where its furthest cell stands.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            packed = sum(entry.compress_size for entry in entries)
            fits = unpacked <= LARGEST and (unpacked <= ALWAYS_FINE or unpacked <= DENSEST * packed)
            if fits and all(_cells(archive, entry) <= MOST_CELLS for entry in entries):
                return
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
        return  # the reader says what is wrong with it
    raise UnknownFileTypeError(
        _("{path} unpacks to more than a spreadsheet may hold.", path=str(path)),
        value=str(path),
        rule="file-size",
    )


def _cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many cells the rectangle up to the furthest cell of a part has; which part is a sheet, only the
    file itself says.
    """
    if entry.filename.endswith("workbook.bin"):  # the binary kind, which cannot be looked through
        return MOST_CELLS + 1
    columns: set[bytes] = set()
    row = _NEAR_ROWS
    for chunk in _overlapping(archive, entry):
        found = _FAR.findall(chunk)
        columns.update(column for column, _number, _alone in found)
        row = max(row, max((int((number or alone)[:9]) for _column, number, alone in found), default=0))
    width = max((_number(column) for column in columns), default=0)
    width = max(width, _NEAR_COLUMNS)
    return MOST_CELLS + 1 if width > _MOST_COLUMNS or row > _MOST_ROWS else width * row


def _overlapping(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in chunks, each with the end of the one before it."""
    tail = b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            seen = tail + chunk
            yield seen
            tail = seen[-_LONGEST_REFERENCE:]


def _number(column: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in column[:9].upper():
        number = number * 26 + letter - 64
    return number
