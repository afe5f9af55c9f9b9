"""Signing on to a shift and off from anywhere in the console, and who is on duty (SHF-06)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from csconsole.clock import local
from csconsole.codes import label
from csconsole.i18n import _, listed, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.text import literal_line
from csconsole.widgets.dialogs import AskText, Choice, Option
from csconsole.widgets.times import moment

if TYPE_CHECKING:
    from csconsole.app import Console
    from csconsole.services.context import Context
    from csconsole.services.handover import HandoverWarning, ItemRow
    from csconsole.services.shifts import Correction, DutyRow, ShiftTypeRow

    Kinds = tuple[ShiftTypeRow, ...]
    Seen = tuple[DutyRow | None, tuple[DutyRow, ...], Kinds, Kinds, Correction]

SHOWN = 3
"""How many warnings are shown at once."""
STAYING = 8
"""How many items that stay with somebody are named."""


def open_duty(app: Console) -> None:
    """Ask what the person wants: sign on to a shift, or sign off."""
    screen = app.screen
    if not isinstance(screen, BaseScreen):
        return

    def work(ctx: Context) -> Seen:
        from csconsole.services import shifts

        return (
            shifts.current_duty(ctx),
            shifts.who_is_on(ctx),
            shifts.shift_choices(ctx),
            shifts.list_shift_types(ctx),
            shifts.shift_correction(ctx),
        )

    screen.ask(work, lambda seen: _offer(app, screen, seen), group="duty")


def remind(app: Console) -> None:
    """Warn of handovers that the person must read or sign, and of shifts that nobody handed over (SHF-14)."""
    screen = app.screen
    if not isinstance(screen, BaseScreen):
        return

    def work(ctx: Context) -> tuple[HandoverWarning, ...]:
        from csconsole.services.handover import handover_warnings

        return handover_warnings(ctx)

    screen.ask(work, lambda warnings: _warn(screen, warnings), group="remind")


def _warn(screen: BaseScreen[object], warnings: Sequence[HandoverWarning]) -> None:
    for warning in warnings[:SHOWN]:
        about = " ".join(part for part in (warning.about, warning.text) if part)
        kind = label("handover_warning", warning.kind)
        screen.toast(_("{kind}: {about}", kind=kind, about=about), "warning")
    if len(warnings) > SHOWN:
        screen.toast(_("{n} more; 5 shows the handovers.", n=len(warnings) - SHOWN), "warning")


def _offer(app: Console, screen: BaseScreen[object], seen: Seen) -> None:
    duty, on_duty, open_now, kinds, correction = seen
    title = _("On duty: {names}", names=_names(app, on_duty) or "-")
    if duty is not None:
        from csconsole.screens.duty_correct import correct_options

        options = [
            Option("e", "end", _("sign off from {shift}", shift=duty.shift.name)),
            Option("x", "exception", _("sign off without a handover, with the reason")),
            *correct_options(correction),
        ]
    else:
        options = _shift_options(open_now, kinds)
    from csconsole.screens.duty_records import record_options

    options += record_options()
    screen.open_dialog(Choice(title, options), lambda picked: _picked(app, screen, picked, correction))


def _shift_options(open_now: Kinds, kinds: Kinds) -> list[Option]:
    """The shifts that can be signed on to, the most likely first with ``n``; the others say why not."""
    found = []
    for place, kind in enumerate(open_now):
        note = "" if len(open_now) == 1 else _("the nearest begin") if place == 0 else _("runs too")
        text = _("sign on: {name} {begins}-{ends}", name=kind.name, begins=kind.begins, ends=kind.ends)
        found.append(Option("n" if place == 0 else str(place + 1), kind.code, text, note))
    codes = {kind.code for kind in open_now}
    for kind in kinds:
        if kind.code not in codes:
            text = f"{kind.name} {kind.begins}-{kind.ends}"
            found.append(Option("", kind.code, text, why_not=_("does not run now")))
    return found


def _picked(app: Console, screen: BaseScreen[object], picked: str, correction: Correction) -> None:
    if picked == "exception":
        ask_exception(app, screen)
    elif picked == "end":
        ask_staying(app, screen, None)
    elif picked.startswith(":"):
        from csconsole.screens.duty_correct import ask_correction, is_correction
        from csconsole.screens.duty_records import open_records

        if is_correction(picked):
            ask_correction(app, screen, picked, correction)
        else:
            open_records(screen, picked)
    else:
        _start(app, screen, picked)


def ask_exception(app: Console, screen: BaseScreen[Any]) -> None:
    """Sign off without a handover, with the reason that is asked for (SHF-12)."""
    title = _("Why does the shift end without a handover?")
    screen.open_dialog(AskText(title, about="shift exception"), lambda text: ask_staying(app, screen, text))


def _start(app: Console, screen: BaseScreen[object], code: str) -> None:
    def work(ctx: Context) -> tuple[DutyRow, tuple[HandoverWarning, ...]]:
        from csconsole.services.handover import handover_warnings
        from csconsole.services.shifts import start_shift

        return start_shift(ctx, shift=code), handover_warnings(ctx)

    def started(found: tuple[DutyRow, tuple[HandoverWarning, ...]]) -> None:
        from csconsole.services.due import show_length

        duty, warnings = found
        words = _("Signed on: {shift}", shift=duty.shift.name)
        if duty.late_seconds:
            late = show_length(max(1, duty.late_seconds // 60) * 60)
            words = _("Signed on: {shift}, {time} after it began", shift=duty.shift.name, time=late)
        screen.toast(words)
        _warn(screen, warnings)
        app.look_round()
        screen.load()

    screen.command(work, started)


def ask_staying(app: Console, screen: BaseScreen[Any], exception: str | None) -> None:
    """Sign off; where something stays with the person, only after that was seen (SHF-12)."""

    def work(ctx: Context) -> tuple[tuple[ItemRow, ...], str]:
        from csconsole.services.drafts.unsaved_calls import unsaved_calls, unsaved_words
        from csconsole.services.handover.staying import staying_items

        return staying_items(ctx), unsaved_words(ctx, unsaved_calls(ctx))

    def ask(found: tuple[tuple[ItemRow, ...], str]) -> None:
        items, unsaved = found
        if not items and not unsaved:
            _end(app, screen, exception)
            return
        from csconsole.screens.handover_words import staying_words
        from csconsole.widgets.dialogs import Confirm

        title = ngettext(
            "{n} item stays with you. Sign off?", "{n} items stay with you. Sign off?", len(items)
        )
        title = title if items else _("Sign off?")
        today = local(app.clock.now(), app.config.zone_info).date()
        lines = [literal_line(staying_words(item, today)) for item in items[:STAYING]]
        if len(items) > STAYING:
            lines.append(_("{n} more not shown", n=len(items) - STAYING))
        if unsaved:
            lines.insert(0, f"! {literal_line(unsaved)}")
        screen.open_dialog(
            Confirm(title, effect="\n".join(lines)),
            lambda yes: _end(app, screen, exception) if yes else None,
        )

    screen.ask(work, ask, group="staying")


def _end(app: Console, screen: BaseScreen[Any], exception: str | None) -> None:
    def work(ctx: Context) -> DutyRow:
        from csconsole.services.shifts import end_shift

        return end_shift(ctx, exception=exception)

    def ended(duty: DutyRow) -> None:
        screen.toast(_("Signed off: {shift}", shift=duty.shift.name))
        app.look_round()
        screen.load()

    screen.command(work, ended)


def _names(app: Console, on_duty: Sequence[DutyRow]) -> str:
    """Who is on duty, and since when; of another day with the date."""
    zone, now = app.config.zone_info, app.clock.now()
    return listed(
        f"{row.staff_no} {row.staff_name} ({moment(row.signed_on_at, now, zone)})" for row in on_duty
    )
