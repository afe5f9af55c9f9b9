"""``csconsole referral``: matters that regulators and superior bodies sent."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import moment
from csconsole.cli.options import TICKET, FormatOption, ReasonOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.ticket_options import NumberArgument
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

app = NounApp(help=N_("Referrals of regulators and superior bodies."))

REFERRALS: tuple[Column[Any], ...] = (
    Column("number", N_("Ticket")),
    Column("source", N_("Comes from"), codes="referral_source"),
    Column("body", N_("Body"), width=20),
    Column("reference", N_("Reference")),
    Column("title", N_("What"), width=28),
    Column("reply_due_at", N_("Reply wanted by")),
    Column("late", N_("Overdue")),
    Column("replied_at", N_("Reply sent")),
    Column("received_at", N_("Received"), table=False),
    Column("reply", N_("Reply"), table=False),
    Column("replied_by", N_("Replied by"), table=False),
)


@app.command("receive", help=N_("Record that a ticket is a referral."), prints=REFERRALS, sees=TICKET)
def receive(
    number: NumberArgument,
    source: Annotated[
        str,
        typer.Option("--source", metavar="CODE", help=N_("regulator, superior, government_hotline, court …")),
    ],
    body: Annotated[str, typer.Option("--body", metavar="NAME", help=N_("Who sent it."))],
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help=N_("Their reference."))],
    due: Annotated[str, typer.Option("--due", metavar="TIME", help=N_("When they want the reply."))],
    received: Annotated[
        str | None, typer.Option("--received", metavar="TIME", help=N_("When it came; else now."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Receive a referral."""
    from csconsole.cli.session import context
    from csconsole.services.matters import receive_referral
    from csconsole.services.moments import read_moment

    ctx = context()
    row = receive_referral(
        ctx,
        number,
        source=source,
        body=body,
        reference=reference,
        reply_due_at=read_moment(ctx, due, field="reply_due"),
        received_at=moment(ctx, received, "received_at"),
    )
    emit_record(row, REFERRALS, fmt=fmt)


@app.command(
    "edit",
    help=N_("Correct a referral, or take down another deadline that was set."),
    prints=REFERRALS,
    sees=TICKET,
)
def edit(
    number: NumberArgument,
    reason: ReasonOption,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="CODE", help=N_("regulator, superior, government_hotline, court …")),
    ] = None,
    body: Annotated[str | None, typer.Option("--body", metavar="NAME", help=N_("Who sent it."))] = None,
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="TEXT", help=N_("Their reference."))
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="TIME", help=N_("When they want the reply."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Correct a referral."""
    from csconsole.cli.session import context
    from csconsole.services.matters import change_referral

    ctx = context()
    row = change_referral(
        ctx,
        number,
        reason=reason,
        source=source,
        body=body,
        reference=reference,
        reply_due_at=moment(ctx, due, "reply_due"),
    )
    emit_record(row, REFERRALS, fmt=fmt)


@app.command("reply", help=N_("Record the reply that was sent."), prints=REFERRALS, sees=TICKET)
def reply(
    number: NumberArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What was replied."))],
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("When; else now."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Record the reply."""
    from csconsole.cli.session import context
    from csconsole.services.matters import reply_to_referral

    ctx = context()
    row = reply_to_referral(ctx, number, reply=text, at=moment(ctx, at, "replied_at"))
    emit_record(row, REFERRALS, fmt=fmt)


@lists(
    app,
    about=N_("Referrals that wait for the reply, by deadline."),
    prints=REFERRALS,
    limit=500,
    counted="records",
)
def list_(
    all_: Annotated[bool, typer.Option("--all", help=N_("Those with a reply too."))] = False,
) -> PageReader:
    """Reads referrals."""
    from csconsole.services.matters import list_referrals

    return partial(list_referrals, waiting=not all_)


@app.command("show", help=N_("Show the referral of a ticket."), prints=REFERRALS)
def show(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print one referral."""
    from csconsole.cli.session import context
    from csconsole.services.matters import show_referral

    emit_record(show_referral(context(), number), REFERRALS, fmt=fmt)
