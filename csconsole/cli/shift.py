"""``csconsole shift``: sign on and off, who is on duty, the duty record."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from csconsole.cli.options import FormatOption, OutOption, ReasonOption
from csconsole.cli.output import Column, emit_record, emit_rows, say
from csconsole.cli.reminders import say_reminders
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _, listed

if TYPE_CHECKING:
    from csconsole.services.context import Context

DUTIES: tuple[Column[Any], ...] = (
    Column("staff_no", N_("Staff no.")),
    Column("staff_name", N_("Name"), width=24),
    Column("shift", N_("Shift"), lambda row: row.shift.code, codes="shift_type"),
    Column("day", N_("Day"), lambda row: row.shift.day),
    Column("begins_at", N_("Begins"), lambda row: row.shift.begins_at, table=False),
    Column("ends_at", N_("Ends"), lambda row: row.shift.ends_at),
    Column("signed_on_at", N_("Signed on")),
    Column("signed_off_at", N_("Signed off")),
    Column("mark", N_("In time"), codes="sign_in_mark"),
    Column("late_seconds", N_("Late by"), kind="seconds", table=False),
    Column("early_leave_seconds", N_("Left early by"), kind="seconds", table=False),
    Column("exception", N_("Exception"), lambda row: row.shift.exception, table=False),
    Column("reason", N_("Reason"), width=24),
)
MISSING: tuple[Column[Any], ...] = (
    Column("staff_no", N_("Staff no.")),
    Column("staff_name", N_("Name"), width=24),
    Column("department", N_("Department")),
    Column("extension", N_("Extension")),
)
RECORDS: tuple[Column[Any], ...] = (
    Column("day", N_("Day"), lambda row: row.shift.day),
    Column("shift", N_("Shift"), lambda row: row.shift.code, codes="shift_type"),
    Column("officers", N_("On duty"), lambda row: [f"{o.staff_no} {o.staff_name}" for o in row.officers]),
    Column("calls", N_("Calls"), lambda row: sum(row.calls.values()), right=True),
    Column("changes", N_("Changes"), lambda row: sum(row.changes.values()), right=True),
    Column("handovers", N_("Handovers"), lambda row: [number for number, _state in row.handovers]),
    Column("exception", N_("Exception"), lambda row: row.shift.exception, width=24),
    Column("reviewed_by", N_("Checked by")),
    Column("reviewed_on", N_("Checked on")),
)

STAYING: Final = 20
"""How many items that stay with who signs off are named."""

app = NounApp(help=N_("Start and end a shift; see who is on duty."))


@app.command("start", help=N_("Sign on to the shift that runs now or begins soon."), prints=DUTIES)
def start(
    shift: Annotated[
        str | None,
        typer.Option("--shift", metavar="CODE", help=N_("Another one: early, day, late, night.")),
    ] = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Sign on, print the duty, and warn of what must be read."""
    from csconsole.cli.session import context
    from csconsole.services.shifts import start_shift

    ctx = context()
    if shift is None:
        shift = _which_shift(ctx)
    emit_record(start_shift(ctx, shift=shift, reason=reason or None), DUTIES, fmt=fmt)
    say_reminders(ctx)


def _which_shift(ctx: Context) -> str | None:
    """Where two shifts run: the person at the terminal says which; a script is told which one it got."""
    from csconsole.cli.ask import ask
    from csconsole.services.shifts import shift_choices

    kinds = shift_choices(ctx)
    if len(kinds) < 2:
        return None
    for kind in kinds:
        say(f"  {kind.code:<8} {kind.name} {kind.begins}-{kind.ends}")
    if sys.stdin.isatty():
        return ask(_("Which shift? (enter: {code})", code=kinds[0].code)) or kinds[0].code
    say(_("{n} shifts run now; {code} is meant. Another one: --shift", n=len(kinds), code=kinds[0].code))
    return kinds[0].code


@app.command("correct", help=N_("Correct a sign-on to the wrong shift, without signing off."), prints=DUTIES)
def correct(
    shift: Annotated[
        str,
        typer.Option("--shift", metavar="CODE", help=N_("The right one: early, day, late, night.")),
    ],
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Move the sign-on and what was done since, and print the duty."""
    from csconsole.cli.session import context
    from csconsole.services.shifts import correct_shift

    emit_record(correct_shift(context(), shift=shift, reason=reason or None), DUTIES, fmt=fmt)


@app.command("end", help=N_("Sign off; the shift must be handed over first."), prints=DUTIES)
def end(
    exception: Annotated[
        str | None,
        typer.Option("--exception", metavar="REASON", help=N_("Why the shift ends without a handover.")),
    ] = None,
    staff: Annotated[
        str | None, typer.Option("--staff", metavar="STAFF", help=N_("Sign off a person who forgot to."))
    ] = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Sign off and print the duty."""
    from csconsole.cli.session import context
    from csconsole.services.drafts.unsaved_calls import unsaved_calls, unsaved_words
    from csconsole.services.handover.staying import staying_items, why_it_stays
    from csconsole.services.shifts import end_shift

    ctx = context()
    staying = staying_items(ctx) if staff is None else ()
    unsaved = unsaved_words(ctx, unsaved_calls(ctx)) if staff is None else ""
    duty = end_shift(ctx, exception=exception, staff_no=staff, reason=reason or None)
    emit_record(duty, DUTIES, fmt=fmt)
    if unsaved:
        say(f"! {unsaved}")
    for item in staying[:STAYING]:
        said = f"{item.number} {item.title}".strip()
        say(_("Stays with you: {item}", item=f"{said}  {why_it_stays(item)}"))
    if len(staying) > STAYING:
        say(_("{n} more not shown", n=len(staying) - STAYING))


@app.command("who", help=N_("List who is on duty, or who should be and is not."), prints=DUTIES)
def who(
    missing: Annotated[
        bool, typer.Option("--missing", help=N_("List who has not signed on today instead."))
    ] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the people on duty."""
    from csconsole.cli.session import context
    from csconsole.services.shifts import not_signed_on, who_is_on

    ctx = context()
    if missing:
        emit_rows(not_signed_on(ctx), MISSING, fmt=fmt, out=out)
    else:
        emit_rows(who_is_on(ctx), DUTIES, fmt=fmt, out=out)


@app.command("record", help=N_("Print the duty record of a day."), prints=RECORDS)
def record(
    day: Annotated[
        str | None, typer.Option("--date", metavar="DAY", help=N_("The day, such as 2026-11-21; else today."))
    ] = None,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print one line a shift."""
    from csconsole.cli.session import context
    from csconsole.services.shifts import duty_record

    emit_rows(duty_record(context(), day=_day(day) if day else None), RECORDS, fmt=fmt, out=out)


@app.command("review", help=N_("Mark the duty records of a week as checked, or list the unchecked weeks."))
def review(
    monday: Annotated[
        str | None, typer.Argument(metavar="MONDAY", help=N_("The Monday on which the week began."))
    ] = None,
) -> None:
    """Check a week, or say which are left."""
    from csconsole.cli.session import context
    from csconsole.i18n import ngettext
    from csconsole.services.shifts import review_week, unreviewed_weeks

    ctx = context()
    if monday is None:
        weeks = unreviewed_weeks(ctx)
        say(_("Weeks not checked: {weeks}.", weeks=listed(map(str, weeks)) or "-"))
        return
    count = review_week(ctx, monday=_day(monday))
    say(ngettext("{n} shift checked.", "{n} shifts checked.", count))


def _day(text: str) -> Any:
    from datetime import date

    from csconsole.errors import UsageError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(_("{value} is not a day; write 2026-11-21.", value=text)) from error
