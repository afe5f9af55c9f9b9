"""The lists by their codes: counted together, and read one by one.

Lists of tickets are views that ship (``data/views/ticket.toml``), so that each is also a filter of the ticket
list; the others ask the service that has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from csconsole.codes import codes, label
from csconsole.errors import InvalidInputError
from csconsole.i18n import _, listed
from csconsole.models import Right
from csconsole.services import entry
from csconsole.services.complaints import key_complaints, unescalated_complaints
from csconsole.services.context import Context
from csconsole.services.promises import list_promises
from csconsole.services.query import Page, Scope, count_rows
from csconsole.services.query.edges import Moment
from csconsole.services.query.in_memory import page_of_rows
from csconsole.services.query.pages import MAX_LIMIT
from csconsole.services.tickets import (
    list_tickets,
    overdue_dispatches,
    unanswered_tickets,
    unfollowed_tickets,
    untold_tickets,
)
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import TICKETS
from csconsole.services.unsettled.approvals import waiting_for_me
from csconsole.services.unsettled.rows import ROWS, UnsettledRow, key_of, of_promise, of_ticket
from csconsole.services.views import shipped_view

MOST: Final = 1000
"""A list is counted to this many and then says "1000+"."""
READ: Final = 200
"""So many rows of a list are read for a screen, the most pressing first."""
_VIEWS: Final = {
    "orphan": "orphans",
    "no_step": "no_step",
    "returned": "returned",
    "overdue": "late",
    "unnoted": "unnoted",
    "unreviewed": "unreviewed",
    "parked": "parked_due",
    "unclosed": "unclosed",
    "first_contact": "owned",
}
"""Lists of tickets, by the code of the view that each is."""


@dataclass(frozen=True, slots=True)
class UnsettledList:
    """One list: its code, name and count (``12``, ``1000+``); ``view`` is the code of the view of the ticket
    list that it is, empty where it is another list.
    """

    code: str
    name: str
    total: int
    count: str
    view: str = ""


def unsettled_lists(ctx: Context) -> tuple[UnsettledList, ...]:
    """Every list with its count, in the order of ``data/lists/unsettled.csv``."""
    ctx.require(Right.RECORD_VIEW)
    return tuple(_counted(ctx, code) for code in codes("unsettled"))


def unsettled_rows(ctx: Context, code: str, *, most: int = READ) -> tuple[UnsettledRow, ...]:
    """The rows of one list by its code or name, at most 200. Raises ``InvalidInputError``."""
    ctx.require(Right.RECORD_VIEW)
    wanted = entry.one_of("unsettled", code, "list", rule="TKT-11")
    if wanted is None:
        known = listed(codes("unsettled"))
        raise InvalidInputError(
            _("Choose a list."), field="list", rule="TKT-11", hint=_("Known values: {values}", values=known)
        )
    if wanted in _VIEWS:
        view = shipped_view("ticket", _VIEWS[wanted])
        found = list_tickets(ctx, filter=view.filter, sort=view.sort, limit=most)
        return tuple(of_ticket(row) for row in found.rows)
    return tuple(_OTHERS[wanted](ctx, most))[:most]


def list_unsettled(
    ctx: Context, code: str, *, filter: str = "", sort: str = "", limit: int = READ, after: str | None = None
) -> Page[UnsettledRow]:
    """One page of the rows of a list by its code or name, the most pressing first (TKT-11). Raises as
    ``unsettled_rows``, and ``QueryError`` for a filter, an order or a page that makes no sense.
    """
    return page_of_rows(
        ROWS,
        unsettled_rows(ctx, code, most=MAX_LIMIT),
        key_of,
        filter=filter,
        sort=sort,
        limit=limit,
        after=after,
        moment=Moment(ctx.now(), ctx.zone),
    )


def _counted(ctx: Context, code: str) -> UnsettledList:
    if code not in _VIEWS:
        total = _COUNTS[code](ctx) if code in _COUNTS else sum(1 for _row in _OTHERS[code](ctx, READ))
        return UnsettledList(code, label("unsettled", code), total, str(total))
    view = shipped_view("ticket", _VIEWS[code])
    with ctx.read() as uow:
        found = count_rows(Scope.of(ctx, uow), TICKETS, filter=view.filter, where=visible(ctx), most=MOST)
    total = min(found or 0, MOST)
    said = "?" if found is None else f"{MOST}+" if found > MOST else str(found)
    return UnsettledList(code, label("unsettled", code), total, said, _VIEWS[code])


def _undispatched(ctx: Context, most: int) -> Iterator[UnsettledRow]:
    for row in overdue_dispatches(ctx, limit=most).rows:
        yield of_ticket(row, _("waits for {n} min", n=row.waiting_seconds // 60))


def _promises(ctx: Context, most: int) -> Iterator[UnsettledRow]:
    return (of_promise(row) for row in list_promises(ctx, filter="overdue:yes", limit=most).rows)


def _unanswered(ctx: Context, _most: int) -> Iterator[UnsettledRow]:
    return (of_ticket(row) for group in unanswered_tickets(ctx) for row in group.rows)


def _unfollowed(ctx: Context, _most: int) -> Iterator[UnsettledRow]:
    return (of_ticket(row) for group in unfollowed_tickets(ctx) for row in group.rows)


def _untold(ctx: Context, most: int) -> Iterator[UnsettledRow]:
    return (of_ticket(row) for row in untold_tickets(ctx, limit=most).rows)


def _key(ctx: Context, _most: int) -> Iterator[UnsettledRow]:
    for each in key_complaints(ctx).rows:
        if not each.noted_today:
            said = [label("complaint_level", each.row.level)]
            if each.breaches:
                said.append(_("days without a note: {n}", n=len(each.breaches)))
            yield of_ticket(each.row, " · ".join(said))


def _beyond(ctx: Context, _most: int) -> Iterator[UnsettledRow]:
    return (of_ticket(row) for row in unescalated_complaints(ctx))


def _forms(ctx: Context, _most: int) -> Iterator[UnsettledRow]:
    from csconsole.models import FormRecord
    from csconsole.services.forms.owed import open_forms
    from csconsole.services.tickets.access import about_visible

    with ctx.read() as uow:
        found = open_forms(ctx, uow, *about_visible(ctx, FormRecord.ticket_id))
    for one in found:
        yield UnsettledRow(
            record="form",
            key=one.number,
            number=one.number,
            title=" ".join(part for part in (one.said, one.ticket) if part),
            who=one.owner,
            department="",
            since=one.opened_at,
            due_at=one.due_at,
            ticket=one.ticket,
        )


def _owed(name: str) -> Callable[[Context, int], Iterator[UnsettledRow]]:
    """One of the lists of what others owe; its tables are loaded when it is asked for."""

    def rows(ctx: Context, _most: int) -> Iterator[UnsettledRow]:
        from csconsole.services.unsettled import owed

        found: Iterator[UnsettledRow] = getattr(owed, name)(ctx)
        return found

    return rows


_OTHERS: Final[dict[str, Callable[[Context, int], Iterator[UnsettledRow]]]] = {
    "undispatched": _undispatched,
    "promise": _promises,
    "unanswered": _unanswered,
    "unfollowed": _unfollowed,
    "untold": _untold,
    "key": _key,
    "beyond": _beyond,
    "owed": _owed("late_owed"),
    "upward": _owed("unsent"),
    "unsolved": _owed("left_open"),
    "left": _owed("of_who_left"),
    "form": _forms,
    "approval": lambda ctx, _most: iter(waiting_for_me(ctx)),
}
_COUNTS: Final[dict[str, Callable[[Context], int]]] = {
    "undispatched": lambda ctx: overdue_dispatches(ctx, limit=1).total,
    "promise": lambda ctx: list_promises(ctx, filter="overdue:yes", limit=1).total,
    "untold": lambda ctx: untold_tickets(ctx, limit=1).total,
    "unanswered": lambda ctx: sum(group.count for group in unanswered_tickets(ctx)),
    "unfollowed": lambda ctx: sum(group.count for group in unfollowed_tickets(ctx)),
}
