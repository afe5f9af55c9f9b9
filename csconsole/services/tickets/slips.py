"""Slips on paper: work contact slip 工作联系单 (TKT-05), repair slip 报修单 in two copies (TKT-01); the
complaint slip is made with the same parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from csconsole.clock import local
from csconsole.codes import label
from csconsole.errors import WrongFormError
from csconsole.i18n import _, get_language, listed
from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.phones import display_phone
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.rows import TicketRow, sees_phone, shown_phone, ticket_row
from csconsole.storage import UnitOfWork
from csconsole.text import literal

if TYPE_CHECKING:
    from csconsole.services.subtasks import SubtaskRow

FORMATS = ("md", "html")
_BLANK = "____________"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a slip: title, fields, and parts to fill in by hand."""

    title: str
    fields: tuple[tuple[str, str], ...]
    blanks: tuple[str, ...]


def work_contact_slip(ctx: Context, ref: TicketRef, *, fmt: str = "md") -> str:
    """The work contact slip of a ticket as Markdown or HTML: number, issue time, department, what to do."""
    return print_slip(ctx, ref, fmt, "work_contact", _contact_copies)


def repair_slip(ctx: Context, ref: TicketRef, *, fmt: str = "md") -> str:
    """The repair slip in two copies, for the desk and for the repairer, with the customer's feedback part."""
    return print_slip(ctx, ref, fmt, "repair", _repair_copies)


Make = Callable[[Context, TicketRow, Ticket, str], tuple[Copy, ...]]
"""Makes the copies of a slip from the ticket, its row, and the phone as this person may see it."""


def print_slip(ctx: Context, ref: TicketRef, fmt: str, slip: str, make: Make) -> str:
    """Print what ``make`` says of a ticket, and note that it was printed. Raises ``InvalidInputError``."""
    _require_format(fmt)
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        row = ticket_row(ctx, uow, ticket)
        copies = make(ctx, row, ticket, _phone(ctx, ticket))
        whole = sees_phone(ctx, ticket)
        uow.note(ticket, "printed", detail={"slip": slip, "format": fmt, "phone_shown": whole})
    return render(copies, fmt)


def render(copies: tuple[Copy, ...], fmt: str) -> str:
    """Copies as Markdown or as HTML with a print style sheet. Raises ``InvalidInputError``."""
    _require_format(fmt)
    return _markdown(copies) if fmt == "md" else _html(copies)


def _require_format(fmt: str) -> None:
    if fmt not in FORMATS:
        raise WrongFormError(_("A slip is printed as md or html."), field="format", value=fmt, rule="TKT-05")


def _phone(ctx: Context, ticket: Ticket) -> str:
    if sees_phone(ctx, ticket) and ticket.e164:
        return display_phone(ticket.e164)
    return shown_phone(ctx, ticket) or ""


def _contact_copies(ctx: Context, row: TicketRow, ticket: Ticket, phone: str) -> tuple[Copy, ...]:
    with ctx.read() as uow:
        asked = _asked(ctx, uow, ticket)
    fields = (
        (_("Number"), row.number),
        (_("Issued"), _moment(ctx, ctx.now())),
        (_("To"), " ".join(part for part in (row.department, _who(row)) if part)),
        (_("From"), " ".join(part for part in (ctx.config.site, row.first_owner) if part)),
        (_("Kind"), label("ticket_kind", row.kind)),
        (_("Matter"), row.title),
        *_details(row, ticket),
        (_("Place"), row.address or ""),
        (_("Phone"), phone),
        (_("Due"), _moment(ctx, row.due_at)),
        *asked,
    )
    blanks = (_("Received by, time"), _("Result"), _("Signature of the department"))
    return (Copy(_("Work contact slip"), fields, blanks),)


def _repair_copies(ctx: Context, row: TicketRow, ticket: Ticket, phone: str) -> tuple[Copy, ...]:
    from csconsole.services.tariff.charges import charge_fields, charges_about
    from csconsole.services.warranty.slip import slip_fields
    from csconsole.services.warranty.tickets import ticket_warranty

    with ctx.read() as uow:
        about = slip_fields(uow, ticket, ticket_warranty(ctx, uow, ticket))
        priced = charge_fields(charges_about(ctx, uow, ticket))
    fields = (
        (_("Number"), row.number),
        (_("Reported"), _moment(ctx, row.reported_at)),
        (_("Customer"), row.contact_name or row.customer or ""),
        (_("Phone"), phone),
        (_("Address"), row.address or ""),
        (_("Kind"), label("ticket_kind", row.kind)),
        (_("Scope"), label("ticket_scope", row.scope)),
        (_("Priority"), label("ticket_priority", row.priority)),
        (_("Symptom"), row.title),
        *_details(row, ticket),
        *about,
        (_("Appointment"), _moment(ctx, ticket.appointment_at)),
        *priced,
        (_("Due"), _moment(ctx, row.due_at)),
        (_("First owner"), row.first_owner or ""),
        (_("Repairer"), _who(row) or row.department or ""),
    )
    blanks = (
        _("Arrived at, finished at"),
        _("Work done and parts used"),
        _("Feedback: efficiency 1-5, quality 1-5, satisfied / average / dissatisfied"),
        _("Signature of the customer"),
        _("Signature of the repairer"),
    )
    return tuple(
        Copy(_("Repair slip, copy {copy}", copy=copy), fields, blanks)
        for copy in (_("1: desk"), _("2: repairer"))
    )


def _who(row: TicketRow) -> str:
    """Who has the ticket, and who goes along (TKT-28)."""
    return listed(name for name in (row.handler, row.second_handler) if name)


def _details(row: TicketRow, ticket: Ticket) -> tuple[tuple[str, str], ...]:
    """The description, unless it says the title once more."""
    return () if ticket.description in ("", row.title) else ((_("Details"), ticket.description),)


def _asked(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[tuple[str, str], ...]:
    """What departments were asked about it and what they said: the evidence of coordination (TKT-20)."""
    from csconsole.services.subtasks.lists import subtasks_about

    rows = (one for one in subtasks_about(ctx, uow, ticket.pk) if one.kind == "department")
    return tuple((_("Asked of {department}", department=one.who), _coordination(ctx, one)) for one in rows)


def _coordination(ctx: Context, one: SubtaskRow) -> str:
    asked = _("Asked {time}, due {due}", time=_moment(ctx, one.created_at), due=_moment(ctx, one.due_at))
    lines = [one.text, asked]
    if one.acknowledged_at is not None:
        lines.append(_("Acknowledged {time}", time=_moment(ctx, one.acknowledged_at)))
    if one.answered_at is not None:
        said = {
            "time": _moment(ctx, one.answered_at),
            "who": one.answered_by or "",
            "answer": one.answer or "",
        }
        lines.append(_("Answered {time}, {who}: {answer}", **said))
    if one.state == "cancelled":
        lines.append(label("subtask_state", one.state))
    return "\n".join(lines)


def _moment(ctx: Context, at: datetime | None) -> str:
    return "" if at is None else f"{local(at, ctx.zone):%Y-%m-%d %H:%M}"


def _markdown(copies: tuple[Copy, ...]) -> str:
    parts = []
    for copy in copies:
        lines = [f"# {_md(copy.title)}", "", f"| {_md(_('Field'))} | {_md(_('Content'))} |", "|---|---|"]
        lines += [f"| {_md(name)} | {_md(value)} |" for name, value in copy.fields]
        lines += ["", *(f"- {_md(blank)}: {_BLANK}" for blank in copy.blanks)]
        parts.append("\n".join(lines))
    return "\n\n---\n\n".join(parts) + "\n"


def _md(text: str) -> str:
    """A customer's text as plain words in a Markdown table: no markup, no new cell, no new line."""
    plain = literal(text).replace("\n", " / ").replace("\t", " ")
    return "".join(f"\\{char}" if char in "\\`*_{}[]()#+-!|<>~$&" else char for char in plain)


def _html(copies: tuple[Copy, ...]) -> str:
    body = "\n<hr>\n".join(_html_copy(copy) for copy in copies)
    title = escape(copies[0].title)
    return (
        f'<!DOCTYPE html>\n<html lang="{get_language()}">\n'
        f'<head><meta charset="utf-8"><title>{title}</title>\n'
        "<style>@page{size:A4;margin:15mm}body{font-family:sans-serif}table{border-collapse:collapse;width:100%}"
        "table{table-layout:fixed}th,td{border:1px solid #444;padding:4px;text-align:left;vertical-align:top;"
        "overflow-wrap:anywhere}th{width:20%}"
        "hr{page-break-after:always;border:0}tr,p{page-break-inside:avoid}"
        ".blank{display:flex;gap:2mm;margin:0;padding-top:8mm}.blank i{flex:1;border-bottom:1px solid #444}"
        "</style></head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _html_copy(copy: Copy) -> str:
    rows = "\n".join(
        f"<tr><th>{escape(name)}</th><td>{escape(literal(value)).replace(chr(10), '<br>')}</td></tr>"
        for name, value in copy.fields
    )
    blanks = "\n".join(f'<p class="blank">{escape(blank)}<i></i></p>' for blank in copy.blanks)
    return f"<h1>{escape(copy.title)}</h1>\n<table>\n{rows}\n</table>\n{blanks}"
