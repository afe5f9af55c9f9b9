"""Dispatching all that waits, by the strategies: ``csconsole ticket spread``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.options import FormatOption, OutOption
from csconsole.cli.output import Column, emit_rows
from csconsole.cli.ticket_columns import app
from csconsole.errors import UsageError
from csconsole.i18n import N_, _

SPREAD: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("title", N_("What"), width=28),
    Column("to", N_("To")),
    Column("reasons", N_("Because"), width=40),
    Column("passed", N_("Passed over"), width=40),
    Column("why_not", N_("Why not")),
    Column("warning", N_("Warning"), width=40),
    Column("id", N_("Key"), table=False),
)
TIMES: tuple[Column[Any], ...] = (
    Column("code", N_("Code")),
    Column("department", N_("Department")),
    Column("dispatched", N_("Dispatched"), right=True),
    Column("mean_seconds", N_("Mean"), kind="seconds", right=True),
    Column("longest_seconds", N_("Longest"), kind="seconds", right=True),
    Column("over", N_("Too late"), right=True),
    Column("waiting", N_("Waiting"), right=True),
)


@app.command(
    "dispatch-times", help=N_("How long dispatching took after the report, by department."), prints=TIMES
)
def dispatch_times_(
    first: Annotated[
        str, typer.Option("--from", metavar="DAY", help=N_("The first day; else today."))
    ] = "today",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help=N_("The last day; else today."))] = "today",
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the times, the sum last."""
    from csconsole.cli.session import context
    from csconsole.services.dispatch import dispatch_times
    from csconsole.services.moments import read_day

    ctx = context()
    begin, end = read_day(ctx, first, field="from"), read_day(ctx, last, field="to")
    emit_rows(dispatch_times(ctx, begin, end), TIMES, fmt=fmt, out=out)


@app.command(
    "spread",
    help=N_("Dispatch all that waits, or the tickets named, by routing table and strategy; can be undone."),
    prints=SPREAD,
)
def spread(
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="[NUMBER]...", help=N_("Only these tickets."))
    ] = None,
    strategy: Annotated[
        str | None,
        typer.Option(
            "--strategy",
            help=N_("skill, least_load, round_robin, last_handler, claim, manual; else as the table says."),
        ),
    ] = None,
    version_seen: Annotated[
        list[int] | None,
        typer.Option(
            "--version-seen",
            metavar="N",
            help=N_("Leave a ticket that another changed since; one for each number, in their order."),
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only say who would get what."))] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Dispatch, and print what became of each ticket."""
    from csconsole.cli.session import context
    from csconsole.services.dispatch import spread_tickets
    from csconsole.services.tickets.access import ticket_to_change

    ctx = context()
    keys = [ticket_to_change(ctx, number) for number in numbers or ()]
    seen = version_seen or []
    if seen and len(seen) != len(keys):
        raise UsageError(
            _("{numbers} tickets, but {seen} versions.", numbers=len(keys), seen=len(seen)),
            field="version_seen",
            hint=_("Give one --version-seen for each number, in their order."),
        )
    found = spread_tickets(
        ctx, keys, strategy=strategy, dry_run=dry_run, versions=dict(zip(keys, seen, strict=False))
    )
    emit_rows(found, SPREAD, fmt=fmt, out=out)
