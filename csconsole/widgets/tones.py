"""Tones: what a piece of text means, and the theme's colour for it. A tone never stands alone: a word or
sign says the same, because some terminals and some eyes show no colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from textual.content import Content

from csconsole.text import literal, literal_line

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


def say(*pieces: Piece) -> Content:
    """Content of one paragraph. Harmful characters are made visible; nothing in the text is markup."""
    return Content.assemble(*(_part(piece, literal(_text(piece))) for piece in pieces))


def say_line(*pieces: Piece) -> Content:
    """As :func:`say`, on one line: newlines become spaces."""
    return Content.assemble(*(_part(piece, literal_line(_text(piece))) for piece in pieces))


def say_lines(lines: Iterable[Piece | tuple[Piece, ...]]) -> Content:
    """Several lines; each is a piece or a tuple of pieces."""
    rows = [say_line(*(line if isinstance(line, tuple) else (line,))) for line in lines]
    return Content("\n").join(rows)


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
