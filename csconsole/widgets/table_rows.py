"""Rows and columns of the paged table: plain values, no Textual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from csconsole.i18n import _, get_language
from csconsole.text import cell_width, literal_line, pad
from csconsole.widgets.tones import Piece, text_of

Key = str | int
MEASURED: Final = 60
"""Rows whose text is measured for the widths of the columns: what one sees first."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``label`` is a msgid, ``width`` its cells, ``zh`` those in Chinese where that is another
    number, ``flex`` its share of the cells that are left.

    ``wide`` is the table width from which the column is shown; ``sort`` names the sort key of the query
    language.
    """

    id: str
    label: str
    width: int
    flex: int = 0
    align: Literal["left", "right"] = "left"
    wide: int = 0
    sort: str = ""
    zh: int = 0

    @property
    def cells(self) -> int:
        """Its cells in the present language, before it gets a share of those that are left."""
        return self.zh if self.zh and get_language() == "zh" else self.width


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: ``key`` stays the same while its content changes; one cell a column; ``tone`` colours the
    row.
    """

    key: Key
    cells: tuple[Piece, ...]
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column with its place in the row's cells and the width it got."""

    index: int
    column: Column
    width: int


def needed(columns: Sequence[Column], rows: Sequence[TableRow]) -> list[int]:
    """Cells each column needs to show its heading and the first :data:`MEASURED` rows uncut."""
    needs = [cell_width(_(column.label)) for column in columns]
    for row in rows[:MEASURED]:
        for index, cell in enumerate(row.cells[: len(needs)]):
            needs[index] = max(needs[index], cell_width(literal_line(text_of(cell))))
    return needs


def place(columns: Sequence[Column], width: int, needs: Sequence[int] = ()) -> list[Placed]:
    """The columns that fit into ``width`` cells, one space between, and what each gets of the rest.

    A column that does not fit any more is left out, later ones first; the first always stays. What is left
    goes to flexible columns by their share, first to those whose text is cut, then to others whose text is
    cut; where one is still cut, each gives the cells that its own text leaves empty (``needs``: cells by
    column).
    """
    chosen = [(i, c) for i, c in enumerate(columns) if width >= c.wide]
    while len(chosen) > 1 and sum(c.cells for _i, c in chosen) + len(chosen) - 1 > width:
        last = [n for n, (_i, c) in enumerate(chosen) if n and not c.flex] or [len(chosen) - 1]
        chosen.pop(last[-1])
    widths = [c.cells for _i, c in chosen]
    flexes = [c.flex for _i, c in chosen]
    left = max(0, width - sum(widths) - (len(chosen) - 1))
    if needs:
        left = _fit(widths, [needs[i] for i, _c in chosen], flexes, left)
    shares = sum(flexes)
    extra = [left * flex // shares if shares else 0 for flex in flexes]
    return [
        Placed(index, column, min(cells + more, width))
        for (index, column), cells, more in zip(chosen, widths, extra, strict=True)
    ]


def _fit(widths: list[int], wanted: Sequence[int], flexes: Sequence[int], left: int) -> int:
    """Give ``left`` cells, and those that columns do not use, to columns whose text is cut; what is left."""
    given = list(widths)
    left = _fill(widths, wanted, flexes, left)
    if all(want <= cells for want, cells in zip(wanted, widths, strict=True)):
        return left
    for n, want in enumerate(wanted):
        left += max(0, widths[n] - want)
        widths[n] = min(widths[n], want)
    left = _fill(widths, wanted, flexes, left)
    left = _fill(widths, wanted, [not flex for flex in flexes], left)
    for n, cells in enumerate(given):
        back = min(left, max(0, cells - widths[n]))
        widths[n] += back
        left -= back
    return left


def _fill(widths: list[int], wanted: Sequence[int], flexes: Sequence[int], left: int) -> int:
    """Widen flexible columns up to what their text needs, in the proportion of their shares; what is left."""
    while left > 0:
        short = [n for n, flex in enumerate(flexes) if flex and widths[n] < wanted[n]]
        if not short:
            break
        shares = sum(flexes[n] for n in short)
        for n, part in [(n, max(1, left * flexes[n] // shares)) for n in short]:
            more = min(part, wanted[n] - widths[n], left)
            widths[n] += more
            left -= more
    return left


def cell_text(cell: Piece, placed: Placed) -> str:
    """The cell on one line in exactly its width."""
    return pad(literal_line(text_of(cell)), placed.width, right=placed.column.align == "right")


__all__ = ["Column", "Key", "Placed", "TableRow", "cell_text", "cell_width", "needed", "place"]
