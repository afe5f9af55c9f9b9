"""The complaint slip 投诉处理单 and the complaint register 客户投诉登记表 on paper (CMP-01, CMP-02)."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Final

from sqlmodel import col, select

from csconsole.clock import day_bounds, local
from csconsole.codes import label
from csconsole.i18n import N_, _, apart, named
from csconsole.models import Call, Department, Event, Promise, Right, Staff, Ticket
from csconsole.services import entry
from csconsole.services.complaints.facts import complaint_of
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, department_name, visible
from csconsole.services.tickets.facts import entries_of, recorded
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


TITLES: Final = (
    ("number", N_("Number")),
    ("time", N_("Time")),
    ("channel", N_("Channel")),
    ("complainant", N_("Complainant")),
    ("company", N_("Company")),
    ("address", N_("Address")),
    ("phone", N_("Phone")),
    ("content", N_("Content")),
    ("demand", N_("Demand")),
    ("told_cause", N_("Cause as told")),
    ("about", N_("Complained about")),
    ("apology", N_("Apology made")),
    ("promised", N_("Promised reply")),
    ("recorder", N_("Recorder")),
    ("passed", N_("Passed to, at")),
    ("level", N_("Level")),
    ("stage", N_("Stage")),
    ("instruction", N_("Handling opinion")),
    ("options", N_("Options")),
    ("option", N_("Option chosen")),
    ("customer_option", N_("Option of the customer")),
    ("cause", N_("Cause analysis")),
    ("measure", N_("Measure")),
    ("corrective", N_("Corrective measure")),
    ("result", N_("Result")),
    ("satisfaction", N_("Satisfaction")),
    ("signed", N_("Signed by")),
    ("executed", N_("Executed by, at")),
    ("handled", N_("Handled by, at")),
)
"""What slip and register say of a complaint, by stable names (CMP-01)."""
_EXECUTED: Final = frozenset({"finish", "reply"})
_HANDLED: Final = frozenset({"satisfied", "override", "archive"})
"""Steps whose taker has executed the measure, and has handled the complaint to its end."""


def _fields(ctx: Context, uow: UnitOfWork, row: TicketRow, ticket: Ticket, phone: str) -> Fields:
    values = _values(ctx, uow, row, ticket, phone)
    return tuple((_(title), values[name]) for name, title in TITLES)


def _values(ctx: Context, uow: UnitOfWork, row: TicketRow, ticket: Ticket, phone: str) -> dict[str, str]:
    about, said = complaint_of(uow, ticket), recorded(ticket)
    call = uow.get(Call, ticket.origin_call_id) if ticket.origin_call_id is not None else None

    def words(name: str) -> str:
        value = said.get(name)
        return apart(map(str, value)) if isinstance(value, list) else str(value or "")

    about_whom = [about.product or "", _place(uow, about.about_department_id)]
    if ticket.against_staff_id is not None:
        about_whom.append(uow.get(Staff, ticket.against_staff_id).name)
    way = label("signed_way", words("signed_way") or None)
    signed = (about.signer or words("acceptance"), way, _moment(ctx, about.called_back_at))
    cause = (label("complaint_cause", ticket.cause), words("finding"))
    return {
        "number": row.number,
        "time": _moment(ctx, row.reported_at),
        "channel": label("channel", call.channel) if call else "",
        "complainant": row.contact_name or row.customer or "",
        "company": about.company or "",
        "address": row.address or "",
        "phone": phone,
        "content": _content(row.title, ticket.description),
        "demand": ticket.demand or "",
        "told_cause": about.told_cause or "",
        "about": " ".join(part for part in about_whom if part),
        "apology": "" if ticket.apologised is None else _("yes") if ticket.apologised else _("no"),
        "promised": _promised(ctx, uow, row),
        "recorder": row.first_owner or "",
        "passed": _joined(row.department, _moment(ctx, about.routed_at)),
        "level": label("complaint_level", row.level),
        "stage": say_stage(row.kind, stage_of(ticket), row.state),
        "instruction": words("instruction"),
        "options": words("options"),
        "option": words("option"),
        "customer_option": words("customer_option"),
        "cause": _joined(*cause),
        "measure": words("measure"),
        "corrective": words("corrective"),
        "result": ticket.result or "",
        "satisfaction": label("complaint_satisfaction", ticket.satisfaction),
        "signed": _joined(*signed) if signed[0] else "",
        "executed": _taken(ctx, uow, ticket, _EXECUTED),
        "handled": _taken(ctx, uow, ticket, _HANDLED),
    }


def _promised(ctx: Context, uow: UnitOfWork, row: TicketRow) -> str:
    """What the customer was promised first and by when, whatever became of it; else the limit."""
    query = select(Promise).where(Promise.ticket_id == row.id)
    made = uow.session.exec(query.order_by(col(Promise.id)).limit(1)).first()
    if made is None:
        return _moment(ctx, row.promised_at or row.due_at)
    return _joined(_moment(ctx, made.due_at), "" if made.text == row.title else made.text)


def _content(title: str, description: str) -> str:
    """What is complained about, once: a title is often the beginning of the description."""
    if description.startswith(title):
        return description
    return "\n".join(part for part in (title, description) if part)


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _taken(ctx: Context, uow: UnitOfWork, ticket: Ticket, actions: frozenset[str]) -> str:
    """Who took the last of these steps, when, and by which way the customer was reached."""
    entry_ = next((one for one in reversed(entries_of(ticket)) if one.get("action") in actions), None)
    if entry_ is None:
        return ""
    person = uow.one(Staff, staff_no=str(entry_.get("by")))
    at = datetime.fromisoformat(str(entry_["at"]))
    way = label("contact_way", entry_.get("contact_way"))
    return _joined(person.name if person is not None else "", _moment(ctx, at), way)


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
    lines = tuple((row["number"], _line(row)) for row in register_rows(ctx, first, last))
    title = f"{_paper(name, 'register')} {first.isoformat()} - {last.isoformat()}"
    return render((Copy(title, lines, ()),), fmt)


def register_rows(ctx: Context, first: date, last: date) -> tuple[dict[str, str], ...]:
    """The rows of that register by the names of ``TITLES``, and the complaint's type; phones as this person
    may see them.
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
        return tuple(
            {
                **_values(ctx, uow, ticket_row(ctx, uow, ticket), ticket, shown_phone(ctx, ticket) or ""),
                "type": label("complaint_type", complaint_of(uow, ticket).complaint_type),
            }
            for ticket in found
        )


def _paper(name: str | None, usual: str) -> str:
    """The title of a paper by one of its names (CMP-01). Raises ``InvalidInputError``."""
    return label(PAPERS, entry.one_of(PAPERS, name, "name", rule="CMP-01") or usual)


def _line(row: dict[str, str]) -> str:
    """What is known of one complaint, each part by its name."""
    parts = (*((_(title), row[name]) for name, title in TITLES[1:]), (_("Type"), row["type"]))
    return apart(named(name, value) for name, value in parts if value)
