"""``csconsole promise``: the promise ledger, and how a promise ended that no ticket or callback carries."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

app = NounApp(help=N_("Promises: the ledger, how each ended, what a supervisor approves."))

KeyArgument = Annotated[int, typer.Argument(metavar="KEY", help=N_("The promise's key."))]
PROMISES: tuple[Column[Any], ...] = (
    Column("id", N_("Key")),
    Column("state", N_("State"), codes="promise_state"),
    Column("due_at", N_("Due")),
    Column("overdue", N_("Overdue")),
    Column("approval", N_("Approval"), codes="promise_approval"),
    Column("text", N_("Promise"), width=40),
    Column("customer_name", N_("Customer")),
    Column("owner", N_("Owner")),
    Column("promiser", N_("Promised by"), table=False),
    Column("call_number", N_("Call")),
    Column("ticket_number", N_("Ticket")),
    Column("callback_number", N_("Callback")),
    Column("settled_at", N_("Settled"), table=False),
    Column("settled_by", N_("Settled by"), table=False),
    Column("version", N_("Version"), table=False),
)


@lists(
    app,
    about=N_("List promises by due time; overdue:yes are the overdue ones."),
    prints=PROMISES,
    leaving="records",
)
def list_() -> PageReader:
    """Reads the ledger."""
    from csconsole.services.promises import list_promises

    return list_promises


@app.command(
    "settle", help=N_("Settle a promise: kept, late, missed, or cancelled with a reason."), prints=PROMISES
)
def settle(
    key: KeyArgument,
    how: Annotated[str, typer.Option("--how", metavar="CODE", help=N_("kept, late, missed or cancelled."))],
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Settle it and print it."""
    from csconsole.cli.session import context
    from csconsole.services.promises import settle_promise

    emit_record(settle_promise(context(), key, how=how, reason=reason), PROMISES, fmt=fmt)


@app.command(
    "approve", help=N_("Approve a promise of price, fee or terms; supervisors only."), prints=PROMISES
)
def approve(
    key: KeyArgument,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=N_("Within which limits, such as an amount."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Approve it and print it."""
    from csconsole.cli.session import context
    from csconsole.services.promises import approve_promise

    emit_record(approve_promise(context(), key, note=note), PROMISES, fmt=fmt)


@app.command("refuse", help=N_("Refuse such a promise; the customer is told."), prints=PROMISES)
def refuse(
    key: KeyArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why not."))],
    fmt: FormatOption = None,
) -> None:
    """Refuse it and print it."""
    from csconsole.cli.session import context
    from csconsole.services.promises import refuse_promise

    emit_record(refuse_promise(context(), key, reason=reason), PROMISES, fmt=fmt)
