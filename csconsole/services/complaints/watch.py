"""Watching complaints: the daily key list 每日重点跟进 (CMP-21) and the times between nodes (CMP-28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from csconsole.clock import day_bounds, local_date
from csconsole.codes import codes
from csconsole.metrics.spans import mean_of
from csconsole.models import Call, Complaint, Event, Right, Ticket
from csconsole.services.complaints.nodes import spans
from csconsole.services.context import Context
from csconsole.services.query import Page
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.kinds import COMPLAINT_KIND
from csconsole.services.tickets.lists import URGENT_FIRST, page_of_tickets
from csconsole.services.tickets.rows import TicketRow
from csconsole.storage import UnitOfWork

_NOTES = ("note", "step", "act")
_LOOK_BACK = 31


@dataclass(frozen=True, slots=True)
class KeyComplaint:
    """An open major or important complaint. ``breaches`` are earlier days of the last 31 without a note."""

    row: TicketRow
    noted_today: bool
    breaches: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class NodeTimes:
    """Mean seconds between the nodes of the complaints of one channel, and how many there were of each.

    ``nodes.spans`` says what each is. ``backwards`` spans ended before they began, because a clock was wrong,
    and count in no mean.
    """

    channel: str
    complaints: int
    transfer: float | None
    resolve: float | None
    callback: float | None
    whole: float | None
    backwards: int


def key_complaints(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 500, after: str | None = None
) -> Page[KeyComplaint]:
    """One page of the key list, the most urgent first: open major and important complaints, whether noted
    today, and the days they were not. Raises ``QueryError`` for a filter, an order or a page that makes no
    sense.
    """
    today = ctx.today()
    with ctx.read() as uow:
        page = page_of_tickets(
            ctx,
            is_open(),
            col(Ticket.kind) == COMPLAINT_KIND,
            col(Ticket.level).in_(("major", "important")),
            filter=filter,
            sort=sort or URGENT_FIRST,
            limit=limit,
            after=after,
        )
        noted = _noted_days(ctx, uow, [row.id for row in page.rows])
    rows = tuple(
        KeyComplaint(row, today in noted.get(row.id, set()), _missing(ctx, row, noted.get(row.id, set())))
        for row in page.rows
    )
    return Page(rows, page.total, page.capped, page.next_after, page.partial)


def _noted_days(ctx: Context, uow: UnitOfWork, keys: list[int]) -> dict[int, set[date]]:
    if not keys:
        return {}
    since = day_bounds(ctx.today() - timedelta(days=_LOOK_BACK), ctx.zone)[0]
    query = select(Event.entity_id, Event.at).where(
        Event.entity == "ticket",
        col(Event.entity_id).in_(keys),
        col(Event.action).in_(_NOTES),
        col(Event.at) >= since,
    )
    found: dict[int, set[date]] = {}
    for key, at in uow.session.exec(query):
        found.setdefault(key, set()).add(local_date(at, ctx.zone))
    return found


def _missing(ctx: Context, row: TicketRow, noted: set[date]) -> tuple[date, ...]:
    """The days after the report and before today without a note: each is a breach."""
    first = max(local_date(row.reported_at, ctx.zone), ctx.today() - timedelta(days=_LOOK_BACK))
    days = (first + timedelta(days=n) for n in range(1, (ctx.today() - first).days))
    return tuple(day for day in days if day not in noted)


def node_times(ctx: Context, first: date, last: date) -> tuple[NodeTimes, ...]:
    """The mean times of the complaints received from ``first`` to ``last``, by channel, all of them first."""
    ctx.require(Right.REPORT_VIEW)
    start, end = day_bounds(first, ctx.zone)[0], day_bounds(last, ctx.zone)[1]
    with ctx.read() as uow:
        query = (
            select(Ticket, Complaint, Call.channel)
            .join(Complaint, col(Complaint.ticket_id) == Ticket.id)
            .outerjoin(Call, col(Call.id) == Ticket.origin_call_id)
            .where(
                Ticket.kind == COMPLAINT_KIND,
                col(Ticket.reported_at) >= start,
                col(Ticket.reported_at) < end,
                *visible(ctx),
            )
        )
        found = [(ticket, complaint, channel or "") for ticket, complaint, channel in uow.session.exec(query)]
    if not found:
        return ()
    channels = sorted({channel for _ticket, _complaint, channel in found if channel})
    groups = [("", found), *((c, [one for one in found if one[2] == c]) for c in channels)]
    return tuple(_times(channel, [(t, c) for t, c, _channel in group]) for channel, group in groups)


def _times(channel: str, group: list[tuple[Ticket, Complaint]]) -> NodeTimes:
    found = [spans(ticket, complaint) for ticket, complaint in group]
    means = {node: mean_of(one[node] for one in found) for node in codes("complaint_node")}
    return NodeTimes(
        channel=channel,
        complaints=len(group),
        transfer=means["transfer"].seconds,
        resolve=means["resolve"].seconds,
        callback=means["callback"].seconds,
        whole=means["whole"].seconds,
        backwards=sum(one.backwards for one in means.values()),
    )
