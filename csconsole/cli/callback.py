"""``csconsole callback``: plan callbacks, work through them, and see what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from csconsole.cli.callback_after import add_verbs
from csconsole.cli.callback_columns import CALLBACKS, SHEET
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption, ReasonOption
from csconsole.cli.output import emit_record, say
from csconsole.cli.references import customer_id, staff_id
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

if TYPE_CHECKING:
    from csconsole.services.callbacks import CallbackSheet
    from csconsole.services.context import Context

NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The callback's number."))]
NoteOption = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("What happened."))]
AspectOption = Annotated[
    str | None,
    typer.Option(
        "--aspect",
        help=N_(
            "What was not good; needed unless the customer is satisfied: speed, quality, attitude, result, "
            "price, information or other."
        ),
    ),
]
ProblemOption = Annotated[
    str | None,
    typer.Option("--problem", metavar="TEXT", help=N_("What you cannot solve; the manager gets it.")),
]

app = NounApp(help=N_("Plan callbacks and record attempts."))
add_verbs(app)


@app.command("plan", help=N_("Plan a callback."), prints=CALLBACKS)
def plan(
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("What it is about."))],
    kind: Annotated[
        str, typer.Option("--kind", help=N_("promised, ring_back, follow_up, campaign, care"))
    ] = ("follow_up"),
    source: Annotated[
        str, typer.Option("--source", help=N_("What brings it: repair, complaint, delivery, call …"))
    ] = "call",
    due: Annotated[
        str | None,
        typer.Option(
            "--due", metavar="TIME", help=N_("Until when, such as: tomorrow 10:00, 3wd; else by the source.")
        ),
    ] = None,
    earliest: Annotated[
        str | None, typer.Option("--earliest", metavar="TIME", help=N_("Not before this time."))
    ] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="CODE|KEY", help=N_("The customer to call."))
    ] = None,
    phone: Annotated[str | None, typer.Option("--phone", help=N_("The number to call."))] = None,
    name: Annotated[str | None, typer.Option("--name", help=N_("Whom to ask for."))] = None,
    ticket: Annotated[
        str | None, typer.Option("--ticket", metavar="NUMBER", help=N_("The ticket it is about."))
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", metavar="STAFF", help=N_("Who calls; else anyone."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Store a new callback and print it."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import plan_callback
    from csconsole.services.moments import read_moment
    from csconsole.services.promises import promise_warning

    ctx = context()
    row = plan_callback(
        ctx,
        kind=kind,
        source=source,
        reason=reason,
        due_at=read_moment(ctx, due, field="due") if due else None,
        earliest_at=read_moment(ctx, earliest, field="earliest") if earliest else None,
        customer_id=customer_id(ctx, customer),
        phone=phone,
        contact_name=name,
        ticket_id=_ticket_id(ctx, ticket),
        owner_id=staff_id(ctx, owner),
    )
    if row.kind == "promised" and (warning := promise_warning(ctx, row.due_at)):
        say(warning)
    emit_record(row, CALLBACKS, fmt=fmt)


@lists(app, about=N_("List callbacks, soonest due first."), prints=CALLBACKS, leaving="callbacks")
def list_(
    view: Annotated[str, typer.Option("--view", help=N_("all, due, overdue, mine, later, problems"))] = "all",
) -> PageReader:
    """Reads callbacks."""
    from csconsole.services.callbacks import list_callbacks

    return partial(list_callbacks, view=view)


@app.command("next", help=N_("Show the callback to make now, with its number to dial."), prints=SHEET)
def next_(fmt: FormatOption = None) -> None:
    """Print the next callback; the number to dial is shown in full, which is kept in the history."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import dial_callback, next_callback, show_callback

    ctx = context()
    row = next_callback(ctx)
    if row is None:
        say(_("No callback is to be made now."))
        return
    number = dial_callback(ctx, row.id)
    if number:
        say(_("Call {name} at {number}.", name=row.customer_name or "", number=number))
    emit_record(show_callback(ctx, row.id), SHEET, fmt=fmt)


@app.command("show", help=N_("Show a callback with its record and attempts."), prints=SHEET)
def show(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print one callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import show_callback

    sheet = show_callback(context(), number)
    emit_record(sheet, SHEET, fmt=fmt)
    _say_attempts(sheet)


@app.command("attempt", help=N_("Record an attempt and what the customer said."), prints=CALLBACKS)
def attempt(
    number: NumberArgument,
    code: Annotated[
        str,
        typer.Argument(
            metavar="RESULT", help=N_("done, no_answer, busy, rescheduled, refused or wrong_number")
        ),
    ],
    satisfaction: Annotated[
        str | None, typer.Option("--satisfaction", help=N_("satisfied, average or dissatisfied"))
    ] = None,
    aspect: AspectOption = None,
    answer: Annotated[
        str | None, typer.Option("--answer", metavar="TEXT", help=N_("The answer given."))
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            metavar="NAME=VALUE",
            help=N_(
                "Another field of the record, such as efficiency=5, quality=5; may be given several times."
            ),
        ),
    ] = None,
    seconds: Annotated[int | None, typer.Option("--seconds", help=N_("How long the talk took."))] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help=N_("The new time, for rescheduled."))
    ] = None,
    problem: ProblemOption = None,
    next_at: Annotated[
        str | None, typer.Option("--next", metavar="TIME", help=N_("Plan a further callback for then."))
    ] = None,
    channel: Annotated[str, typer.Option("--channel", help=N_("How, if not by phone."))] = "phone",
    note: NoteOption = None,
    fmt: FormatOption = None,
) -> None:
    """Store an attempt and print the callback as it stands then."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import RecordIncompleteError, record_attempt
    from csconsole.services.moments import read_moment

    ctx = context()
    record = {"satisfaction": satisfaction, "aspect": aspect, "answer": answer, **_fields(field or [])}
    try:
        row = record_attempt(
            ctx,
            number,
            code=code,
            channel=channel,
            seconds=seconds,
            note=note,
            agreed_at=read_moment(ctx, at, field="at") if at else None,
            record={name: value for name, value in record.items() if value is not None},
            problem=problem,
            next_at=read_moment(ctx, next_at, field="next") if next_at else None,
        )
    except RecordIncompleteError as error:
        error.hint = " ".join(part for part in (error.hint, _how_given(error.missing)) if part)
        raise
    emit_record(row, CALLBACKS, fmt=fmt)


@app.command(
    "agree",
    help=N_("Another time agreed without a call of ours, such as when they call in."),
    prints=CALLBACKS,
)
def agree(
    number: NumberArgument,
    at: Annotated[str, typer.Argument(metavar="TIME", help=N_("When they shall be called."))],
    fmt: FormatOption = None,
) -> None:
    """Keep the new time and print the callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import make_appointment
    from csconsole.services.moments import read_moment

    ctx = context()
    emit_record(make_appointment(ctx, number, agreed_at=read_moment(ctx, at, field="at")), CALLBACKS, fmt=fmt)


@app.command("assign", help=N_("Give a callback to a staff member."), prints=CALLBACKS)
def assign(
    number: NumberArgument,
    staff: Annotated[str, typer.Argument(metavar="STAFF", help=N_("The staff number."))],
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change the owner and print the callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import assign_callback
    from csconsole.services.staff import find_staff

    ctx = context()
    row = assign_callback(ctx, number, owner_id=find_staff(ctx, staff).id, reason=reason)
    emit_record(row, CALLBACKS, fmt=fmt)


@app.command("take", help=N_("Take a callback: it is yours from now on."), prints=CALLBACKS)
def take(number: NumberArgument, reason: ReasonOption = "", fmt: FormatOption = None) -> None:
    """Become the owner and print the callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import take_callback

    emit_record(take_callback(context(), number, reason=reason), CALLBACKS, fmt=fmt)


@app.command("cancel", help=N_("Close a callback without calling."), prints=CALLBACKS)
def cancel(number: NumberArgument, reason: ReasonOption = "", fmt: FormatOption = None) -> None:
    """Cancel it and print the callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import cancel_callback

    emit_record(cancel_callback(context(), number, reason=reason), CALLBACKS, fmt=fmt)


@app.command("pass-on", help=N_("Pass an unsolved problem to a department."), prints=CALLBACKS)
def pass_on(
    number: NumberArgument,
    department: Annotated[str, typer.Argument(metavar="DEPARTMENT", help=N_("The department's code."))],
    fmt: FormatOption = None,
) -> None:
    """Pass it on and print the callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import pass_problem_on
    from csconsole.services.departments import find_department

    ctx = context()
    row = pass_problem_on(ctx, number, department_id=find_department(ctx, department).id)
    emit_record(row, CALLBACKS, fmt=fmt)


@app.command("answer", help=N_("Answer an unsolved problem."), prints=CALLBACKS)
def answer_(
    number: NumberArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("The answer for the customer."))],
    fmt: FormatOption = None,
) -> None:
    """Store the answer and print the callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import answer_problem

    emit_record(answer_problem(context(), number, answer=text), CALLBACKS, fmt=fmt)


@app.command("tell", help=N_("Record that the customer was told the answer."), prints=CALLBACKS)
def tell(
    number: NumberArgument,
    satisfaction: Annotated[
        str, typer.Option("--satisfaction", help=N_("satisfied, average or dissatisfied"))
    ],
    aspect: AspectOption = None,
    problem: ProblemOption = None,
    note: NoteOption = None,
    fmt: FormatOption = None,
) -> None:
    """Store what the customer said to the answer and print the callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import tell_customer

    row = tell_customer(
        context(), number, satisfaction=satisfaction, aspect=aspect, problem=problem, note=note
    )
    emit_record(row, CALLBACKS, fmt=fmt)


def _fields(given: list[str]) -> dict[str, str]:
    """``NAME=VALUE`` texts as a record. Raises ``UsageError`` for one without an equals sign."""
    from csconsole.errors import UsageError

    record = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(
                _("{text} is not a field.", text=text), field="--field", hint=_("Write it as NAME=VALUE.")
            )
        record[name.strip()] = value
    return record


def _ticket_id(ctx: Context, ticket: str | None) -> int | None:
    from csconsole.services.tickets.access import ticket_to_change

    return ticket_to_change(ctx, ticket) if ticket else None


def _say_attempts(sheet: CallbackSheet) -> None:
    """The attempts, one a line, for a person."""
    from csconsole.cli.output import site_zone
    from csconsole.clock import local
    from csconsole.codes import label

    for one in sheet.attempts:
        at = local(one.at, site_zone()).strftime("%Y-%m-%d %H:%M")
        words = (f"{one.position}.", at, one.by_no, label("attempt_code", one.code), one.note or "")
        say(" ".join(word for word in words if word))


def _how_given(missing: Sequence[str]) -> str:
    """The options with which fields of the record are given."""
    own = {"satisfaction": "--satisfaction satisfied", "aspect": "--aspect …", "answer": "--answer …"}
    scores = {"efficiency": "5", "quality": "5"}
    words = [own.get(name, f"--field {name}={scores.get(name, '…')}") for name in missing]
    return _("Add: {options}", options=" ".join(words))
