"""Someone else changed what I edit: both versions side by side, keep mine, take theirs, or field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csconsole.i18n import _
from csconsole.text import literal_line, pad
from csconsole.widgets.dialog import Dialog
from csconsole.widgets.tones import Piece, Toned, say, say_line, say_lines

LABEL_WIDTH = 14
SIDE_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that both changed: its id, its shown name, what I typed and what is stored now."""

    field: str
    label: str
    mine: str
    theirs: str


class MergeDialog(Dialog[dict[str, str]]):
    """Answers with the value of each field: mine or theirs."""

    DEFAULT_CSS = """
    MergeDialog VerticalScroll { height: auto; max-height: 14; margin: 1 0 0 0; }
    MergeDialog VerticalScroll Static { height: auto; }
    """

    def __init__(self, title: str, differences: Sequence[Difference], *, drops: bool = False) -> None:
        """``drops``: what was typed stands nowhere else, so escape asks before it is lost."""
        super().__init__(title)
        self.drops = drops
        self.differences = tuple(differences)
        self.takes = {one.field: False for one in differences}
        self.cursor = 0

    def compose_dialog(self) -> ComposeResult:
        """The fields with both versions, and the keys."""
        with VerticalScroll(can_focus=False):
            yield Static("", id="sides", markup=False)
        keys = _("m keeps mine, t takes theirs, space changes one field, enter goes on, esc leaves")
        yield Static(say(keys), classes="dialog--keys", id="merge-keys")

    def on_mount(self) -> None:
        """Draw both sides."""
        self._draw()

    def action_leave(self) -> None:
        """Leave without an answer; where that drops what was typed, at the second time."""
        if not self.drops:
            self.dismiss(None)
            return
        self.drops = False
        text = _("Esc again drops what you wrote; m or enter stores it.")
        self.query_one("#merge-keys", Static).update(say_line(Toned(text, "caution")))

    def _draw(self) -> None:
        head = pad("", LABEL_WIDTH + 2) + pad(_("mine"), SIDE_WIDTH + 2) + _("theirs")
        lines: list[tuple[Piece, ...]] = [(Toned(head, "quiet"),)]
        for n, one in enumerate(self.differences):
            theirs = self.takes[one.field]
            lines.append(
                (
                    Toned("> " if n == self.cursor else "  ", "accent"),
                    pad(one.label, LABEL_WIDTH),
                    self._side(one.mine, not theirs),
                    self._side(one.theirs, theirs),
                )
            )
        self.query_one("#sides", Static).update(say_lines(lines))

    @staticmethod
    def _side(text: str, chosen: bool) -> Toned:
        sign = "* " if chosen else "  "
        return Toned(sign + pad(literal_line(text), SIDE_WIDTH), "strong" if chosen else "quiet")

    def on_key(self, event: events.Key) -> None:
        """Move, choose a side for one field or for all, go on."""
        if event.key in ("up", "down", "j", "k"):
            step = 1 if event.key in ("down", "j") else -1
            self.cursor = max(0, min(len(self.differences) - 1, self.cursor + step))
        elif event.key == "space":
            field = self.differences[self.cursor].field
            self.takes[field] = not self.takes[field]
        elif event.key in ("m", "t"):
            self._answer(dict.fromkeys(self.takes, event.key == "t"))
        elif event.key == "enter":
            self._answer(self.takes)
        else:
            return
        event.stop()
        if self.is_attached:
            self._draw()

    def _answer(self, takes: dict[str, bool]) -> None:
        self.dismiss({one.field: one.theirs if takes[one.field] else one.mine for one in self.differences})
