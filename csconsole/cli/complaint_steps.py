"""The steps of a complaint on the command line: ``csconsole complaint receive|judge|route|investigate …``."""

from __future__ import annotations

from typing import Annotated

import typer

from csconsole.cli.complaint_columns import COLUMNS, NumberArgument, app, take
from csconsole.cli.options import TICKET, FormatOption, ReasonOption
from csconsole.cli.output import emit_record
from csconsole.i18n import N_, _

CauseOption = Annotated[
    str | None, typer.Option("--cause", metavar="CODE", help=N_("poor_repair, poor_service, slow …"))
]
TypeOption = Annotated[
    str | None, typer.Option("--type", metavar="CODE", help=N_("repair_quality, service, staff, fee …"))
]
PersonOption = Annotated[str | None, typer.Option("--person", help=N_("Who is responsible."))]
WayOption = Annotated[
    str | None, typer.Option("--signed", metavar="CODE", help=N_("How the customer signed: on_site, phone."))
]
SignerOption = Annotated[str | None, typer.Option("--signer", help=N_("Who signed, how, and when."))]
AspectOption = Annotated[str | None, typer.Option("--aspect", help=N_("What was not good: speed …"))]
PlaceOption = Annotated[
    str | None, typer.Option("--department", metavar="CODE", help=N_("The responsible department."))
]


@app.command(
    "level", help=N_("Give a complaint its level, confirm or change it."), prints=COLUMNS, sees=TICKET
)
def level(
    number: NumberArgument,
    level_: Annotated[str, typer.Argument(metavar="LEVEL", help=N_("minor, important, major"))],
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Set the level."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import set_level

    emit_record(set_level(context(), number, level=level_, reason=reason), COLUMNS, fmt=fmt)


@app.command(
    "receive",
    help=N_("Step 1: receive it; complainant and demand must be known."),
    prints=COLUMNS,
    sees=TICKET,
)
def receive(
    number: NumberArgument,
    apologised: Annotated[
        bool | None, typer.Option("--apologised/--not-apologised", help=N_("Whether an apology was made."))
    ] = None,
    demand: Annotated[str | None, typer.Option("--demand", help=N_("What the customer demands."))] = None,
    company: Annotated[str | None, typer.Option("--company", help=N_("The customer's company."))] = None,
    told_cause: Annotated[
        str | None, typer.Option("--told-cause", help=N_("The cause as the customer told it."))
    ] = None,
    product: Annotated[str | None, typer.Option("--product", help=N_("What it is about."))] = None,
    about: Annotated[
        str | None, typer.Option("--about", metavar="CODE", help=N_("The department it is about."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Receive."""
    take(
        number,
        "receive",
        fmt,
        apologised=apologised,
        demand=demand,
        company=company,
        told_cause=told_cause,
        product=product,
        about_department=about,
    )


@app.command(
    "reply", help=N_("Short path of a minor one: answer the customer at once."), prints=COLUMNS, sees=TICKET
)
def reply(
    number: NumberArgument,
    answer: Annotated[str | None, typer.Option("--answer", metavar="TEXT", help=N_("The solution."))] = None,
    way: Annotated[str, typer.Option("--by", help=N_("phone, fax, visit, message"))] = "phone",
    fmt: FormatOption = None,
) -> None:
    """Reply."""
    take(number, "reply", fmt, answer=answer, contact_way=way)


@app.command(
    "judge", help=N_("Step 2: valid with type, level, department; or invalid."), prints=COLUMNS, sees=TICKET
)
def judge(
    number: NumberArgument,
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help=N_("valid, invalid"))],
    complaint_type: TypeOption = None,
    level_: Annotated[str | None, typer.Option("--level", help=N_("minor, important, major"))] = None,
    department: PlaceOption = None,
    asked: Annotated[
        bool | None,
        typer.Option("--time-asked/--time-not-asked", help=N_("Whether the customer was asked by when.")),
    ] = None,
    wanted: Annotated[
        str | None, typer.Option("--wanted", metavar="TIME", help=N_("By when the customer wants it."))
    ] = None,
    harm: Annotated[
        bool | None, typer.Option("--harm/--no-harm", help=N_("Whether the harm goes on."))
    ] = None,
    beyond: Annotated[
        bool | None, typer.Option("--beyond/--within", help=N_("Beyond the desk's authority."))
    ] = None,
    explanation: Annotated[
        str | None, typer.Option("--explanation", help=N_("Of an invalid one: what the customer was told."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Judge."""
    from csconsole.errors import UsageError

    if verdict == "invalid":
        take(number, "reject", fmt, explanation=explanation)
        return
    if verdict != "valid":
        raise UsageError(_("The verdict is valid or invalid."), field="VERDICT", value=verdict)
    take(
        number,
        "establish",
        fmt,
        complaint_type=complaint_type,
        level=level_,
        department=department,
        time_asked=asked,
        wanted_at=wanted,
        harm_continues=harm,
        beyond_authority=beyond,
    )


@app.command(
    "route", help=N_("Keep it in the own department, or pass it to the other."), prints=COLUMNS, sees=TICKET
)
def route(
    number: NumberArgument,
    where: Annotated[str, typer.Argument(metavar="WHERE", help=N_("own, other"))],
    informed: Annotated[
        str | None, typer.Option("--informed", help=N_("To the other: which head and zone officer know."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Route."""
    from csconsole.errors import UsageError

    if where not in ("own", "other"):
        raise UsageError(_("It goes to own or other."), field="WHERE", value=where)
    take(number, f"route_{where}", fmt, informed=informed)


@app.command("review", help=N_("In the own department: the manager reviews it."), prints=COLUMNS, sees=TICKET)
def review(
    number: NumberArgument,
    advice: Annotated[
        str | None, typer.Option("--advice", help=N_("Result or the director's advice."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Review."""
    take(number, "review", fmt, advice=advice)


@app.command("acknowledge", help=N_("The other department has it and begins."), prints=COLUMNS, sees=TICKET)
def acknowledge(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Acknowledge."""
    take(number, "acknowledge", fmt)


@app.command("investigate", help=N_("Step 3: cause and person."), prints=COLUMNS, sees=TICKET)
def investigate(
    number: NumberArgument,
    cause: CauseOption = None,
    finding: Annotated[str | None, typer.Option("--finding", help=N_("The analysis of the cause."))] = None,
    person: PersonOption = None,
    fmt: FormatOption = None,
) -> None:
    """Investigate."""
    take(number, "investigate", fmt, cause=cause, finding=finding, person=person)


@app.command("propose", help=N_("Step 4: propose several options."), prints=COLUMNS, sees=TICKET)
def propose(
    number: NumberArgument,
    options: Annotated[list[str], typer.Argument(metavar="OPTION...", help=N_("One option each."))],
    fmt: FormatOption = None,
) -> None:
    """Propose."""
    take(number, "propose", fmt, options=list(options) if len(options) > 1 else options[0])


@app.command(
    "choose", help=N_("The leader chooses an option with a written instruction."), prints=COLUMNS, sees=TICKET
)
def choose(
    number: NumberArgument,
    option: Annotated[str, typer.Argument(metavar="OPTION", help=N_("Its number or its words."))],
    instruction: Annotated[str | None, typer.Option("--instruction", help=N_("What is to be done."))] = None,
    told: Annotated[
        bool | None, typer.Option("--told/--not-told", help=N_("The first receiver knows the plan."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Choose."""
    take(number, "decide", fmt, option=option, instruction=instruction, plan_told=told)


@app.command(
    "implement", help=N_("Step 5: the customer accepts and signs, it is done."), prints=COLUMNS, sees=TICKET
)
def implement(
    number: NumberArgument,
    acceptance: Annotated[str | None, typer.Option("--acceptance", help=N_("Who signed."))] = None,
    signed: WayOption = None,
    measure: Annotated[str | None, typer.Option("--measure", help=N_("The measure taken."))] = None,
    customer_option: Annotated[
        str | None, typer.Option("--customer-option", help=N_("The option that the customer chose."))
    ] = None,
    penalty: Annotated[str | None, typer.Option("--penalty", help=N_("Who answers for it, and how."))] = None,
    compensation: Annotated[
        str | None, typer.Option("--compensation", metavar="AMOUNT", help=N_("Such as 120.50."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Implement."""
    take(
        number,
        "implement",
        fmt,
        acceptance=acceptance,
        signed_way=signed,
        measure=measure,
        customer_option=customer_option,
        penalty=penalty,
        compensation=compensation,
    )


@app.command(
    "finish", help=N_("The result is entered; the callback is planned."), prints=COLUMNS, sees=TICKET
)
def finish(
    number: NumberArgument,
    result: Annotated[str | None, typer.Option("--result", help=N_("What came of it."))] = None,
    corrective: Annotated[
        str | None, typer.Option("--corrective", help=N_("The corrective measure."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Finish."""
    take(number, "finish", fmt, work_result=result, corrective=corrective)


@app.command(
    "feedback", help=N_("Record what the customer said at the callback."), prints=COLUMNS, sees=TICKET
)
def feedback(
    number: NumberArgument,
    satisfaction: Annotated[
        str, typer.Argument(metavar="OPINION", help=N_("satisfied, average, dissatisfied, no_opinion"))
    ],
    aspect: AspectOption = None,
    signer: SignerOption = None,
    signed: WayOption = None,
    said: Annotated[str | None, typer.Option("--said", metavar="TEXT", help=N_("In their words."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Feedback."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import record_feedback

    row = record_feedback(
        context(),
        number,
        satisfaction=satisfaction,
        aspect=aspect,
        signer=signer,
        said=said,
        signed_way=signed,
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command(
    "summarise", help=N_("Step 6: the customer is satisfied and signs."), prints=COLUMNS, sees=TICKET
)
def summarise(
    number: NumberArgument,
    signer: SignerOption = None,
    signed: WayOption = None,
    fmt: FormatOption = None,
) -> None:
    """Summarise."""
    take(number, "satisfied", fmt, signer=signer, signed_way=signed)


@app.command(
    "override", help=N_("Go on although the customer is not satisfied."), prints=COLUMNS, sees=TICKET
)
def override(
    number: NumberArgument,
    reason: ReasonOption,
    satisfaction: Annotated[
        str | None,
        typer.Option(
            "--satisfaction",
            metavar="OPINION",
            help=N_("What came of the callback: dissatisfied, no_opinion; else what is recorded."),
        ),
    ] = None,
    aspect: AspectOption = None,
    fmt: FormatOption = None,
) -> None:
    """Override."""
    take(number, "override", fmt, reason=reason, satisfaction=satisfaction, aspect=aspect)


@app.command(
    "archive", help=N_("Close it with cause, responsible ones and lesson."), prints=COLUMNS, sees=TICKET
)
def archive(
    number: NumberArgument,
    cause: CauseOption = None,
    complaint_type: TypeOption = None,
    department: PlaceOption = None,
    person: PersonOption = None,
    lesson: Annotated[str | None, typer.Option("--lesson", help=N_("What is learned from it."))] = None,
    standards: Annotated[
        str | None,
        typer.Option("--standards", metavar="CODES", help=N_("The five standardisations kept, or: all")),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Archive."""
    take(
        number,
        "archive",
        fmt,
        cause=cause,
        complaint_type=complaint_type,
        responsible_department=department,
        person=person,
        lesson=lesson,
        standards=standards,
    )


@app.command(
    "reopen", help=N_("Judge an archived complaint anew for a new fact."), prints=COLUMNS, sees=TICKET
)
def reopen(
    number: NumberArgument,
    fact: Annotated[str, typer.Option("--fact", metavar="TEXT", help=N_("The new fact."))],
    fmt: FormatOption = None,
) -> None:
    """Reopen."""
    take(number, "reopen", fmt, new_fact=fact)
