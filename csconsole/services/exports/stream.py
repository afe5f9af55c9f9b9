"""Records streamed from the database in batches, with small memory, in the order asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import col

from csconsole.errors import UsageError
from csconsole.i18n import _
from csconsole.models import Customer
from csconsole.services.context import Context
from csconsole.services.exports.cells import Convert, Names, converters
from csconsole.services.exports.entities import Exported
from csconsole.services.exports.lines import csv_cells, pieces
from csconsole.services.query import Scope, select_rows
from csconsole.services.query.words import find_matching
from csconsole.storage import UnitOfWork

BATCH_ROWS: Final = 4000
SEARCH_SECONDS: Final = 300.0
"""An export wants everything that a search finds, so it waits."""
MOST_FOUND: Final = 1_000_000

Batch = list[Sequence[Any]]
"""A batch of records, column by column."""


class Records:
    """What an export reads: how many there are, and the batches of their cells."""

    def __init__(
        self, ctx: Context, uow: UnitOfWork, kind: Exported, *, filter: str, sort: str, texts: bool = False
    ) -> None:
        self._columns = [column.expression(texts=texts) for column in kind.columns]
        self._zone = ctx.zone
        self._uow = uow
        self._kind = kind
        self._sort = sort
        scope = Scope.of(ctx, uow)
        self._selection = select_rows(scope, kind.fields, filter=filter, sort=sort)
        self._condition = and_(self._selection.condition, *kind.where(ctx))
        self._found = self._search(scope)

    def count(self) -> int:
        """How many records there are."""
        if self._found is not None:
            return len(self._found)
        statement = select(func.count()).select_from(self._kind.model).where(self._condition)
        return int(self._uow.session.execute(statement).scalar_one())

    def keys(self) -> list[int]:
        """The keys of the records."""
        if self._found is not None:
            return list(self._found)
        key: Any = col(self._kind.model.id)
        statement = select(key).select_from(self._kind.model).where(self._condition)
        return list(self._uow.session.execute(statement).scalars())

    def batches(self, converters: Sequence[Convert | None]) -> Iterator[Batch]:
        """Batches of cells, column by column. All are texts and numbers."""
        for statement in self._statements(self._columns):
            for rows in self._rows(statement):
                yield _converted(converters, zip(*rows, strict=True))

    def lines(self, names: Names) -> Iterator[Batch]:
        """Batches of pieces of CSV lines, ready to be written with commas between them."""
        made = pieces(self._kind.columns, names)
        key: Any = col(self._kind.model.id)
        for statement in self._statements([key, *(piece.expression for piece in made)]):
            for rows in self._rows(statement):
                keys, *columns = zip(*rows, strict=True)
                ready = [piece.ready(column) for piece, column in zip(made, columns, strict=True)]
                whole = [column for column in ready if column is not None]
                yield whole if len(whole) == len(ready) else self._cell_by_cell(keys, names)

    def _rows(self, statement: Select[Any]) -> Iterator[list[Any]]:
        """Batches of rows as the driver has them: texts and numbers need no conversion, and a million row
        objects take as long as reading.
        """
        streaming = statement.execution_options(stream_results=True, max_row_buffer=1)
        result = self._uow.connection.execute(streaming)
        first = result.fetchone()  # SQLAlchemy may have taken one row from the cursor, and no more than that
        if first is None:
            return
        cursor: Any = result.cursor
        rows = [tuple(first), *cursor.fetchmany(BATCH_ROWS - 1)]
        while rows:
            yield rows
            rows = cursor.fetchmany(BATCH_ROWS)
        result.close()

    def _cell_by_cell(self, keys: Sequence[int], names: Names) -> Batch:
        """The records of a batch that could not be taken apart, read again a column at a time."""
        key: Any = col(self._kind.model.id)
        statement = self._statement(key.in_(keys), self._columns)
        rows = self._uow.connection.execute(statement).all()
        convert = converters(self._kind.columns, names, self._zone, people=False)
        cells = _converted(convert, zip(*rows, strict=True))
        return [csv_cells(["" if cell is None else str(cell) for cell in column]) for column in cells]

    def _search(self, scope: Scope) -> tuple[int, ...] | None:
        """Keys of what the free words find, newest first; ``None`` without free words."""
        if not self._selection.phrase:
            return None
        found = find_matching(
            scope,
            self._kind.fields,
            self._selection.phrase,
            self._condition,
            limit=MOST_FOUND,
            seconds=SEARCH_SECONDS,
        )
        if not found.complete:
            raise UsageError(
                _("The search did not end in {seconds} seconds.", seconds=int(SEARCH_SECONDS)),
                field="filter",
                hint=_("Add a condition, such as created:lastmonth."),
            )
        return found.keys

    def _statements(self, columns: Sequence[Any]) -> Iterator[Select[Any]]:
        if self._found is None:
            yield self._statement(self._condition, columns)
            return
        key: Any = col(self._kind.model.id)
        if not self._selection.newest_first:
            # One list of keys: an order of their own cannot be put together from parts.
            yield self._statement(key.in_(self._found), columns)
            return
        for start in range(0, len(self._found), BATCH_ROWS):
            yield self._statement(key.in_(self._found[start : start + BATCH_ROWS]), columns)

    def _statement(self, condition: ColumnElement[bool], columns: Sequence[Any]) -> Select[Any]:
        statement = select(*columns).select_from(self._kind.model)
        if self._kind.customer is not None:
            statement = statement.outerjoin(Customer, self._kind.customer == Customer.id)
        return self._selection.ordered(statement.where(condition))


def _converted(convert: Sequence[Convert | None], columns: Iterable[Sequence[Any]]) -> Batch:
    return [column if one is None else one(column) for one, column in zip(convert, columns, strict=True)]
