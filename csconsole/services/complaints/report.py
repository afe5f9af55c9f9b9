"""The report on a complaint 客户投诉处理报告 that a business customer gets (CMP-23): whether its ground is
valid, the measures and their reviews by departments, the check of the effect, reply and feedback.
"""

from __future__ import annotations

from csconsole.clock import local
from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Department, Ticket
from csconsole.services.complaints.facts import complaint_of
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context
from csconsole.services.meetings import ActionItemRow, items_about
from csconsole.services.tickets.access import TicketRef, department_name
from csconsole.services.tickets.facts import recorded
from csconsole.services.tickets.rows import TicketRow
from csconsole.services.tickets.slips import Copy, print_slip
from csconsole.storage import UnitOfWork

Fields = tuple[tuple[str, str], ...]


def complaint_report(ctx: Context, ref: TicketRef, *, fmt: str = "md") -> str:
    """The report as Markdown or HTML; printing it is an event. Raises ``NoComplaintError``,
    ``HiddenComplaintError``, ``InvalidInputError`` for an unknown format.
    """
    with ctx.read() as uow:
        load_complaint(ctx, uow, ref)
    return print_slip(ctx, ref, fmt, "complaint_report", _copies)


def _copies(ctx: Context, row: TicketRow, ticket: Ticket, phone: str) -> tuple[Copy, ...]:
    del phone
    with ctx.read() as uow:
        fields = _fields(ctx, uow, row, ticket)
    return (Copy(_("Report on a complaint"), fields, (_("Signature of the manager, time"),)),)


def _fields(ctx: Context, uow: UnitOfWork, row: TicketRow, ticket: Ticket) -> Fields:
    about, said = complaint_of(uow, ticket), recorded(ticket)
    items = items_about(ctx, uow, ticket_id=ticket.pk)
    way = label("signed_way", said.get("signed_way"))
    place = ticket.responsible_department_id
    ground = "" if about.established is None else _("valid") if about.established else _("not valid")
    return (
        (_("Number"), row.number),
        (_("Customer"), about.company or row.customer or row.contact_name or ""),
        (_("Content"), "\n".join(part for part in (row.title, ticket.description) if part)),
        (_("Demand"), ticket.demand or ""),
        (_("Ground"), ground),
        (_("Cause"), label("complaint_cause", ticket.cause)),
        (_("Cause analysis"), str(said.get("finding") or "")),
        (_("Responsible department"), department_name(uow.get(Department, place)) if place else ""),
        (_("Options"), "; ".join(map(str, said.get("options") or ()))),
        (_("Option chosen"), str(said.get("option") or "")),
        (_("Option of the customer"), str(said.get("customer_option") or "")),
        (_("Measure"), str(said.get("measure") or "")),
        (_("Corrective measure"), str(said.get("corrective") or "")),
        (_("Reviews of the measure"), _items(ctx, items, "measure_review")),
        (_("Check of the effect"), _items(ctx, items, "effect_check")),
        (_("Reply"), ticket.result or ""),
        (_("Feedback"), label("complaint_satisfaction", ticket.satisfaction)),
        (_("Signed by"), " ".join((about.signer, way)).strip() if about.signer else ""),
    )


def _items(ctx: Context, items: tuple[ActionItemRow, ...], kind: str) -> str:
    """Who, by when, with which verdict and words; one line each."""
    return "\n".join(
        " ".join(
            part
            for part in (
                f"{local(item.due_at, ctx.zone):%Y-%m-%d}",
                item.owner or item.department or "",
                label("effect_verdict", item.verdict)
                if item.verdict
                else label("action_item_state", item.state),
                item.feedback or "",
            )
            if part
        )
        for item in items
        if item.kind == kind
    )
