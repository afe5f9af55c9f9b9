"""The console told to end from outside: SIGTERM, SIGHUP and SIGINT keep drafts and give the terminal back."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from typing import Final

ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)
)
"""A service manager's stop, a terminal that is gone, an interrupt sent by hand (ctrl+c is a key)."""

LONGEST_SECONDS: Final = 8.0
"""After so long the process ends whatever still hangs, such as a terminal that takes nothing more."""


def on_ending_signals(end: Callable[[int], None]) -> None:
    """Call ``end`` with the exit code (128 and the signal's number, as shells count) at each such signal."""
    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, _ended, end, 128 + number)


def _ended(end: Callable[[int], None], code: int) -> None:
    last = threading.Timer(LONGEST_SECONDS, os._exit, (code,))
    last.daemon = True
    last.start()
    end(code)
