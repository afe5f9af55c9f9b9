"""The views as a list of their own, filtered and paged as any other."""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.query import EntityFields, FieldSpec, Kind, Page
from csconsole.services.query.in_memory import page_of_rows
from csconsole.services.views.counts import CountedView, count_views, nearest_first
from csconsole.services.views.records import ViewRow

VIEWS: Final = EntityFields(
    name="view",
    model=None,
    fields=(
        FieldSpec("name", "名称", Kind.TEXT, attrgetter("name")),
        FieldSpec("whose", "归属", Kind.CODE, attrgetter("whose"), codes="view_whose"),
        FieldSpec("filter", "筛选", Kind.TEXT, attrgetter("filter"), sortable=False),
        FieldSpec("order", "次序", Kind.TEXT, attrgetter("sort"), sortable=False),
        FieldSpec("code", "代码", Kind.EXACT, attrgetter("code")),
    ),
    default_sort="",
    within=(attrgetter("name"), attrgetter("code")),
)
"""The keys that the list of views understands; what of them stands in data is in no table."""


def page_of_views(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 500, after: str | None = None
) -> Page[CountedView]:
    """One page of the views of the ticket list with their counts, the nearest first. Raises ``QueryError``
    for a filter, an order or a page that makes no sense, ``NotAllowedError``.
    """
    ctx.require(Right.RECORD_VIEW)
    page = page_of_rows(VIEWS, nearest_first(ctx), _key, filter=filter, sort=sort, limit=limit, after=after)
    counted = count_views(ctx, page.rows)
    return Page(counted, page.total, page.capped, page.next_after, page.partial)


def _key(view: ViewRow) -> str:
    return view.code or str(view.id)
