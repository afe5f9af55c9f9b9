"""What the title line watches: my shift, and what of mine is about to be missed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csconsole.clock import local_date
from csconsole.codes import label
from csconsole.i18n import _
from csconsole.widgets.lines import Alarm
from csconsole.widgets.numbers import short_number
from csconsole.widgets.times import believe_until, due_words

if TYPE_CHECKING:
    from csconsole.app import Console
    from csconsole.screens.base import BaseScreen
    from csconsole.services.clocks import ClockJump
    from csconsole.services.context import Context
    from csconsole.services.desk import DeskItem, Watch

SUBJECT: Final = "\0"
"""Stands for the subject while the sentence is made: what is beside it must not be cut."""


def look_round(app: Console, screen: BaseScreen[object]) -> None:
    """Let the clocks warn, ask for shift and alarm in a thread, and show them in every title line. A failure
    changes nothing: the screen's own requests report it.
    """

    def work(ctx: Context) -> Watch:
        from csconsole.services.clocks import tick
        from csconsole.services.desk import watch_of

        held = tick(ctx).held
        return replace(watch_of(ctx), held=held)

    screen.ask(work, app.show_watch, group="watch", failed=lambda _error: None)


def take_watch(app: Console) -> None:
    """Where the machine's clock jumped, lists no longer say what is late by it; where that is new, they are
    drawn again.
    """
    held = app.watch_state.held if app.watch_state else None
    if believe_until(held.last if held else None):
        for screen in app.all_screens():
            screen.read_again()


def open_alarm(app: Console) -> None:
    """Open what the alarm is about: the jump of the clock, or the record that is about to be missed."""
    watch = app.watch_state
    if watch is not None and watch.held is not None:
        _ask_about_clock(app, watch.held)
        return
    if watch is None or watch.alarm is None:
        app.toast(_("Nothing of yours is about to be missed."))
        return
    if watch.alarm.record == "action_item":
        app.go("desk")
        return
    from csconsole.screens.records import open_record

    open_record(app, watch.alarm.record, watch.alarm.key)


def _ask_about_clock(app: Console, held: ClockJump) -> None:
    """Say what is wrong and what to do; who leads shifts may say here that the clock is right."""
    from csconsole.screens.base import BaseScreen
    from csconsole.widgets.dialogs import AskText, Note

    screen, ctx = app.screen, app.ctx
    if ctx is None or not isinstance(screen, BaseScreen):
        return
    title = _("Is the machine's clock right?")
    lines = [
        held.say(ctx),
        _("Until then lists show “?” for what became due in between, and nothing is breached."),
        _("If it is wrong, set it right: the clocks then go on by themselves."),
    ]
    missing = app.right_missing("shift.manage")
    if missing:
        screen.open_dialog(Note(title, [*lines, missing]))
        return
    lines.append(
        _("If it is right, say why, such as closed for the holidays; what is due is then warned of.")
    )

    def resume(reason: str) -> None:
        from csconsole.services.clocks import resume_clocks

        def done(_jump: ClockJump) -> None:
            app.toast(_("The clocks go on."))
            app.look_round()

        screen.command(lambda ctx: resume_clocks(ctx, reason=reason.strip() or None), done)

    screen.open_dialog(AskText(title, body="\n".join(lines), about="clock", required=False), resume)


def alarm_words(app: Console, item: DeskItem) -> Alarm:
    """The alarm line: what it is, when it is due seen from now, and the key that opens it."""
    now, zone = app.clock.now(), app.config.zone_info
    said = _(
        "{number} {title}: {due}, {key} opens it",
        number=short_number(item.number, local_date(now, zone)),
        title=SUBJECT,
        due=due_words(item.due_at, now, zone).text,
        key=app.registry.key_sign("app.alarm"),
    )
    before, _subject, after = said.partition(SUBJECT)
    return Alarm(before, _subject_of(item), after)


def clock_words(app: Console) -> Alarm:
    """The alarm line while the machine's clock is in doubt."""
    key = app.registry.key_sign("app.alarm")
    return Alarm(_("The machine's clock is in doubt: no clock warns, {key} says what to do", key=key))


def _subject_of(item: DeskItem) -> str:
    """The title; before it the clock that is up, unless that is the result's or what was promised."""
    if item.clock in ("", "resolve", "promise"):
        return item.title
    return _("{kind}: {about}", kind=label("clock_kind", item.clock), about=item.title)
