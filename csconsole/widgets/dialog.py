"""The box that every dialog stands in."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Static

from csconsole.widgets.tones import say
from csconsole.widgets.whole_strips import WholeStrips

BORDER: Final = 2
"""Rows, and cells beside its padding, of a dialog's border."""


class Dialog(ModalScreen[ScreenResultType]):
    """A box in the middle of an opaque background; escape leaves without an answer."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background; }
    Dialog > Vertical {
        width: 72; max-width: 100%; height: auto; max-height: 100%;
        border: solid $focus; padding: 0 1; background: $surface;
    }
    Dialog .dialog--title { text-style: bold; height: auto; }
    Dialog .dialog--body { height: auto; margin: 1 0 0 0; }
    Dialog .dialog--keys { color: $quiet; height: auto; margin: 1 0 0 0; }
    Dialog Input { border: none; height: 1; padding: 0 1; background: $field-focus-back; margin: 1 0 0 0; }
    Dialog Input:focus { border: none; }
    Dialog TextArea { border: none; height: 6; background: $field-focus-back; margin: 1 0 0 0; }
    Dialog .dialog--error { color: $danger; height: auto; }
    """
    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._compositor = WholeStrips()
        self.title_text = title

    def compose(self) -> ComposeResult:
        """Title, then what the dialog shows."""
        with Vertical():
            yield Static(say(self.title_text), classes="dialog--title")
            yield from self.compose_dialog()

    def compose_dialog(self) -> ComposeResult:
        """The content under the title."""
        yield from ()

    def again(self, answer: ScreenResultType, field: str, message: str) -> Dialog[ScreenResultType] | None:
        """The dialog with what was answered, after that was refused: ``message`` is shown and ``field`` has
        the focus. None where nothing was typed that could be lost.
        """
        del answer, field, message
        return None

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)

    def on_resize(self, _event: events.Resize) -> None:
        """What scrolls gives way to the title above and the keys below it."""
        self.call_after_refresh(self.fit)

    def fit(self) -> None:
        """Give the part that scrolls all rows that the others leave, so that the keys are always seen."""
        box = self.query_one(Vertical)
        for scroll in box.query(VerticalScroll).results():
            others = sum(
                each.outer_size.height + each.styles.margin.height
                for each in box.children
                if each is not scroll and each.display
            )
            room = self.size.height - BORDER - others - scroll.styles.margin.height
            scroll.styles.max_height = max(1, room)
        if self.focused is not None:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)
