"""What to ask, advise and bring, in the call form while its item becomes a ticket (TKT-17), and to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from csconsole.i18n import _
from csconsole.screens.call_alike import CallAlike
from csconsole.screens.ticket_about import advice_lines
from csconsole.text import one_line
from csconsole.widgets.signs import sign
from csconsole.widgets.tones import Toned, say_line, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.knowledge import ScriptRow
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
        self._said: tuple[str, dict[str, str]] = ("", {})

    def look_for_alike(self) -> None:
        """Look for open tickets of the same matter, and for what is known about its category."""
        super().look_for_alike()
        moment, values = self._said
        if moment == self.script_moment() and values != self.script_values():
            self.ask_script()
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

    def script_moment(self) -> str:
        """Which script fits now."""
        return ""

    def ask_script(self) -> None:
        """Show what to say now; it is asked again where typing paused and its words have changed."""
        self._said = moment, values = self.script_moment(), self.script_values()
        category = self.category_code

        def work(ctx: Context) -> ScriptRow:
            from csconsole.services.knowledge import script_of

            return script_of(ctx, moment, as_spoken(ctx, values), category=category)

        self.ask(work, self._show_script, group="script")

    def _show_script(self, script: ScriptRow) -> None:
        text = spoken(script.text)
        said = say_line(Toned(_("Say") + "  ", "accent"), text) if text else ""
        self.query_one("#say", Static).update(said)

    def script_values(self) -> dict[str, str]:
        """What the placeholders of a script are filled with; the promised time as it was typed."""
        values = self.fields.values()
        name = self.card.customer.name if self.card is not None else values["name"]
        code, typed = self.category_code, values["category"]
        category = next((one.path for one in self.categories if one.code == code), typed)
        return {
            "customer": name,
            "number": values["chase"].partition(" ")[0],
            "promise": values["due"],
            "service": category.split(" > ")[-1].strip(),
            "address": values["address"],
        }


def as_spoken(ctx: Context, values: dict[str, str]) -> dict[str, str]:
    """The values of a script with the promised time as it is said; runs in a thread."""
    from csconsole.services.knowledge import said_time

    return {**values, "promise": said_time(ctx, values["promise"])}


def spoken(text: str) -> str:
    """A script on one line; its lines behind ``>``, for some callers or for oneself, stand apart."""
    parts = [one_line(line) for line in text.splitlines() if line.strip(" >")]
    return "".join(
        sign("dot") + part.removeprefix(">").strip() if part.startswith(">") else f" {part}" for part in parts
    ).strip()
