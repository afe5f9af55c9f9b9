"""The timeline of a record: what happened, newest last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csconsole.i18n import _
from csconsole.widgets.tones import Piece, Tone, Toned, say_lines


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry: when (already written out), who, what was done, and the text that goes with it."""

    when: str
    who: str
    what: str
    detail: str = ""
    tone: Tone = ""


class Timeline(VerticalScroll, can_focus=True):
    """Entries one under the other; scrolls with the arrow keys, ``page up`` and ``page down`` when
    focused.
    """

    DEFAULT_CSS = """
    Timeline { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    Timeline:focus { background: $surface; }
    Timeline > Static { height: auto; width: 1fr; }
    """

    def __init__(self, *, id: str = "timeline") -> None:
        super().__init__(id=id)
        self.moments: tuple[Moment, ...] = ()

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield Static("", markup=False)

    def show(self, moments: Sequence[Moment]) -> None:
        """Show these entries, scrolled to the newest."""
        self.moments = tuple(moments)
        lines: list[Piece | tuple[Piece, ...]] = []
        for moment in moments:
            lines.append(
                (
                    Toned(moment.when + "  ", "quiet"),
                    Toned(moment.who + "  ", "strong"),
                    Toned(moment.what, moment.tone),
                )
            )
            lines += ["    " + line for line in moment.detail.split("\n") if line]
        self.query_one(Static).update(say_lines(lines or [Toned(_("Nothing has happened yet."), "quiet")]))
        self.call_after_refresh(self.scroll_end, animate=False)

    def do_list_down(self) -> None:
        """Scroll down."""
        self.scroll_down(animate=False)

    def do_list_up(self) -> None:
        """Scroll up."""
        self.scroll_up(animate=False)
