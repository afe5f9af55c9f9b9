"""``csconsole release``: requests to take customers' data out, and the decision about them (SEC-12)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FilterOption, FormatOption
from csconsole.cli.output import Column, emit_record, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

COLUMNS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("state", N_("State"), codes="export_release_state"),
    Column("entity", N_("Records")),
    Column("filter", N_("Filter"), width=24),
    Column("rows", N_("Rows"), right=True),
    Column("reason", N_("Reason"), width=32),
    Column("requester", N_("Requested by")),
    Column("requested_at", N_("Requested")),
    Column("decider", N_("Decided by")),
    Column("decided_at", N_("Decided"), table=False),
    Column("remark", N_("Remark"), table=False),
    Column("expires_at", N_("Usable until"), table=False),
    Column("used_at", N_("Used"), table=False),
)

NumberArgument = Annotated[
    str, typer.Argument(metavar="NUMBER", help=N_("The request's number, such as R-0001."))
]

app = NounApp(help=N_("Ask for the release of customers' data, and decide on it."))


@app.command(
    "request",
    help=N_("Ask for the release of the customers or records that a filter selects."),
    prints=COLUMNS,
)
def request(
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why the data is needed."))],
    query: FilterOption = "",
    of: Annotated[
        str, typer.Option("--of", metavar="RECORDS", help=N_("customers, calls, tickets or callbacks."))
    ] = "customers",
    fmt: FormatOption = None,
) -> None:
    """Store the request and print it."""
    from csconsole.cli.session import context
    from csconsole.services.exports import request_release

    row = request_release(context(), of, filter=query, reason=reason)
    emit_record(row, COLUMNS, fmt=fmt)
    say(_("{number} waits for the decision of another person.", number=row.number))


@lists(app, about=N_("List requests, the newest first."), prints=COLUMNS)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.exports import list_releases

    return list_releases


@app.command("approve", help=N_("Approve another person's request; its export uses it once."), prints=COLUMNS)
def approve(
    number: NumberArgument,
    remark: Annotated[str, typer.Option("--remark", metavar="TEXT", help=N_("On what terms."))] = "",
    fmt: FormatOption = None,
) -> None:
    """Approve it and print it."""
    from csconsole.cli.session import context
    from csconsole.services.exports import approve_release

    emit_record(approve_release(context(), number, remark=remark), COLUMNS, fmt=fmt)


@app.command(
    "refuse", help=N_("Refuse a request, or take back an approval that was not used."), prints=COLUMNS
)
def refuse(
    number: NumberArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why not."))],
    fmt: FormatOption = None,
) -> None:
    """Refuse it and print it."""
    from csconsole.cli.session import context
    from csconsole.services.exports import refuse_release

    emit_record(refuse_release(context(), number, reason=reason), COLUMNS, fmt=fmt)
