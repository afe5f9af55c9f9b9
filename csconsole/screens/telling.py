"""Short messages: news in the status line, warnings over the screen, the same one only once at a time."""

from __future__ import annotations

import time

from textual.app import App
from textual.timer import Timer

from csconsole.screens.base import BaseScreen, Severity
from csconsole.text import cell_width, folded, literal
from csconsole.widgets.line_input import LineInput

TOAST_SECONDS = {"information": 4.0, "warning": 6.0, "error": 12.0}
TOAST_WIDTH = 60
"""Cells of a message that lies over the screen, its padding of two with them (``console.tcss``)."""
TOLD_KEPT = 50
"""How many short messages are remembered."""


class Telling(App[None]):
    """The part of the application that speaks to the person on all its screens."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.saying = ""
        self._say_timer: Timer | None = None
        self._lying: dict[str, float] = {}

    def all_screens(self) -> list[BaseScreen[object]]:
        """Every screen of every mode that is open."""
        stacks = self._screen_stacks.values()
        return [screen for stack in stacks for screen in stack if isinstance(screen, BaseScreen)]

    def keep_all_typed(self) -> None:
        """Keep what is typed and not stored, in every screen and dialog that is open."""
        for stack in self._screen_stacks.values():
            for screen in stack:
                if (keep := getattr(screen, "keep_typed", None)) is not None:
                    keep()

    def toast(self, text: str, severity: Severity = "information") -> None:
        """A short message; its text is never read as markup. News goes to the status line, where it covers
        nothing; what warns, and what does not fit there, lies over the screen.
        """
        text = literal(text)
        self.told = [*self.told[-TOLD_KEPT:], text]
        plain = severity == "information" and isinstance(self.screen, BaseScreen)
        if plain and "\n" not in text and cell_width(text) <= self.size.width * 2 // 3:
            self._say(text)
        else:
            self._lay_over(text, severity)

    def on_line_input_trimmed(self, event: LineInput.Trimmed) -> None:
        """A paste did not fit into its field."""
        self.toast(event.text, "warning")

    def _lay_over(self, text: str, severity: Severity) -> None:
        """Show a text over the screen, unless it lies there already."""
        seconds, now = TOAST_SECONDS[severity], time.monotonic()
        if self._lying.get(text, 0.0) <= now:
            self._lying = {shown: until for shown, until in self._lying.items() if until > now}
            self._lying[text] = now + seconds
            width = min(TOAST_WIDTH, self.size.width) - 2
            self.notify(folded(text, width), severity=severity, timeout=seconds, markup=False)

    def _say(self, text: str) -> None:
        """Show a text in the status line for a few seconds, on whichever screen is seen."""
        self.saying = text
        if self._say_timer is not None:
            self._say_timer.stop()
        if text:
            self._say_timer = self.set_timer(TOAST_SECONDS["information"], lambda: self._say(""))
        for screen in self.all_screens():
            screen.draw_status()

    def hush(self) -> None:
        """Take every short message away."""
        self._say("")
        self._lying = {}
        self.clear_notifications()
