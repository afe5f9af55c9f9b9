"""Asking the terminal itself how wide it draws something."""

from __future__ import annotations

import os
import re
import select
import sys
import time
from typing import Final

_WAIT_SECONDS: Final = 0.5
_ANSWER: Final = re.compile(rb"\x1b\[(\d+);(\d+)R")


def cells_taken(text: str) -> int | None:
    """How many cells the terminal moves its cursor for ``text``; ``None`` where it cannot be asked.

    Writes the text at the start of the line, asks for the cursor's place, and clears the line again.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    try:
        import termios
        import tty
    except ImportError:  # not a Unix terminal
        return None
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle)
        sys.stdout.write(f"\r{text}\x1b[6n")
        sys.stdout.flush()
        answer = _read_answer(handle)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
        sys.stdout.write("\r\x1b[K")
        sys.stdout.flush()
    return int(answer[2]) - 1 if answer else None


def _read_answer(handle: int) -> re.Match[bytes] | None:
    read, end = b"", time.monotonic() + _WAIT_SECONDS
    while (left := end - time.monotonic()) > 0:
        ready, _writable, _failed = select.select([handle], [], [], left)
        if not ready:
            break
        read += os.read(handle, 64)
        if found := _ANSWER.search(read):
            return found
    return None
