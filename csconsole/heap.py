"""The C library's heap of a console, which stays open for days and runs its service calls in threads.

glibc gives threads heaps of their own, up to eight for each processor, and returns to the system only what is
free at the end of one. What is imported and read in a thread thus leaves pages behind that nobody else uses.
Python's interpreter lock lets one thread work at a time, so that one heap is enough: a console takes 2.5 MiB
less. Other C libraries, such as musl and that of macOS, have neither function: there nothing is done.
"""

from __future__ import annotations

import sys
from typing import Any, Final

_ARENA_MAX: Final = -8
"""The parameter ``M_ARENA_MAX`` in glibc's ``malloc.h``."""


def use_one_heap() -> None:
    """Let the threads that are started from now on share the heap of the first one."""
    if (set_parameter := _function("mallopt")) is not None:
        set_parameter(_ARENA_MAX, 1)


def give_back() -> None:
    """Return the free pages inside the heap to the system: less than a millisecond."""
    if (trim := _function("malloc_trim")) is not None:
        trim(0)


def _function(name: str) -> Any:
    """A function of the C library; ``None`` where it has none of that name."""
    if sys.platform != "linux":
        return None
    import ctypes

    return getattr(ctypes.CDLL(None), name, None)
