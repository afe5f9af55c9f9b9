"""What to ask, advise and bring, in the call form while its item becomes a ticket (TKT-17), and to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from csconsole.screens.call_alike import CallAlike
from csconsole.screens.ticket_about import advice_lines
from csconsole.text import one_line
from csconsole.widgets.signs import sign
from csconsole.widgets.tones import say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.warranty import RepairAdvice

ENDS_WITH = {
    "callback": "callback_end",
    "wait": "callback_end",
    "transfer": "feedback",
    "escalate": "feedback",
}
"""What is said at the end of a call that leads to no ticket, by outcome."""


class CallAdvice(CallAlike):
    """Shows the advice of the item's category under the fields of the ticket."""

    def __init__(self, draft_key: str = "") -> None:
        super().__init__(draft_key)
        self._advised = ""

    def look_for_alike(self) -> None:
        """Look for open tickets of the same matter, and for what is known about its category."""
        super().look_for_alike()
        code = self.category_code
        known = self._outcome == "ticket" and any(one.code == code for one in self.categories)
        wanted = code if known else ""
        if wanted == self._advised:
            return
        self._advised = wanted

        def work(ctx: Context) -> RepairAdvice:
            from csconsole.services.warranty import NO_ADVICE, advice_for

            return advice_for(ctx, wanted) if wanted else NO_ADVICE

        self.ask(work, self._show_advice, group="advice", failed=lambda _error: None)

    def _show_advice(self, advice: RepairAdvice) -> None:
        self.query_one("#advice", Static).update(say_lines(advice_lines(advice, wide=False)))
        self.fields.set_class(not advice.is_empty, "-advised")


def spoken(text: str) -> str:
    """A script on one line; its lines behind ``>``, for some callers or for oneself, stand apart."""
    parts = [one_line(line) for line in text.splitlines() if line.strip(" >")]
    return "".join(
        sign("dot") + part.removeprefix(">").strip() if part.startswith(">") else f" {part}" for part in parts
    ).strip()
