"""Many saves in one process, beside raw SQL that writes the same rows."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.dataset import database
from bench.measure import Line, Result
from bench.people import context
from csconsole.clock import SystemClock
from csconsole.services.calls import log_call
from csconsole.services.context import Context
from csconsole.storage import open_store, sqlite

SAVES = 500


def _single(_size: int) -> Iterable[Result]:
    ours = _per_save(_by_service)
    raw = _per_save(_by_sql)
    yield Result("log_call, one transaction each", ours, 4, raw)


def _per_save(work: Callable[[str], None]) -> float:
    """Milliseconds a save on a fresh copy of the small database."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "copy.db"
        shutil.copyfile(database(10_000).removeprefix("sqlite:///"), file)
        started = time.perf_counter()
        work(f"sqlite:///{file}")
        return (time.perf_counter() - started) / SAVES * 1000


def _by_service(url: str) -> None:
    store = open_store(url)
    ctx: Context = context(store, SystemClock())
    for number in range(SAVES):
        log_call(
            ctx,
            phone=f"+86 199 {number:08d}",
            category="consult.other",
            summary="水龙头漏水,请今天中午前上门",
            outcome="done",
        )
    store.close()


def _by_sql(url: str) -> None:
    """The rows that one call leaves: the call, its item, its events, its words, its number."""
    connection = sqlite.driver().connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    words = "水 龙 头 漏 水龙 龙头 头漏 漏水 请今 今天 天中 中午 午前 前上 上门"
    columns = {
        table: [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        for table in ("call", "call_item", "event")
    }
    sample = {
        table: connection.execute(f'SELECT * FROM "{table}" ORDER BY id DESC LIMIT 1').fetchone()
        for table in ("call", "event")
    }
    for number in range(SAVES):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "INSERT INTO number_series VALUES ('C20261120', 1) "
            "ON CONFLICT (series) DO UPDATE SET last = last + 1"
        )
        call = dict(zip(columns["call"], sample["call"], strict=True)) | {"number": f"R{number}"}
        del call["id"], call["external_id"]
        key = _insert(connection, "call", call)
        connection.execute(
            "INSERT INTO call_item "
            "(created_at, updated_at, version, call_id, position, kind, priority, content, outcome) "
            " VALUES (?, ?, 1, ?, 1, 'consult', 'normal', '', 'done')",
            (call["created_at"], call["created_at"], key),
        )
        connection.execute("INSERT INTO search_call_0 (rowid, words) VALUES (?, ?)", (key, words))
        event = dict(zip(columns["event"], sample["event"], strict=True))
        del event["id"]
        for _twice in range(2):
            _insert(connection, "event", event)
        connection.execute("COMMIT")
    connection.close()


def _insert(connection: object, table: str, row: dict[str, object]) -> int:
    names = ", ".join(f'"{name}"' for name in row)
    cursor = connection.execute(  # type: ignore[attr-defined]  # the driver's connection has no stubs
        f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', tuple(row.values())
    )
    return int(cursor.lastrowid)


LINES = [Line("many saves", _single)]
