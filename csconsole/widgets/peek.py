"""The peek pane: the details of the row under the cursor, without opening it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from csconsole.widgets.tones import Piece, say_lines

PeekLine = Piece | tuple[Piece, ...]
REST_SECONDS = 0.06
"""How long the cursor rests before its row's details are drawn: they change the pane's height, so the screen
is laid out again, which must not hold up the next key.
"""


class PeekPane(VerticalScroll, can_focus=False):
    """Lines of pieces below the list, or beside it on a wide terminal."""

    SCOPED_CSS = False  # "-wide" is a class of the screen around it
    DEFAULT_CSS = """
    PeekPane { height: auto; max-height: 8; border-top: solid $rule; padding: 0 1; display: none; }
    PeekPane.-open { display: block; }
    .-wide PeekPane { height: 1fr; max-height: 100h; width: 1fr; border-top: none; border-left: solid $rule; }
    PeekPane > Static { height: auto; width: 1fr; }
    """

    def __init__(self, *, id: str = "peek") -> None:
        super().__init__(id=id)
        self._lines: tuple[PeekLine, ...] = ()
        self._soon: Timer | None = None

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield Static("", markup=False)

    def show(self, lines: Sequence[PeekLine]) -> None:
        """Show these lines from the top."""
        self._stop_waiting()
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        self.query_one(Static).update(say_lines(lines))
        self.scroll_home(animate=False)

    def show_soon(self, lines: Callable[[], Sequence[PeekLine]]) -> None:
        """Show what ``lines`` gives when nobody has asked anew for a moment."""
        self._stop_waiting()
        self._soon = self.set_timer(REST_SECONDS, lambda: self.show(lines()))

    @property
    def pending(self) -> bool:
        """Whether other lines are about to be shown."""
        return self._soon is not None

    def _stop_waiting(self) -> None:
        if self._soon is not None:
            self._soon.stop()
            self._soon = None

    @property
    def is_open(self) -> bool:
        """Whether the pane is seen."""
        return self.has_class("-open")

    def set_open(self, shown: bool) -> None:
        """Show or hide the pane."""
        self.set_class(shown, "-open")
