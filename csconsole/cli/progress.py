"""Progress of long work on stderr: a line that counts on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csconsole.storage.stages import Stage

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
        _wipe()


@contextmanager
def in_stages(stopped: str) -> Iterator[None]:
    """Show where long work on a database stands (``storage.stages``) and for how long it has gone on.
    ``stopped`` is said at Ctrl-C: what became of it.
    """
    from csconsole.storage.stages import telling

    try:
        with saying(stopped), telling(_Stages()) if sys.stderr.isatty() else nullcontext():
            yield
    finally:
        _wipe()


@contextmanager
def saying(stopped: str) -> Iterator[None]:
    """At Ctrl-C inside ``stopped`` is said: what became of the work."""
    try:
        yield
    except KeyboardInterrupt:
        from csconsole.cli.output import say

        _wipe()
        say(stopped)
        raise


def _wipe() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


class _Stages:
    """Draws the stage that goes on: another one at once, the same one some times a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._drawn = 0.0
        self._stage: Stage | None = None

    def __call__(self, stage: Stage | None) -> None:
        now, before = time.monotonic(), self._stage
        self._stage = stage or before
        if self._stage is None or (
            now - self._drawn < _EVERY_SECONDS and before is not None and before.what == self._stage.what
        ):
            return
        self._drawn = now
        sys.stderr.write(f"\r\x1b[K{_line(self._stage, int(now - self._began))}")
        sys.stderr.flush()


def _line(stage: Stage, seconds: int) -> str:
    """A stage in words, and the minutes and seconds so far."""
    from csconsole.codes import label

    count = f"{stage.done}{f'/{stage.total}' if stage.total else ''}" if stage.done else ""
    what = " ".join(part for part in (label("database_stage", stage.what), count, stage.name) if part)
    return f"{_bar(stage.done, stage.total)}{what}  {seconds // 60}:{seconds % 60:02d}"


def _ignore(done: int) -> None:
    """Say nothing."""


def _bar(done: int, total: int | None, width: int = 24) -> str:
    if not total:
        return ""
    filled = min(width, width * done // total)
    return f"[{'#' * filled}{'.' * (width - filled)}] "
