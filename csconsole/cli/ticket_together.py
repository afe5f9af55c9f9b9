"""Tickets that belong together: ``csconsole ticket merge|split|link|unlink|similar``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.options import TICKET, FormatOption, OutOption, ReasonOption
from csconsole.cli.output import Column, emit_record, emit_rows, say
from csconsole.cli.ticket_columns import COLUMNS, app
from csconsole.cli.ticket_options import NumberArgument
from csconsole.i18n import N_, _

LINKS: tuple[Column[Any], ...] = (
    Column("words", N_("Is")),
    Column("number", N_("Number")),
    Column("title", N_("What"), width=40),
    Column("state", N_("State"), codes="ticket_state"),
    Column("kind", N_("Kind"), table=False),
    Column("id", N_("Key"), table=False),
)
OtherArgument = Annotated[str, typer.Argument(metavar="OTHER", help=N_("The other ticket's number."))]


@app.command(
    "merge",
    help=N_("Merge a ticket into another one, which goes on; can be undone."),
    prints=COLUMNS,
    sees=TICKET,
)
def merge(
    number: NumberArgument,
    into: Annotated[str, typer.Option("--into", metavar="NUMBER", help=N_("The ticket that goes on."))],
    reason: ReasonOption,
    fmt: FormatOption = None,
) -> None:
    """Merge, and print the ticket that goes on."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import merge_tickets

    emit_record(merge_tickets(context(), into, number, reason=reason), COLUMNS, fmt=fmt)


@app.command("split", help=N_("Make a second ticket out of one; can be undone."), prints=COLUMNS, sees=TICKET)
def split(
    number: NumberArgument,
    title: Annotated[str, typer.Option("--title", help=N_("What the second is about, in one line."))],
    description: Annotated[
        str, typer.Option("--description", "--text", metavar="TEXT", help=N_("The details."))
    ] = "",
    kind: Annotated[str | None, typer.Option("--kind", help=N_("Its kind; else as the first."))] = None,
    category: Annotated[
        str | None, typer.Option("--category", metavar="CODE", help=N_("The category's code."))
    ] = None,
    priority: Annotated[str | None, typer.Option("--priority", help=N_("emergency, urgent, normal"))] = None,
    address: Annotated[str | None, typer.Option("--address", help=N_("Where the work is."))] = None,
    take: Annotated[
        list[str] | None,
        typer.Option(
            "--take",
            metavar="FIELD",
            help=N_(
                "What leaves the first: asset, product, appointment_at, wanted_at, promises; several times."
            ),
        ),
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Split, and print the second ticket."""
    from csconsole.cli.session import context
    from csconsole.services.categories import find_category
    from csconsole.services.tickets import split_ticket

    ctx = context()
    row = split_ticket(
        ctx,
        number,
        title=title,
        description=description,
        kind=kind,
        category_id=find_category(ctx, category).id if category else None,
        priority=priority,
        address=address,
        take=tuple(take or ()),
        reason=reason,
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command(
    "link", help=N_("Say what a ticket is to another one, or list its links."), prints=LINKS, sees=TICKET
)
def link(
    number: NumberArgument,
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help=N_("The other ticket's number; without it: list."))
    ] = "",
    kind: Annotated[
        str, typer.Option("--as", metavar="KIND", help=N_("related, duplicate_of, caused_by, parent"))
    ] = "related",
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Link if another ticket is given, then print the links."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import link_tickets, show_ticket

    ctx = context()
    if other:
        link_tickets(ctx, number, other, kind=kind)
    emit_rows(show_ticket(ctx, number).links, LINKS, fmt=fmt, out=out)


@app.command("unlink", help=N_("Take off the links between two tickets."), prints=LINKS, sees=TICKET)
def unlink(
    number: NumberArgument, other: OtherArgument, fmt: FormatOption = None, out: OutOption = None
) -> None:
    """Take the links off, then print what is left."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import show_ticket, unlink_tickets

    ctx = context()
    unlink_tickets(ctx, number, other)
    emit_rows(show_ticket(ctx, number).links, LINKS, fmt=fmt, out=out)


def warn_of_similar(ctx: Any, row: Any) -> None:
    """Say which open tickets of the same customer, phone or address with the same matter there are."""
    from csconsole.services.tickets import similar_tickets

    if row.customer_id is None and row.phone is None and row.address is None:
        return
    found = similar_tickets(
        ctx,
        customer_id=row.customer_id,
        phone=row.phone if row.phone and "*" not in row.phone else None,
        address=row.address,
        category_id=row.category_id,
        kind=row.kind,
        but=row.id,
    )
    for one in found:
        say(
            _(
                "Same caller, same matter? {number} is open: {title}. Merge with: {command}",
                number=one.number,
                title=one.title,
                command=f"csconsole ticket merge {row.number} --into {one.number}",
            )
        )
