"""Exports of a million calls, beside the sqlite3 shell writing the same columns; and their memory.

The export masks phones, guards against formulas, writes the names of staff and categories and is flushed to
the disk; the shell does none of it. Times are of the processor, so that other work on the machine counts
less.
"""

from __future__ import annotations

import csv
import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from bench.dataset import database
from bench.measure import PYTHON, Line, Result
from csconsole.models import Customer
from csconsole.services.exports import EXPORTS
from csconsole.storage.sqlite import driver

ROWS = 1_000_000
_PROGRAM = """
import resource, sys, time
from pathlib import Path
from bench.people import context
from csconsole.services.exports import export_records
from csconsole.storage import open_store
from csconsole.tabular.columns import FileFormat
store = open_store(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.process_time()
made = export_records(context(store), "calls", out=Path(sys.argv[2]), fmt=FileFormat(sys.argv[3]))
taken = time.process_time() - started
print(made.rows, taken, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def _limit_seconds(url: str, folder: Path) -> tuple[float, str]:
    """Seconds that the sqlite3 shell works on the columns of the export; without a shell, seconds that our
    driver needs to read them and Python's ``csv`` to write them. And a word on which it was.
    """
    kind = EXPORTS["calls"]
    statement = (
        select(*(column.column for column in kind.columns))
        .select_from(kind.model)
        .outerjoin(Customer, kind.customer == Customer.id)
    )
    sql = re.sub(r"\s+", " ", str(statement.compile(dialect=sqlite.dialect())))
    file, path = folder / "limit.csv", url.removeprefix("sqlite:///")
    if shutil.which("sqlite3") is None:
        started = time.process_time()
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(driver().connect(path).execute(sql))
        return time.process_time() - started, "no sqlite3 shell here: limit by driver and csv.writer"
    script = f".mode csv\n.headers on\n.output {file}\n{sql};\n"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["sqlite3", path], input=script, text=True, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, "limit: the sqlite3 shell"


def _export(url: str, folder: Path, fmt: str) -> tuple[float, float]:
    """Seconds and MiB above the program before, in a process of its own."""
    done = subprocess.run(
        [PYTHON, "-c", _PROGRAM, url, str(folder / f"calls.{fmt}"), fmt],
        check=True,
        capture_output=True,
        text=True,
    )
    rows, seconds, memory = (float(word) for word in done.stdout.split())
    if rows != ROWS:
        raise RuntimeError(f"{rows:.0f} rows of {ROWS} were exported")
    return seconds, memory


def _exports(_size: int) -> Iterable[Result]:
    url = database(ROWS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        limit, how = _limit_seconds(url, folder)
        for fmt, ratio, most in (("csv", 3, 60), ("xlsx", 8, 100)):
            seconds, memory = _export(url, folder, fmt)
            what = f"{fmt} of 1 M calls"
            yield Result(what, seconds, ratio, limit, "s", how)
            yield Result(f"{what}, memory", memory, most, unit="MiB")


LINES = [Line("export", _exports)]
