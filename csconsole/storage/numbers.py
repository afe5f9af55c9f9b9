"""Human numbers: a letter, the site's day, and a serial that never repeats (REF-34)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import Connection

from csconsole.storage.statements import first_row

LETTERS: Final = {
    "call": "C",
    "ticket": "T",
    "callback": "B",
    "handover": "H",
    "meeting": "M",
    "form_record": "F",
    "export_release": "R",
    "asset": "A",
}
"""By table: the letter that its numbers begin with."""
_NEXT = (
    "INSERT INTO number_series (series, last) VALUES (?, ?) "
    "ON CONFLICT (series) DO UPDATE SET last = number_series.last + excluded.last RETURNING last"
)


def next_serials(connection: Connection, series: str, count: int = 1) -> range:
    """Reserve ``count`` serials of ``series``; the row's lock keeps others out until commit."""
    last = int(first_row(connection, _NEXT, series, count)[0])
    return range(last - count + 1, last + 1)


def dated_numbers(letter: str, day: date, serials: Iterable[int]) -> list[str]:
    """``C20261121-0042`` and so on; a serial grows beyond four digits when it must."""
    series = f"{letter}{day:%Y%m%d}"
    return [f"{series}-{serial:04d}" for serial in serials]
