"""A stock input with a list of matches under it: type, move with the arrows, take one with enter.

The list lies over what is below, so nothing moves under the hand. It is the input that keeps the focus,
because an input method for Chinese follows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from csconsole.text import clean
from csconsole.widgets.line_input import LineInput
from csconsole.widgets.tones import Piece, Toned, say_lines

ASK_AFTER = 0.12
"""Seconds after the last key until matches are asked for."""
SHOWN = 7
REPLAY_TRIES = 20
"""How often is looked whether the next field has the focus before keys that came meanwhile go on."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One match: ``value`` is handed back, ``line`` is shown, ``text`` is what the input reads when taken."""

    value: Any
    line: tuple[Piece, ...]
    text: str | None = None


class PickInput(LineInput):
    """An input that asks for matches while it is typed into.

    Posts :class:`Asked` a moment after the last key (nothing is asked on the key path); the screen answers
    with :meth:`offer`. Posts :class:`Taken` when a match was taken and :class:`Input.Submitted` on enter
    without one. Enter before the matches have come waits for them: a single one is taken, several are
    offered, and only without any is it the end of the field. What is typed meanwhile is meant for the next
    field. The arrow down, and coming back to the field, open the list again.
    """

    @dataclass
    class Asked(Message):
        """Matches are wanted for this text."""

        input: PickInput
        text: str
        everything: bool = False

        @property
        def control(self) -> PickInput:
            """The input."""
            return self.input

    @dataclass
    class Taken(Message):
        """A match was taken."""

        input: PickInput
        pick: Pick

        @property
        def control(self) -> PickInput:
            """The input."""
            return self.input

    def __init__(self, value: str = "", *, id: str, placeholder: str = "", max_length: int = 240) -> None:
        super().__init__(clean(value), id=id, placeholder=placeholder, max_length=max_length)
        self.picks: tuple[Pick, ...] = ()
        self.note: tuple[Piece, ...] = ()
        self.cursor = 0
        self._timer: Timer | None = None
        self._quiet = ""
        self._unanswered = False
        self._held: list[events.Key | events.Paste] | None = None

    @property
    def pending(self) -> bool:
        """Whether matches are still to be asked for."""
        return self._timer is not None

    @property
    def drop(self) -> Static:
        """The list under the input."""
        return self.screen.query_one(f"#{self.id}-drop", Static)

    @property
    def is_open(self) -> bool:
        """Whether the list is seen."""
        return self.drop.has_class("-open")

    def put(self, text: str) -> None:
        """Set the text without asking for matches."""
        self._quiet = clean(text)
        self.value = self._quiet
        self.picks, self.note = (), ()
        self._unanswered, self._held = False, None
        self._stop()
        self.close()

    def offer(self, picks: Sequence[Pick], *, note: tuple[Piece, ...] = ()) -> None:
        """Show matches under the input, or hide the list when there are none; ``note`` is its last line.

        A note without matches stays open; escape then empties the input and asks for everything.
        """
        self.picks, self.note, self.cursor = tuple(picks), note, 0
        self._unanswered = self.pending
        held = self._held
        if held is not None and not self.pending:
            self._held = None
            if len(self.picks) == 1:
                self.take(self.picks[0])
                self._replay(held)
                return
            if not self.picks:
                self.close()
                self.call_later(self.action_submit)
                self._replay(held)
                return
        self._open()

    def _open(self) -> None:
        if (self.picks or self.note) and self.has_focus:
            self._draw()
            self.drop.add_class("-open")
        else:
            self.close()

    def _replay(self, keys: Sequence[events.Key | events.Paste]) -> None:
        """What came while the matches were waited for goes to the field that is next, once it is there."""

        def send(tries: int) -> None:
            if self.has_focus and tries:
                self.call_after_refresh(send, tries - 1)
                return
            for key in keys:
                again = (
                    events.Paste(key.text)
                    if isinstance(key, events.Paste)
                    else events.Key(key.key, key.character)
                )
                self.app.post_message(again)

        if keys:
            self.call_after_refresh(send, REPLAY_TRIES)

    def close(self) -> None:
        """Hide the list; a newer question that is still to be asked stays."""
        if self.is_attached and self.screen.query(f"#{self.id}-drop"):
            self.drop.remove_class("-open")

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _draw(self) -> None:
        start = max(0, min(self.cursor - SHOWN + 1, len(self.picks) - SHOWN))
        lines: list[tuple[Piece, ...]] = []
        for at, pick in enumerate(self.picks[start : start + SHOWN], start):
            chosen = at == self.cursor
            lines.append((Toned("> " if chosen else "  ", "accent"), *pick.line))
        if self.note:
            lines.append((Toned("  "), *self.note))
        self.drop.update(say_lines(lines))

    def watch_value(self, value: str) -> None:
        """Ask for matches when the hand rests."""
        self._stop()
        if not self.is_attached or value == self._quiet:
            return
        self._quiet = ""
        self._timer = self.set_timer(ASK_AFTER, self._ask)

    def _ask(self) -> None:
        self._stop()
        self._unanswered = True
        self.post_message(self.Asked(self, self.value))

    async def _on_key(self, event: events.Key) -> None:
        """Arrows, enter and escape belong to the list while it is open; everything else to the input."""
        step = {"down": 1, "up": -1}.get(event.key)
        if self.is_open and step is not None and self.picks:
            event.stop()
            event.prevent_default()
            self.cursor = (self.cursor + step) % len(self.picks)
            self._draw()
            return
        if self.is_open and event.key == "enter" and self.picks:
            event.stop()
            event.prevent_default()
            self.take(self.picks[self.cursor])
            return
        if self.is_open and event.key == "escape":
            event.stop()
            event.prevent_default()
            unmatched = not self.picks
            self._stop()
            self.close()
            if unmatched:
                self.put("")
                self.post_message(self.Asked(self, "", everything=True))
            return
        if self._waits(event):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        """What is pasted while the matches are waited for is meant for the next field, as keys are."""
        if self._held is None:
            super()._on_paste(event)
            return
        event.stop()
        event.prevent_default()
        self._held.append(event)

    def _waits(self, event: events.Key) -> bool:
        """Whether the key is kept until the matches have come, or asks for them."""
        if self._held is not None and event.key != "enter" and event.is_printable:
            self._held.append(event)
            return True
        if event.key == "enter" and self._held is None and self.value.strip():
            if not (self.pending or self._unanswered):
                return False
            self._held = []
            if self.pending:
                self._ask()
            return True
        self._held = None
        if event.key == "down" and not self.is_open and self.value.strip():
            if self.picks:
                self._open()
            else:
                self._ask()
            return True
        return False

    def take(self, pick: Pick) -> None:
        """Take a match."""
        if pick.text is not None:
            self.put(pick.text)
        self.picks, self.note, self._held = (), (), None
        self._stop()
        self.close()
        self.post_message(self.Taken(self, pick))

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self._held = None
        if self.pending:
            self._ask()
        self.close()

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        if self.picks:
            self.call_later(self._open)


class PickBox(Vertical):
    """A :class:`PickInput` with its list."""

    DEFAULT_CSS = """
    PickBox { height: 1; width: 1fr; }
    PickBox > PickInput { border: none; height: 1; padding: 0 1; background: $field-back; }
    PickBox > PickInput:focus { border: none; background: $field-focus-back; }
    PickBox > .pick--drop {
        overlay: screen; constrain: inside inside; display: none; width: 100%; min-width: 60; height: auto;
        background: $panel; color: $foreground; padding: 0 1; border-left: thick $focus;
    }
    PickBox > .pick--drop.-open { display: block; }
    """

    def __init__(self, input_: PickInput) -> None:
        super().__init__()
        self.input = input_

    def compose(self) -> ComposeResult:
        """The input and its list."""
        yield self.input
        yield Static("", id=f"{self.input.id}-drop", classes="pick--drop", markup=False)
