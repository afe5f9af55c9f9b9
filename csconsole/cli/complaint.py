"""``csconsole complaint``: look at complaints, and record what is done beside their steps."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from csconsole.cli import complaint_after, complaint_steps
from csconsole.cli.complaint_columns import (
    ACTS,
    CHECKS,
    COLUMNS,
    ITEMS,
    KEY_LIST,
    MEETINGS,
    NODES,
    REGISTER,
    SEVEN,
    SPANS,
    WHOLE,
    NumberArgument,
    app,
)
from csconsole.cli.leaving import emit_counted
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import days, moment
from csconsole.cli.options import (
    TICKET,
    FirstDayOption,
    FormatOption,
    LastDayOption,
    OutOption,
    PaperOption,
    ReasonOption,
)
from csconsole.cli.output import Format, choose_format, emit_record, emit_rows, emit_text, say
from csconsole.cli.ticket_columns import STEPS
from csconsole.i18n import N_, _, listed

if TYPE_CHECKING:
    from csconsole.services.complaints import ComplaintPage
    from csconsole.services.context import Context

NameOption = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help=N_("Under another of its names, such as 投诉受理单.")),
]


class RegisterFormat(StrEnum):
    """How the register is printed; but for the first two each part has a column of its own."""

    MD = "md"
    HTML = "html"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"


ON_PAPER = frozenset({RegisterFormat.MD, RegisterFormat.HTML})
__all__ = ["app", "complaint_after", "complaint_steps"]

_ACT_HELPS = (
    ("rescue", "rescue", N_("A rescue measure was ordered and taken.")),
    ("inform", "inform", N_("The general manager was informed.")),
    ("visit", "visit", N_("A senior has visited the customer.")),
    ("phone", "call", N_("A senior has called the customer.")),
    ("letter", "letter", N_("A letter went to the customer.")),
    ("progress", "progress", N_("The customer was told of the progress.")),
    ("inspect", "inspection", N_("The manager has inspected the handling.")),
)


@lists(
    app,
    about=N_("List complaints, newest first."),
    prints=COLUMNS,
    within="kind:complaint",
    leaving="tickets",
)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.tickets import list_tickets

    return list_tickets


@app.command(
    "show", help=N_("Show a complaint: its six steps, what is missing, what was done."), prints=WHOLE
)
def show(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print one complaint."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import show_complaint

    page = show_complaint(context(), number)
    if choose_format(fmt, None) is not Format.TABLE:
        emit_record(page, WHOLE, fmt=fmt)
        return
    emit_record(page.ticket.row, COLUMNS, fmt=fmt)
    emit_rows(page.steps, CHECKS, fmt=fmt)
    emit_rows(page.nodes, SPANS, fmt=fmt)
    if page.seven:
        emit_rows(page.seven, SEVEN, fmt=fmt)
    if page.acts:
        emit_rows(page.acts, ACTS, fmt=fmt)
    if page.meetings:
        emit_rows(page.meetings, MEETINGS, fmt=fmt)
    if page.items:
        emit_rows(page.items, ITEMS, fmt=fmt)
    _say_hints(page)


def _say_hints(page: ComplaintPage) -> None:
    if page.repeats.proposes_major:
        say(
            _(
                "Complaint number {count} about the same matter ({earlier}): make it major?",
                count=page.repeats.count,
                earlier=listed(page.repeats.earlier) or "-",
            )
        )
        if not page.about.refuses_payment:
            say(_("Ask whether fees are refused, and record it."))
    if page.following is not None:
        say(_("Next: {step}.", step=page.following.label))


@app.command("steps", help=N_("Every step: what it needs, or why it is not possible."), prints=STEPS)
def steps(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print the steps."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import complaint_steps as steps_of

    emit_rows(steps_of(context(), number), STEPS, fmt=fmt)


@app.command("describe", help=N_("Record what it is about, and its flags."), prints=COLUMNS, sees=TICKET)
def describe(
    number: NumberArgument,
    data: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=TEXT",
            help=N_(
                "mass, media, written, refuses_payment, harm_continues, beyond_authority, against, product …"
            ),
        ),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Describe."""
    from csconsole.cli.session import context
    from csconsole.errors import UsageError
    from csconsole.services.complaints import describe_complaint

    about: dict[str, str] = {}
    for pair in data or ():
        name, sign, value = pair.partition("=")
        if not sign or not name.isidentifier():
            raise UsageError(_("Write --set FIELD=TEXT."), field="--set", value=pair)
        about[name] = value
    emit_record(describe_complaint(context(), number, about), COLUMNS, fmt=fmt)


def _act_verb(kind: str) -> Callable[..., None]:
    def verb(
        number: NumberArgument,
        text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What was done."))],
        rank: Annotated[
            str | None,
            typer.Option(
                "--rank", metavar="CODE", help=N_("supervisor, director, property_gm, company_gm …")
            ),
        ] = None,
        by: Annotated[str | None, typer.Option("--by", metavar="STAFF", help=N_("Who; else you."))] = None,
        at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("When; else now."))] = None,
        fmt: FormatOption = None,
    ) -> None:
        """Record what was done beside the steps."""
        from csconsole.cli.session import context
        from csconsole.services.complaints import record_act

        ctx = context()
        act = record_act(ctx, number, kind, text=text, rank=rank, by_staff_no=by, at=moment(ctx, at, "at"))
        emit_record(act, ACTS, fmt=fmt)

    return verb


for _name, _kind, _help in _ACT_HELPS:
    app.command(_name, help=_help, prints=ACTS)(_act_verb(_kind))


@app.command("escalate", help=N_("Report it to the next rung of the chain, or to a named one."), sees=TICKET)
def escalate(
    number: NumberArgument,
    reason: ReasonOption,
    rung: Annotated[
        str | None,
        typer.Option("--to", metavar="RUNG", help=N_("supervisor, director, property_gm, company_gm")),
    ] = None,
    reply: Annotated[
        str | None, typer.Option("--reply", metavar="TIME", help=N_("By when an answer is promised."))
    ] = None,
) -> None:
    """Escalate."""
    from csconsole.cli.session import context
    from csconsole.codes import label
    from csconsole.services.complaints import escalate_complaint

    ctx = context()
    row = escalate_complaint(
        ctx, number, reason=reason, rung=rung, promised_reply_at=moment(ctx, reply, "reply")
    )
    say(_("{number}: reported to {role}.", number=row.number, role=label("role", row.target_role)))


def _say_unescalated(ctx: Context) -> None:
    from csconsole.services.complaints import unescalated_complaints

    for row in unescalated_complaints(ctx):
        say(_("{number} is beyond the desk's authority and not reported upward.", number=row.number))


@lists(
    app,
    "key",
    about=N_("The key list: open major and important ones and their notes."),
    prints=KEY_LIST,
    limit=500,
    counted="tickets",
    then=_say_unescalated,
)
def key() -> PageReader:
    """Reads the key list."""
    from csconsole.services.complaints import key_complaints

    return key_complaints


@app.command("nodes", help=N_("Mean times from receipt to callback, by channel."), prints=NODES)
def nodes(
    first: FirstDayOption,
    last: LastDayOption = None,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the node times."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import node_times

    ctx = context()
    begin, end = days(ctx, first, last)
    emit_rows(node_times(ctx, begin, end), NODES, fmt=fmt, out=out)


@app.command("slip", help=N_("Print the complaint slip; from important upward it is mandatory."))
def slip(
    number: NumberArgument,
    fmt: PaperOption = "md",
    name: NameOption = None,
    out: OutOption = None,
) -> None:
    """Print the slip."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import complaint_slip

    emit_text(complaint_slip(context(), number, fmt=fmt, name=name), out=out)


@app.command("register", help=N_("Print the complaint register of some days."), prints=REGISTER)
def register(
    first: FirstDayOption,
    last: LastDayOption = None,
    fmt: Annotated[
        RegisterFormat, typer.Option("--format", help=N_("How to print the register."))
    ] = RegisterFormat.MD,
    name: NameOption = None,
    out: OutOption = None,
) -> None:
    """Print the register, on paper or as a table with a column for each part."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import complaint_register, register_rows

    ctx = context()
    begin, end = days(ctx, first, last)
    if fmt in ON_PAPER:
        emit_text(complaint_register(ctx, begin, end, fmt=fmt, name=name), out=out)
        return
    rows = register_rows(ctx, begin, end)
    emit_counted(ctx, "tickets", rows, REGISTER, fmt=Format(fmt), out=out)


@app.command("guide", help=N_("The guide cards: how to listen, calm down, and behave."))
def guide(
    card: Annotated[str | None, typer.Argument(metavar="CARD", help=N_("One card; else all."))] = None,
) -> None:
    """Print guide cards."""
    from csconsole.cli.session import context
    from csconsole.services.complaints import guide_cards

    parts = []
    for one in guide_cards(context(), card):
        parts.append("\n".join((f"{one.code}  {one.title}", *(f"  - {line}" for line in one.lines))))
    emit_text("\n\n".join(parts))
