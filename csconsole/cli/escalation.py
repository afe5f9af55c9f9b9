"""``csconsole escalation``: report a call, a ticket or a callback upward, answer, tell the customer."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import moment
from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, emit_record, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_
from csconsole.text import one_line

app = NounApp(help=N_("Matters reported upward: report, answer, tell the customer."))

ESCALATIONS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("entity", N_("Kind"), codes="day_entry"),
    Column("state", N_("State"), codes="escalation_state"),
    Column("reason", N_("Reason"), lambda row: one_line(row.reason), width=32),
    Column("target_role", N_("Role"), codes="role"),
    Column("target_department", N_("Department")),
    Column("by", N_("Reported by")),
    Column("teller", N_("To tell the customer")),
    Column("at", N_("Time")),
    Column("promised_reply_at", N_("Reply promised")),
    Column("overdue", N_("Overdue")),
    Column("answer", N_("Answer"), lambda row: one_line(row.answer or ""), width=32),
    Column("answered_by", N_("Answered by"), table=False),
    Column("answered_at", N_("Answered"), table=False),
    Column("told_at", N_("Customer told"), table=False),
    Column("id", N_("Key"), table=False),
    Column("promise_id", N_("Promise"), table=False),
)
RecordArgument = Annotated[
    str,
    typer.Argument(
        metavar="NUMBER", help=N_("The number of a call, ticket or callback, such as C-0042, T-0007, B-0003.")
    ),
]


@app.command("new", help=N_("Report a call, a ticket or a callback upward."), prints=ESCALATIONS)
def new(
    number: RecordArgument,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help=N_("What you cannot solve yourself."))
    ],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="CODE", help=N_("The role or department; else as the setting says.")),
    ] = None,
    reply_by: Annotated[
        str | None,
        typer.Option("--reply-by", metavar="TIME", help=N_("When the answer from above is promised.")),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Report it and print the escalation."""
    from csconsole.cli.session import context
    from csconsole.services.escalations import escalate_record

    ctx = context()
    due = moment(ctx, reply_by, "promised_reply_at")
    row = escalate_record(ctx, number, reason=reason, to=to, promised_reply_at=due)
    emit_record(row, ESCALATIONS, fmt=fmt)


@lists(
    app,
    about=N_("List what was reported upward, newest first; teller:me state:answered is what I must tell."),
    prints=ESCALATIONS,
    leaving="records",
)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.escalations import list_escalations

    return list_escalations


@app.command("answer", help=N_("Answer what was reported upward to you."), prints=ESCALATIONS)
def answer(
    number: RecordArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("The answer for the customer."))],
    fmt: FormatOption = None,
) -> None:
    """Answer it and print the escalation."""
    from csconsole.cli.session import context
    from csconsole.services.escalations import answer_escalation, waiting_escalation

    ctx = context()
    key = waiting_escalation(ctx, number, state="open").id
    emit_record(answer_escalation(ctx, key, answer=text), ESCALATIONS, fmt=fmt)


@app.command("told", help=N_("The customer was told the answer from above."), prints=ESCALATIONS)
def told(
    number: RecordArgument,
    note: Annotated[
        str | None,
        typer.Option("--note", metavar="TEXT", help=N_("How the customer was told, what was said.")),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Note it and print the escalation; say if the last attempt reached nobody."""
    from csconsole.cli.session import context
    from csconsole.services.escalations import tell_customer, unreached_warning, waiting_escalation

    ctx = context()
    waiting = waiting_escalation(ctx, number, state="answered")
    warning = unreached_warning(ctx, waiting)
    emit_record(tell_customer(ctx, waiting.id, note=note), ESCALATIONS, fmt=fmt)
    if warning:
        say(warning)
