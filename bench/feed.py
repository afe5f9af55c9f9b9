"""How soon another terminal learns of a change."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from bench.dataset import database
from bench.measure import Line, Result, percentile
from csconsole.models import Notice
from csconsole.storage import Store, open_store

ROUNDS = 60


def _delays(watching: Store, writing: Store) -> list[float]:
    """Milliseconds from a commit until the other store's feed tells it, sorted."""
    feed = watching.change_feed()
    committed = [0.0]
    delays: list[float] = []

    def write() -> None:
        time.sleep(0.13)
        with writing.write() as unit:
            unit.create(Notice(title="停水", from_at=writing.clock.now()))
        committed[0] = time.perf_counter()

    for _round in range(ROUNDS):
        writer = threading.Thread(target=write)
        writer.start()
        while not feed.wait(5):
            pass
        heard = time.perf_counter()
        writer.join()
        delays.append(max(0.0, heard - committed[0]) * 1000)
    feed.close()
    return sorted(delays)


def _sqlite(_size: int) -> Iterable[Result]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copy.db"
        shutil.copyfile(database(10_000).removeprefix("sqlite:///"), file)
        stores = open_store(f"sqlite:///{file}"), open_store(f"sqlite:///{file}")
        yield Result("SQLite, p95", percentile(_delays(*stores), 0.95), 300)
        for store in stores:
            store.close()


def _postgresql(_size: int) -> Iterable[Result]:
    from tests import databases

    url = databases.fresh_postgres("_bench")
    try:
        stores = open_store(url), open_store(url)
        yield Result("PostgreSQL, p95", percentile(_delays(*stores), 0.95), 100)
        for store in stores:
            store.close()
    finally:
        databases.drop_postgres(url)


LINES = [Line("change feed sqlite", _sqlite), Line("change feed postgresql", _postgresql)]
