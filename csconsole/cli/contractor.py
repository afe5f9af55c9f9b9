"""``csconsole contractor``: the register of outside firms, their jobs on tickets, ageing and seasons."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from csconsole.cli.contractor_columns import AGEING, CONTRACTORS, JOBS, SEASONS
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import day, moment
from csconsole.cli.options import (
    TICKET,
    ActiveOption,
    FormatOption,
    OutOption,
    ReasonOption,
    WholeTicketOption,
)
from csconsole.cli.output import emit_record, emit_rows, say
from csconsole.cli.references import staff_id
from csconsole.cli.ticket_options import NumberArgument
from csconsole.cli.verbs import NounApp
from csconsole.codes import label
from csconsole.i18n import N_, _

app = NounApp(help=N_("Contractors: register, jobs on tickets, ageing, seasons."))

KeyArgument = Annotated[int, typer.Argument(metavar="KEY", help=N_("The contractor's key."))]
JobArgument = Annotated[int, typer.Argument(metavar="JOB", help=N_("The job's key."))]
TradeOption = Annotated[
    str | None, typer.Option("--trade", metavar="CODE", help=N_("waterproofing, plumbing, electric, lift …"))
]
ContractOption = Annotated[str | None, typer.Option("--contract", help=N_("Number of the contract."))]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help=N_("Last day of the contract, such as 2027-12-31.")),
]
WarrantyOption = Annotated[str | None, typer.Option("--warranty", help=N_("What was agreed on warranty."))]
ContactOption = Annotated[str | None, typer.Option("--contact", help=N_("Whom to ask for."))]
PhoneOption = Annotated[str | None, typer.Option("--phone", help=N_("Where to reach them."))]
ScoreOption = Annotated[int | None, typer.Option("--score", help=N_("From 1 to 5."))]


@app.command("add", help=N_("Enter a contractor."), prints=CONTRACTORS)
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The firm's name."))],
    trade: Annotated[
        str, typer.Option("--trade", metavar="CODE", help=N_("waterproofing, plumbing, electric, lift …"))
    ],
    contract: ContractOption = None,
    until: UntilOption = None,
    warranty: WarrantyOption = None,
    contact: ContactOption = None,
    phone: PhoneOption = None,
    fmt: FormatOption = None,
) -> None:
    """Add a contractor."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import add_contractor

    ctx = context()
    row = add_contractor(
        ctx,
        name=name,
        trade=trade,
        contract=contract,
        contract_until=day(ctx, until, "contract_until"),
        warranty=warranty,
        contact_name=contact,
        phone=phone,
    )
    emit_record(row, CONTRACTORS, fmt=fmt)


@app.command(
    "edit",
    help=N_("Change a contractor; one that is not active gets no new jobs."),
    prints=CONTRACTORS,
    sees=("contractor", "key"),
)
def edit(
    key: KeyArgument,
    name: Annotated[str | None, typer.Option("--name", help=N_("The firm's name, corrected."))] = None,
    trade: TradeOption = None,
    contract: ContractOption = None,
    until: UntilOption = None,
    warranty: WarrantyOption = None,
    contact: ContactOption = None,
    phone: PhoneOption = None,
    active: ActiveOption = None,
    fmt: FormatOption = None,
) -> None:
    """Change a contractor."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import change_contractor

    ctx = context()
    given: dict[str, Any] = {
        "name": name,
        "trade": trade,
        "contract": contract,
        "contract_until": day(ctx, until, "contract_until"),
        "warranty": warranty,
        "contact_name": contact,
        "phone": phone,
        "active": active,
    }
    changes = {name: value for name, value in given.items() if value is not None}
    emit_record(change_contractor(ctx, key, **changes), CONTRACTORS, fmt=fmt)


@lists(app, about=N_("The register; says when a season has too few."), prints=CONTRACTORS, limit=500)
def list_(trade: TradeOption = None, active: ActiveOption = None) -> PageReader:
    """Reads the register."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import list_contractors, season_checks

    for check in season_checks(context()):
        if check.short:
            say(
                _(
                    "Season {season}: {firms} active contractors for {trade}, {needed} are needed.",
                    season=check.season,
                    firms=check.firms,
                    trade=label("contractor_trade", check.trade),
                    needed=check.needed,
                )
            )
    return partial(list_contractors, trade=trade, active=active)


@app.command("show", help=N_("Show a contractor with the evaluations."), prints=CONTRACTORS)
def show(key: KeyArgument, fmt: FormatOption = None) -> None:
    """Print a contractor."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import show_contractor

    emit_record(show_contractor(context(), key), CONTRACTORS, fmt=fmt)


@app.command("evaluate", help=N_("Evaluate a contractor from 1 to 5."), prints=CONTRACTORS)
def evaluate(
    key: KeyArgument,
    score: Annotated[int, typer.Argument(metavar="SCORE", help=N_("From 1 to 5."))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("Why."))],
    fmt: FormatOption = None,
) -> None:
    """Evaluate."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import evaluate_contractor

    emit_record(evaluate_contractor(context(), key, score=score, text=text), CONTRACTORS, fmt=fmt)


@app.command("give", help=N_("Give a ticket to a contractor."), prints=JOBS, sees=TICKET)
def give(
    number: NumberArgument,
    key: KeyArgument,
    text: Annotated[
        str, typer.Option("--text", help=N_("What is to be done; else the ticket's title."))
    ] = "",
    due: Annotated[str | None, typer.Option("--due", metavar="TIME", help=N_("Until when."))] = None,
    one_off: Annotated[
        bool, typer.Option("--one-off", help=N_("Outside any contract; needs --follower."))
    ] = False,
    follower: Annotated[
        str | None, typer.Option("--follower", metavar="STAFF", help=N_("Who of us follows it."))
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help=N_("Though a job of it with this firm is open; needs --reason."))
    ] = False,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Give a job."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import give_to_contractor

    ctx = context()
    row = give_to_contractor(
        ctx,
        number,
        key,
        text=text,
        due_at=moment(ctx, due, "due"),
        one_off=one_off,
        follower_id=staff_id(ctx, follower),
        again=again,
        reason=reason,
    )
    emit_record(row, JOBS, fmt=fmt)


@app.command(
    "follow", help=N_("Let somebody else follow a job."), prints=JOBS, sees=("contractor_job", "job")
)
def follow(
    job: JobArgument,
    staff: Annotated[str, typer.Argument(metavar="STAFF", help=N_("Who of us follows it."))],
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Another follower."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import follow_job

    ctx = context()
    key = staff_id(ctx, staff)
    assert key is not None
    emit_record(follow_job(ctx, job, key, reason=reason), JOBS, fmt=fmt)


@app.command(
    "chase", help=N_("Write into the chase log of a job."), prints=JOBS, sees=("contractor_job", "job")
)
def chase(
    job: JobArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What was said."))],
    fmt: FormatOption = None,
) -> None:
    """Chase."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import chase_job

    emit_record(chase_job(context(), job, text=text), JOBS, fmt=fmt)


@app.command("issue", help=N_("Add to the issue list of a job, or tick one off."), prints=JOBS)
def issue(
    key: Annotated[int, typer.Argument(metavar="JOB", help=N_("The job's key; with --settle, the issue's."))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What is wrong."))] = "",
    settle: Annotated[bool, typer.Option("--settle", help=N_("Tick the issue off."))] = False,
    fmt: FormatOption = None,
) -> None:
    """Issues."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import note_issue, settle_issue

    row = settle_issue(context(), key) if settle else note_issue(context(), key, text=text)
    emit_record(row, JOBS, fmt=fmt)


@app.command(
    "claim",
    help=N_("Claim damages; each time one level higher."),
    prints=JOBS,
    sees=("contractor_job", "job"),
)
def claim(job: JobArgument, reason: ReasonOption, fmt: FormatOption = None) -> None:
    """Claim."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import raise_claim

    emit_record(raise_claim(context(), job, reason=reason), JOBS, fmt=fmt)


@app.command(
    "end", help=N_("End a job, with the result and a score."), prints=JOBS, sees=("contractor_job", "job")
)
def end(
    job: JobArgument,
    result: Annotated[str, typer.Option("--result", metavar="TEXT", help=N_("What was done."))],
    score: ScoreOption = None,
    fmt: FormatOption = None,
) -> None:
    """End a job."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import end_job

    emit_record(end_job(context(), job, result=result, score=score), JOBS, fmt=fmt)


@lists(app, "jobs", about=N_("Open jobs, the oldest first."), prints=JOBS, limit=500, counted="records")
def jobs(
    mine: Annotated[bool, typer.Option("--mine", help=N_("Those that I follow."))] = False,
    contractor: Annotated[
        int | None, typer.Option("--contractor", metavar="KEY", help=N_("Of this contractor."))
    ] = None,
    ticket: WholeTicketOption = None,
) -> PageReader:
    """Reads jobs."""
    from csconsole.services.contractors import open_jobs

    return partial(open_jobs, contractor_id=contractor, mine=mine, ticket=ticket)


@app.command("ageing", help=N_("How long each contractor's open jobs have waited."), prints=AGEING)
def ageing(fmt: FormatOption = None, out: OutOption = None) -> None:
    """Print the ageing."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import ageing_of_contractors

    emit_rows(ageing_of_contractors(context()), AGEING, fmt=fmt, out=out)


@app.command(
    "season", help=N_("The seasons that are on, and whether there are enough firms."), prints=SEASONS
)
def season(fmt: FormatOption = None, out: OutOption = None) -> None:
    """Print the seasons."""
    from csconsole.cli.session import context
    from csconsole.services.contractors import season_checks

    emit_rows(season_checks(context()), SEASONS, fmt=fmt, out=out)
