"""Sixty-four processes saving calls at the same time, on one SQLite file and on PostgreSQL."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from bench.dataset import database
from bench.measure import PYTHON, Line, Result, percentile
from bench.people import context
from csconsole.clock import SystemClock
from csconsole.storage import open_store

PROCESSES = 64
SECONDS = 15.0
PAUSE = 0.2
"""Mean seconds between two saves of one process."""


def save_for_a_while(url: str, seconds: float, seed: int) -> dict[str, list[float] | list[str]]:
    """Save calls with pauses; the times of the saves in milliseconds, the numbers, the errors."""
    from csconsole.errors import CsconsoleError
    from csconsole.services.calls import log_call

    draw = random.Random(seed)
    store = open_store(url)
    ctx = context(store, SystemClock())
    times: list[float] = []
    numbers: list[str] = []
    errors: list[str] = []
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(draw.expovariate(1 / PAUSE))
        started = time.perf_counter()
        try:
            row = log_call(ctx, phone="02155500123", category="consult.other", summary="漏水", outcome="done")
        except CsconsoleError as error:
            errors.append(str(error))
        else:
            numbers.append(row.number)
        times.append((time.perf_counter() - started) * 1000)
    store.close()
    return {"times": times, "numbers": numbers, "errors": errors}


def together(
    url: str, processes: int = PROCESSES, seconds: float = SECONDS
) -> tuple[list[float], list[str], list[str]]:
    """Run the processes at once: sorted times, all numbers, all errors."""
    running = [
        subprocess.Popen(
            [PYTHON, "-m", "bench.contention", url, str(seconds), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(processes)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    times: list[float] = []
    numbers: list[str] = []
    errors: list[str] = []
    for process in running:
        output, _nothing = process.communicate()
        told = json.loads(output)
        times += told["times"]
        numbers += told["numbers"]
        errors += told["errors"]
    return sorted(times), numbers, errors


def _results(url: str, engine: str, note: str = "") -> Iterable[Result]:
    times, numbers, errors = together(url)
    rate = f"{len(numbers) / SECONDS:.0f} saves/s {note}"
    yield Result(
        f"{engine}: errors and doubled numbers", len(errors) + len(numbers) - len(set(numbers)), 0, unit=""
    )
    yield Result(f"{engine}: p95 of a save", percentile(times, 0.95), 50, note=rate)
    yield Result(f"{engine}: p99 of a save", percentile(times, 0.99), 150)


def _sqlite(_size: int) -> Iterable[Result]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copy.db"
        shutil.copyfile(database(10_000).removeprefix("sqlite:///"), file)
        yield from _results(f"sqlite:///{file}", "SQLite")


def _postgresql(_size: int) -> Iterable[Result]:
    from tests import databases

    url = databases.fresh_postgres("_bench")
    try:
        from csconsole.services.packs import install_pack

        store = open_store(url)
        install_pack(context(store, staff_no="1000"), "core")
        store.close()
        yield from _results(url, "PostgreSQL", "(the test server does not wait for the disk)")
    finally:
        databases.drop_postgres(url)


LINES = [Line("64 writers sqlite", _sqlite), Line("64 writers postgresql", _postgresql)]

if __name__ == "__main__":
    sys.stdout.write(json.dumps(save_for_a_while(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))))
