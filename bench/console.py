"""The console on a real terminal: first frame, first data, key to first output, beside a bare application."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterable

import pexpect

from bench.dataset import database
from bench.measure import PYTHON, Line, Result, percentile

_STARTS = 7
_KEYS = 60
_BARE = [PYTHON, "-m", "bench.bare_app"]


class Terminal:
    """A program on a pseudo terminal of 120x40 cells."""

    def __init__(self, command: list[str]) -> None:
        env = {
            **os.environ,
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "TEXTUAL_FPS": "240",
            "TEXTUAL_ANIMATIONS": "none",
        }
        self.started = time.perf_counter()
        self.child = pexpect.spawn(command[0], command[1:], env=env, dimensions=(40, 120), timeout=60)

    def until(self, text: str) -> float:
        """Milliseconds since the start when ``text`` has been written."""
        self.child.expect(text.encode())
        return (time.perf_counter() - self.started) * 1000

    def rest(self) -> None:
        """Read until nothing has come for a while."""
        while True:
            try:
                self.child.read_nonblocking(65536, timeout=0.4)
            except pexpect.TIMEOUT:
                return

    def key(self, keys: str) -> float:
        """Milliseconds from a key to the first byte of output."""
        sent = time.perf_counter()
        self.child.send(keys)
        self.child.read_nonblocking(1, timeout=10)
        taken = (time.perf_counter() - sent) * 1000
        self._settle()
        return taken

    def _settle(self) -> None:
        while True:
            try:
                self.child.read_nonblocking(65536, timeout=0.06)
            except pexpect.TIMEOUT:
                return

    def end(self) -> None:
        """Stop the program."""
        self.child.close(force=True)


def _console(size: int) -> list[str]:
    return [PYTHON, "-m", "csconsole", "--db", database(size), "--lang", "en"]


def _started(command: list[str], text: str) -> float:
    taken = []
    for _round in range(_STARTS):
        terminal = Terminal(command)
        taken.append(terminal.until(text))
        terminal.end()
    return statistics.median(taken)


def _start(size: int) -> Iterable[Result]:
    yield Result(
        "first frame",
        _started(_console(size), "Desk"),
        1.25,
        _started(_BARE, "BareApp"),
        note=f"{size} calls",
    )
    yield Result("first data", _started(_console(size), "LATE"), 2, _started(_BARE, "row1"))


def _keys(size: int) -> Iterable[Result]:
    bare, ours = Terminal(_BARE), Terminal(_console(size))
    bare.until("row1")
    ours.until("LATE")
    for terminal in (bare, ours):
        terminal.rest()
    ours.key("3")
    ours.rest()
    moving = [sorted(terminal.key("\x1b[B") for _n in range(_KEYS)) for terminal in (bare, ours)]
    bare.key("/")
    ours.key("\x1bOQ")
    for terminal in (bare, ours):
        terminal.rest()
    typing = [sorted(terminal.key("a") for _n in range(_KEYS)) for terminal in (bare, ours)]
    for terminal in (bare, ours):
        terminal.end()
    for what, (limit, measured) in (("cursor down in a list", moving), ("a letter in the call form", typing)):
        for name, share in (("median", 0.5), ("p95", 0.95)):
            yield Result(f"{what}, {name}", percentile(measured, share), 1.3, percentile(limit, share))


LINES = [Line("console start", _start), Line("key", _keys)]
