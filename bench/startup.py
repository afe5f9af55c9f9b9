"""How long commands take to start, beside a bare interpreter."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import PYTHON, Line, Result, median_pair, process_ms

COMMAND = str(Path(PYTHON).parent / "csconsole")


@contextmanager
def own_home() -> Iterator[dict[str, str]]:
    """An environment with a solo database of its own, whose programs have their byte code as installed ones
    do.
    """
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "CSCONSOLE_HOME": home, "LC_ALL": "C.UTF-8"}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        process_ms(COMMAND, "init", "--solo", times=1, env=env)
        yield env


def _start(_size: int) -> Iterable[Result]:
    with own_home() as env:
        bare = process_ms(PYTHON, "-c", "pass", env=env)
        yield Result("--version", process_ms(COMMAND, "--version", env=env), 2, bare)
        yield Result("--help", process_ms(COMMAND, "--help", env=env), 7, bare)
        for what, line in _COMPLETED.items():
            yield Result(what, process_ms(COMMAND, env={**env, **_asking(line)}), 8, bare)


_COMPLETED = {
    "completion": "csconsole ti",
    "completion of a number": "csconsole call show C2",
    "completion of a code": "csconsole call log --category con",
}


def _asking(line: str) -> dict[str, str]:
    """What a shell sets to ask for the words at the end of a line."""
    place = str(len(line.split()) - 1)
    return {"_CSCONSOLE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": place}


_ROUNDS = 21
_CALL = (
    *("call", "log", "--phone", "02155500123", "--category", "consult.other"),
    *("--summary", "opening hours", "--outcome", "done"),
)


def _save(_size: int) -> Iterable[Result]:
    with own_home() as env:
        saving, libraries = median_pair(
            _ROUNDS,
            lambda: process_ms(COMMAND, *_CALL, times=1, env=env),
            lambda: process_ms(PYTHON, "-c", "import sqlmodel, typer", times=1, env=env),
        )
        yield Result("call log", saving, 1.25, libraries)


LINES = [Line("start", _start), Line("one save", _save)]
