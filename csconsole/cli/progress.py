"""Progress of long work on stderr: a line that counts on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_EVERY_SECONDS = 0.1


@contextmanager
def counting(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how many are done; it draws a bar where ``total`` is known.

    ``what`` names the things counted. The line is removed at the end.
    """
    if not sys.stderr.isatty():
        yield _ignore
        return
    drawn = 0.0

    def show(done: int) -> None:
        nonlocal drawn
        now = time.monotonic()
        if now - drawn < _EVERY_SECONDS and done != total:
            return
        drawn = now
        sys.stderr.write(f"\r\x1b[K{_bar(done, total)}{done}{f'/{total}' if total else ''} {what}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _ignore(done: int) -> None:
    """Say nothing."""


def _bar(done: int, total: int | None, width: int = 24) -> str:
    if not total:
        return ""
    filled = min(width, width * done // total)
    return f"[{'#' * filled}{'.' * (width - filled)}] "
