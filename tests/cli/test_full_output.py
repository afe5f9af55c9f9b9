"""Output that cannot be written: what was done is said, and where, and never to do it again."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from collections.abc import Callable

import pytest

from csconsole.cli.lost_stream import ClosedStream
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


@pytest.mark.parametrize(
    "words", [("ticket", "list"), ("export", "calls"), ("ticket", "--help")], ids=" ".join
)
def test_a_stdout_that_the_caller_closed_is_told(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(sys, "stdout", ClosedStream())
    ran = cli(*words)
    assert ran.code == 1
    assert "closed" in ran.stderr
    assert len(ran.stderr.splitlines()) <= 2


def test_a_record_is_named_that_a_closed_stdout_does_not_take(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, ctx: Context
) -> None:
    monkeypatch.setattr(sys, "stdout", ClosedStream())
    ran = cli("ticket", "new", "Lamp", "--kind=other")
    [row] = list_tickets(ctx).rows
    assert (ran.code, f"Saved as {row.number}" in ran.stderr) == (1, True)


@pytest.mark.parametrize("stdout", [">&-", ">/dev/full"])
@pytest.mark.parametrize("words", ["--version", "--help"])
def test_a_process_without_a_stdout_ends_with_one_line(stdout: str, words: str) -> None:
    command = f"{sys.executable} -m csconsole {words} {stdout}"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1), ran.stderr
    assert ran.stderr.startswith("csconsole: ")


def test_the_descriptor_of_a_closed_stdout_is_taken() -> None:
    code = (
        "import os; from csconsole.cli.lost_stream import closed_stdout as c; c(); os._exit(os.open('/', 0))"
    )
    ran = subprocess.run(["sh", "-c", f'{sys.executable} -c "{code}" >&-'], check=False)
    assert ran.returncode > 1


def test_words_that_nobody_can_read_change_no_exit_code(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", Full(at_once=True))
    assert cli("ticket", "list").code == 0
