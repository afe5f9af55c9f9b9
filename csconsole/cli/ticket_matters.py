"""``csconsole ticket charge|uncharge|paid`` (TKT-24) and ``slips|submit-slip`` (TKT-27)."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import moment
from csconsole.cli.options import TICKET, FormatOption
from csconsole.cli.output import Column, emit_record, say
from csconsole.cli.ticket_columns import COLUMNS, app
from csconsole.cli.ticket_options import NumberArgument
from csconsole.i18n import N_, _

CHARGES: tuple[Column[Any], ...] = (
    Column("number", N_("Ticket")),
    Column("appointment_at", N_("Appointment")),
    Column("total", N_("Price"), right=True),
    Column("paid", N_("Paid")),
    Column("lines", N_("Lines"), table=False),
)


@app.command(
    "charge", help=N_("Put a service of the tariff on a chargeable ticket."), prints=CHARGES, sees=TICKET
)
def charge(
    number: NumberArgument,
    code: Annotated[str, typer.Argument(metavar="CODE", help=N_("The service's code: water.tap"))],
    quantity: Annotated[str, typer.Option("--quantity", help=N_("How much; else 1."))] = "1",
    appointment: Annotated[
        str | None, typer.Option("--appointment", metavar="TIME", help=N_("When to visit."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Charge."""
    from csconsole.cli.session import context
    from csconsole.services.tariff import charge_ticket

    ctx = context()
    at = moment(ctx, appointment, "appointment_at")
    _print(charge_ticket(ctx, number, code, quantity=quantity, appointment_at=at), fmt)


@app.command("uncharge", help=N_("Take a line of the price off again."), prints=CHARGES, sees=TICKET)
def uncharge(
    number: NumberArgument,
    line: Annotated[int, typer.Argument(metavar="LINE", help=N_("The line's key, see ticket charges."))],
    fmt: FormatOption = None,
) -> None:
    """Take off a line."""
    from csconsole.cli.session import context
    from csconsole.services.tariff import drop_charge

    _print(drop_charge(context(), number, line), fmt)


@app.command("charges", help=N_("The price of a ticket, line by line."), prints=CHARGES)
def charges(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print the price."""
    from csconsole.cli.session import context
    from csconsole.services.tariff import show_charges

    _print(show_charges(context(), number), fmt)


@app.command("paid", help=N_("Record whether the customer has paid."), prints=CHARGES, sees=TICKET)
def paid(
    number: NumberArgument,
    yes: Annotated[bool, typer.Option("--yes/--no", help=N_("Paid or not."))] = True,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help=N_("Such as the receipt's number."))
    ] = "",
    fmt: FormatOption = None,
) -> None:
    """Record the payment."""
    from csconsole.cli.session import context
    from csconsole.services.tariff import record_paid

    _print(record_paid(context(), number, paid=yes, note=note), fmt)


def _print(found: Any, fmt: Any) -> None:
    emit_record(found, CHARGES, fmt=fmt)
    for line in found.lines:
        words = _(
            "{key}  {name}: {quantity} × {price} = {amount} (tariff from {day})",
            key=line.id,
            name=line.name,
            quantity=line.quantity,
            price=line.price,
            amount=line.amount,
            day=line.tariff_from,
        )
        say(words)


@lists(
    app,
    "slips",
    about=N_("Repair slips that are not submitted yet, the first due first."),
    prints=COLUMNS,
    counted="tickets",
)
def slips(
    late: Annotated[bool, typer.Option("--late", help=N_("Only those that should have been."))] = False,
) -> PageReader:
    """Reads what is to be submitted."""
    from csconsole.services.tickets.house import unsubmitted_slips

    return partial(unsubmitted_slips, late=late)


@app.command(
    "submit-slip", help=N_("Record that the repair slip was submitted."), prints=COLUMNS, sees=TICKET
)
def submit_slip(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Submit."""
    from csconsole.cli import session
    from csconsole.services.tickets import house

    emit_record(house.submit_slip(session.context(), number), COLUMNS, fmt=fmt)
