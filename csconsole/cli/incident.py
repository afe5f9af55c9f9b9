"""``csconsole incident``: emergencies with their timeline, the report upward and the emergency plan."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import moment
from csconsole.cli.options import TICKET, FormatOption, ReasonOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.ticket_options import NumberArgument
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

app = NounApp(help=N_("Emergency incidents: timeline, report upward, emergency plan."))

INCIDENTS: tuple[Column[Any], ...] = (
    Column("number", N_("Ticket")),
    Column("incident_type", N_("Type"), codes="incident_type"),
    Column("title", N_("What"), width=28),
    Column("happened_at", N_("Happened")),
    Column("report_due_at", N_("To be reported by")),
    Column("late", N_("Overdue")),
    Column("reported_at", N_("Reported")),
    Column("reported_to", N_("Reported to")),
    Column("reported_by", N_("Reported by"), table=False),
    Column("plan", N_("Emergency plan"), table=False),
    Column("plan_activated_at", N_("Plan activated"), table=False),
    Column("records", N_("Timeline"), table=False),
)
PlanOption = Annotated[str | None, typer.Option("--plan", metavar="NAME", help=N_("The emergency plan."))]


@app.command(
    "describe",
    help=N_("Say what an incident is; that says until when it is reported upward."),
    prints=INCIDENTS,
    sees=TICKET,
)
def describe(
    number: NumberArgument,
    type_: Annotated[
        str,
        typer.Option(
            "--type", metavar="CODE", help=N_("major, fire, flood, outage, long_outage, lift, injury …")
        ),
    ],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help=N_("When it happened; else when it was registered.")),
    ] = None,
    plan: PlanOption = None,
    fmt: FormatOption = None,
) -> None:
    """Describe an incident."""
    from csconsole.cli.session import context
    from csconsole.services.matters import open_incident

    ctx = context()
    row = open_incident(
        ctx, number, incident_type=type_, happened_at=moment(ctx, at, "happened_at"), plan=plan
    )
    emit_record(row, INCIDENTS, fmt=fmt)


@app.command(
    "retype",
    help=N_("Say that an incident is of another type; its report may be due at another time then."),
    prints=INCIDENTS,
    sees=TICKET,
)
def retype(
    number: NumberArgument,
    type_: Annotated[str, typer.Option("--type", metavar="CODE", help=N_("major, long_outage, injury …"))],
    reason: ReasonOption,
    fmt: FormatOption = None,
) -> None:
    """Change the type."""
    from csconsole.cli.session import context
    from csconsole.services.matters import retype_incident

    row = retype_incident(context(), number, incident_type=type_, reason=reason)
    emit_record(row, INCIDENTS, fmt=fmt)


@app.command("record", help=N_("Add a line to the timeline of an incident."), prints=INCIDENTS, sees=TICKET)
def record(
    number: NumberArgument,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=N_("event, measure, notified"))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What happened, or who was notified."))],
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("When; else now."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Record a line."""
    from csconsole.cli.session import context
    from csconsole.services.matters import record_on_incident

    ctx = context()
    row = record_on_incident(ctx, number, kind=kind, text=text, at=moment(ctx, at, "at"))
    emit_record(row, INCIDENTS, fmt=fmt)


@app.command("report", help=N_("Record that an incident was reported upward."), prints=INCIDENTS, sees=TICKET)
def report(
    number: NumberArgument,
    to: Annotated[str, typer.Argument(metavar="WHOM", help=N_("To whom."))],
    fmt: FormatOption = None,
) -> None:
    """Record the report."""
    from csconsole.cli.session import context
    from csconsole.services.matters import report_incident

    emit_record(report_incident(context(), number, to=to), INCIDENTS, fmt=fmt)


@app.command("activate", help=N_("Activate the emergency plan."), prints=INCIDENTS, sees=TICKET)
def activate(number: NumberArgument, plan: PlanOption = None, fmt: FormatOption = None) -> None:
    """Activate the plan."""
    from csconsole.cli.session import context
    from csconsole.services.matters import activate_plan

    emit_record(activate_plan(context(), number, plan=plan), INCIDENTS, fmt=fmt)


@lists(
    app,
    about=N_("Incidents that were not reported upward yet."),
    prints=INCIDENTS,
    limit=500,
    counted="records",
)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.matters import open_reports

    return open_reports


@app.command("show", help=N_("Show an incident with its timeline."), prints=INCIDENTS)
def show(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print one incident."""
    from csconsole.cli.session import context
    from csconsole.services.matters import show_incident

    emit_record(show_incident(context(), number), INCIDENTS, fmt=fmt)
