"""Tones: what a piece of text means, and the theme's colour for it. A tone never stands alone: a word or
sign says the same, because some terminals and some eyes show no colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from textual.content import Content, _FormattedLine

from csconsole.text import fold, literal, literal_line

Tone = Literal["", "danger", "caution", "done", "quiet", "accent", "strong"]

TONES: Final[tuple[str, ...]] = ("danger", "caution", "done", "quiet", "accent", "strong")

_STYLE: Final[dict[str, str]] = {
    "": "",
    "danger": "bold $danger",
    "caution": "$caution",
    "done": "$done",
    "quiet": "$quiet",
    "accent": "$focus",
    "strong": "bold",
}


@dataclass(frozen=True, slots=True)
class Toned:
    """A piece of text with its tone; the text is shown as it is, never read as markup."""

    text: str
    tone: Tone = ""


Piece = str | Toned


class Paragraph(Content):
    """Content whose Chinese lines are folded between characters, numbers kept whole (``text.fold``); Textual
    itself knows spaces only and cuts what is long anywhere.
    """

    @property
    def without_spans(self) -> Content:
        """The text alone, folded alike: its rows are counted before it is drawn."""
        return Paragraph(self.plain, strip_control_codes=False)

    def _wrap_and_format(self, width: int, *args: Any, **rules: Any) -> list[_FormattedLine]:
        """The lines for a width in cells; each knows where in the text it begins, for the mouse."""
        fits = self.plain.isascii() or self.get_optimal_width({}, 0) <= width
        if fits or width <= 0 or rules.get("no_wrap"):
            return super()._wrap_and_format(width, *args, **rules)
        selection, chosen = rules.pop("selection", None), rules.pop("selection_style", None)
        parts: list[tuple[int, int, Content]] = []
        for y, line in enumerate(self.split(allow_blank=True)):
            span = selection.get_span(y) if selection is not None and chosen is not None else None
            if span is not None:
                line = line.stylize(chosen, span[0], len(line) if span[1] == -1 else span[1])
            room = width - 2 * int(rules.get("line_pad", 0))
            parts += [(y, start, line[start:end]) for start, end in fold(line.plain, room)]
        whole = Content("\n").join(part for _y, _x, part in parts)
        lines = whole._wrap_and_format(width, *args, **rules)
        if len(lines) == len(parts):
            for formatted, (y, x, _part) in zip(lines, parts, strict=True):
                formatted.y, formatted.x = y, x
        return lines


def say(*pieces: Piece) -> Content:
    """Content of one paragraph. Harmful characters are made visible; nothing in the text is markup."""
    return Paragraph.assemble(*(_part(piece, literal(_text(piece))) for piece in pieces))


def say_line(*pieces: Piece) -> Content:
    """As :func:`say`, on one line: newlines become spaces."""
    return Paragraph.assemble(*(_part(piece, literal_line(_text(piece))) for piece in pieces))


def say_lines(lines: Iterable[Piece | tuple[Piece, ...]]) -> Content:
    """Several lines; each is a piece or a tuple of pieces."""
    rows = [say_line(*(line if isinstance(line, tuple) else (line,))) for line in lines]
    return Paragraph.assemble(Content("\n").join(rows), strip_control_codes=False)


def text_of(piece: Piece) -> str:
    """The text of a piece without its tone."""
    return _text(piece)


def tone_of(piece: Piece) -> str:
    """The tone of a piece, "" for plain text."""
    return piece.tone if isinstance(piece, Toned) else ""


def _text(piece: Piece) -> str:
    return piece.text if isinstance(piece, Toned) else piece


def _part(piece: Piece, text: str) -> tuple[str, str]:
    return text, _STYLE[tone_of(piece)]
