"""Importing a queue log, beside the bare driver that writes the same rows in the same batches."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import Line, Result, median_pair
from bench.people import context
from bench.written import fresh_copy, noted, write_again
from csconsole.__main__ import NEW_OBJECTS
from csconsole.services.imports import import_queue_log
from csconsole.storage import Store, open_store

CALLS = 20_000
START = 1_794_960_000
"""Two days before the newest call of the database: nobody imports calls of the future."""
ROUNDS = 3


def _rate(_size: int) -> Iterable[Result]:
    with tempfile.TemporaryDirectory() as name, _turns_of_a_command():
        folder = Path(name)
        log = folder / "queue_log"
        _write_log(log)
        store = open_store(fresh_copy(folder))
        with noted(store) as transactions:
            _import(store, log)
        imported, inserted = median_pair(
            ROUNDS,
            lambda: _import(open_store(fresh_copy(folder)), log),
            lambda: write_again(fresh_copy(folder), transactions),
        )
        note = f"{CALLS / imported:.0f} calls a second"
        yield Result("queue log", imported / CALLS * 1000, 2.5, inserted / CALLS * 1000, "ms", note)


@contextmanager
def _turns_of_a_command() -> Iterator[None]:
    """Garbage is looked for as seldom as in the process of a command."""
    usual = gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _write_log(path: Path) -> None:
    with path.open("w", encoding="ascii") as file:
        for number in range(CALLS):
            at = START + number * 9
            file.write(f"{at}|{at}.{number}|service|NONE|ENTERQUEUE||199{number:08d}|1\n")
            file.write(f"{at + 4}|{at}.{number}|service|PJSIP/8001|CONNECT|4|{at}.x{number}|3\n")
            file.write(f"{at + 64}|{at}.{number}|service|PJSIP/8001|COMPLETECALLER|4|60|1\n")


def _import(store: Store, log: Path) -> float:
    """Seconds that the import takes; the store is closed then."""
    try:
        ctx = context(store)
        started = time.perf_counter()
        summary = import_queue_log(ctx, log)
        taken = time.perf_counter() - started
    finally:
        store.close()
    if summary.imported != CALLS:
        raise RuntimeError(f"{summary.imported} of {CALLS} calls imported")
    return taken


LINES = [Line("import", _rate)]
