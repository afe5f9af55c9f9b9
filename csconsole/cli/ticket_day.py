"""The end of the day on the command line: ``csconsole ticket lists|unsettled|review|audit`` (TKT-11)."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from csconsole.cli.leaving import emit_counted
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption, OutOption
from csconsole.cli.output import Column, emit_rows, say
from csconsole.cli.ticket_columns import COLUMNS, app
from csconsole.i18n import N_, _, ngettext

LISTS: tuple[Column[Any], ...] = (
    Column("code", N_("Code")),
    Column("name", N_("Name"), width=52),
    Column("count", N_("Count"), right=True),
    Column("total", N_("Count as a number"), table=False),
    Column("view", N_("View of the ticket list"), table=False),
)
UNSETTLED: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("note", N_("Note"), width=28),
    Column("title", N_("What"), width=36),
    Column("who", N_("Who")),
    Column("department", N_("Department")),
    Column("since", N_("Since")),
    Column("due_at", N_("Due")),
    Column("ticket", N_("Ticket"), table=False),
    Column("record", N_("Record"), table=False),
    Column("key", N_("Key"), table=False),
)


@app.command("lists", help=N_("What nobody sees to: each list with its count."), prints=LISTS)
def lists_(fmt: FormatOption = None, out: OutOption = None) -> None:
    """Print every list with its count."""
    from csconsole.cli.session import context
    from csconsole.services.unsettled import unsettled_lists

    emit_rows(unsettled_lists(context()), LISTS, fmt=fmt, out=out)


@lists(
    app,
    "unsettled",
    about=N_("The rows of one of these lists."),
    prints=UNSETTLED,
    limit=200,
    counted="records",
)
def unsettled(
    code: Annotated[
        str,
        typer.Argument(metavar="LIST", help=N_("orphan, no_step, approval …; see: csconsole ticket lists")),
    ],
) -> PageReader:
    """Reads the rows of a list."""
    from csconsole.services.unsettled import list_unsettled

    return partial(list_unsettled, code=code)


@app.command("review", help=N_("Record that open tickets were reviewed today."))
def review(
    numbers: Annotated[list[str], typer.Argument(metavar="NUMBER...", help=N_("The tickets."))],
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("What was said."))] = None,
) -> None:
    """Mark each ticket as reviewed."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import review_ticket
    from csconsole.services.tickets.access import ticket_to_change

    ctx = context()
    keys = [ticket_to_change(ctx, number) for number in numbers]
    for key in keys:
        review_ticket(ctx, key, note=note)
    say(ngettext("{n} ticket reviewed", "{n} tickets reviewed", len(keys)))


@app.command(
    "audit", help=N_("Open tickets without a note of today; --sign-off ends the day."), prints=COLUMNS
)
def audit(
    sign_off: Annotated[
        bool, typer.Option("--sign-off", help=N_("Sign off the day when none is left."))
    ] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the end-of-day audit."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import audit_day, sign_off_day

    ctx = context()
    found = sign_off_day(ctx) if sign_off else audit_day(ctx)
    emit_counted(ctx, "tickets", found.unnoted, COLUMNS, fmt=fmt, out=out)
    say(
        _(
            "{open} open, {late} overdue, {unnoted} without a note of today, {untold} customers not told.",
            open=len(found.open),
            late=len(found.late),
            unnoted=len(found.unnoted),
            untold=len(found.multi_day),
        )
    )
    if found.signed_off:
        say(_("The day {day} is signed off.", day=found.day.isoformat()))
