"""Many saves in one process, beside the bare driver that writes the same rows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench.measure import Line, Result, median_pair
from bench.people import context
from bench.written import fresh_copy, noted, write_again
from csconsole.clock import SystemClock
from csconsole.services.calls import log_call
from csconsole.storage import Store, open_store

SAVES = 500
ROUNDS = 5


def _single(_size: int) -> Iterable[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(fresh_copy(folder))
        with noted(store) as transactions:
            _save(store)
        ours, raw = median_pair(
            ROUNDS,
            lambda: _save(open_store(fresh_copy(folder))),
            lambda: write_again(fresh_copy(folder), transactions),
        )
        yield Result("log_call, one transaction each", ours / SAVES * 1000, 4, raw / SAVES * 1000)


def _save(store: Store) -> float:
    """Seconds that the saves take; the store is closed then."""
    ctx = context(store, SystemClock())
    started = time.perf_counter()
    for number in range(SAVES):
        log_call(
            ctx,
            phone=f"+86 199 {number:08d}",
            category="consult.other",
            summary="水龙头漏水,请今天中午前上门",
            outcome="done",
        )
    taken = time.perf_counter() - started
    store.close()
    return taken


LINES = [Line("many saves", _single)]
