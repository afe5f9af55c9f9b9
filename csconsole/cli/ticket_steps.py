"""The steps of a ticket on the command line: ``csconsole ticket dispatch|accept|done …``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from csconsole.cli import ticket_options as given
from csconsole.cli.moments import moment
from csconsole.cli.options import TICKET, FormatOption, ReasonOption, VersionOption
from csconsole.cli.output import emit_record, emit_rows, say
from csconsole.cli.references import customer_id, department_id, staff_id
from csconsole.cli.ticket_about import say_asset
from csconsole.cli.ticket_columns import COLUMNS, STEPS, app
from csconsole.cli.ticket_options import NumberArgument
from csconsole.i18n import N_, _

if TYPE_CHECKING:
    from csconsole.services.context import Context


@app.command(
    "dispatch",
    help=N_("Dispatch a ticket, or reassign it; without a target to whom the routing says."),
    prints=COLUMNS,
    sees=TICKET,
)
def dispatch(
    number: NumberArgument,
    department: given.Department = None,
    handler: given.Handler = None,
    second: given.Second = None,
    due: given.Due = None,
    reason: given.Another = None,
    strategy: Annotated[
        str | None,
        typer.Option(
            "--strategy",
            help=N_("skill, least_load, round_robin, last_handler, claim, manual; else as the table says."),
        ),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Give a ticket to a department or person."""
    from csconsole.cli.session import context
    from csconsole.services.dispatch import dispatch_ticket, unstaffed_warning

    ctx = context()
    target: dict[str, int | None] = {
        "department_id": department_id(ctx, department),
        "handler_id": staff_id(ctx, handler),
        "second_handler_id": staff_id(ctx, second),
    }
    if not any(target.values()):
        target = _proposed(ctx, number, strategy)
    row = dispatch_ticket(
        ctx,
        number,
        department_id=target["department_id"],
        handler_id=target["handler_id"],
        second_handler_id=target["second_handler_id"],
        due_at=moment(ctx, due, "due"),
        reason=reason,
    )
    emit_record(row, COLUMNS, fmt=fmt)
    if not row.handler and (warning := unstaffed_warning(ctx, target["department_id"])):
        say(warning)


def _proposed(ctx: Context, number: str, strategy: str | None) -> dict[str, int | None]:
    """The target that the routing table proposes, said with its reasons."""
    from csconsole.services.dispatch import propose_target

    proposal = propose_target(ctx, number, strategy=strategy)
    say(_("Proposed: {target} ({reasons})", target=proposal.who or "-", reasons="; ".join(proposal.reasons)))
    for who in proposal.passed:
        say(_("Passed over: {who}", who=who))
    return proposal.target()


@app.command("accept", help=N_("Accept a ticket that was dispatched to you."), prints=COLUMNS, sees=TICKET)
def accept(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Accept."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import accept_ticket

    emit_record(accept_ticket(context(), number), COLUMNS, fmt=fmt)


@app.command("return", help=N_("Give a ticket back to dispatch."), prints=COLUMNS, sees=TICKET)
def return_(number: NumberArgument, reason: ReasonOption, fmt: FormatOption = None) -> None:
    """Return."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import return_ticket

    emit_record(return_ticket(context(), number, reason=reason), COLUMNS, fmt=fmt)


@app.command("arrive", help=N_("Record the arrival on site."), prints=COLUMNS, sees=TICKET)
def arrive(
    number: NumberArgument,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("When; else now."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Arrive."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import arrive_ticket

    ctx = context()
    emit_record(arrive_ticket(ctx, number, at=moment(ctx, at, "arrived_at")), COLUMNS, fmt=fmt)


@app.command("start", help=N_("Begin the work."), prints=COLUMNS, sees=TICKET)
def start(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Start."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import start_ticket

    emit_record(start_ticket(context(), number), COLUMNS, fmt=fmt)


@app.command("note", help=N_("Write a progress note."), prints=COLUMNS, sees=TICKET)
def note(
    number: NumberArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What happened."))],
    told: Annotated[bool, typer.Option("--told", help=N_("The customer was told."))] = False,
    fmt: FormatOption = None,
) -> None:
    """Note."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import note_ticket

    emit_record(note_ticket(context(), number, text=text, told_customer=told), COLUMNS, fmt=fmt)


@app.command("wait", help=N_("Wait for the customer; the clock stands still."), prints=COLUMNS, sees=TICKET)
def wait(number: NumberArgument, reason: ReasonOption, fmt: FormatOption = None) -> None:
    """Wait."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import wait_ticket

    emit_record(wait_ticket(context(), number, reason=reason), COLUMNS, fmt=fmt)


@app.command("park", help=N_("Park a ticket that cannot be handled for now."), prints=COLUMNS, sees=TICKET)
def park(
    number: NumberArgument,
    reason: Annotated[
        str, typer.Option("--reason", metavar="CODE", help=N_("awaiting_parts, third_party, litigation …"))
    ],
    told: given.Told = None,
    review: Annotated[
        str | None,
        typer.Option("--review", metavar="TIME", help=N_("When it is looked at again; else in 30 days.")),
    ] = None,
    note_text: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help=N_("More about it."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Park."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import park_ticket

    ctx = context()
    row = park_ticket(
        ctx,
        number,
        park_reason=reason,
        customer_informed=told,
        review_at=moment(ctx, review, "review_at"),
        note=note_text,
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command("resume", help=N_("Go on after waiting or parking."), prints=COLUMNS, sees=TICKET)
def resume(
    number: NumberArgument,
    department: given.Department = None,
    handler: given.Handler = None,
    second: given.Second = None,
    reason: given.Another = None,
    fmt: FormatOption = None,
) -> None:
    """Resume."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import resume_ticket

    ctx = context()
    row = resume_ticket(
        ctx,
        number,
        department_id=department_id(ctx, department),
        handler_id=staff_id(ctx, handler),
        second_handler_id=staff_id(ctx, second),
        reason=reason,
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command(
    "done",
    help=N_("The work is finished; the callback to the customer is planned."),
    prints=COLUMNS,
    sees=TICKET,
)
def done(
    number: NumberArgument,
    result: Annotated[str, typer.Option("--result", metavar="TEXT", help=N_("What was done."))],
    feedback: Annotated[
        str, typer.Option("--feedback", metavar="TEXT", help=N_("What the customer said on site."))
    ],
    told: given.Told = None,
    fmt: FormatOption = None,
) -> None:
    """Done."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import done_ticket, still_open

    ctx = context()
    row = done_ticket(ctx, number, result=result, feedback=feedback, told_customer=told)
    emit_record(row, COLUMNS, fmt=fmt)
    if still := still_open(ctx, row.id):
        say(still)


@app.command("close", help=N_("Close a finished ticket."), prints=COLUMNS, sees=TICKET)
def close(
    number: NumberArgument,
    reason: Annotated[
        str,
        typer.Option(
            "--reason", metavar="CODE|TEXT", help=N_("solved, explained, duplicate …, or in words.")
        ),
    ],
    told: given.Told = None,
    override: Annotated[
        bool,
        typer.Option("--override", help=N_("Without the callback, or against its answer; supervisors only.")),
    ] = False,
    fmt: FormatOption = None,
) -> None:
    """Close."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import close_ticket

    row = close_ticket(context(), number, reason=reason, told_customer=told, override=override)
    emit_record(row, COLUMNS, fmt=fmt)


@app.command("cancel", help=N_("Cancel a ticket; it stays on record."), prints=COLUMNS, sees=TICKET)
def cancel(number: NumberArgument, reason: ReasonOption, fmt: FormatOption = None) -> None:
    """Cancel."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import cancel_ticket

    emit_record(cancel_ticket(context(), number, reason=reason), COLUMNS, fmt=fmt)


@app.command(
    "reopen",
    help=N_("Reopen a ticket after a dissatisfied callback, or a closed one."),
    prints=COLUMNS,
    sees=TICKET,
)
def reopen(
    number: NumberArgument,
    reason: ReasonOption,
    aspect: Annotated[
        str | None,
        typer.Option("--aspect", help=N_("What was not good; needed after a callback: speed, quality …")),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Reopen."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import reopen_ticket

    emit_record(reopen_ticket(context(), number, reason=reason, aspect=aspect), COLUMNS, fmt=fmt)


@app.command("edit", help=N_("Correct an open ticket."), prints=COLUMNS)
def edit(
    number: NumberArgument,
    title: given.Title = None,
    description: given.Description = None,
    priority: given.Priority = None,
    customer: given.Customer = None,
    phone: given.Phone = None,
    contact: given.Contact = None,
    address: given.Address = None,
    scope: given.Scope = None,
    category: given.Category = None,
    size: given.Size = None,
    mode: given.Mode = None,
    asset: given.Asset = None,
    part: given.Part = None,
    product: given.Product = None,
    defect: given.Defect = None,
    appointment: given.Appointment = None,
    wanted: given.Wanted = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
    version: VersionOption = None,
    fmt: FormatOption = None,
) -> None:
    """Change what a ticket says."""
    from csconsole.cli.session import context
    from csconsole.services.categories import find_category
    from csconsole.services.tickets import edit_ticket

    ctx = context()
    row = edit_ticket(
        ctx,
        number,
        wanted_at=moment(ctx, wanted, "wanted_at"),
        title=title,
        description=description,
        priority=priority,
        customer_id=customer_id(ctx, customer),
        phone=phone,
        contact_name=contact,
        address=address,
        scope=scope,
        category_id=find_category(ctx, category).id if category else None,
        size=size,
        mode=mode,
        asset=asset,
        part=part,
        product=product,
        defect=defect,
        appointment_at=moment(ctx, appointment, "appointment_at"),
        reason=reason,
        expected_version=version,
    )
    emit_record(row, COLUMNS, fmt=fmt)
    if asset:
        say_asset(ctx, row)


@app.command("why-not", help=N_("Every step: what it needs, or why it is not possible."), prints=STEPS)
def why_not(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print the steps of the ticket's lifecycle."""
    from csconsole.cli.session import context
    from csconsole.services.tickets import possible_steps

    emit_rows(possible_steps(context(), number), STEPS, fmt=fmt)


@app.command(
    "step", help=N_("Take a step of a kind with a procedure of its own."), prints=COLUMNS, sees=TICKET
)
def step(
    number: NumberArgument,
    action: Annotated[str, typer.Argument(metavar="STEP", help=N_("One of: ticket why-not NUMBER"))],
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=TEXT", help=N_("What the step needs; may be given several times.")
        ),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Take a step with its data."""
    from csconsole.cli.session import context
    from csconsole.errors import UsageError
    from csconsole.services.tickets.own_steps import take_own_step

    fields: dict[str, str] = {}
    for pair in data or ():
        name, sign, value = pair.partition("=")
        if not sign or not name.isidentifier():
            raise UsageError(_("Write --set FIELD=TEXT."), field="--set", value=pair)
        fields[name] = value
    emit_record(take_own_step(context(), number, action, fields), COLUMNS, fmt=fmt)
