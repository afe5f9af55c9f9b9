"""One heap for all threads, where the C library lets itself be told."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable

import pytest

from csconsole import heap


class Library:
    """A C library that notes what it is told."""

    def __init__(self, *functions: str) -> None:
        self.told: list[tuple[object, ...]] = []
        for name in functions:
            setattr(self, name, self._noting(name))

    def _noting(self, name: str) -> Callable[..., int]:
        def note(*values: int) -> int:
            self.told.append((name, *values))
            return 1

        return note


def told(
    monkeypatch: pytest.MonkeyPatch, library: Library, platform: str = "linux"
) -> list[tuple[object, ...]]:
    """What both calls tell a library."""
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    heap.use_one_heap()
    heap.give_back()
    return library.told


def test_glibc_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, Library("mallopt", "malloc_trim")) == [("mallopt", -8, 1), ("malloc_trim", 0)]


def test_a_library_without_them_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, Library()) == []


def test_another_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, Library("mallopt", "malloc_trim"), "darwin") == []


def test_free_pages_of_this_process_can_be_given_back() -> None:
    heap.give_back()
