"""What the title line watches: my shift, and what of mine is about to be missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.i18n import _
from csconsole.screens.records import open_record
from csconsole.widgets.times import due_words

if TYPE_CHECKING:
    from csconsole.app import Console
    from csconsole.screens.base import BaseScreen
    from csconsole.services.context import Context
    from csconsole.services.desk import DeskItem, Watch


def look_round(app: Console, screen: BaseScreen[object]) -> None:
    """Ask for shift and alarm in a thread, and show them in every title line. A failure changes nothing: the
    screen's own requests report it.
    """

    def work(ctx: Context) -> Watch:
        from csconsole.services.desk import watch_of

        return watch_of(ctx)

    def show(watch: Watch) -> None:
        alarm = watch.alarm
        if alarm is None:
            app.show_watch(watch.shift, "", None)
        else:
            record, key = alarm.record, alarm.key
            app.show_watch(watch.shift, _alarm_text(app, alarm), lambda: open_record(app, record, key))

    screen.ask(work, show, group="watch", failed=lambda _error: None)


def _alarm_text(app: Console, item: DeskItem) -> str:
    due = due_words(item.due_at, app.clock.now(), app.config.zone_info).text
    return _(
        "{number} {title}: {due}, {key} opens it",
        number=item.number,
        title=item.title,
        due=due,
        key=app.registry.key_sign("app.alarm"),
    )
