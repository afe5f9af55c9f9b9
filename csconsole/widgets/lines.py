"""The lines of the frame: title, status, footer. Each is one row and never wraps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from csconsole.text import cell_width, cut, literal_line
from csconsole.widgets.signs import sign
from csconsole.widgets.tones import Piece, say_line, text_of

SUBJECT = 8
"""Cells of an alarm's subject that the name of the person gives way to."""
FOOTER_KEYS = 7
"""How many keys the footer shows at most."""


def fit_pieces(pieces: Sequence[Piece], width: int) -> list[Piece]:
    """The pieces that fit into ``width`` cells, the last one cut."""
    from csconsole.widgets.tones import Toned

    fitted: list[Piece] = []
    left = width
    for piece in pieces:
        text = literal_line(text_of(piece))
        if left <= 0:
            break
        shown = cut(text, left)
        left -= cell_width(shown)
        fitted.append(Toned(shown, piece.tone) if isinstance(piece, Toned) else shown)
    return fitted


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is about to be missed: ``subject`` may be cut, what stands before and after it never is, for it
    names the record, the time and the key.
    """

    before: str = ""
    subject: str = ""
    after: str = ""

    def __bool__(self) -> bool:
        return bool(self.before or self.subject or self.after)

    def __str__(self) -> str:
        return self.before + self.subject + self.after

    def line(self, right: Sequence[Piece], width: int) -> str:
        """The alarm and behind it person and clock, the last two pieces of ``right`` and the gap between, in
        exactly ``width`` cells; where the subject would have no room, only the clock.
        """
        before, after = "! " + literal_line(self.before), literal_line(self.after)
        taken = cell_width(before) + cell_width(after) + 1
        behind = "".join(literal_line(text_of(piece)) for piece in right[-3:])
        if width - taken - cell_width(behind) < SUBJECT:
            behind = text_of(right[-1]) if right else ""
        room = max(0, width - taken - cell_width(behind))
        said = cut(before + cut(literal_line(self.subject), room) + after, width - cell_width(behind) - 1)
        return said + " " * max(0, width - cell_width(said) - cell_width(behind)) + behind


class _Line(Widget):
    """One row of pieces on the left and on the right; the right side gives way when there is no room."""

    DEFAULT_CSS = """
    _Line { height: 1; width: 1fr; }
    """

    left: reactive[tuple[Piece, ...]] = reactive(())
    right: reactive[tuple[Piece, ...]] = reactive(())

    def render(self) -> Content:
        """Both sides with spaces between them, cut to the width."""
        width = self.size.width - 2
        right = fit_pieces(self.right, max(0, width * 2 // 3))
        right_width = sum(cell_width(text_of(p)) for p in right)
        left = fit_pieces(self.left, max(0, width - right_width - (1 if right else 0)))
        left_width = sum(cell_width(text_of(p)) for p in left)
        gap = " " * max(0, width - left_width - right_width)
        return say_line(" ", *left, gap, *right)

    def plain(self) -> str:
        """What the line says, without colours; for tests and screen readers."""
        return "".join(text_of(p) for p in (*self.left, "  ", *self.right)).strip()


class TitleLine(_Line):
    """Mode and what is open on the left; shift, person and clock on the right. Shows the alarm when there is
    one.
    """

    DEFAULT_CSS = """
    TitleLine { background: $title-back; color: $title-text; text-style: bold; }
    TitleLine.-alarm { background: $alarm-back; color: $alarm-text; }
    """

    alarm: reactive[Alarm] = reactive(Alarm())

    def watch_alarm(self, alarm: Alarm) -> None:
        """Change colours with the alarm."""
        self.set_class(bool(alarm), "-alarm")

    def render(self) -> Content:
        """The alarm where there is one, else the title."""
        if not self.alarm:
            return super().render()
        return say_line(" ", self.alarm.line(self.right, self.size.width - 2))

    def plain(self) -> str:
        """What the line says, without colours."""
        return f"! {self.alarm}" if self.alarm else super().plain()


class StatusLine(_Line):
    """Filter, marks, count on the left; busy, old, unsaved on the right."""

    DEFAULT_CSS = """
    StatusLine { background: $status-back; color: $quiet; }
    """


class FooterLine(Widget):
    """At most seven keys with a word each; what does not fit is left out, least important first."""

    DEFAULT_CSS = """
    FooterLine { height: 1; width: 1fr; background: $footer-back; color: $footer-text; }
    FooterLine > .footer--key { color: $focus; text-style: bold; }
    """

    keys: reactive[tuple[tuple[str, str, bool], ...]] = reactive(())
    """(key, word, enabled), most important first; the last one always stays."""

    def render(self) -> Content:
        """The keys that fit."""
        from csconsole.widgets.tones import Toned

        pieces: list[Piece] = [" "]
        for key, word, enabled in self.fitting():
            pieces += [
                Toned(key, "accent" if enabled else "quiet"),
                Toned(f" {word}  ", "" if enabled else "quiet"),
            ]
        return say_line(*pieces)

    def fitting(self) -> list[tuple[str, str, bool]]:
        """The entries shown at the present width."""
        entries = list(self.keys)
        if len(entries) > FOOTER_KEYS:
            entries = [*entries[: FOOTER_KEYS - 1], entries[-1]]
        width = self.size.width - 2
        while len(entries) > 1 and sum(cell_width(k) + cell_width(w) + 3 for k, w, _ in entries) > width:
            entries.pop(-2)
        return entries

    def plain(self) -> str:
        """What the footer says, without colours."""
        return sign("dot").join(f"{key} {word}" for key, word, _ in self.fitting())
