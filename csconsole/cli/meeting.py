"""``csconsole meeting``: meetings with their minutes, and the action items that come out of them."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from csconsole.cli.complaint_columns import ITEMS, MEETINGS
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import moment
from csconsole.cli.options import FormatOption, ReasonOption
from csconsole.cli.output import Format, choose_format, emit_record, emit_text, say
from csconsole.cli.references import department_id, staff_id
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

app = NounApp(help=N_("Meetings, minutes and action items."))

MeetingArgument = Annotated[str, typer.Argument(metavar="MEETING", help=N_("The meeting's number."))]
ItemArgument = Annotated[int, typer.Argument(metavar="KEY", help=N_("The action item's key."))]
AboutOption = Annotated[
    str | None, typer.Option("--ticket", metavar="NUMBER", help=N_("The complaint or ticket it is about."))
]


@app.command("call", help=N_("Call a meeting; an emergency meeting names its complaint."), prints=MEETINGS)
def call(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help=N_("What it is about."))],
    ticket: AboutOption = None,
    kind: Annotated[str, typer.Option("--kind", help=N_("emergency, complaint_review, other"))] = "emergency",
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("When; else now."))] = None,
    place: Annotated[str | None, typer.Option("--place", help=N_("Where."))] = None,
    host: Annotated[
        str | None, typer.Option("--host", metavar="STAFF", help=N_("Who leads it; else you."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Schedule a meeting."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import schedule_meeting

    ctx = context()
    row = schedule_meeting(
        ctx,
        topic=topic,
        kind=kind,
        starts_at=moment(ctx, at, "starts_at"),
        ticket=ticket,
        place=place,
        host_id=staff_id(ctx, host),
    )
    emit_record(row, MEETINGS, fmt=fmt)


@app.command(
    "minutes",
    help=N_("Record the minutes; all parts are needed."),
    prints=MEETINGS,
    sees=("meeting", "meeting"),
)
def minutes(
    meeting: MeetingArgument,
    attendees: Annotated[str, typer.Option("--present", metavar="NAMES", help=N_("Who was there."))],
    content: Annotated[str, typer.Option("--content", metavar="TEXT", help=N_("What was said."))],
    results: Annotated[str, typer.Option("--results", metavar="TEXT", help=N_("What was agreed."))],
    absentees: Annotated[
        str, typer.Option("--absent", metavar="NAMES", help=N_("Who was not; else: none"))
    ] = "-",
    ended: Annotated[str | None, typer.Option("--ended", metavar="TIME", help=N_("When; else now."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Record the minutes."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import record_minutes

    ctx = context()
    texts = {"attendees": attendees, "absentees": absentees, "content": content, "results": results}
    row = record_minutes(ctx, meeting, minutes=texts, ends_at=moment(ctx, ended, "ends_at"))
    emit_record(row, MEETINGS, fmt=fmt)


@app.command(
    "correct",
    help=N_("Correct recorded minutes; what is not given stays."),
    prints=MEETINGS,
    sees=("meeting", "meeting"),
)
def correct(
    meeting: MeetingArgument,
    reason: ReasonOption,
    attendees: Annotated[
        str | None, typer.Option("--present", metavar="NAMES", help=N_("Who was there."))
    ] = None,
    absentees: Annotated[
        str | None, typer.Option("--absent", metavar="NAMES", help=N_("Who was not."))
    ] = None,
    content: Annotated[
        str | None, typer.Option("--content", metavar="TEXT", help=N_("What was said."))
    ] = None,
    results: Annotated[
        str | None, typer.Option("--results", metavar="TEXT", help=N_("What was agreed."))
    ] = None,
    ended: Annotated[str | None, typer.Option("--ended", metavar="TIME", help=N_("When it ended."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Correct the minutes."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import correct_minutes

    ctx = context()
    texts = {"attendees": attendees, "absentees": absentees, "content": content, "results": results}
    end = moment(ctx, ended, "ends_at")
    emit_record(correct_minutes(ctx, meeting, minutes=texts, reason=reason, ends_at=end), MEETINGS, fmt=fmt)


@app.command(
    "move",
    help=N_("Move a meeting to another time, place or host; a notice tells of it."),
    prints=MEETINGS,
    sees=("meeting", "meeting"),
)
def move(
    meeting: MeetingArgument,
    reason: ReasonOption,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help=N_("When."))] = None,
    place: Annotated[str | None, typer.Option("--place", help=N_("Where."))] = None,
    host: Annotated[str | None, typer.Option("--host", metavar="STAFF", help=N_("Who leads it."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Move it."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import move_meeting

    ctx = context()
    row = move_meeting(
        ctx,
        meeting,
        reason=reason,
        starts_at=moment(ctx, at, "starts_at"),
        place=place,
        host_id=staff_id(ctx, host),
    )
    emit_record(row, MEETINGS, fmt=fmt)


@app.command(
    "cancel",
    help=N_("Say that a meeting does not take place; a notice tells of it."),
    prints=MEETINGS,
    sees=("meeting", "meeting"),
)
def cancel(meeting: MeetingArgument, reason: ReasonOption, fmt: FormatOption = None) -> None:
    """Cancel it."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import cancel_meeting

    emit_record(cancel_meeting(context(), meeting, reason=reason), MEETINGS, fmt=fmt)


@lists(app, about=N_("List meetings, the latest begin first."), prints=MEETINGS)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.meetings import list_meetings

    return list_meetings


@app.command("show", help=N_("Show a meeting with its minutes."), prints=MEETINGS)
def show(meeting: MeetingArgument, fmt: FormatOption = None) -> None:
    """Print one meeting; as a table the minutes as they are printed."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import minutes_text, show_meeting

    ctx = context()
    row = show_meeting(ctx, meeting)
    if choose_format(fmt, None) is Format.TABLE:
        emit_text(minutes_text(ctx, row))
    else:
        emit_record(row, MEETINGS, fmt=fmt)


@app.command("agenda", help=N_("The agenda of the weekly complaint review as of now."))
def agenda() -> None:
    """Print the agenda."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import agenda_text, complaint_agenda

    ctx = context()
    emit_text(agenda_text(ctx, complaint_agenda(ctx)))


@app.command("item", help=N_("Assign an action item."), prints=ITEMS)
def item(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What is to be done."))],
    owner: Annotated[str | None, typer.Option("--owner", metavar="STAFF", help=N_("Who does it."))] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help=N_("Or which department."))
    ] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="TIME", help=N_("Until when."))] = None,
    kind: Annotated[
        str, typer.Option("--kind", help=N_("decision, rectification, effect_check, measure_review"))
    ] = "decision",
    ticket: AboutOption = None,
    meeting: Annotated[
        str | None, typer.Option("--meeting", metavar="MEETING", help=N_("The meeting that decided it."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Assign an item."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import assign_item, show_meeting

    ctx = context()
    row = assign_item(
        ctx,
        text=text,
        kind=kind,
        ticket=ticket,
        meeting_id=show_meeting(ctx, meeting).id if meeting else None,
        owner_id=staff_id(ctx, owner),
        department_id=department_id(ctx, department),
        due_at=moment(ctx, due, "due"),
    )
    emit_record(row, ITEMS, fmt=fmt)


@lists(app, "items", about=N_("Open action items by due time."), prints=ITEMS, limit=500)
def items(
    mine: Annotated[bool, typer.Option("--mine", help=N_("Mine and my department's."))] = False,
    ticket: AboutOption = None,
    closed: Annotated[bool, typer.Option("--all", help=N_("The closed ones too."))] = False,
    escalate: Annotated[
        bool, typer.Option("--escalate", help=N_("Report the overdue ones upward, each once."))
    ] = False,
) -> PageReader:
    """Reads items, those that are overdue reported upward before."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import escalate_overdue_items, list_items

    if escalate:
        say(_("Reported upward: {n}.", n=len(escalate_overdue_items(context()))))
    return partial(list_items, mine=mine, ticket=ticket, closed=closed)


@app.command("begin", help=N_("Begin with an action item."), prints=ITEMS, sees=("action_item", "key"))
def begin(key: ItemArgument, fmt: FormatOption = None) -> None:
    """Begin."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import begin_item

    emit_record(begin_item(context(), key), ITEMS, fmt=fmt)


@app.command(
    "report", help=N_("Report what was done for an action item."), prints=ITEMS, sees=("action_item", "key")
)
def report(
    key: ItemArgument,
    feedback: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What was done."))],
    fmt: FormatOption = None,
) -> None:
    """Report."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import report_item

    emit_record(report_item(context(), key, feedback=feedback), ITEMS, fmt=fmt)


@app.command(
    "give", help=N_("Give an action item to another owner."), prints=ITEMS, sees=("action_item", "key")
)
def give(
    key: ItemArgument,
    reason: ReasonOption,
    owner: Annotated[str | None, typer.Option("--owner", metavar="STAFF", help=N_("Who does it."))] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help=N_("Or which department."))
    ] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="TIME", help=N_("Until when."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Another owner."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import give_item

    ctx = context()
    row = give_item(
        ctx,
        key,
        owner_id=staff_id(ctx, owner),
        department_id=department_id(ctx, department),
        due_at=moment(ctx, due, "due"),
        reason=reason,
    )
    emit_record(row, ITEMS, fmt=fmt)


@app.command("return", help=N_("Do not accept what was reported."), prints=ITEMS, sees=("action_item", "key"))
def return_(key: ItemArgument, reason: ReasonOption, fmt: FormatOption = None) -> None:
    """Return."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import return_item

    emit_record(return_item(context(), key, reason=reason), ITEMS, fmt=fmt)


@app.command(
    "verify",
    help=N_("Accept what was reported; a rectification needs its six checks."),
    prints=ITEMS,
    sees=("action_item", "key"),
)
def verify(
    key: ItemArgument,
    checks: Annotated[
        str,
        typer.Option(
            "--checks",
            metavar="CODES",
            help=N_("risks, channels, concerns, implemented, complete, gaps; or: all"),
        ),
    ] = "",
    verdict: Annotated[
        str | None,
        typer.Option(
            "--verdict",
            metavar="CODE",
            help=N_("Of an effect: effective, partly, ineffective; of a review: approved, rejected."),
        ),
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Verify."""
    from csconsole.cli.session import context
    from csconsole.services.meetings import verify_item

    row = verify_item(context(), key, checks=[checks] if checks else (), verdict=verdict)
    emit_record(row, ITEMS, fmt=fmt)
