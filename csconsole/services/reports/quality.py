"""The quality-tracking list 质量跟踪记录 by product (TKT-26)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, or_
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.models import Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services.reports.document import Block, Row, capped
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import is_open
from csconsole.tabular.columns import Column

FIGURES: Final = ("quality.tickets", "quality.defects", "quality.complaints")
MOST_ROWS: Final = 20_000
"""A list of more lines is an export."""
_READ: Final[tuple[Any, ...]] = (
    Ticket.product,
    Ticket.defect,
    Ticket.number,
    Ticket.kind,
    Ticket.scope,
    Ticket.state,
    Ticket.title,
    Ticket.contact_name,
    Ticket.reported_at,
    Ticket.cause,
    Ticket.result,
)


def build(draft: Drafting) -> list[Block]:
    """Figures, the products, their defects, and the tickets: those reported in the period, and earlier ones
    that are still open.
    """
    found = _found(draft)
    return [
        draft.figures("figures", _("Figures"), FIGURES),
        *(
            capped(block, MOST_ROWS, len(found))
            for block in (_products(found), _defects(found), _records(found))
        ),
    ]


def _found(draft: Drafting) -> Sequence[Any]:
    reported = col(Ticket.reported_at)
    tracked = or_(reported >= draft.basis.start, is_open())
    where = and_(col(Ticket.product).is_not(None), reported < draft.basis.end, tracked)
    query = select(*_READ).where(where, *visible(draft.ctx))
    order = (col(Ticket.product), col(Ticket.defect), reported.desc())
    return draft.session.execute(query.order_by(*order).limit(MOST_ROWS)).all()


def _products(found: Sequence[Any]) -> Block:
    rows: list[Row] = []
    for product in dict.fromkeys(one.product for one in found):
        mine = [one for one in found if one.product == product]
        [(defect, most)] = Counter(one.defect for one in mine if one.defect).most_common(1) or [("", 0)]
        rows.append(
            {
                "product": product,
                "tickets": len(mine),
                "open": sum(TICKET.is_open(one.state) for one in mine),
                "complaints": sum(one.kind == "complaint" for one in mine),
                "defect": defect,
                "times": most,
            }
        )
    rows.sort(key=lambda row: (-row["tickets"], row["product"]))
    return Block(
        "products",
        _("By product"),
        (
            Column("product", N_("Product"), width=28),
            Column("tickets", N_("Tickets"), right=True),
            Column("open", N_("Open tickets"), right=True),
            Column("complaints", N_("Complaints"), right=True),
            Column("defect", N_("Most frequent defect"), codes="ticket_defect"),
            Column("times", N_("Times"), right=True),
        ),
        tuple(rows),
    )


def _defects(found: Sequence[Any]) -> Block:
    counted = Counter((one.product, one.defect or "") for one in found)
    rows: tuple[Row, ...] = tuple(
        {"product": product, "defect": defect, "tickets": n}
        for (product, defect), n in sorted(
            counted.items(), key=lambda item: (item[0][0], -item[1], item[0][1])
        )
    )
    return Block(
        "defects",
        _("By product and defect"),
        (
            Column("product", N_("Product"), width=28),
            Column("defect_name", N_("Defect"), value=_defect_name),
            Column("tickets", N_("Tickets"), right=True),
        ),
        rows,
        (Column("product", "product"), Column("defect", "defect"), Column("tickets", "tickets")),
    )


def _defect_name(row: Row) -> str:
    return label("ticket_defect", row["defect"]) or _("no defect named")


def _records(found: Sequence[Any]) -> Block:
    rows: tuple[Row, ...] = tuple(
        {
            "product": one.product,
            "defect": one.defect or "",
            "number": one.number,
            "kind": one.kind,
            "scope": one.scope or "",
            "state": one.state,
            "reported": one.reported_at,
            "what": one.title,
            "customer": one.contact_name or "",
            "cause": one.cause or "",
            "result": one.result or "",
        }
        for one in found
    )
    return Block(
        "records",
        _("Quality tracking") + f" ({len(rows)})",
        (
            Column("product", N_("Product"), width=20),
            Column("defect", N_("Defect"), codes="ticket_defect", width=14),
            Column("number", N_("Number")),
            Column("state", N_("State"), codes="ticket_state", width=10),
            Column("reported", N_("Reported")),
            Column("what", N_("Matter"), width=28),
            Column("customer", N_("Customer"), width=12),
            Column("kind", N_("Kind"), codes="ticket_kind"),
            Column("scope", N_("Scope"), codes="ticket_scope"),
            Column("cause", N_("Cause"), codes="complaint_cause", width=16),
            Column("result", N_("Result"), width=24),
        ),
        rows,
    )


QUALITY: Final = ReportSpec(
    "quality",
    "TKT-26",
    "Quality tracking",
    "质量跟踪记录",
    "Tickets and complaints by product and defect: reported in the period or still open",
    "按产品和缺陷列出工单与投诉：本期报告的和仍未结的",
    "month",
    FIGURES,
    build,
)
