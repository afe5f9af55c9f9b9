"""Visits per site 上门服务: training and maintenance, and the items they left unsolved (TKT-19)."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from sqlalchemy import func, select
from sqlmodel import col

from csconsole.i18n import N_, _
from csconsole.metrics.quality import VISIT_KINDS
from csconsole.models import Subtask, Ticket
from csconsole.services.reports.document import Block, Row, capped
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.services.reports.opened import customer_names, staff_names
from csconsole.services.tickets.access import about_visible, visible
from csconsole.tabular.columns import Column

FIGURES: Final = ("sites.visits", "sites.training")
_SLOTTED: Final = ("visit", "appointment")
_SITE: Final[tuple[Any, ...]] = (Ticket.customer_id, Ticket.address, Ticket.kind)
MOST_ROWS: Final = 5_000
_Counted: TypeAlias = dict[tuple[Any, ...], dict[str, int]]


def build(draft: Drafting) -> list[Block]:
    """Figures, each site with its tickets and visits of the period, and every item left unsolved."""
    figures = draft.figures("figures", _("Figures"), FIGURES)
    return [figures, capped(_sites(draft), MOST_ROWS), capped(_unsolved(draft), MOST_ROWS)]


def _sites(draft: Drafting) -> Block:
    counted: _Counted = {}
    _count_tickets(draft, counted)
    _count_visits(draft, counted)
    customers = customer_names(draft.session, [site[0] for site in counted])
    rows: list[Row] = [
        {
            "site": site[1] or "-",
            "customer": customers.get(site[0], ""),
            "kind": site[2],
            **{name: line.get(name, 0) for name in ("tickets", "visits", "done", "unsolved", "no_shows")},
        }
        for site, line in counted.items()
    ]
    rows.sort(key=lambda row: (-row["tickets"] - row["visits"], row["site"], row["kind"]))
    return Block(
        "sites",
        _("By site"),
        (
            Column("site", N_("Site"), width=28),
            Column("customer", N_("Customer"), width=16),
            Column("kind", N_("Kind"), codes="ticket_kind"),
            Column("tickets", N_("Tickets"), right=True),
            Column("visits", N_("Visits"), right=True),
            Column("done", N_("Done"), right=True),
            Column("unsolved", N_("Unsolved"), right=True),
            Column("no_shows", N_("Nobody there"), right=True),
        ),
        tuple(rows),
    )


def _count_tickets(draft: Drafting, counted: _Counted) -> None:
    """Tickets count on the day of their report."""
    reported = col(Ticket.reported_at)
    tickets = (
        select(*_SITE, func.count())
        .where(reported >= draft.basis.start, reported < draft.basis.end)
        .where(col(Ticket.kind).in_(VISIT_KINDS), col(Ticket.state) != "cancelled", *visible(draft.ctx))
        .group_by(*_SITE)
        .limit(MOST_ROWS)
    )
    for *site, n in draft.session.execute(tickets):
        counted.setdefault(tuple(site), {})["tickets"] = n


def _count_visits(draft: Drafting, counted: _Counted) -> None:
    """Visits count on the day for which they were planned."""
    starts = col(Subtask.starts_at)
    visits = (
        select(*_SITE, col(Subtask.state), func.count(), func.sum(col(Subtask.no_shows)))
        .join(Ticket, col(Subtask.ticket_id) == col(Ticket.id))
        .where(starts >= draft.basis.start, starts < draft.basis.end, col(Subtask.kind).in_(_SLOTTED))
        .where(col(Ticket.kind).in_(VISIT_KINDS), col(Subtask.state) != "cancelled", *visible(draft.ctx))
        .group_by(*_SITE, col(Subtask.state))
        .limit(MOST_ROWS)
    )
    for *site, state, n, missed in draft.session.execute(visits):
        line = counted.setdefault(tuple(site), {})
        line["visits"] = line.get("visits", 0) + n
        line["no_shows"] = line.get("no_shows", 0) + int(missed or 0)
        if state in ("done", "unsolved"):
            line[state] = line.get(state, 0) + n


def _unsolved(draft: Drafting) -> Block:
    """What visits of any ticket left unsolved and nobody has settled, the oldest first."""
    query = (
        select(Subtask, Ticket)
        .join(Ticket, col(Subtask.ticket_id) == col(Ticket.id))
        .where(col(Subtask.state) == "unsolved", col(Subtask.ended_at).is_(None))
        .where(*about_visible(draft.ctx, Subtask.ticket_id))
        .order_by(col(Subtask.starts_at), col(Subtask.id))
        .limit(MOST_ROWS)
    )
    found = draft.session.execute(query).all()
    names = staff_names(draft.session, [one.staff_id for one, _ticket in found])
    rows: tuple[Row, ...] = tuple(
        {
            "number": ticket.number,
            "site": one.place or ticket.address or "-",
            "item": one.unsolved or "",
            "engineer": names.get(one.staff_id, ""),
            "visited": one.starts_at,
            "due": one.due_at,
        }
        for one, ticket in found
    )
    return Block(
        "unsolved",
        _("Unsolved items") + f" ({len(rows)})",
        (
            Column("number", N_("Ticket")),
            Column("site", N_("Site"), width=24),
            Column("item", N_("Unsolved items"), width=40),
            Column("engineer", N_("Engineer"), width=12),
            Column("visited", N_("Visited")),
            Column("due", N_("Due")),
        ),
        rows,
    )


SITES: Final = ReportSpec(
    "sites",
    "TKT-19",
    "Visits per site",
    "上门服务统计",
    "Training, maintenance and field service per site; items left unsolved",
    "按地点统计培训维护与上门服务，并列出遗留问题",
    "month",
    FIGURES,
    build,
)
