"""Reading a table whose columns mean fields: what calls, customers and categories have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from csconsole.cti.rejected import Rejected
from csconsole.cti.table import Table, open_table
from csconsole.errors import InvalidInputError
from csconsole.services.imports.batches import Progress, run_batches, summary_of
from csconsole.services.imports.cells import CellError
from csconsole.services.imports.columns import Columns, match_columns
from csconsole.services.imports.summary import ImportSummary, Tally

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

T = TypeVar("T")


class RowRefused(Exception):
    """A row breaks a rule in one of its fields."""

    def __init__(self, field: str, rule: str, value: str = "") -> None:
        super().__init__(field, rule)
        self.field = field
        self.rule = rule
        self.value = value


class Cells:
    """The cells of one row by field, read with the reader of each."""

    def __init__(self, line: int, cells: dict[str, str]) -> None:
        self.line = line
        self._cells = cells

    def text(self, field: str) -> str:
        """The trimmed text of a field, ``""`` when it has no column."""
        return self._cells.get(field, "")

    def read(self, field: str, reader: Callable[[str], T]) -> T:
        """The value that ``reader`` makes of a field. Raises ``RowRefused`` when the cell does not fit."""
        text = self.text(field)
        try:
            return reader(text)
        except CellError as reason:
            raise RowRefused(field, reason.rule, text) from None
        except InvalidInputError as reason:
            raise RowRefused(field, reason.rule or "code", text) from None

    def has(self, field: str) -> bool:
        """Whether the file has a column for the field and the row something in it."""
        return bool(self.text(field))


def import_table(
    ctx: Context,
    path: Path,
    kind: str,
    *,
    needed: Sequence[Sequence[str]],
    mapping: Sequence[str],
    encoding: str | None,
    sheet: str | None,
    dry_run: bool,
    progress: Progress | None,
    read: Callable[[Cells], T],
    store: Callable[[UnitOfWork, Sequence[T], Tally], None],
    afterwards: Callable[[Tally], None] | None = None,
) -> ImportSummary:
    """Read each row with ``read`` and store them in batches with ``store``; then do what comes afterwards.

    What a row may break is checked in ``read``, or ``store`` rejects the row into its tally. Raises the
    errors of ``open_table`` and ``match_columns``.
    """
    table = open_table(path, encoding=encoding, sheet=sheet)
    columns = match_columns(kind, table.columns, mapping, needed=needed)
    tally = run_batches(
        ctx, _read(table, columns, read), store, source=table, dry_run=dry_run, progress=progress
    )
    if afterwards is not None:
        afterwards(tally)
    for column in columns.refused:
        tally.reject(column)
    tally.rejected = [
        replace(row, column=columns.name(row.column) if row.column else "") for row in tally.rejected
    ]
    return summary_of(tally, table, path, kind, dry_run=dry_run, ignored=columns.ignored)


def _read(table: Table, columns: Columns, read: Callable[[Cells], T]) -> Iterator[T | Rejected]:
    for row in table.rows():
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            yield read(Cells(row.line, columns.cells(row.cells)))
        except RowRefused as refused:
            yield Rejected(row.line, refused.field, refused.value, refused.rule)
