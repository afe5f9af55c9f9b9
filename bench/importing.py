"""Importing a queue log, beside raw SQL that writes the same rows in the same batches."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.dataset import database
from bench.measure import Line, Result
from bench.people import context
from csconsole.models import Call
from csconsole.services.imports import import_queue_log
from csconsole.services.imports.batches import BATCH
from csconsole.storage import open_store, sqlite
from csconsole.storage.bulk import search_text
from csconsole.storage.tokens import index_tokens

CALLS = 20_000
START = 1_795_136_400


def _rate(_size: int) -> Iterable[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "queue_log"
        _write_log(log)
        ours, raw = folder / "ours.db", folder / "raw.db"
        for copy in (ours, raw):
            shutil.copyfile(database(10_000).removeprefix("sqlite:///"), copy)
        imported = _by_service(ours, log)
        inserted = _by_sql(ours, raw)
        note = f"{CALLS / imported:.0f} calls a second"
        yield Result("queue log", imported / CALLS * 1000, 2.5, inserted / CALLS * 1000, "ms", note)


def _write_log(path: Path) -> None:
    with path.open("w", encoding="ascii") as file:
        for number in range(CALLS):
            at = START + number * 9
            file.write(f"{at}|{at}.{number}|service|NONE|ENTERQUEUE||199{number:08d}|1\n")
            file.write(f"{at + 4}|{at}.{number}|service|PJSIP/8001|CONNECT|4|{at}.x{number}|3\n")
            file.write(f"{at + 64}|{at}.{number}|service|PJSIP/8001|COMPLETECALLER|4|60|1\n")


def _by_service(file: Path, log: Path) -> float:
    store = open_store(f"sqlite:///{file}")
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


def _by_sql(ours: Path, raw: Path) -> float:
    """Seconds that the rows of the import take by ``executemany``: calls, events, words."""
    rows = _rows_of(ours)
    connection = sqlite.driver().connect(str(raw), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    started = time.perf_counter()
    for begin in range(0, CALLS, BATCH):
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in rows:
            connection.executemany(statement, values[begin : begin + BATCH])
        connection.execute("COMMIT")
    taken = time.perf_counter() - started
    connection.close()
    return taken


def _rows_of(file: Path) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """What the import stored, as statements for ``executemany``."""
    connection = sqlite.driver().connect(str(file))
    found = []
    for table, condition in (
        ("call", "source = 'queue-log'"),
        ("event", "entity = 'call' AND action = 'imported'"),
    ):
        cursor = connection.execute(f'SELECT * FROM "{table}" WHERE {condition} ORDER BY id')
        names = [column[0] for column in cursor.description]
        values = cursor.fetchall()
        marks = ", ".join("?" * len(names))
        found.append((f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})', values))
        if table == "call":
            texts = [search_text(Call, dict(zip(names, row, strict=True))) or "" for row in values]
            words = [
                (row[names.index("id")], " ".join(index_tokens(text)))
                for row, text in zip(values, texts, strict=True)
            ]
            found.append(("INSERT INTO search_call_0 (rowid, words) VALUES (?, ?)", words))
    connection.close()
    return found


LINES = [Line("import", _rate)]
