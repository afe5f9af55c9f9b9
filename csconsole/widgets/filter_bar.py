"""The filter bar: one stock Input, a line that says what is wrong and where, and completions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from csconsole.i18n import _
from csconsole.text import cell_width
from csconsole.widgets.line_input import LineInput
from csconsole.widgets.tones import Toned, say_line

APPLY_AFTER = 0.15
"""Seconds after the last key until the filter is tried."""
MAX_FILTER = 400


class Offer(Protocol):
    """One completion: ``insert`` replaces the filter's characters from ``start`` to ``end``."""

    @property
    def insert(self) -> str:
        """What is put in."""
        ...

    @property
    def start(self) -> int:
        """Where it begins."""
        ...

    @property
    def end(self) -> int:
        """Where what it replaces ends."""
        ...


Completer = Callable[[str, int], Sequence[Offer]]
"""Given the text and the cursor's place in it: the completions there, best first."""


class FilterBar(Vertical):
    """Filters a list while it is typed. Hidden until ``open``; ``enter`` keeps the filter, ``escape`` clears
    it.

    It sits at the top, because the window of a Chinese input method would cover it on the last row.
    """

    DEFAULT_CSS = """
    FilterBar { height: auto; display: none; background: $field-back; }
    FilterBar.-open { display: block; }
    FilterBar Input { border: none; height: 1; padding: 0 1; background: $field-back; }
    FilterBar Input:focus { border: none; background: $field-focus-back; }
    FilterBar Static { height: 1; padding: 0 1; color: $quiet; }
    """

    @dataclass
    class Changed(Message):
        """The filter that should be applied now; ``final`` after enter or escape."""

        bar: FilterBar
        text: str
        final: bool

        @property
        def control(self) -> FilterBar:
            """The bar."""
            return self.bar

    def __init__(self, complete: Completer | None = None, *, id: str = "filter-bar") -> None:
        super().__init__(id=id)
        self._complete = complete
        self._timer: Timer | None = None
        self._applied = ""

    def compose(self) -> ComposeResult:
        """The field and the line under it."""
        yield LineInput(
            id="filter-input",
            max_length=MAX_FILTER,
            placeholder=_("words, key:value, -not, or"),
        )
        yield Static("", id="filter-note", markup=False)

    @property
    def text(self) -> str:
        """The filter that was applied last."""
        return self._applied

    @property
    def pending(self) -> bool:
        """Whether what was typed is still to be applied."""
        return self._timer is not None

    @property
    def _input(self) -> Input:
        return self.query_one("#filter-input", Input)

    def open(self, *, offer: str = "") -> None:
        """Show the bar with the present filter and take the focus. A filter on ``offer`` is not applied yet:
        enter does so, typing writes over it.
        """
        self.add_class("-open")
        if offer:
            with self.prevent(Input.Changed):
                self._input.value = offer
        self._note()
        self._input.focus()
        if offer:
            self._input.select_all()

    def close(self) -> None:
        """Hide the bar; the filter stays."""
        self.remove_class("-open")

    @property
    def is_open(self) -> bool:
        """Whether the bar is seen."""
        return self.has_class("-open")

    def set_filter(self, text: str) -> None:
        """Put a filter into the bar, such as that of a saved view, without applying it."""
        self._applied = text
        with self.prevent(Input.Changed):
            self._input.value = text

    def clear(self) -> None:
        """Take the filter away and apply that."""
        self.set_filter("")
        self.post_message(self.Changed(self, "", True))

    def show_error(self, message: str, position: int | None = None, *, final: bool = True) -> None:
        """Say what is wrong with the filter, with a mark under the place where it is wrong; while it is
        typed, not ``final``, what would complete it is worth more.
        """
        if not final and self._offers():
            return
        if position is None:
            line = say_line(Toned("! ", "danger"), Toned(message, "danger"))
        else:
            indent = " " * cell_width(self._input.value[:position])
            line = say_line(indent, Toned("^ ", "danger"), Toned(message, "danger"))
        self.query_one("#filter-note", Static).update(line)

    def show_count(self, text: str) -> None:
        """How many rows the filter finds."""
        if self.is_open:
            self.query_one("#filter-note", Static).update(say_line(text))

    def _offers(self) -> Sequence[Offer]:
        return self._complete(self._input.value, self._input.cursor_position) if self._complete else ()

    def _note(self) -> None:
        offers = self._offers()
        hint = "  ".join(offer.insert for offer in offers[:8])
        text = _("tab completes: {words}", words=hint) if hint else _("enter keeps the filter, esc clears it")
        self.query_one("#filter-note", Static).update(say_line(text))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Try the filter when typing pauses."""
        event.stop()
        self._note()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(APPLY_AFTER, lambda: self._apply(False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter and give the list the focus."""
        event.stop()
        self._apply(True)

    def _apply(self, final: bool) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        text = self._input.value
        if text != self._applied or final:
            self._applied = text
            self.post_message(self.Changed(self, text, final))

    def on_key(self, event: events.Key) -> None:
        """Tab completes the word at the cursor."""
        if event.key != "tab" or self._complete is None or not self._input.has_focus:
            return
        place = self._input.cursor_position
        if offers := self._complete(self._input.value, place):
            event.stop()
            event.prevent_default()
            offer, text = offers[0], self._input.value
            self._input.value = text[: offer.start] + offer.insert + text[offer.end :]
            self._input.cursor_position = offer.start + len(offer.insert)
