"""A process of its own that saves calls and says the number of each one that was acknowledged.

``python -m tests.faults.saver URL COUNT`` prints ``ready``, waits for a line on stdin, then saves.
"""

from __future__ import annotations

import os
import sys

from csconsole.clock import SystemClock
from csconsole.config import Config
from csconsole.models import Staff
from csconsole.services.calls import log_call
from csconsole.services.context import Context, actor_of
from csconsole.storage import open_store


def save(url: str, count: int) -> None:
    """Log calls one after the other; each number is written out only after the save was acknowledged."""
    store = open_store(url)
    with store.read() as uow:
        agent = uow.one(Staff, staff_no="1007")
        assert agent is not None
        ctx = Context(store, SystemClock(), actor_of(agent), Config(db=url))
    tell("ready")
    sys.stdin.readline()
    for n in range(count):
        row = log_call(
            ctx,
            phone="021-5550 0123",
            category="consult.other",
            summary=f"saved by {os.getpid()}, {n}",
            outcome="done",
        )
        tell(row.number)
    store.close()


def tell(text: str) -> None:
    """One whole line, past every buffer."""
    os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    save(sys.argv[1], int(sys.argv[2]))
