"""Ctrl-C while the program is still loading, or while a connection is let go: exit code 130, no traceback."""

from __future__ import annotations

import logging
import sys
from types import ModuleType

import pytest

from csconsole import __main__ as program
from csconsole.storage import engine


class _Interrupted(ModuleType):
    """A module whose import is interrupted."""

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


def test_while_the_program_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "csconsole.cli.entry", _Interrupted("csconsole.cli.entry"))
    monkeypatch.setattr(sys, "argv", ["csconsole", "call", "list"])
    assert program.main() == 130


@pytest.mark.parametrize("library", engine.LIBRARIES)
def test_what_the_libraries_log_of_it_is_not_printed(library: str) -> None:
    kinds = [type(handler) for handler in logging.getLogger(library).handlers]
    assert logging.NullHandler in kinds, "without one it goes to stderr with a traceback"
