"""The key ``u``: what would be taken back is looked up first; what is not of this moment is asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from csconsole.i18n import _
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import Confirm
from csconsole.widgets.times import exact

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.journal import Change

AT_ONCE: Final = timedelta(minutes=2)
"""One's own change of one record that is younger is taken back without a question."""


def undo_on(screen: BaseScreen[Any]) -> None:
    """Take back the last change of the record that the screen shows, else the last of this person."""
    record = screen.undo_record()
    shown = screen.undo_version()

    def as_seen(ctx: Context) -> Context:
        if shown is None:
            return ctx
        from csconsole.services.seen import having_seen

        return having_seen(ctx, *shown, others=True)

    def work(ctx: Context) -> tuple[Change, bool]:
        from csconsole.services.journal import last_change, newer_that_stands, record_named, undo

        place = record_named(ctx, record) if record else None
        change = last_change(ctx, place)
        newer = newer_that_stands(ctx, change, place)
        at_once = change.mine and change.count == 1 and ctx.now() - change.at < AT_ONCE
        if newer:  # what stands is named and refused; an older change is not taken instead
            return undo(ctx, record=place), True
        if at_once or change.why_not:
            return undo(as_seen(ctx), record=place, change_id=change.id), True
        return change, False

    def told(found: tuple[Change, bool]) -> None:
        change, done = found
        if done:
            _undone(screen, change)
            return
        when = exact(change.at, screen.console.config.zone_info)
        effect = f"{change.say()}\n{change.by}  {when}"
        screen.open_dialog(
            Confirm(_("Undo this?"), effect=effect, count=change.count),
            lambda yes: _take_back(screen, change, record) if yes else None,
        )

    screen.command(work, told, group="undo")


def _take_back(screen: BaseScreen[Any], change: Change, record: str) -> None:
    def work(ctx: Context) -> Change:
        from csconsole.services.journal import record_named, undo

        place = record_named(ctx, record) if record else None
        return undo(ctx, record=place, change_id=change.id)

    screen.command(work, lambda taken: _undone(screen, taken), group="undo")


def _undone(screen: BaseScreen[Any], change: Change) -> None:
    screen.toast(_("Undone: {what}", what=change.say()))
    screen.load()
