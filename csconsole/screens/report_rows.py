"""Blocks of a report as rows of the paged table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from csconsole.i18n import N_, _
from csconsole.tabular.columns import as_words
from csconsole.text import cell_width
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.reports import Block

WIDEST = 40
"""Cells of a column at most; what is wider is cut, and whole in the export."""


def figure_columns() -> tuple[Column, ...]:
    """The columns of a part that has figures."""
    return (
        Column("name", N_("figure"), 24, flex=1),
        Column("value", N_("value"), 9, align="right"),
        Column("parts", N_("parts"), 11, align="right"),
        Column("target", N_("target"), 10, align="right"),
        Column("met", N_("met"), 4),
        Column("change", N_("change ±"), 8, align="right"),
        Column("year", N_("year"), 8, align="right", wide=90),
        Column("beside", N_("excluded, of which"), 24, flex=2, wide=110),
    )


def figure_rows(block: Block) -> list[TableRow]:
    """One row a figure; one that misses its target is marked by a word and a colour."""
    return [_figure_row(row) for row in block.rows]


def _figure_row(row: Any) -> TableRow:
    meets = row["meets"]
    met: Piece = "" if meets is None else Toned(_("yes"), "done") if meets else Toned(_("NO"), "danger")
    return TableRow(
        row["id"],
        (
            row["name"],
            Toned(row["value_text"], "strong"),
            row["fraction"],
            Toned(row["target_text"], "quiet"),
            met,
            Toned(_signed(row["change"]), "quiet"),
            Toned(_signed(row["year_change"]), "quiet"),
            Toned(row["beside"], "quiet"),
        ),
    )


def table_columns(block: Block, zone: ZoneInfo) -> tuple[Column, ...]:
    """Columns for a part that is a list, each as wide as its contents, the widest taking what is left."""
    shown = [column for column in block.columns if column.table]
    widths = []
    for column in shown:
        cells = [cell_width(as_words(column, column.of(row), zone)) for row in block.rows[:200]]
        most = column.width or WIDEST
        widths.append(max(cell_width(_(column.title)), min(max(cells, default=0), most)))
    widest = widths.index(max(widths)) if widths else 0
    return tuple(
        Column(
            column.name,
            column.title,
            width,
            flex=1 if number == widest else 0,
            align="right" if column.align_right else "left",
        )
        for number, (column, width) in enumerate(zip(shown, widths, strict=True))
    )


def table_rows(block: Block, zone: ZoneInfo) -> list[TableRow]:
    """One row a record."""
    shown = [column for column in block.columns if column.table]
    return [
        TableRow(number, tuple(as_words(column, column.of(row), zone) for column in shown))
        for number, row in enumerate(block.rows)
    ]


def _signed(number: Decimal | None) -> str:
    if number is None:
        return "-"
    return f"{number:+}" if number else "0"
