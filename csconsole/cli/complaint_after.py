"""After complaints: who answers for them, cases, what comes back, violations, reports for the customers."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from csconsole.cli.complaint_columns import (
    CASES,
    PENALTIES,
    RECURRENCES,
    VIOLATIONS,
    NumberArgument,
    app,
)
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import days
from csconsole.cli.options import TICKET, FirstDayOption, FormatOption, LastDayOption, OutOption, PaperOption
from csconsole.cli.output import emit_record, emit_rows, emit_text
from csconsole.i18n import N_


@lists(app, "penalties", about=N_("Who was noted to answer for it."), prints=PENALTIES, limit=500)
def penalties(number: NumberArgument) -> PageReader:
    """Reads the notes of a complaint."""
    from csconsole.services.complaints import list_penalties

    return partial(list_penalties, ref=number)


@app.command("penalty", help=N_("Note who answers for it."), prints=PENALTIES, sees=TICKET)
def penalty(
    number: NumberArgument,
    staff_no: Annotated[str, typer.Argument(metavar="STAFF", help=N_("Whose note it is."))],
    rule: Annotated[str, typer.Option("--rule", metavar="TEXT", help=N_("The rule that was broken."))],
    amount: Annotated[str | None, typer.Option("--amount", help=N_("Such as 120.50."))] = None,
    violation: Annotated[
        int | None, typer.Option("--violation", help=N_("The key of a violation that is registered."))
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help=N_("More about it."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Note a penalty."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import note_penalty

    row = note_penalty(
        context(), number, staff_no=staff_no, rule=rule, amount=amount, violation=violation, text=text
    )
    emit_record(row, PENALTIES, fmt=fmt)


@app.command("case", help=N_("Save a closed complaint as a case."), prints=CASES, sees=TICKET)
def case(
    number: NumberArgument,
    title: Annotated[str | None, typer.Option("--title", help=N_("Else the complaint's."))] = None,
    case_class: Annotated[str | None, typer.Option("--class", help=N_("Else its cause."))] = None,
    tags: Annotated[list[str] | None, typer.Option("--tag", help=N_("May be given several times."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Save a case."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import save_case

    row = save_case(context(), number, title=title, case_class=case_class, tags=tags or ())
    emit_record(row, CASES, fmt=fmt)


@lists(app, "cases", about=N_("The cases; with words those that hold them."), prints=CASES, limit=500)
def cases(
    text: Annotated[str, typer.Argument(metavar="WORDS", help=N_("What to look for."))] = "",
) -> PageReader:
    """Reads cases."""
    from csconsole.services.complaints import list_cases

    return partial(list_cases, text=text)


@app.command("recurrence", help=N_("Causes that came back, by department."), prints=RECURRENCES)
def recurrence(
    first: FirstDayOption,
    last: LastDayOption = None,
    every: Annotated[bool, typer.Option("--all", help=N_("Also causes of one complaint only."))] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print what came back."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import recurrences

    ctx = context()
    begin, end = days(ctx, first, last)
    emit_rows(recurrences(ctx, begin, end, every=every), RECURRENCES, fmt=fmt, out=out)


@app.command("report", help=N_("The report on a complaint for the customer, to print."))
def report(
    number: NumberArgument,
    fmt: PaperOption = "md",
    out: OutOption = None,
) -> None:
    """Print the report."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import complaint_report

    emit_text(complaint_report(context(), number, fmt=fmt), out=out)


@app.command("violation", help=N_("Register a violation of a rule by a person."), prints=VIOLATIONS)
def violation(
    staff_no: Annotated[str, typer.Argument(metavar="STAFF", help=N_("Who broke the rule."))],
    rule: Annotated[str, typer.Option("--rule", metavar="TEXT", help=N_("The rule that was broken."))],
    number: Annotated[
        str | None, typer.Option("--complaint", metavar="NUMBER", help=N_("The complaint that it came with."))
    ] = None,
    action: Annotated[str | None, typer.Option("--action", help=N_("What was decided."))] = None,
    amount: Annotated[str | None, typer.Option("--amount", help=N_("Such as 120.50."))] = None,
    text: Annotated[str | None, typer.Option("--text", help=N_("More about it."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Register a violation."""
    from csconsole.cli.session import context
    from csconsole.services.violations import record_violation

    row = record_violation(
        context(), staff_no=staff_no, rule=rule, ticket=number, action=action, amount=amount, text=text
    )
    emit_record(row, VIOLATIONS, fmt=fmt)


@app.command(
    "decide",
    help=N_("Decide on a violation: what is done about it."),
    prints=VIOLATIONS,
    sees=("violation", "key"),
)
def decide(
    key: Annotated[int, typer.Argument(metavar="KEY", help=N_("The violation's key."))],
    action: Annotated[str, typer.Option("--action", help=N_("What was decided."))],
    amount: Annotated[str | None, typer.Option("--amount", help=N_("Such as 120.50."))] = None,
    text: Annotated[str | None, typer.Option("--text", help=N_("More about it."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Decide."""
    from csconsole.cli.session import context
    from csconsole.services.violations import decide_violation

    row = decide_violation(context(), key, action=action, amount=amount, text=text)
    emit_record(row, VIOLATIONS, fmt=fmt)


@lists(
    app,
    "violations",
    about=N_("The newest violations, of all or of one person."),
    prints=VIOLATIONS,
    limit=500,
)
def violations(
    staff_no: Annotated[str | None, typer.Argument(metavar="STAFF", help=N_("Whose; else all."))] = None,
) -> PageReader:
    """Reads violations."""
    from csconsole.services.violations import list_violations

    return partial(list_violations, staff_no=staff_no)
