"""A disk that is full while somebody reads or types: what is said, and that nothing typed is lost."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from csconsole.storage import sqlite
from tests.conftest import CommandLine

READING = (
    ("ticket", "list", "--format=json"),
    ("customer", "find", "Ann", "--format=json"),
    ("customer", "show", "1", "--reveal"),
    ("call", "day", "--format=json"),
    ("audit", "log", "--reveal"),
)


def full(*_given: object) -> None:
    """What the driver says when a change does not fit."""
    raise OperationalError("COMMIT", None, sqlite.driver().OperationalError("database or disk is full"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_who_reads_is_told_nothing_of_saving(
    cli: CommandLine, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("ticket", "new", "Lamp", "--kind=other")
    cli("customer", "add", "Ann", "--phone=021-5550-0100")
    monkeypatch.setattr("csconsole.storage.unit_of_work.UnitOfWork.finish", full)
    ran = cli(*words)
    assert (ran.code, ran.stdout) == (6, "")
    assert "full" in ran.stderr
    assert "saved" not in ran.stderr.casefold()
    saved = cli("ticket", "note", "1", "hello")
    assert (saved.code, "Nothing was saved" in saved.stderr) == (6, True)
