"""Rows and columns of the paged table: plain values, no Textual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from csconsole.i18n import get_language
from csconsole.text import cell_width, literal_line, pad
from csconsole.widgets.tones import Piece, text_of

Key = str | int


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


def place(columns: Sequence[Column], width: int) -> list[Placed]:
    """The columns that fit into ``width`` cells, one space between, and what flexible ones get of the rest.

    A column that does not fit any more is left out, later ones first; the first always stays.
    """
    chosen = [(i, c) for i, c in enumerate(columns) if width >= c.wide]
    while len(chosen) > 1 and sum(c.cells for _, c in chosen) + len(chosen) - 1 > width:
        rigid = [n for n, (_, c) in enumerate(chosen) if n and not c.flex] or [len(chosen) - 1]
        chosen.pop(rigid[-1])
    left = max(0, width - sum(c.cells for _, c in chosen) - (len(chosen) - 1))
    shares = sum(c.flex for _, c in chosen)
    placed = []
    for index, column in chosen:
        extra = left * column.flex // shares if shares else 0
        placed.append(Placed(index, column, min(column.cells + extra, width)))
    return placed


def cell_text(cell: Piece, placed: Placed) -> str:
    """The cell on one line in exactly its width."""
    return pad(literal_line(text_of(cell)), placed.width, right=placed.column.align == "right")


__all__ = ["Column", "Key", "Placed", "TableRow", "cell_text", "cell_width", "place"]
