"""Killing a process of our own at a chosen moment: no Python runs afterwards, as after ``kill -9``."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest


def killed_at(work: Callable[[], object], place: Any, name: str, *, call: int = 1) -> None:
    """Run ``work`` in a child process that is killed when ``name`` of ``place`` is called for the ``call``th
    time; fails where it never was.
    """
    child = os.fork()
    if child == 0:
        try:
            _die_at(place, name, call)
            work()
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{name} was not called {call} times"


def _die_at(place: Any, name: str, call: int) -> None:
    calls = 0
    real = getattr(place, name)

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    pytest.MonkeyPatch().setattr(place, name, counted)
