"""The time of a ticket on the command line: ``csconsole ticket why|defer|extend|excuse|unanswered|chase``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from csconsole.cli.leaving import emit_counted
from csconsole.cli.moments import moment
from csconsole.cli.options import TICKET, FormatOption, OutOption, ReasonOption
from csconsole.cli.output import Column, Format, choose_format, emit_record, emit_text, say
from csconsole.cli.ticket_columns import COLUMNS, app
from csconsole.cli.ticket_options import NumberArgument
from csconsole.i18n import N_, _

if TYPE_CHECKING:
    from csconsole.services.tickets import WhatIf, WhyDue

WHY: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("due_at", N_("Due")),
    Column("conclusion", N_("Because")),
    Column("paused_since", N_("Paused since")),
    Column("clocks", N_("Clocks"), table=False),
    Column(
        "owed", N_("Owed within it"), table=False, about=N_("clocks of what others owe within the ticket")
    ),
)
IF_FIELDS = {"priority": "priority", "level": "level", "type": "kind", "kind": "kind", "calendar": "calendar"}


@app.command(
    "why", help=N_("Explain every clock of a ticket step by step, or what would change."), prints=WHY
)
def why(
    number: NumberArgument,
    supposed: Annotated[
        list[str] | None,
        typer.Option(
            "--if",
            metavar="FIELD=VALUE",
            help=N_("What if: priority, level, type or calendar; may be given several times."),
        ),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Print the whole calculation."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import why_due, why_if

    ctx = context()
    found = why_if(ctx, number, **_supposed(supposed)) if supposed else why_due(ctx, number)
    _emit_why(found, fmt)


def _emit_why(found: WhyDue | WhatIf, fmt: Format | None) -> None:
    if choose_format(fmt, None) is Format.TABLE:
        emit_text("\n".join((found.number, *found.lines())))
    else:
        emit_record(getattr(found, "then", found), WHY, fmt=fmt)


def _supposed(pairs: list[str]) -> dict[str, str]:
    from csconsole.errors import UsageError

    found: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if name.strip() not in IF_FIELDS or not sign or not value.strip():
            raise UsageError(
                _("Write --if FIELD=VALUE."),
                field="--if",
                value=pair,
                hint=_("Use one of: {choices}.", choices="priority, level, type, calendar"),
            )
        found[IF_FIELDS[name.strip()]] = value.strip()
    return found


@app.command(
    "defer", help=N_("Defer a ticket to a time that the customer has agreed to."), prints=COLUMNS, sees=TICKET
)
def defer(
    number: NumberArgument,
    until: Annotated[str, typer.Option("--until", metavar="TIME", help=N_("The new time."))],
    reason: ReasonOption,
    agreed: Annotated[
        bool, typer.Option("--agreed", help=N_("The customer was told and has agreed."))
    ] = False,
    special: Annotated[
        str | None,
        typer.Option("--special", metavar="TEXT", help=N_("The special case; supervisors only.")),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Defer, with a warning when the time is far ahead (TKT-09)."""
    from csconsole.cli.session import context
    from csconsole.services.moments import read_moment
    from csconsole.services.promises import promise_warning
    from csconsole.services.tickets import defer_ticket

    ctx = context()
    at = read_moment(ctx, until, field="until")
    row = defer_ticket(ctx, number, until=at, reason=reason, agreed=agreed, special=special)
    if warning := promise_warning(ctx, at):
        say(warning)
    emit_record(row, COLUMNS, fmt=fmt)


@app.command(
    "extend",
    help=N_("Ask for more time before it is due, approve or refuse it."),
    prints=COLUMNS,
    sees=TICKET,
)
def extend(
    number: NumberArgument,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help=N_("The new time; else as asked for."))
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
    ask: Annotated[bool, typer.Option("--ask", help=N_("Ask; a supervisor decides."))] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help=N_("Refuse what was asked for."))] = False,
    told: Annotated[bool, typer.Option("--told", help=N_("The customer knows the new time."))] = False,
    clock: Annotated[
        str, typer.Option("--clock", help=N_("respond, arrive, transfer, answer, resolve"))
    ] = "resolve",
    fmt: FormatOption = None,
) -> None:
    """Ask, approve or refuse."""
    from csconsole.cli.session import context
    from csconsole.errors import UsageError
    from csconsole.services.tickets import ask_extension, extend_ticket, refuse_extension

    ctx = context()
    at = moment(ctx, until, "until")
    if refuse:
        row = refuse_extension(ctx, number, reason=reason or "", clock=clock)
    elif not ask:
        row = extend_ticket(ctx, number, told=told, until=at, reason=reason, clock=clock)
    elif at is None:
        raise UsageError(_("Say until when: --until TIME."), field="--until")
    else:
        row = ask_extension(ctx, number, until=at, reason=reason or "", clock=clock)
    emit_record(row, COLUMNS, fmt=fmt)


@app.command(
    "excuse",
    help=N_("Nobody can be there in time: explained before, and agreed to."),
    prints=COLUMNS,
    sees=TICKET,
)
def excuse(
    number: NumberArgument,
    explanation: Annotated[
        str, typer.Option("--explanation", metavar="TEXT", help=N_("What the customer was told."))
    ],
    agreed: Annotated[bool, typer.Option("--agreed", help=N_("The customer has agreed."))] = False,
    fmt: FormatOption = None,
) -> None:
    """Excuse the arrival (TKT-08)."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import excuse_arrival

    row = excuse_arrival(context(), number, explanation=explanation, agreed=agreed)
    emit_record(row, COLUMNS, fmt=fmt)


@app.command("unanswered", help=N_("Open tickets without a first response, by department."), prints=COLUMNS)
def unanswered(
    follow_up: Annotated[
        bool, typer.Option("--follow-up", help=N_("Those that nobody follows up instead."))
    ] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """List silent tickets (TKT-34)."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import unanswered_tickets, unfollowed_tickets

    ctx = context()
    groups = unfollowed_tickets(ctx) if follow_up else unanswered_tickets(ctx)
    rows = [row for group in groups for row in group.rows]
    emit_counted(ctx, "tickets", rows, COLUMNS, fmt=fmt, out=out)
    for group in groups:
        say(f"{group.department or _('Without a department')}: {group.count}")


@app.command("chase", help=N_("Write that somebody asks after a ticket."), prints=COLUMNS, sees=TICKET)
def chase(
    number: NumberArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What was asked."))],
    fmt: FormatOption = None,
) -> None:
    """Write it on the ticket's timeline."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import chase_ticket

    emit_record(chase_ticket(context(), number, text=text), COLUMNS, fmt=fmt)
