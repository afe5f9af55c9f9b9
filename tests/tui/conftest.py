"""Fixtures of the console's tests: they run on SQLite, because the services are tested on both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.launch import prepare_terminal
from csconsole.models import Staff
from csconsole.services.context import Context, actor_of
from csconsole.storage import Store, open_store
from tests import databases
from tests.hostile import HOSTILE_SCREENS
from tests.tui.driving import Desk

prepare_terminal(Config())


@pytest.fixture
def tui_store(sqlite_url: str, clock: FrozenClock) -> Iterator[Store]:
    """A seeded SQLite store."""
    opened = open_store(sqlite_url, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def person(tui_store: Store, sqlite_url: str, clock: FrozenClock) -> Callable[[str], Context]:
    """``person("agent")``: a context on the console's database, to prepare data with."""
    config = Config(db=sqlite_url, lang="en", zone="Asia/Shanghai", site="Lakeside service desk")

    def context_of(name: str) -> Context:
        with tui_store.read() as uow:
            staff = uow.one(Staff, staff_no=databases.STAFF_NO.get(name, name))
            assert staff is not None, f"nobody is {name}"
            return Context(store=tui_store, clock=clock, actor=actor_of(staff), config=config)

    return context_of


@pytest.fixture
def desk(person: Callable[[str], Context], clock: FrozenClock) -> Desk:
    """Makes consoles; see ``tests/tui/driving.py``."""
    return Desk(person, person("agent").config, clock)


@pytest.fixture(params=list(HOSTILE_SCREENS.values()), ids=list(HOSTILE_SCREENS))
def hostile(request: pytest.FixtureRequest) -> str:
    """Strings that try to break a screen, several at once."""
    return str(request.param)
