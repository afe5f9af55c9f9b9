"""``csconsole subtask``: what is asked of departments and engineers within a ticket."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import moment
from csconsole.cli.options import TICKET, FormatOption, OutOption, WholeTicketOption
from csconsole.cli.output import Column, emit_record, emit_rows
from csconsole.cli.references import department_id, staff_id
from csconsole.cli.ticket_options import NumberArgument
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

app = NounApp(help=N_("Department sub-tasks, visits and appointments of tickets."))

SUBTASKS: tuple[Column[Any], ...] = (
    Column("id", N_("Key")),
    Column("number", N_("Ticket")),
    Column("kind", N_("Kind"), codes="subtask_kind"),
    Column("state", N_("State"), codes="subtask_state"),
    Column("text", N_("What"), width=32),
    Column("who", N_("Who"), lambda row: row.who),
    Column("due_at", N_("Due")),
    Column("created_at", N_("Asked"), table=False),
    Column("late", N_("Overdue")),
    Column("unacknowledged", N_("Not acknowledged in time")),
    Column("department", N_("Department"), table=False),
    Column("engineer", N_("Engineer"), table=False),
    Column("requester", N_("Asked by"), table=False),
    Column("acknowledge_by", N_("To be acknowledged by"), table=False),
    Column("acknowledged_at", N_("Acknowledged"), table=False),
    Column("answer", N_("Answer"), table=False),
    Column("answered_at", N_("Answered"), table=False),
    Column("answered_by", N_("Answered by"), table=False),
    Column("starts_at", N_("Begins"), table=False),
    Column("ends_at", N_("Ends"), table=False),
    Column("place", N_("Place"), table=False),
    Column("agreed_at", N_("Agreed"), table=False),
    Column("reconfirmed_at", N_("Confirmed again"), table=False),
    Column("result", N_("Result"), table=False),
    Column("unsolved", N_("Unsolved items"), table=False),
    Column("signer", N_("Signed by"), table=False),
    Column("no_show", N_("Nobody there because"), codes="no_show", table=False),
    Column("no_shows", N_("Times nobody was there"), table=False),
    Column("ended_at", N_("Ended"), table=False),
    Column("version", N_("Version"), table=False),
)
LOADS: tuple[Column[Any], ...] = (
    Column("staff_no", N_("Staff no.")),
    Column("name", N_("Name")),
    Column("day", N_("Day")),
    Column("minutes", N_("Minutes taken"), right=True),
    Column("visits", N_("Visits"), lambda row: len(row.slots), right=True),
    Column(
        "slots", N_("Slots"), lambda row: [f"{s.number} {s.starts_at:%Y-%m-%dT%H:%MZ}" for s in row.slots]
    ),
)

KeyArgument = Annotated[int, typer.Argument(metavar="KEY", help=N_("The sub-task's key."))]
TextArgument = Annotated[str, typer.Argument(metavar="TEXT", help=N_("What is to be done."))]
OverlapOption = Annotated[
    bool, typer.Option("--overlap", help=N_("Also when the engineer is expected elsewhere then."))
]


@app.command("ask", help=N_("Ask a department for help with a ticket."), prints=SUBTASKS, sees=TICKET)
def ask(
    number: NumberArgument,
    department: Annotated[str, typer.Argument(metavar="DEPARTMENT", help=N_("The department's code."))],
    text: TextArgument,
    due: Annotated[
        str | None, typer.Option("--due", metavar="TIME", help=N_("Until when; else the usual time."))
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="STAFF", help=N_("Who of the department."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Ask a department."""
    from csconsole.cli.session import context
    from csconsole.services.subtasks import ask_department

    ctx = context()
    key = department_id(ctx, department)
    assert key is not None
    row = ask_department(
        ctx,
        number,
        department_id=key,
        text=text,
        staff_id=staff_id(ctx, person),
        due_at=moment(ctx, due, "due"),
    )
    emit_record(row, SUBTASKS, fmt=fmt)


@app.command("plan", help=N_("Plan a visit or an appointment."), prints=SUBTASKS, sees=TICKET)
def plan(
    number: NumberArgument,
    text: TextArgument,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help=N_("When it begins."))],
    kind: Annotated[str, typer.Option("--kind", help=N_("visit, appointment"))] = "visit",
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help=N_("When it ends; else the usual length."))
    ] = None,
    engineer: Annotated[
        str | None, typer.Option("--engineer", metavar="STAFF", help=N_("Who goes; else the handler."))
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", help=N_("Where; else the ticket's address."))
    ] = None,
    overlap: OverlapOption = False,
    fmt: FormatOption = None,
) -> None:
    """Plan a slot."""
    from csconsole.cli.session import context
    from csconsole.services.moments import read_moment
    from csconsole.services.subtasks import plan_slot

    ctx = context()
    row = plan_slot(
        ctx,
        number,
        text=text,
        kind=kind,
        starts_at=read_moment(ctx, at, field="starts_at"),
        ends_at=moment(ctx, until, "ends_at"),
        staff_id=staff_id(ctx, engineer),
        place=place,
        overlap=overlap,
    )
    emit_record(row, SUBTASKS, fmt=fmt)


@app.command("step", help=N_("Take a step of a sub-task."), prints=SUBTASKS, sees=("subtask", "key"))
def step(
    key: KeyArgument,
    action: Annotated[
        str,
        typer.Argument(
            metavar="STEP",
            help=N_(
                "acknowledge, answer, give, send_back; agree, confirm, move, assign, finish, leave_open, "
                "settle, miss; cancel"
            ),
        ),
    ],
    answer: Annotated[str | None, typer.Option("--answer", metavar="TEXT", help=N_("The answer."))] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
    result: Annotated[str | None, typer.Option("--result", metavar="TEXT", help=N_("What was done."))] = None,
    unsolved: Annotated[
        str | None, typer.Option("--unsolved", metavar="TEXT", help=N_("What is not solved yet."))
    ] = None,
    signer: Annotated[
        str | None, typer.Option("--signer", metavar="NAME", help=N_("Who signed on site."))
    ] = None,
    no_show: Annotated[
        str | None, typer.Option("--no-show", metavar="CODE", help=N_("Why nobody was there."))
    ] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("The new time."))] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help=N_("When it ends; else the usual length."))
    ] = None,
    engineer: Annotated[
        str | None, typer.Option("--engineer", metavar="STAFF", help=N_("Who goes instead, or who went."))
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="STAFF", help=N_("Who of the department does it."))
    ] = None,
    overlap: OverlapOption = False,
    fmt: FormatOption = None,
) -> None:
    """Take a step."""
    from csconsole.cli.session import context
    from csconsole.services.subtasks import take_subtask

    ctx = context()
    answers = {
        "answer": answer,
        "reason": reason,
        "work_result": result,
        "unsolved": unsolved,
        "signer": signer,
        "no_show": no_show,
        "starts_at": moment(ctx, at, "starts_at"),
        "ends_at": moment(ctx, until, "ends_at"),
        "engineer": engineer,
        "person": person,
    }
    given = {name: value for name, value in answers.items() if value is not None}
    emit_record(take_subtask(ctx, key, action, given, overlap=overlap), SUBTASKS, fmt=fmt)


@lists(app, about=N_("Open sub-tasks by due time."), prints=SUBTASKS, limit=500, counted="records")
def list_(
    mine: Annotated[bool, typer.Option("--mine", help=N_("Mine and my department's."))] = False,
    late: Annotated[bool, typer.Option("--late", help=N_("Overdue or not acknowledged in time."))] = False,
    unsolved: Annotated[bool, typer.Option("--unsolved", help=N_("Visits with unsolved items."))] = False,
    kind: Annotated[str | None, typer.Option("--kind", help=N_("department, visit, appointment"))] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help=N_("Of this department."))
    ] = None,
    ticket: WholeTicketOption = None,
) -> PageReader:
    """Reads sub-tasks."""
    from csconsole.cli.session import context
    from csconsole.services.subtasks import list_subtasks

    return partial(
        list_subtasks,
        mine=mine,
        late=late,
        unsolved=unsolved,
        kind=kind,
        department_id=department_id(context(), department),
        ticket=ticket,
    )


@app.command("show", help=N_("Show one sub-task."), prints=SUBTASKS)
def show(key: KeyArgument, fmt: FormatOption = None) -> None:
    """Print one sub-task."""
    from csconsole.cli.session import context
    from csconsole.services.subtasks import show_subtask

    emit_record(show_subtask(context(), key), SUBTASKS, fmt=fmt)


@app.command("load", help=N_("What each engineer is expected for on a day."), prints=LOADS)
def load(
    day: Annotated[
        str | None, typer.Option("--day", metavar="DAY", help=N_("Which day; else today."))
    ] = None,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the loads."""
    from csconsole.cli.session import context
    from csconsole.clock import local_date
    from csconsole.services.subtasks import engineer_loads

    ctx = context()
    at = moment(ctx, day, "day")
    emit_rows(engineer_loads(ctx, local_date(at, ctx.zone) if at else None), LOADS, fmt=fmt, out=out)
