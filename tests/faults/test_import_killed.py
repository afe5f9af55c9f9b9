"""An import that is killed half way and run again stores every call once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from csconsole.clock import FrozenClock, SystemClock
from csconsole.config import Config
from csconsole.models import Callback
from csconsole.services.context import Context
from csconsole.services.database import create_solo
from csconsole.services.imports import import_queue_log, queue_log
from csconsole.storage import open_store

CALLS = 4000


def _write_log(path: Path) -> None:
    with path.open("w", encoding="ascii") as file:
        for number in range(CALLS):
            at = 1795136400 + number * 20
            file.write(f"{at}|{at}.{number}|service|NONE|ENTERQUEUE||0215550{number % 100 + 100:04d}|1\n")
            file.write(f"{at + 4}|{at}.{number}|service|PJSIP/8001|CONNECT|4|x.{number}|3\n")
            file.write(f"{at + 64}|{at}.{number}|service|PJSIP/8001|COMPLETECALLER|4|60|1\n")


def _stored(database: Path) -> int:
    store = open_store(f"sqlite:///{database}")
    try:
        with store.read() as uow:
            return int(uow.connection.execute(text("SELECT count(*) FROM call")).scalar_one())
    finally:
        store.close()


@pytest.mark.req("CUS-28")
def test_killed_and_run_again(tmp_path: Path) -> None:
    database, log = tmp_path / "site.db", tmp_path / "queue_log"
    create_solo(Config(db=str(database)), SystemClock())
    _write_log(log)
    command = [sys.executable, "-m", "csconsole", "--db", str(database), "import", "queue-log", str(log)]
    environment = {**os.environ, "CSCONSOLE_HOME": str(tmp_path)}
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 120
        while running.poll() is None and time.monotonic() < deadline and not _stored(database):
            time.sleep(0.01)
    finally:
        running.kill()
        running.wait()
    before = _stored(database)
    assert before > 0
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert f"{CALLS - before} new" in again.stderr
    assert f"{before} unchanged" in again.stderr
    assert _stored(database) == CALLS
    store = open_store(f"sqlite:///{database}")
    try:
        with store.read() as uow:
            for column in ("number", "external_id"):
                distinct = f"SELECT count(DISTINCT {column}) FROM call"
                assert uow.connection.execute(text(distinct)).scalar_one() == CALLS
            events = "SELECT count(*) FROM event WHERE entity = 'call' AND action = 'imported'"
            assert uow.connection.execute(text(events)).scalar_one() == CALLS
    finally:
        store.close()


@pytest.mark.req("CALL-04", "CUS-28")
def test_killed_before_the_ring_backs_were_planned(
    ctx: Context, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = int(clock.now().timestamp()) - 600
    log = tmp_path / "queue_log"
    log.write_text(
        f"{at}|1.1|service|NONE|ENTERQUEUE||02155500112|1\n"
        f"{at + 30}|1.1|service|NONE|EXITWITHTIMEOUT|1|1|30\n"
    )

    def killed(*_about: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(queue_log, "open_ring_backs", killed)
        with pytest.raises(KeyboardInterrupt):
            import_queue_log(ctx, log)
    clock.advance(minutes=5)
    again = import_queue_log(ctx, log)
    assert (again.unchanged, again.ring_backs) == (1, 1)
    with ctx.read() as uow:
        [planned] = uow.session.exec(select(Callback)).all()
        assert (planned.kind, planned.e164) == ("ring_back", "+862155500112")
    assert import_queue_log(ctx, log).ring_backs == 0
