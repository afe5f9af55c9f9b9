"""The console on a real terminal beside a bare application: first frame, first data, key to first output,
memory.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

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
        self.child.delaybeforesend = None  # else pexpect itself waits 50 ms before each key

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

    def memory(self) -> float:
        """MiB that the program holds now."""
        status = Path(f"/proc/{self.child.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def _settle(self) -> None:
        while True:
            try:
                self.child.read_nonblocking(65536, timeout=0.2)
            except pexpect.TIMEOUT:
                return

    def end(self) -> None:
        """Stop the program."""
        self.child.close(force=True)


def _console(size: int) -> list[str]:
    return [PYTHON, "-m", "csconsole", "--db", database(size), "--lang", "en"]


def _started(command: list[str], frame: str, data: str) -> tuple[float, float]:
    """When the frame stood and when the data stood in it."""
    terminal = Terminal(command)
    taken = terminal.until(frame), terminal.until(data)
    terminal.end()
    return taken


def _start(size: int) -> Iterable[Result]:
    console = _console(size)
    # By turns, so that other work on the machine slows down both.
    rounds = [
        (_started(_BARE, "BareApp", "row1"), _started(console, "Desk", "LATE")) for _n in range(_STARTS)
    ]
    for what, which, budget in (("first frame", 0, 1.25), ("first data", 1, 2)):
        limit = statistics.median(bare[which] for bare, _ours in rounds)
        ours = statistics.median(ours[which] for _bare, ours in rounds)
        yield Result(what, ours, budget, limit, note=f"{size} calls")


def _by_turns(bare: Terminal, ours: Terminal, keys: Sequence[str]) -> tuple[list[float], list[float]]:
    """Times of the keys in both programs, sorted."""
    taken = [(bare.key(key), ours.key(key)) for key in keys]
    return sorted(one for one, _other in taken), sorted(other for _one, other in taken)


def _keys(size: int) -> Iterable[Result]:
    bare, ours = Terminal(_BARE), Terminal(_console(size))
    bare.until("row1")
    ours.until("LATE")
    for terminal in (bare, ours):
        terminal.rest()
    ours.child.send("3")
    ours.until("sorted by")  # below the rows of the list
    ours.rest()
    moving = _by_turns(bare, ours, (["\x1b[B"] * 5 + ["\x1b[A"] * 5) * (_KEYS // 10))
    for terminal in (bare, ours):
        terminal.key("\x1bOQ")
        terminal.rest()
        terminal.key("\t")  # ours: from the number, which takes no letters, to a field that takes them
        terminal.rest()
    typing = _by_turns(bare, ours, (["1", "2", "3"] + ["\x7f"] * 3) * (_KEYS // 6))
    memory = bare.memory(), ours.memory()
    for terminal in (bare, ours):
        terminal.end()
    for what, (limit, measured) in (("cursor in a list", moving), ("a letter in the call form", typing)):
        for name, share in (("median", 0.5), ("p95", 0.95)):
            yield Result(f"{what}, {name}", percentile(measured, share), 1.3, percentile(limit, share))
    yield Result("memory", memory[1], 2, memory[0], "MiB", note=f"{size} calls")


LINES = [Line("console start", _start), Line("key, memory", _keys)]
