"""What is wrong in a query, and where."""

from __future__ import annotations

import unicodedata

from csconsole.errors import UsageError


class QueryError(UsageError):
    """A query cannot be understood: ``position`` is the character, from 0, at which it stopped making sense.

    ``text`` is the whole query; ``hint`` names the nearest key or value where there is one.
    """

    def __init__(
        self, message: str, *, text: str, position: int, hint: str | None = None, field: str = "filter"
    ) -> None:
        super().__init__(message, field=field, hint=hint)
        self.text = text
        self.position = position

    def pointer(self) -> str:
        """The query and, on a second line, a caret under the place; wide characters count two cells."""
        before = self.text[: self.position]
        width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in before)
        return f"{self.text}\n{' ' * width}^"
