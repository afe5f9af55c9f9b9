"""What the title line watches: my shift, and what of mine is about to be missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csconsole.clock import local_date
from csconsole.codes import label
from csconsole.i18n import _
from csconsole.widgets.lines import Alarm
from csconsole.widgets.numbers import short_number
from csconsole.widgets.times import due_words

if TYPE_CHECKING:
    from csconsole.app import Console
    from csconsole.screens.base import BaseScreen
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

        tick(ctx)
        return watch_of(ctx)

    screen.ask(work, app.show_watch, group="watch", failed=lambda _error: None)


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


def _subject_of(item: DeskItem) -> str:
    """The title; before it the clock that is up, unless that is the result's or what was promised."""
    if item.clock in ("", "resolve", "promise"):
        return item.title
    return _("{kind}: {about}", kind=label("clock_kind", item.clock), about=item.title)
