"""Where long work on a whole database stands, for whoever waits for it, and how Ctrl-C ends it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import FrameType
from typing import Any

from sqlalchemy import Connection

_STEPS = 20_000
"""So many steps of SQLite's machine, some milliseconds, lie between two looks at who waits."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What is being done, a code of the list ``database_stage``; how much of it is done, of how much where
    that is known; and by name what it is done with.
    """

    what: str
    done: int = 0
    total: int | None = None
    name: str = ""


Listener = Callable[[Stage | None], None]
"""Is told each stage, and ``None`` many times a second while one goes on."""

_listener: ContextVar[Listener | None] = ContextVar("csconsole_stages", default=None)


@contextmanager
def telling(listener: Listener) -> Iterator[None]:
    """Long work inside tells ``listener`` where it stands."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(what: str, done: int = 0, total: int | None = None, name: str = "") -> None:
    """Say where long work stands, to whoever listens."""
    listener = _listener.get()
    if listener is not None:
        listener(Stage(what, done, total, name))


class Stoppable:
    """Ctrl-C inside ``with`` ends a statement of SQLite that is still running, with ``KeyboardInterrupt``.

    The engine does not look at signals: without this a statement of minutes runs to its end first. The
    listener is told that the stage goes on. On a server the driver looks for itself.
    """

    def __init__(self, connection: Any) -> None:
        """``connection``: SQLAlchemy's, or a bare one of the SQLite driver."""
        self._driver: Any = connection
        if isinstance(connection, Connection):
            file = connection.dialect.name == "sqlite"
            self._driver = connection.connection.driver_connection if file else None
        self._asked = False
        self._before: Any = None

    def __enter__(self) -> None:
        if self._driver is None:
            return
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._ask)
        self._driver.set_progress_handler(self._look, _STEPS)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        # Inside the engine's look at us the exception is lost: there the statement ends with an error.
        self._asked = True
        raise KeyboardInterrupt

    def _look(self) -> int:
        listener = _listener.get()
        if listener is not None and not self._asked:
            listener(None)
        return int(self._asked)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if self._driver is None:
            return
        self._driver.set_progress_handler(None, 0)
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        if self._asked and error is not None and kind is not KeyboardInterrupt:
            raise KeyboardInterrupt from error
