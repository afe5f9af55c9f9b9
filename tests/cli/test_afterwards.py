"""A command whose change was stored never says "try again", whatever fails after that."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from csconsole.cli.entry import run
from csconsole.errors import DatabaseUnavailableError
from csconsole.models import Staff
from csconsole.services import database, promises, tickets
from csconsole.services.context import Context
from csconsole.storage import Store, UnitOfWork, open_store
from csconsole.storage.refusals import connection_lost
from tests.conftest import CommandLine

NEW = ("ticket", "new", "Lamp", "--kind=other")


@pytest.fixture
def gone_after_saving(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is lost as soon as something was stored, before anything is read back."""
    usual = Store.read

    def read(store: Store) -> AbstractContextManager[UnitOfWork]:
        if store.done.stored:
            raise connection_lost(store.where, saving=False)
        return usual(store)

    monkeypatch.setattr(Store, "read", read)


def lost(ctx: Context) -> Callable[..., object]:
    def fail(*_given: object, **_named: object) -> object:
        raise connection_lost(ctx.store.where, saving=False)

    return fail


@pytest.mark.usefixtures("gone_after_saving")
def test_a_record_that_was_printed_is_done(
    cli: CommandLine, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promises, "promise_warning", lost(ctx))
    ran = cli(*NEW, "--format=json")
    assert ran.json["number"].startswith("T")
    assert ran.code == 0
    assert "again" not in ran.stderr


@pytest.mark.parametrize("how", ["alone", "batch"])
def test_one_that_was_not_printed_is_named(
    cli: CommandLine, ctx: Context, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    stored: Callable[..., object] = tickets.create_ticket

    def create(*given: object, **named: object) -> object:
        stored(*given, **named)
        raise connection_lost(ctx.store.where, saving=False)

    monkeypatch.setattr(tickets, "create_ticket", create)
    if how == "alone":
        ran = cli(*NEW)
        code, said = ran.code, ran.stderr
    else:
        [first, second] = cli("batch", stdin=" ".join(NEW) + "\nticket list\n").jsonl
        code, said = first["exit_code"], first["message"]
        assert second["exit_code"] == 0
        assert len(second["output"]) == 1
    assert code == 1
    assert "Saved as T20" in said
    assert "ry again" not in said
    assert "Look at it" in said


def test_what_fails_before_anything_is_stored_may_be_tried_again(
    cli: CommandLine, ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli(*NEW).code == 0
    monkeypatch.setattr(tickets, "create_ticket", lost(ctx))
    ran = cli(*NEW)
    assert ran.code == 6
    assert "Try again" in ran.stderr


def test_to_act_as_another_is_not_yet_what_the_command_stores(
    sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(sqlite_url)
    with store.write() as uow:
        staff = uow.one(Staff, staff_no="1000")
        assert staff is not None
        uow.update(staff, "edited", {"solo": True})
    store.close()

    def full(*_given: object, **_named: object) -> None:
        raise DatabaseUnavailableError("The disk is full.", hint="Free some space.")

    monkeypatch.setattr(database, "backup_database", full)
    assert run(["--db", sqlite_url, "--as", "1001", "db", "backup", "b.db"]) == 6
    assert "Saved" not in capsys.readouterr().err
