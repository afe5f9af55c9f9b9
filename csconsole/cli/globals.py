"""What the options before the noun say: the database, the language, and who acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Globals:
    """``--db URL``, ``--lang zh|en`` and ``--as STAFF`` as given; None where the option is absent.

    ``default_format`` is the format of lists when the command names none; ``None`` means a table.
    """

    db: str | None = None
    lang: str | None = None
    as_staff: str | None = None
    default_format: str | None = None


_NONE = Globals()
_current: ContextVar[Globals] = ContextVar("csconsole_globals", default=_NONE)


def current_globals() -> Globals:
    """The global options of the command that runs now."""
    return _current.get()


@contextmanager
def using(options: Globals) -> Iterator[None]:
    """Run with these global options, then with the former ones again."""
    token = _current.set(options)
    try:
        yield
    finally:
        _current.reset(token)
