"""``csconsole dispute``: two parties, the mediation log, the outcome, and the time before a court."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import moment
from csconsole.cli.options import TICKET, FormatOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.ticket_options import NumberArgument
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

app = NounApp(help=N_("Disputes: parties, mediation log, outcome, litigation."))

DISPUTES: tuple[Column[Any], ...] = (
    Column("number", N_("Ticket")),
    Column("title", N_("What"), width=28),
    Column("first_party", N_("First party")),
    Column("second_party", N_("Second party")),
    Column("outcome", N_("Outcome"), codes="dispute_outcome"),
    Column("frozen", N_("In litigation")),
    Column("court", N_("Court and case number")),
    Column("first_contact", N_("First party's phone"), table=False),
    Column("second_contact", N_("Second party's phone"), table=False),
    Column("agreement", N_("What was agreed"), table=False),
    Column("settled_at", N_("Settled"), table=False),
    Column("settled_by", N_("Settled by"), table=False),
    Column("court_since", N_("In court since"), table=False),
    Column("court_until", N_("In court until"), table=False),
    Column("court_result", N_("What the court said"), table=False),
    Column("talks", N_("Mediation log"), table=False),
)


@app.command(
    "open", help=N_("Record the two parties of a dispute, or correct them."), prints=DISPUTES, sees=TICKET
)
def open_(
    number: NumberArgument,
    first: Annotated[str, typer.Option("--first", metavar="WHO", help=N_("The first party."))],
    second: Annotated[str, typer.Option("--second", metavar="WHO", help=N_("The second party."))],
    first_contact: Annotated[
        str, typer.Option("--first-contact", metavar="PHONE", help=N_("How to reach the first party."))
    ] = "",
    second_contact: Annotated[
        str, typer.Option("--second-contact", metavar="PHONE", help=N_("How to reach the second party."))
    ] = "",
    fmt: FormatOption = None,
) -> None:
    """Record the parties."""
    from csconsole.cli.session import context
    from csconsole.services.matters import open_dispute

    row = open_dispute(
        context(),
        number,
        first_party=first,
        second_party=second,
        first_contact=first_contact,
        second_contact=second_contact,
    )
    emit_record(row, DISPUTES, fmt=fmt)


@app.command("mediate", help=N_("Add a talk to the mediation log."), prints=DISPUTES, sees=TICKET)
def mediate(
    number: NumberArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What was said."))],
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("When; else now."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Record a talk."""
    from csconsole.cli.session import context
    from csconsole.services.matters import record_mediation

    ctx = context()
    row = record_mediation(ctx, number, text=text, at=moment(ctx, at, "at"))
    emit_record(row, DISPUTES, fmt=fmt)


@app.command("settle", help=N_("Record the outcome of the mediation."), prints=DISPUTES, sees=TICKET)
def settle(
    number: NumberArgument,
    outcome: Annotated[
        str, typer.Argument(metavar="OUTCOME", help=N_("agreed, partly, failed, withdrawn, judged"))
    ],
    agreement: Annotated[str, typer.Option("--agreement", metavar="TEXT", help=N_("What was agreed."))] = "",
    fmt: FormatOption = None,
) -> None:
    """Record the outcome."""
    from csconsole.cli.session import context
    from csconsole.services.matters import settle_dispute

    emit_record(settle_dispute(context(), number, outcome=outcome, agreement=agreement), DISPUTES, fmt=fmt)


@app.command(
    "court",
    help=N_("A court has the matter: handling is frozen, the clocks stand still."),
    prints=DISPUTES,
    sees=TICKET,
)
def court(
    number: NumberArgument,
    name: Annotated[str, typer.Argument(metavar="COURT", help=N_("The court and its case number."))],
    fmt: FormatOption = None,
) -> None:
    """Record the litigation."""
    from csconsole.cli.session import context
    from csconsole.services.matters import go_to_court

    emit_record(go_to_court(context(), number, court=name), DISPUTES, fmt=fmt)


@app.command("court-over", help=N_("The court is done: handling goes on."), prints=DISPUTES, sees=TICKET)
def court_over(
    number: NumberArgument,
    result: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What the court said."))],
    settles: Annotated[bool, typer.Option("--settles", help=N_("It is the outcome of the dispute."))] = False,
    fmt: FormatOption = None,
) -> None:
    """Record the end of the litigation."""
    from csconsole.cli.session import context
    from csconsole.services.matters import court_is_over

    emit_record(court_is_over(context(), number, result=result, settles=settles), DISPUTES, fmt=fmt)


@lists(
    app,
    about=N_("Disputes that a court has, the longest first."),
    prints=DISPUTES,
    limit=500,
    counted="records",
)
def list_() -> PageReader:
    """Reads what is in litigation."""
    from csconsole.services.matters import in_litigation

    return in_litigation


@app.command("show", help=N_("Show a dispute with its mediation log."), prints=DISPUTES)
def show(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print one dispute."""
    from csconsole.cli.session import context
    from csconsole.services.matters import show_dispute

    emit_record(show_dispute(context(), number), DISPUTES, fmt=fmt)
