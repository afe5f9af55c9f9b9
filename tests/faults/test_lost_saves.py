"""What was acknowledged is stored: when a process is killed at any moment, and when many save at once."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from csconsole.services.packs import install_pack
from csconsole.storage import open_store
from tests.conftest import AsStaff

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 4
SAVES = {"sqlite": 1000, "postgresql": 300}
"""Acknowledged saves in all rounds together, at least. The file is ours to keep whole; a server that outlives
its client has less to prove."""


def saver(url: str, count: int) -> subprocess.Popen[str]:
    """A process that is ready to save and waits for ``go``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.saver", url, str(count)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def stored(url: str) -> list[str]:
    store = open_store(url)
    try:
        with store.read() as uow:
            return [str(row[0]) for row in uow.connection.execute(text("SELECT number FROM call"))]
    finally:
        store.close()


def half_done(url: str) -> int:
    """Calls without their event, and events of calls that are not there."""
    store = open_store(url)
    try:
        with store.read() as uow:
            lonely = uow.connection.execute(
                text(
                    "SELECT (SELECT count(*) FROM call c WHERE NOT EXISTS (SELECT 1 FROM event e"
                    " WHERE e.entity = 'call' AND e.entity_id = c.id))"
                    " + (SELECT count(*) FROM event e WHERE e.entity = 'call' AND NOT EXISTS"
                    " (SELECT 1 FROM call c WHERE c.id = e.entity_id))"
                )
            )
            return int(lonely.scalar_one())
    finally:
        store.close()


@pytest.fixture
def ready_url(as_: AsStaff, database_url: str) -> str:
    """A database with the core pack's categories."""
    install_pack(as_("admin"), "core")
    return database_url


def test_kill_at_any_moment_loses_no_acknowledged_save(ready_url: str) -> None:
    draw = random.Random(20261121)
    saves = SAVES[ready_url.partition("+")[0].partition(":")[0]]
    acknowledged: list[str] = []
    for _round in range(ROUNDS):
        wanted = saves // ROUNDS + draw.randrange(20)
        process = saver(ready_url, 10 * saves)
        assert line(process) == "ready"
        go(process)
        told = [line(process) for _n in range(wanted)]
        process.kill()
        assert process.stdout is not None
        told += [rest.strip() for rest in process.stdout.read().splitlines() if rest.strip()]
        process.wait()
        process.stdout.close()
        assert process.stdin is not None
        process.stdin.close()
        acknowledged += told
    assert len(acknowledged) >= saves
    there = stored(ready_url)
    assert set(acknowledged) <= set(there)
    assert len(set(there)) == len(there)
    assert half_done(ready_url) == 0


@pytest.mark.req("REF-34")
def test_many_processes_saving_at_once_get_numbers_of_their_own(ready_url: str) -> None:
    each = 12
    processes = [saver(ready_url, each) for _n in range(6)]
    assert [line(process) for process in processes] == ["ready"] * len(processes)
    for process in processes:
        go(process)
    told = [number for process in processes for number in process.communicate()[0].split()]
    assert [process.returncode for process in processes] == [0] * len(processes)
    assert len(told) == len(set(told)) == each * len(processes)
    assert sorted(stored(ready_url)) == sorted(told)
    serials = sorted(int(number.rpartition("-")[2]) for number in told)
    assert serials == list(range(1, len(told) + 1))
