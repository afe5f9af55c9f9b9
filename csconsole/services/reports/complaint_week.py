"""The weekly complaint digest 投诉周报: new and open, node durations, causes, measures (RPT-47, CMP-28)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlmodel import col, select

from csconsole.i18n import N_, _
from csconsole.models import ActionItem, Staff, Ticket
from csconsole.services.complaints import node_times, recurrences
from csconsole.services.reports.dimensions import value_names
from csconsole.services.reports.document import Block, Row, capped
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.facts import entries_of
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.kinds import COMPLAINT_KIND
from csconsole.tabular.columns import Column

FIGURES: Final = ("complaints.new", "complaints.poor_service")
MOST_ROWS: Final = 2_000
"""A list of more lines is an export."""
_MEASURES: Final = ("measure", "corrective")

_RECORDS: Final[tuple[Column[Any], ...]] = (
    Column("number", N_("Number")),
    Column("level", N_("Level"), codes="complaint_level", width=10),
    Column("state", N_("State"), codes="ticket_state", width=10),
    Column("reported", N_("Reported")),
    Column("due", N_("Due")),
    Column("what", N_("Matter"), width=28),
    Column("customer", N_("Customer"), width=12),
    Column("department", N_("Department"), width=14),
    Column("cause", N_("Cause"), codes="complaint_cause", width=14),
    Column("measure", N_("Measure"), width=24),
)
_NODES: Final[tuple[Column[Any], ...]] = (
    Column("channel", N_("Channel"), codes="channel", about=N_("empty: all")),
    Column("complaints", N_("Complaints"), right=True),
    *(
        Column(name, title, kind="seconds")
        for name, title in (
            ("transfer", N_("Transfer")),
            ("resolve", N_("Solution")),
            ("callback", N_("Callback")),
            ("whole", N_("Whole")),
        )
    ),
)
_CAUSES: Final[tuple[Column[Any], ...]] = (
    Column("cause", N_("Cause"), codes="complaint_cause", width=20),
    Column("department", N_("Department"), width=16),
    Column("count", N_("Complaints"), right=True),
    Column(
        "before", N_("Period before"), right=True, about=N_("as many in the period of the same length before")
    ),
)
_ITEMS: Final[tuple[Column[Any], ...]] = (
    Column("number", N_("Number")),
    Column("kind", N_("Kind"), codes="action_item_kind", width=16),
    Column("text", N_("What"), width=32),
    Column("owner", N_("Owner"), width=12),
    Column("due", N_("Due")),
    Column("state", N_("State"), codes="action_item_state", width=10),
)


def build(draft: Drafting) -> list[Block]:
    """Figures; what was received in the period and what of earlier is still open; the times between the nodes
    by channel; the causes; the measures that were decided for these.
    """
    reported = col(Ticket.reported_at)
    new = _found(draft, reported >= draft.basis.start, reported < draft.basis.end)
    earlier = _found(draft, is_open(), reported < draft.basis.start)
    first, last = draft.period.first, draft.period.last
    nodes = tuple(_fields(row, _NODES) for row in node_times(draft.ctx, first, last))
    causes = tuple(_fields(row, _CAUSES) for row in recurrences(draft.ctx, first, last, every=True))
    return [
        draft.figures("figures", _("Figures"), FIGURES),
        _records(draft, "new", _("New complaints"), new),
        _records(draft, "open", _("Open from before"), earlier),
        Block("nodes", _("Mean times from receipt to callback, by channel"), _NODES, nodes),
        Block("causes", _("Causes by department"), _CAUSES, causes),
        _items(draft, [one.pk for one in (*new, *earlier)]),
    ]


def _found(draft: Drafting, *conditions: Any) -> Sequence[Ticket]:
    query = select(Ticket).where(Ticket.kind == COMPLAINT_KIND, *conditions, *visible(draft.ctx))
    return draft.session.exec(query.order_by(col(Ticket.id)).limit(MOST_ROWS)).all()


def _records(draft: Drafting, key: str, title: str, found: Sequence[Ticket]) -> Block:
    places = [one.responsible_department_id or one.department_id for one in found]
    departments = value_names(draft.session, "department", places)
    rows: tuple[Row, ...] = tuple(
        {
            "number": one.number,
            "level": one.level or "",
            "state": one.state,
            "reported": one.reported_at,
            "due": one.due_at,
            "what": one.title,
            "customer": one.contact_name or "",
            "department": departments[place],
            "cause": one.cause or "",
            "measure": _measure(one),
        }
        for one, place in zip(found, places, strict=True)
    )
    return capped(Block(key, f"{title} ({len(rows)})", _RECORDS, rows), MOST_ROWS)


def _measure(ticket: Ticket) -> str:
    """The last measure of the complaint, and the corrective one."""
    said = {name: entry[name] for entry in entries_of(ticket) for name in _MEASURES if entry.get(name)}
    return "; ".join(str(said[name]) for name in _MEASURES if name in said)


def _items(draft: Drafting, keys: Sequence[int]) -> Block:
    query = (
        select(ActionItem, Ticket.number, Staff.name)
        .join(Ticket, col(Ticket.id) == ActionItem.ticket_id)
        .outerjoin(Staff, col(Staff.id) == ActionItem.owner_id)
        .where(col(ActionItem.ticket_id).in_(keys))
        .order_by(col(ActionItem.id))
        .limit(MOST_ROWS)
    )
    rows: tuple[Row, ...] = tuple(
        {
            "number": number,
            "kind": item.kind,
            "text": item.text,
            "owner": owner or "",
            "due": item.due_at,
            "state": item.state,
        }
        for item, number, owner in draft.session.exec(query)
    )
    return capped(Block("measures", _("Measures") + f" ({len(rows)})", _ITEMS, rows), MOST_ROWS)


def _fields(row: object, columns: Sequence[Column[Any]]) -> Row:
    return {column.name: getattr(row, column.name) for column in columns}


COMPLAINT_WEEK: Final = ReportSpec(
    "complaint-week",
    "RPT-47",
    "Weekly complaint digest",
    "投诉周报",
    "New and open complaints, the times between their nodes, causes and measures",
    "新增与未结投诉、各节点时长、原因与措施",
    "week",
    FIGURES,
    build,
)
