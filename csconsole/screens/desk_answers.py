"""What the desk itself can end: an action item's report, and a promise that no ticket or callback carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.codes import label
from csconsole.i18n import _, named
from csconsole.screens.base import BaseScreen
from csconsole.screens.records import open_record

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.desk import DeskItem

OPEN = "open"


class DeskAnswers(BaseScreen[None]):
    """Opens what the cursor is on, or asks how it ended where the desk is its only place."""

    def open_item(self, item: DeskItem) -> None:
        """The record's page, or the question that settles it."""
        if item.record == "action_item":
            self._report_item(item)
        elif item.record == "promise":
            self._settle_promise(item)
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

    def _settle_promise(self, item: DeskItem) -> None:
        """How a promise ended: kept or late by the clock, missed, or cancelled with a reason (CALL-14)."""
        from csconsole.widgets.dialogs import AskText, Choice, Option

        assert item.due_at is not None
        late = self.console.clock.now() > item.due_at
        kept = "late" if late else "kept"
        not_yet = "" if late else _("its time has not passed")
        options = [
            Option("k", kept, label("promise_state", kept)),
            Option("m", "missed", label("promise_state", "missed"), why_not=not_yet),
            Option("c", "cancelled", label("promise_state", "cancelled"), note=_("asks for the reason")),
            Option("o", OPEN, _("Open the customer"), why_not="" if item.about else _("nobody known")),
        ]

        def settle(how: str, reason: str | None = None) -> None:
            def work(ctx: Context) -> object:
                from csconsole.services.promises import settle_promise

                return settle_promise(ctx, int(item.key), how=how, reason=reason)

            self.command(work, lambda _done: self.load())

        def chosen(how: str) -> None:
            if how == OPEN:
                open_record(self.console, "customer", item.about)
            elif how == "cancelled":
                self.open_dialog(
                    AskText(_("Why is the promise cancelled?"), about=f"promise {item.key} cancel"),
                    lambda why: settle(how, why),
                )
            else:
                settle(how)

        self.open_dialog(Choice(named(label("entity", "promise"), item.title), options), chosen)
