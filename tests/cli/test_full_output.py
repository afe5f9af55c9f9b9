"""Output that cannot be written: what was done is said, and where, and never to do it again."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Callable

import pytest

from csconsole.services.context import Context
from csconsole.services.customers import list_customers
from csconsole.services.tickets import list_tickets
from tests.conftest import CommandLine, Ran


class Full(io.StringIO):
    """A stream on a disk that is full: it takes words, or not even those, and cannot write them."""

    def __init__(self, *, at_once: bool) -> None:
        super().__init__()
        self._at_once = at_once

    def write(self, text: str) -> int:
        if self._at_once:
            raise OSError(errno.ENOSPC, "full")
        return super().write(text)

    def flush(self) -> None:
        if self.getvalue():
            raise OSError(errno.ENOSPC, "full")


@pytest.fixture(params=["buffered", "at once"])
def full(
    request: pytest.FixtureRequest, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Runs command lines with their stdout on a disk that is full."""

    def run(*words: str, stdin: str = "") -> Ran:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", Full(at_once=request.param == "at once"))
            return cli(*words, stdin=stdin)

    return run


def test_a_record_that_could_not_be_printed_is_named(full: Callable[..., Ran], ctx: Context) -> None:
    ran = full("ticket", "new", "Lamp", "--kind=other", "--format=json")
    [row] = list_tickets(ctx).rows
    assert ran.code == 1
    assert f"Saved as {row.number}, but it could not be printed" in ran.stderr
    assert "try again" not in ran.stderr
    assert "nothing was changed" not in ran.stderr


def test_nor_is_a_change_without_a_number_denied(full: Callable[..., Ran], ctx: Context) -> None:
    ran = full("customer", "add", "Ye Lin", "--phone=19900000123")
    assert len(list_customers(ctx).rows) == 1
    assert ran.code == 1
    assert ran.stderr.startswith("csconsole: Saved")


def test_what_only_reads_says_so(full: Callable[..., Ran]) -> None:
    for words in (("ticket", "list"), ("report", "daily", "--format=json"), ("batch",)):
        ran = full(*words, stdin="ticket list\n")
        assert ran.code == 1
        assert "could not be written" in ran.stderr


def test_words_that_nobody_can_read_change_no_exit_code(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", Full(at_once=True))
    assert cli("ticket", "list").code == 0
