"""What the desk itself can end: an action item's report, and a promise that no ticket or callback carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.codes import label
from csconsole.i18n import _, named
from csconsole.screens.promise_settling import PromiseSettling
from csconsole.screens.records import open_record

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.desk import DeskItem


class DeskAnswers(PromiseSettling):
    """Opens what the cursor is on, or asks how it ended where the desk is its only place."""

    def open_item(self, item: DeskItem) -> None:
        """The record's page, or the question that settles it."""
        if item.record == "action_item":
            self._report_item(item)
        elif item.record == "promise":
            assert item.due_at is not None
            self.settle_on_desk(int(item.key), item.title, item.due_at, item.about, item.note)
        else:
            open_record(self.console, item.record, item.key)

    def _report_item(self, item: DeskItem) -> None:
        """What was done about an action item: its feedback (MTG-13)."""
        from csconsole.widgets.ask_fields import Asked, AskFields

        def send(given: dict[str, str]) -> None:
            def work(ctx: Context) -> object:
                from csconsole.services.meetings import report_item

                return report_item(ctx, int(item.key), feedback=given["feedback"])

            self.command(work, lambda _done: self.load())

        title = named(label("entity", "action_item"), item.title)
        dialog = AskFields(title, [Asked("feedback", _("What was done"), True)], about=f"item {item.key}")
        self.open_dialog(dialog, send)
