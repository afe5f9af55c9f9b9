"""Starts the console: what must be set before Textual is imported, then the application."""

from __future__ import annotations

import os
import sys

from csconsole.config import Config
from csconsole.heap import use_one_heap

FRAMES_PER_SECOND = "240"
"""Textual draws at most so often; at 240 a key's output settles twice as fast as at 60."""

TURN_SECONDS = 0.001
"""How long a thread that reads or imports may keep the one that takes keys, or the one that writes to the
terminal, waiting; Python's own 5 ms can be felt when they add up.
"""


def prepare_terminal(config: Config) -> None:
    """Set what Textual reads at its import: frame rate, no animation, the colour system of the settings
    file.
    """
    os.environ.setdefault("TEXTUAL_FPS", FRAMES_PER_SECOND)
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    if config.color_system == "none":  # Textual has no such system, and fails at its start
        os.environ.setdefault("NO_COLOR", "1")
    elif config.color_system:
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", config.color_system)


def run_console(config: Config, *, lang: str | None = None, as_staff: str | None = None) -> int:
    """Open the console on this terminal and return its exit code. ``lang`` wins over every other setting."""
    prepare_terminal(config)
    use_one_heap()
    sys.setswitchinterval(TURN_SECONDS)
    from csconsole.app import Console
    from csconsole.clock import SystemClock
    from csconsole.screens.store_gate import StoreGate

    clock = SystemClock()
    gate = StoreGate(config, clock, as_staff=as_staff)
    app = Console(config, gate, clock, lang=lang)
    app.run()
    return app.return_code or 0
