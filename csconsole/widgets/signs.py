"""The few characters of the frame that are not letters, in a plain form for terminals that draw them too
wide.
"""

from __future__ import annotations

from typing import Final

_UNICODE: Final = {
    "dot": " · ",
    "arrow": "→",
    "dash": "–",
    "full": "█",
    "empty": "░",
    "cursor": "▸",
    "check": "✓",
}
_ASCII: Final = {
    "dot": " | ",
    "arrow": "->",
    "dash": "-",
    "full": "#",
    "empty": ".",
    "cursor": ">",
    "check": "v",
}

_signs = _UNICODE


def use_plain_signs(plain: bool) -> None:
    """Draw the frame with ASCII only (setting ``symbols = "ascii"``), or with the usual signs."""
    global _signs
    _signs = _ASCII if plain else _UNICODE


def sign(name: str) -> str:
    """The sign of this name in the chosen set: dot, arrow, dash, full, empty, cursor, check."""
    return _signs[name]
