"""Characters to pieces: a cursor over a query that reads Chinese full-width signs as their plain twins.

Every plain sign replaces one character by one, so positions in errors are positions in what was typed.
"""

from __future__ import annotations

import re

QUOTES = frozenset('"“”„＂「」『』')
_OPENING = frozenset("(（")
_CLOSING = frozenset(")）")
_COMMAS = frozenset(",，、")
_SIGNS = {"：": ":", "＝": "=", "＜": "<", "＞": ">", "！": "!", "﹤": "<", "﹥": ">"}
_PAIRS = {"≥": ">=", "≤": "<=", "≠": "!=", "≧": ">=", "≦": "<="}
_KEY = re.compile(r"[^\W\d_][\w.-]*")
_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")  # what no database takes; nothing stored can hold it
_OPERATORS = (">=", "<=", "!=", ":", "=", "<", ">")


class Cursor:
    """Reads a query text from left to right; ``at`` is the position of the next character."""

    def __init__(self, text: str) -> None:
        self.text = _NEVER_STORED.sub(" ", text)
        self.at = 0

    def skip_space(self) -> None:
        """Move to the next character that is not white space (the ideographic space is white space)."""
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.text)

    def sees_space(self) -> bool:
        """Whether the next character is white space or the end."""
        return self.done() or self.text[self.at].isspace()

    def take_opening(self) -> bool:
        """Step over an opening parenthesis, if it is next."""
        return self._take(_OPENING)

    def take_closing(self) -> bool:
        """Step over a closing parenthesis, if it is next."""
        return self._take(_CLOSING)

    def take_comma(self) -> bool:
        """Step over a comma, a full-width one or an enumeration comma, if it is next."""
        return self._take(_COMMAS)

    def take_minus(self) -> bool:
        """Step over a minus or its full-width twin, if it is next."""
        return self._take(frozenset("-－"))

    def sees_closing(self) -> bool:
        """Whether a closing parenthesis is next."""
        return not self.done() and self.text[self.at] in _CLOSING

    def sees_quote(self) -> bool:
        """Whether a quotation mark is next."""
        return not self.done() and self.text[self.at] in QUOTES

    def take_quoted(self) -> str | None:
        """The text between quotation marks, or ``None`` when the closing one is missing.

        A backslash keeps the character after it as it is.
        """
        found: list[str] = []
        at = self.at + 1
        while at < len(self.text):
            char = self.text[at]
            if char == "\\" and at + 1 < len(self.text):
                found.append(self.text[at + 1])
                at += 2
                continue
            if char in QUOTES:
                self.at = at + 1
                return "".join(found)
            found.append(char)
            at += 1
        return None

    def take_bare(self, *, in_list: bool = False) -> str:
        """Characters up to white space, a parenthesis, a quotation mark or, ``in_list``, a comma."""
        start = self.at
        while not self.sees_space() and not stops_bare(self.text[self.at], in_list=in_list):
            self.at += 1
        return self.text[start : self.at]

    def take_key(self) -> tuple[str, str] | None:
        """A key and the operator glued to it, such as ``("due", "<=")``; ``None`` if a word is next."""
        match = _KEY.match(self.text, self.at)
        if match is None:
            return None
        operator, end = read_operator(self.text, match.end())
        if operator is None:
            return None
        self.at = end
        return match.group(), operator

    def _take(self, chars: frozenset[str]) -> bool:
        if self.done() or self.text[self.at] not in chars:
            return False
        self.at += 1
        return True


def stops_bare(char: str, *, in_list: bool) -> bool:
    """Whether ``char`` ends a word that is not quoted."""
    return (
        char in QUOTES
        or char in _OPENING
        or char in _CLOSING
        or (in_list and char in _COMMAS)
        or char.isspace()
    )


def read_operator(text: str, at: int) -> tuple[str | None, int]:
    """The operator at ``at`` in its plain form and the position after it, or ``(None, at)``."""
    if text[at : at + 1] in _PAIRS and at < len(text):
        return _PAIRS[text[at]], at + 1
    plain = "".join(_SIGNS.get(char, char) for char in text[at : at + 2])
    for operator in _OPERATORS:
        if plain.startswith(operator):
            return (":" if operator == "=" else operator), at + len(operator)
    return None, at
