"""Bars with words: a share drawn and written, so that it is read without colour."""

from __future__ import annotations

from csconsole.widgets.signs import sign
from csconsole.widgets.tones import Piece, Tone, Toned


def bar(share: float, width: int = 10, tone: Tone = "") -> Toned:
    """A bar of ``width`` cells, filled by ``share`` (0 to 1; more counts as full)."""
    full = round(max(0.0, min(1.0, share)) * width)
    return Toned(sign("full") * full + sign("empty") * (width - full), tone)


def clock_bar(used: float, words: str, tone: Tone, width: int = 10) -> tuple[Piece, ...]:
    """A due clock: how much of the time is used (1 is the limit), with words."""
    return bar(used, width, tone), " ", Toned(words, tone)
