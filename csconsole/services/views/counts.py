"""How many tickets each view selects, counted within a time that nobody notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csconsole.errors import UsageError
from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.query import Scope, count_rows, hurried
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import TICKETS
from csconsole.services.views.records import NEAREST, ViewRow, Whose, list_views
from csconsole.storage import UnitOfWork

MOST: Final = 100
"""A view is counted to this many and then says "100+"."""
ON_DESK: Final = 8
"""So many views are counted for the desk."""


@dataclass(frozen=True, slots=True)
class CountedView:
    """A view and its count as it is shown: ``12``, ``100+``; "" where its filter is understood no more or
    counting takes too long.
    """

    view: ViewRow
    count: str


def count_views(ctx: Context, views: Sequence[ViewRow]) -> tuple[CountedView, ...]:
    """Views of the ticket list with their counts, each counted within a time. Raises ``NotAllowedError`` for
    whoever may see no records.
    """
    ctx.require(Right.RECORD_VIEW)
    with hurried(), ctx.read() as uow:
        return tuple(CountedView(view, _count(ctx, uow, view)) for view in views)


def nearest_first(ctx: Context) -> tuple[ViewRow, ...]:
    """The views of the ticket list: one's own, one's department's, everyone's, those that ship."""
    return tuple(sorted(list_views(ctx, TICKETS.name), key=lambda view: NEAREST.index(view.whose)))


def desk_views(ctx: Context) -> tuple[CountedView, ...]:
    """The saved views with their counts for the desk; what ships is not among them. Raises
    ``NotAllowedError`` for whoever may see no records.
    """
    saved = [view for view in nearest_first(ctx) if view.whose is not Whose.SHIPPED]
    return count_views(ctx, saved[:ON_DESK])


def _count(ctx: Context, uow: UnitOfWork, view: ViewRow) -> str:
    try:
        found = count_rows(Scope.of(ctx, uow), TICKETS, filter=view.filter, where=visible(ctx), most=MOST)
    except UsageError:
        return ""
    if found is None:
        return ""
    return f"{MOST}+" if found > MOST else str(found)
