"""Mode 1, the desk: my shift in one screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.screens.base import BaseScreen
from csconsole.widgets.tones import say


class DeskScreen(BaseScreen[None]):
    """What must I do next, and by when."""

    CONTEXT = "global"

    def compose_body(self) -> ComposeResult:
        """One block for now."""
        yield Static(say(""), id="desk", classes="pane")


MODE_SCREEN = DeskScreen
