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


_labels: ContextVar[bool] = ContextVar("csconsole_labels", default=False)


def with_labels() -> bool:
    """Whether csv and tsv are asked for as people read them (``--labels``)."""
    return _labels.get()


@contextmanager
def labelled(labels: bool) -> Iterator[None]:
    """Run a command whose csv and tsv are for people, or for programs."""
    token = _labels.set(labels)
    try:
        yield
    finally:
        _labels.reset(token)


_looked_at: ContextVar[tuple[str, str | int, int] | None] = ContextVar("csconsole_looked_at", default=None)


def looked_at() -> tuple[str, str | int, int] | None:
    """The kind, number or key, and version of the record that the caller of this command saw."""
    return _looked_at.get()


@contextmanager
def look_at(entity: str, ref: str | int | None, version: int | None) -> Iterator[None]:
    """Run a command of somebody who saw this version of the record; without a version of none."""
    token = _looked_at.set((entity, ref, version) if ref is not None and version is not None else None)
    try:
        yield
    finally:
        _looked_at.reset(token)
