"""How many rows a filter selects, without reading them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select

from .fields import EntityFields
from .pages import select_rows
from .reading import Reader
from .scope import Scope
from .words import find_matching


def count_rows(
    scope: Scope,
    fields: EntityFields,
    *,
    filter: str,
    where: Sequence[ColumnElement[bool]] = (),
    most: int,
) -> int | None:
    """How many rows the filter selects, at most ``most`` + 1; ``None`` where that took too long.

    Raises ``QueryError`` for a filter that makes no sense.
    """
    selection = select_rows(scope, fields, filter=filter)
    condition = and_(selection.condition, *where)
    if selection.phrase:
        found = find_matching(scope, fields, selection.phrase, condition, limit=most + 1)
        return len(found.keys) if found.complete or len(found.keys) > most else None
    reader = Reader(scope.uow.session, fields.model)
    counted = reader.count(select(fields.model.id).where(condition).limit(most + 1))
    return counted if selection.words_complete else None
