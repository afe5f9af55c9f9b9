"""What a person is told when a short number was taken for a record of another day. Loads nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final


def _silent(_sentence: str) -> None:
    """Who is shown the whole number needs no sentence."""


_teller: Final[ContextVar[Callable[[str], None]]] = ContextVar("other_day", default=_silent)


def tell_of_other_day(sentence: str) -> None:
    """Say it to whoever listens."""
    _teller.get()(sentence)


@contextmanager
def told_of_other_day(tell: Callable[[str], None]) -> Iterator[None]:
    """Inside, ``tell`` gets these sentences."""
    before = _teller.set(tell)
    try:
        yield
    finally:
        _teller.reset(before)
