"""What one command has stored so far: whoever reports its failure must not say that nothing was saved."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Final

_MOST_NAMED: Final = 8


class Done(threading.local):
    """Of one thread, since ``clear``: whether anything was stored, the numbers of the first records that
    were, and whether a transaction that should have stored more failed.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """A new command begins."""
        self.stored = False
        self.failed = False
        self.numbers: list[str] = []

    def add(self, numbers: Iterable[str]) -> None:
        """A transaction was stored, with records of these numbers; an empty text stands for one without."""
        for number in numbers:
            self.stored = True
            if number and number not in self.numbers and len(self.numbers) < _MOST_NAMED:
                self.numbers.append(number)
