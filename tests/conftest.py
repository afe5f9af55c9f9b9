"""Fixtures of every test.

``ctx``      the context of a supervisor on a fresh database with a staff member of each role; a test that
             takes it (or ``store``) runs twice, on SQLite and on PostgreSQL
``as_``      ``as_("agent")``, ``as_("handler")`` …: the context of another person on the same database;
             the names are in ``tests/databases.py``
``clock``    stands at Monday 2026-11-23, 09:00 in Shanghai; ``clock.advance(minutes=5)`` moves it
``cli``      ``cli("call", "list", as_="agent")`` runs a command line and gives stdout, stderr, exit code
``hostile``  strings that a customer might send to break the program; a test that takes it runs for each
"""

from __future__ import annotations

import gc
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from csconsole import i18n
from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.models import Staff
from csconsole.services.context import Context, actor_of
from csconsole.storage import Store, open_store
from tests import databases
from tests.hostile import HOSTILE

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

AsStaff = Callable[[str], Context]


def pytest_collection_finish() -> None:
    """What was loaded to collect the tests stays; looking through it for garbage took a fifth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees the developer's own database, settings, token, language or terminal."""
    for name in (
        "CSCONSOLE_DB",
        "CSCONSOLE_LANG",
        "CSCONSOLE_TOKEN",
        "CSCONSOLE_CONFIG",
        "NO_COLOR",
        "LANGUAGE",
    ):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "CSCONSOLE_HOME": str(tmp_path / "home"),
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "COLUMNS": "100",
        "LINES": "40",
        "TZ": "UTC",
    }.items():
        monkeypatch.setenv(name, value)
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands at 09:00 in Shanghai on a Monday."""
    return FrozenClock(databases.NOW)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A seeded database of its own, on each engine in turn."""
    if request.param == "sqlite":
        return databases.fresh_sqlite(tmp_path)
    return databases.fresh_postgres()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, on each engine in turn."""
    return databases.empty_sqlite(tmp_path) if request.param == "sqlite" else databases.empty_postgres()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A seeded SQLite file, for what concerns the file or does not depend on the engine."""
    return databases.fresh_sqlite(tmp_path)


@pytest.fixture
def store(database_url: str, clock: FrozenClock) -> Iterator[Store]:
    """The open store of ``database_url``."""
    opened = open_store(database_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def config(database_url: str) -> Config:
    """The settings file of the site."""
    return Config(db=database_url, lang="en", zone="Asia/Shanghai", site="Lakeside service desk")


@pytest.fixture
def as_(store: Store, clock: FrozenClock, config: Config) -> AsStaff:
    """Contexts of other people on the same database."""

    def context_of(name: str) -> Context:
        staff_no = databases.STAFF_NO.get(name, name)
        with store.read() as uow:
            staff = uow.one(Staff, staff_no=staff_no)
            assert staff is not None, f"nobody is {name}"
            return Context(store=store, clock=clock, actor=actor_of(staff), config=config)

    return context_of


@pytest.fixture
def ctx(as_: AsStaff) -> Context:
    """The context of a supervisor."""
    return as_("supervisor")


@pytest.fixture(params=HOSTILE, ids=[f"hostile{n}" for n in range(len(HOSTILE))])
def hostile(request: pytest.FixtureRequest) -> str:
    """One string after another that tries to break the program."""
    return str(request.param)


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    stdout: str
    stderr: str
    code: int

    @property
    def json(self) -> Any:
        """What was printed, as JSON."""
        return json.loads(self.stdout)

    @property
    def jsonl(self) -> list[Any]:
        """What was printed, one JSON value a line."""
        return [json.loads(line) for line in self.stdout.splitlines()]


class CommandLine:
    """Runs command lines in this process, on the test's database and clock, as any staff member."""

    def __init__(self, as_: AsStaff, config: Config, capsys: pytest.CaptureFixture[str]) -> None:
        self._as = as_
        self._config = config
        self._capsys = capsys
        self._monkeypatch = pytest.MonkeyPatch()

    def __call__(self, *words: str, as_: str = "supervisor", stdin: str = "", lang: str = "en") -> Ran:
        """Run ``csconsole WORDS`` signed in as ``as_``."""
        from csconsole.cli import session
        from csconsole.cli.entry import run
        from csconsole.services.sign_in import Proof

        ctx = self._as(as_)
        self._capsys.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CSCONSOLE_DB", self._config.db)
            patch.setenv("CSCONSOLE_LANG", lang)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
            patch.setattr(sys, "argv", ["csconsole", *words])
            session._stores[self._config.db_url] = ctx.store
            session._signed_in[self._config.db_url, None] = ctx, Proof()
            code = run(list(words))
        captured = self._capsys.readouterr()
        i18n.set_language("en")
        return Ran(captured.out, captured.err, code)


@pytest.fixture
def cli(as_: AsStaff, config: Config, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Runs command lines; see ``CommandLine``."""
    return CommandLine(as_, config, capsys)
