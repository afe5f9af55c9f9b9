"""What the title line watches: my shift, and what of mine is about to be missed."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csconsole.app import Console
    from csconsole.screens.base import BaseScreen
    from csconsole.services.desk import Watch


def look_round(app: Console) -> None:
    """Ask for shift and alarm in a thread, and show them in every title line."""
    from csconsole.screens.base import BaseScreen

    screen = app.screen
    if not isinstance(screen, BaseScreen) or importlib.util.find_spec("csconsole.services.desk") is None:
        return
    _ask(app, screen)


def _ask(app: Console, screen: BaseScreen[object]) -> None:
    def work(ctx):  # type: ignore[no-untyped-def]  # replaced with the desk
        from csconsole.services.desk import watch_of

        return watch_of(ctx)

    def show(watch: Watch) -> None:
        from csconsole.screens.records import open_record

        alarm = watch.alarm
        opener = None
        if alarm is not None:
            kind, key = alarm.kind, alarm.number

            def opener() -> bool:
                return open_record(app, kind, key)

        app.show_watch(watch.shift, alarm.text if alarm else "", opener)

    screen.ask(work, show, group="watch", failed=lambda _error: None)
