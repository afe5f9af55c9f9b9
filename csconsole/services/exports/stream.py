"""Records streamed from the database in batches, with small memory, in the order asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlmodel import col

from csconsole.errors import UsageError
from csconsole.i18n import _
from csconsole.models import Customer
from csconsole.services.context import Context
from csconsole.services.exports.cells import Convert
from csconsole.services.exports.entities import Exported
from csconsole.services.query import Scope, Selection, select_rows
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
        self._texts = texts
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

    def batches(self, converters: Sequence[Convert | None]) -> Iterator[Batch]:
        """Batches of cells, column by column. All are texts and numbers."""
        for statement in self._statements():
            result = self._uow.connection.execute(statement.execution_options(yield_per=BATCH_ROWS))
            for batch in result.partitions():
                yield [
                    column if convert is None else convert(column)
                    for convert, column in zip(converters, zip(*batch, strict=True), strict=True)
                ]

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

    def _statements(self) -> Iterator[Select[Any]]:
        if self._found is None:
            yield self._statement(self._condition, self._selection)
            return
        key: Any = col(self._kind.model.id)
        if not self._selection.newest_first:
            # One list of keys: an order of their own cannot be put together from parts.
            yield self._statement(key.in_(self._found), self._selection)
            return
        for start in range(0, len(self._found), BATCH_ROWS):
            yield self._statement(key.in_(self._found[start : start + BATCH_ROWS]), self._selection)

    def _statement(self, condition: ColumnElement[bool], selection: Selection) -> Select[Any]:
        statement = select(
            *(column.expression(texts=self._texts) for column in self._kind.columns)
        ).select_from(self._kind.model)
        if self._kind.customer is not None:
            statement = statement.outerjoin(Customer, self._kind.customer == Customer.id)
        return selection.ordered(statement.where(condition))
