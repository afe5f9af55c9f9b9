"""Short messages: in the status line; what is refused and what is long over the screen, the same one once."""

from __future__ import annotations

import time

from textual.app import App
from textual.timer import Timer

from csconsole.screens.base import BaseScreen, Severity
from csconsole.text import cell_width, folded, literal
from csconsole.widgets.line_input import LineInput
from csconsole.widgets.tones import Tone

TOAST_SECONDS = {"information": 4.0, "warning": 6.0, "error": 12.0}
TOAST_WIDTH = 60
"""Cells of a message that lies over the screen, its padding of two with them (``console.tcss``)."""
KEPT_FREE = 16
"""Cells of the status line that a message leaves to what stands on its right."""
TOLD_KEPT = 50
"""How many short messages are remembered."""


class Telling(App[None]):
    """The part of the application that speaks to the person on all its screens."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.saying = ""
        self.saying_tone: Tone = "strong"
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

    def toast(self, text: str, severity: Severity = "information", *, over: bool = False) -> None:
        """A short message; its text is never read as markup. One line goes to the status line, where it
        covers nothing; errors, what is to lie ``over`` the screen, what does not fit and what comes while a
        warning stands there lie over it.
        """
        text = literal(text)
        self.told = [*self.told[-TOLD_KEPT:], text]
        news = severity == "information"
        tone: Tone = "strong" if news else "caution"
        said = text if news else f"! {text}"
        taken = self.saying_tone == "caution" and self.saying not in ("", said)
        short = "\n" not in text and cell_width(said) <= self.size.width - KEPT_FREE
        over = over or taken or severity == "error" or not isinstance(self.screen, BaseScreen)
        if short and not over:
            self._say(said, tone, TOAST_SECONDS[severity])
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

    def _say(self, text: str, tone: Tone = "strong", seconds: float = 0.0) -> None:
        """Show a text in the status line for some seconds, on whichever screen is seen."""
        self.saying, self.saying_tone = text, tone
        if self._say_timer is not None:
            self._say_timer.stop()
        if text:
            self._say_timer = self.set_timer(seconds, lambda: self._say(""))
        for screen in self.all_screens():
            screen.draw_status()
