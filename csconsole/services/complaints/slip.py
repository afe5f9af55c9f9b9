"""The complaint slip 投诉处理单 and the complaint register 客户投诉登记表 on paper (CMP-01, CMP-02)."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Final

from sqlmodel import col, select

from csconsole.clock import day_bounds, local
from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Call, Department, Event, Right, Staff, Ticket
from csconsole.services import entry
from csconsole.services.complaints.facts import complaint_of
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, department_name, visible
from csconsole.services.tickets.facts import recorded
from csconsole.services.tickets.kinds import COMPLAINT_KIND, say_stage, stage_of
from csconsole.services.tickets.rows import TicketRow, shown_phone, ticket_row
from csconsole.services.tickets.slips import Copy, print_slip, render
from csconsole.storage import UnitOfWork

Fields = tuple[tuple[str, str], ...]
PAPERS: Final = "complaint_paper"
"""The names under which the register and the slip are printed, old ones among them."""


def complaint_slip(ctx: Context, ref: TicketRef, *, fmt: str = "md", name: str | None = None) -> str:
    """The complaint slip as Markdown or HTML, with the lines to sign; printing it is an event (CMP-02).
    ``name`` is one of the old names of the slip (CMP-01).

    Raises ``NoComplaintError``, ``HiddenComplaintError``, ``InvalidInputError`` for an unknown format.
    """
    with ctx.read() as uow:
        load_complaint(ctx, uow, ref)
    title = _paper(name, "slip")
    return print_slip(ctx, ref, fmt, "complaint", partial(_copies, title))


def slip_was_printed(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether the slip of a complaint was ever printed."""
    query = select(Event).where(
        Event.entity == "ticket", Event.entity_id == ticket.pk, Event.action == "printed"
    )
    return any((event.detail or {}).get("slip") == "complaint" for event in uow.session.exec(query))


def _copies(title: str, ctx: Context, row: TicketRow, ticket: Ticket, phone: str) -> tuple[Copy, ...]:
    with ctx.read() as uow:
        fields = _fields(ctx, uow, row, ticket, phone)
    blanks = (
        _("Signature of the customer, time, on site or by phone"),
        _("Signature of the executor, time"),
        _("Signature of the handler, time"),
    )
    return (Copy(title, fields, blanks),)


def _fields(ctx: Context, uow: UnitOfWork, row: TicketRow, ticket: Ticket, phone: str) -> Fields:
    about, said = complaint_of(uow, ticket), recorded(ticket)
    call = uow.get(Call, ticket.origin_call_id) if ticket.origin_call_id is not None else None

    def words(name: str) -> str:
        value = said.get(name)
        return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")

    about_whom = [about.product or "", _place(uow, about.about_department_id)]
    if ticket.against_staff_id is not None:
        about_whom.append(uow.get(Staff, ticket.against_staff_id).name)
    apology = "" if ticket.apologised is None else _("yes") if ticket.apologised else _("no")
    return (
        (_("Number"), row.number),
        (_("Time"), _moment(ctx, row.reported_at)),
        (_("Channel"), label("channel", call.channel) if call else ""),
        (_("Complainant"), row.contact_name or row.customer or ""),
        (_("Company"), about.company or ""),
        (_("Address"), row.address or ""),
        (_("Phone"), phone),
        (_("Content"), "\n".join(part for part in (row.title, ticket.description) if part)),
        (_("Demand"), ticket.demand or ""),
        (_("Cause as told"), about.told_cause or ""),
        (_("Complained about"), " ".join(part for part in about_whom if part)),
        (_("Apology made"), apology),
        (_("Promised reply"), _moment(ctx, row.promised_at or row.due_at)),
        (_("Recorder"), row.first_owner or ""),
        (
            _("Passed to, at"),
            " ".join(part for part in (row.department, _moment(ctx, about.routed_at)) if part),
        ),
        (_("Level"), label("complaint_level", row.level)),
        (_("Stage"), say_stage(row.kind, stage_of(ticket), row.state)),
        (_("Handling opinion"), words("instruction")),
        (_("Options"), words("options")),
        (_("Option chosen"), words("option")),
        (_("Option of the customer"), words("customer_option")),
        (
            _("Cause analysis"),
            " ".join(p for p in (label("complaint_cause", ticket.cause), words("finding")) if p),
        ),
        (_("Measure"), words("measure")),
        (_("Corrective measure"), words("corrective")),
        (_("Result"), ticket.result or ""),
        (_("Satisfaction"), label("complaint_satisfaction", ticket.satisfaction)),
        (_("Signed by"), about.signer or words("acceptance")),
    )


def _place(uow: UnitOfWork, key: int | None) -> str:
    return department_name(uow.get(Department, key)) if key is not None else ""


def _moment(ctx: Context, at: datetime | None) -> str:
    return "" if at is None else f"{local(at, ctx.zone):%Y-%m-%d %H:%M}"


def complaint_register(
    ctx: Context, first: date, last: date, *, fmt: str = "md", name: str | None = None
) -> str:
    """The register of the complaints received from ``first`` to ``last`` that this person may see, each with
    everything that its slip says; ``name`` is one of the old names of the register.
    """
    ctx.require(Right.RECORD_VIEW)
    start, end = day_bounds(first, ctx.zone)[0], day_bounds(last, ctx.zone)[1]
    with ctx.read() as uow:
        query = select(Ticket).where(
            Ticket.kind == COMPLAINT_KIND,
            col(Ticket.reported_at) >= start,
            col(Ticket.reported_at) < end,
            *visible(ctx),
        )
        found = list(uow.session.exec(query.order_by(col(Ticket.reported_at), col(Ticket.id))))
        lines = tuple((ticket.number, _line(ctx, uow, ticket)) for ticket in found)
    title = f"{_paper(name, 'register')} {first.isoformat()} - {last.isoformat()}"
    return render((Copy(title, lines, ()),), fmt)


def _paper(name: str | None, usual: str) -> str:
    """The title of a paper by one of its names (CMP-01). Raises ``InvalidInputError``."""
    return label(PAPERS, entry.one_of(PAPERS, name, "name", rule="CMP-01") or usual)


def _line(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> str:
    """What is known of one complaint, each part by its name."""
    row = ticket_row(ctx, uow, ticket)
    named = _fields(ctx, uow, row, ticket, shown_phone(ctx, ticket) or "")[1:]
    about = (_("Type"), label("complaint_type", complaint_of(uow, ticket).complaint_type))
    return "; ".join(f"{name}: {value}" for name, value in (*named, about) if value)
