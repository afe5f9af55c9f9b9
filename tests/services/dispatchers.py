"""Dispatchers in processes of their own, all at the same tickets; also for the benchmarks."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

from csconsole.clock import SystemClock
from csconsole.config import Config
from csconsole.errors import ConflictError
from csconsole.models import Staff
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services.context import Context, actor_of
from csconsole.services.dispatch import dispatch_ticket
from csconsole.storage import open_store

SUPERVISOR = "1002"


@dataclass
class Told:
    """What the dispatchers did: (ticket, handler) of each success, other errors, milliseconds of each try."""

    assigned: list[tuple[int, int]] = field(default_factory=list)
    refused: int = 0
    unexpected: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def dispatch_together(
    url: str, keys: Sequence[int], people: Sequence[int], *, dispatchers: int, staff_no: str = SUPERVISOR
) -> Told:
    """Let every dispatcher try to give every ticket to somebody, each in an order of his own."""
    fork = multiprocessing.get_context("fork")
    gate = fork.Barrier(dispatchers)
    running = []
    for seed in range(dispatchers):
        ours, theirs = fork.Pipe(duplex=False)
        given = (url, list(keys), list(people), seed, staff_no, gate, theirs)
        process = fork.Process(target=_dispatch_all, args=given, daemon=True)
        process.start()
        theirs.close()
        running.append((process, ours))
    whole = Told()
    for process, ours in running:
        told: Told = ours.recv()
        process.join()
        whole.assigned += told.assigned
        whole.refused += told.refused
        whole.unexpected += told.unexpected
        whole.times += told.times
    whole.times.sort()
    return whole


def _dispatch_all(
    url: str,
    keys: list[int],
    people: list[int],
    seed: int,
    staff_no: str,
    gate: Barrier,
    told: Connection,
) -> None:
    draw = random.Random(seed)
    draw.shuffle(keys)
    store = open_store(url)
    with store.read() as uow:
        staff = uow.one(Staff, staff_no=staff_no)
        assert staff is not None
        ctx = Context(store, SystemClock(), actor_of(staff), Config(db=url, zone="Asia/Shanghai"))
    found = Told()
    gate.wait(timeout=60)
    for key in keys:
        handler = draw.choice(people)
        started = time.perf_counter()
        try:
            dispatch_ticket(ctx, key, handler_id=handler)
        except (ConflictError, TransitionRefusedError):
            found.refused += 1
        except Exception as error:  # whatever else happened is told to the one who counts
            found.unexpected.append(repr(error))
        else:
            found.assigned.append((key, handler))
        found.times.append((time.perf_counter() - started) * 1000)
    store.close()
    told.send(found)
