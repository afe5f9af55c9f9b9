"""The place of a mode whose screen is not installed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.i18n import _
from csconsole.screens.base import BaseScreen
from csconsole.widgets.tones import say


class AbsentScreen(BaseScreen[None]):
    """Says that the mode has no screen here; everything else works."""

    def __init__(self, mode: str) -> None:
        super().__init__()
        self.mode = mode

    def compose_body(self) -> ComposeResult:
        """One sentence and the next key."""
        text = _("The screen “{mode}” is not part of this build. 1 goes back to the desk.", mode=self.mode)
        yield Static(say(text))
