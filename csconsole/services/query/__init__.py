"""The one query language: filter bar, saved views, ``--filter`` of every command, reports and exports.

A list service says which keys it understands and gets filter, order, paging and count from here::

    from csconsole.services.query import (
        EntityFields, FieldSpec, Group, Kind, Page, Scope, fetch_page, staff_field,
    )

    TICKETS = EntityFields(
        name="ticket",
        model=Ticket,
        fields=(
            FieldSpec("number", "工单号", Kind.EXACT, Ticket.number),
            FieldSpec(
                "state", "状态", Kind.CODE, Ticket.state, codes="ticket_state",
                groups={"open": Group("未结", excluding=("closed", "cancelled", "archived"))},
            ),
            FieldSpec("priority", "优先级", Kind.CODE, Ticket.priority, codes="priority",
                      order=("normal", "urgent", "emergency")),
            staff_field("assignee", "处理人", Ticket.handler_id, aliases=("handler",)),
            FieldSpec("due", "时限", Kind.INSTANT, Ticket.due_at, ahead=True),
            FieldSpec("created", "创建", Kind.INSTANT, Ticket.created_at),
            FieldSpec("updated", "更新", Kind.INSTANT, Ticket.updated_at),
        ),
        default_sort="-id",          # any keys; "id" is always one; the id is added at the end;
                                     # narrowed to an indexed time, a list of "-id" stands by that
        search="ticket",             # name in the search index; "" for a list without free words
    )

    def list_tickets(
        ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
    ) -> Page[TicketRow]:
        ctx.require(Right.RECORD_VIEW)
        with ctx.read() as uow:
            return fetch_page(
                Scope.of(ctx, uow), TICKETS, lambda found: _rows(uow, found),   # found: list[Ticket]
                filter=filter, sort=sort, limit=limit, after=after,
                where=(...),         # the list's own conditions, such as what the role may see
            )

Publish the ``EntityFields`` (``TICKETS``, ``CALLS`` …) from the service package: exports, completion in the
filter bar and docs read it. Keys of codes need ``data/lists/<codes>.csv``; a ``Group`` is a word for several
codes and must be worded like the partial index that it should use (``excluding`` gives ``NOT IN (...)``).
``Kind.CUSTOM`` takes ``test=(scope, op, value) -> condition or None`` and ``words=(("overdue", "逾期"), …)``.

Filter: free words, ``key:value``, ``state:open,pending``, ``priority>=high``, ``-tag:vip``, ``a or b``,
parentheses, ``"quoted phrases"``, ``assignee:me``, ``assignee:none``, ``due<2h``, ``created:today``,
``created>=2026-11-01``, ``sort:-updated``; Chinese key names and full-width punctuation mean the same.
``QueryError`` (exit code 2) carries ``position``, ``pointer()`` and a ``hint`` that names the nearest key.
``complete_filter(scope, FIELDS, text, cursor)`` offers keys and values for a place in the text.
``Page.count_text()`` is the count as it is shown (``1000+``). Free words look for at most 40 ms and then say
``partial``; wrap a command in ``with patience(10):`` where it may take longer. A screen reads its lists
inside ``with hurried():``: what no index serves is then cut, too, and ``partial``; anybody else gets all.
Rows that stand in no table, such as settings, are paged by ``page_of_rows`` of ``in_memory.py``; where they
have times, it is told the ``Moment`` against which these are understood.
"""

from __future__ import annotations

from .complete import Completion, complete_filter
from .counting import count_rows
from .errors import QueryError
from .fields import EntityFields, FieldSpec, Group, Kind
from .links import category_field, department_field, numbered_field, staff_field
from .overdue import overdue_field, yes_no_field
from .pages import Page, Selection, fetch_page, parse_sort, select_rows
from .parser import both_filters, narrowed, parse, quote_if_needed, render
from .reading import hurried
from .scope import Scope
from .shown import shown_filter, shown_sort
from .tree import Op, Query, Value
from .words import patience

__all__ = [
    "Completion",
    "EntityFields",
    "FieldSpec",
    "Group",
    "Kind",
    "Op",
    "Page",
    "Query",
    "QueryError",
    "Scope",
    "Selection",
    "Value",
    "both_filters",
    "category_field",
    "complete_filter",
    "count_rows",
    "department_field",
    "fetch_page",
    "hurried",
    "narrowed",
    "numbered_field",
    "overdue_field",
    "parse",
    "parse_sort",
    "patience",
    "quote_if_needed",
    "render",
    "select_rows",
    "shown_filter",
    "shown_sort",
    "staff_field",
    "yes_no_field",
]
