"""Who has not signed on, the duty record of today, and checking those of past weeks (SHF-06, SHF-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from csconsole.codes import label
from csconsole.i18n import _, listed, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import Choice, Confirm, Note, Option
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.shifts import DutyRecord
    from csconsole.services.shifts.who import NotSignedRow

MISSING, RECORD, REVIEW = ":missing", ":record", ":review"
"""What is chosen beside the shifts, whose codes are words."""


def record_options() -> list[Option]:
    """What can be looked up and checked, after the shifts."""
    return [
        Option("m", MISSING, _("who has not signed on today")),
        Option("r", RECORD, _("the duty record of today")),
        Option("v", REVIEW, _("check the duty records of past weeks")),
    ]


def open_records(screen: BaseScreen[Any], what: str) -> None:
    """Show or check what was chosen."""
    if what == MISSING:
        screen.ask(_read_missing, lambda rows: _show_missing(screen, rows), group="duty")
    elif what == RECORD:
        screen.ask(_read_record, lambda rows: _show_record(screen, rows), group="duty")
    else:
        screen.ask(_read_weeks, lambda weeks: _choose_week(screen, weeks), group="duty")


def _read_missing(ctx: Context) -> Sequence[NotSignedRow]:
    from csconsole.services.shifts import not_signed_on

    return not_signed_on(ctx)


def _read_record(ctx: Context) -> Sequence[DutyRecord]:
    from csconsole.services.shifts import duty_record

    return duty_record(ctx)


def _read_weeks(ctx: Context) -> Sequence[date]:
    from csconsole.services.shifts import unreviewed_weeks

    return unreviewed_weeks(ctx)


def _show_missing(screen: BaseScreen[Any], rows: Sequence[NotSignedRow]) -> None:
    """By department, as the list of every morning is read."""
    lines: list[tuple[Piece, ...]] = [
        (
            Toned(f"{row.department or '-'}  ", "quiet"),
            f"{row.staff_no} {row.staff_name}  ",
            row.extension or "",
        )
        for row in rows
    ]
    screen.open_dialog(Note(_("Not signed on today"), lines or [_("Everybody has signed on.")]))


def _show_record(screen: BaseScreen[Any], rows: Sequence[DutyRecord]) -> None:
    lines: list[tuple[Piece, ...]] = []
    for row in rows:
        calls, changes = sum(row.calls.values()), sum(row.changes.values())
        said = _("calls {calls}, changes {changes}", calls=calls, changes=changes)
        officers = listed(f"{one.staff_no} {one.staff_name}" for one in row.officers)
        handovers = listed(f"{number} {label('handover_state', state)}" for number, state in row.handovers)
        lines.append((Toned(f"{row.shift.name}  ", "strong"), officers, "  ", said))
        lines += [
            (Toned(f"    {text}", "quiet"),)
            for text in (_not_in_time(row), handovers, row.shift.exception or "")
            if text
        ]
    screen.open_dialog(Note(_("Duty record of today"), lines or [_("Nobody has signed on today.")]))


def _not_in_time(row: DutyRecord) -> str:
    """Who came late or left early, and by how many minutes."""
    found = []
    for one in row.officers:
        if one.late_seconds:
            minutes = -(-one.late_seconds // 60)
            found.append(_("{name} {minutes} min late", name=one.staff_name, minutes=minutes))
        if one.early_leave_seconds:
            minutes = -(-one.early_leave_seconds // 60)
            found.append(_("{name} left {minutes} min early", name=one.staff_name, minutes=minutes))
    return listed(found)


def _choose_week(screen: BaseScreen[Any], weeks: Sequence[date]) -> None:
    if not weeks:
        screen.toast(_("Every past week is checked."))
        return
    values = [(monday, f"{monday} - {monday + timedelta(days=6)}") for monday in weeks]
    title = _("Which week's duty records?")
    screen.open_dialog(Choice.numbered(title, values), lambda monday: _read_week(screen, monday))


def _read_week(screen: BaseScreen[Any], monday: date) -> None:
    def work(ctx: Context) -> list[DutyRecord]:
        from csconsole.services.shifts import duty_record

        return [one for n in range(7) for one in duty_record(ctx, day=monday + timedelta(days=n))]

    screen.ask(work, lambda rows: _check_week(screen, monday, rows), group="duty")


def _check_week(screen: BaseScreen[Any], monday: date, rows: Sequence[DutyRecord]) -> None:
    def checked(yes: bool) -> None:
        if yes:
            screen.command(
                work, lambda n: screen.toast(ngettext("{n} shift checked.", "{n} shifts checked.", n))
            )

    def work(ctx: Context) -> int:
        from csconsole.services.shifts import review_week

        return review_week(ctx, monday=monday)

    without = sum(one.shift.exception is not None for one in rows)
    effect = _(
        "Shifts {shifts}, handovers {handovers}, without a handover {without}.",
        shifts=len(rows),
        handovers=sum(len(one.handovers) for one in rows),
        without=without,
    )
    question = _("Are the duty records of the week from {monday} checked?", monday=monday)
    screen.open_dialog(Confirm(question, effect=effect), checked)
