"""``csconsole ticket``: register tickets, look at them, and why they are due when they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from csconsole.cli import (
    ticket_day,
    ticket_matters,
    ticket_spread,
    ticket_steps,
    ticket_time,
    ticket_together,
)
from csconsole.cli import ticket_options as given
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import moment
from csconsole.cli.options import FormatOption, OutOption, PaperOption
from csconsole.cli.output import (
    Column,
    Format,
    choose_format,
    emit_record,
    emit_rows,
    emit_text,
    say,
    site_zone,
)
from csconsole.cli.references import category_id, customer_id, department_id, staff_id
from csconsole.cli.ticket_about import say_advice, say_asset, say_warranty
from csconsole.cli.ticket_columns import COLUMNS, PAGE, app
from csconsole.cli.ticket_options import NumberArgument
from csconsole.i18n import N_, _

if TYPE_CHECKING:
    from csconsole.services.tickets import TicketPage

__all__ = [
    "app",
    "ticket_day",
    "ticket_matters",
    "ticket_spread",
    "ticket_steps",
    "ticket_time",
    "ticket_together",
]

DEPARTMENTS: tuple[Column[Any], ...] = (
    Column("code", N_("Department")),
    Column("name", N_("Name")),
    Column("open", N_("Open"), right=True),
    Column("late", N_("Overdue"), right=True),
    Column("unclaimed", N_("Without a person"), right=True),
    Column("department_id", N_("Key"), table=False),
)
PEOPLE: tuple[Column[Any], ...] = (
    Column("staff_no", N_("Staff no.")),
    Column("name", N_("Name")),
    Column("department", N_("Department")),
    Column("on_shift", N_("On shift")),
    Column("open", N_("Open"), right=True),
    Column("late", N_("Overdue"), right=True),
    Column("capacity", N_("Capacity"), right=True),
    Column("away_until", N_("Absent until")),
    Column("zone", N_("Zone")),
    Column("skills", N_("Skills")),
)


@app.command("new", help=N_("Register a ticket."), prints=COLUMNS)
def new(
    title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("What is wrong, in one line."))],
    kind: given.Kind = None,
    description: given.Description = None,
    customer: given.Customer = None,
    phone: given.Phone = None,
    contact: given.Contact = None,
    category: given.Category = None,
    priority: given.Priority = None,
    address: given.Address = None,
    scope: given.Scope = None,
    size: given.Size = None,
    mode: given.Mode = None,
    level: given.Level = None,
    asset: given.Asset = None,
    part: given.Part = None,
    product: given.Product = None,
    defect: given.Defect = None,
    appointment: given.Appointment = None,
    wanted: given.Wanted = None,
    reported: given.Reported = None,
    promised: given.Promised = None,
    promise_text: given.PromiseText = None,
    owner: given.FirstOwner = None,
    department: given.Department = None,
    handler: given.Handler = None,
    second: given.Second = None,
    fmt: FormatOption = None,
) -> None:
    """Store a new ticket, dispatch it when a target is given, and print it."""
    from csconsole.cli.session import context
    from csconsole.services.promises import promise_warning
    from csconsole.services.tickets import create_ticket

    ctx = context()
    row = create_ticket(
        ctx,
        kind=kind,
        title=title,
        description=description or "",
        customer_id=customer_id(ctx, customer),
        phone=phone,
        contact_name=contact,
        category_id=category_id(ctx, category),
        priority=priority,
        address=address,
        scope=scope,
        size=size,
        mode=mode,
        level=level,
        asset=asset,
        part=part,
        product=product,
        defect=defect,
        appointment_at=moment(ctx, appointment, "appointment_at"),
        reported_at=moment(ctx, reported, "reported_at"),
        promised_at=moment(ctx, promised, "promised_at"),
        wanted_at=moment(ctx, wanted, "wanted_at"),
        promise_text=promise_text,
        first_owner_id=staff_id(ctx, owner),
        department_id=department_id(ctx, department),
        handler_id=staff_id(ctx, handler),
        second_handler_id=staff_id(ctx, second),
    )
    emit_record(row, COLUMNS, fmt=fmt)
    if warning := promise_warning(ctx, row.promised_at):
        say(warning)
    say_asset(ctx, row)
    say_advice(ctx, row)
    ticket_together.warn_of_similar(ctx, row)


@lists(app, about=N_("List tickets, newest first."), prints=COLUMNS, leaving="tickets")
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.tickets import list_tickets

    return list_tickets


@app.command("show", help=N_("Show a ticket with its timeline."), prints=PAGE)
def show(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print one ticket."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import show_ticket

    page = show_ticket(context(), number)
    emit_record(page, PAGE, fmt=fmt)
    if choose_format(fmt, None) is Format.TABLE:
        say_warranty(page)
        _say_timeline(page)


@app.command("slip", help=N_("Print a slip: the repair slip in two copies, or the work contact slip."))
def slip(
    number: NumberArgument,
    kind: Annotated[str, typer.Option("--kind", help=N_("repair, contact"))] = "repair",
    fmt: PaperOption = "md",
    out: OutOption = None,
) -> None:
    """Print a slip as Markdown or HTML."""
    from csconsole.cli.session import context
    from csconsole.errors import UsageError
    from csconsole.services.tickets import repair_slip, work_contact_slip

    slips = {"repair": repair_slip, "contact": work_contact_slip}
    if kind not in slips:
        raise UsageError(
            _("There is no slip {kind}.", kind=kind),
            field="--kind",
            hint=_("Use one of: {choices}.", choices="repair, contact"),
        )
    emit_text(slips[kind](context(), number, fmt=fmt), out=out)


@app.command("load", help=N_("Open work per department, or per person with --people."), prints=DEPARTMENTS)
def load(
    people: Annotated[bool, typer.Option("--people", help=N_("Per person."))] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the loads."""
    from csconsole.cli.session import context
    from csconsole.services.dispatch import department_loads, person_loads

    ctx = context()
    if people:
        emit_rows(person_loads(ctx), PEOPLE, fmt=fmt, out=out)
    else:
        emit_rows(department_loads(ctx), DEPARTMENTS, fmt=fmt, out=out)


def _say_timeline(page: TicketPage) -> None:
    from csconsole.clock import local

    for entry in page.timeline:
        at = local(entry.at, site_zone()).strftime("%Y-%m-%d %H:%M")
        say("  ".join(part for part in (at, entry.who, entry.title) if part))
        for line in entry.lines:
            say(f"    {line}")
