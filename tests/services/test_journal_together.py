"""Several people, and processes, that take changes back at once: each change goes back at most once."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

import pytest

from csconsole.clock import FrozenClock, SystemClock
from csconsole.config import Config
from csconsole.errors import ConflictError
from csconsole.models import Staff
from csconsole.services import tickets
from csconsole.services.context import Context, actor_of
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import NotUndoableError, last_change, list_changes, record_named, undo
from csconsole.services.seen import having_seen
from csconsole.storage import open_store
from tests.conftest import AsStaff, CommandLine
from tests.services.tickets.registering import register

PROCESSES = 4


def _edited(ctx: Context, times: int) -> str:
    row = register(ctx)
    for n in range(times):
        tickets.edit_ticket(ctx, row.id, title=f"Leak, looked at {n}")
    return row.number


def _take_back(url: str, number: str, change_id: int | None, gate: Barrier, told: Connection) -> None:
    """In a process of its own: one undo; the change that it took back, or 0."""
    store = open_store(url)
    with store.read() as uow:
        staff = uow.one(Staff, staff_no="1002")
        assert staff is not None
        ctx = Context(store, SystemClock(), actor_of(staff), Config(db=url, zone="Asia/Shanghai"))
    gate.wait(timeout=60)
    try:
        taken = undo(ctx, record=record_named(ctx, number), change_id=change_id).id
    except (ConflictError, NotUndoableError):
        taken = 0
    store.close()
    told.send(taken)


def _at_once(url: str, number: str, change_id: int | None) -> list[int]:
    fork = multiprocessing.get_context("fork")
    gate = fork.Barrier(PROCESSES)
    running = []
    for _n in range(PROCESSES):
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_take_back, args=(url, number, change_id, gate, theirs), daemon=True)
        process.start()
        theirs.close()
        running.append((process, ours))
    taken = []
    for process, ours in running:
        taken.append(int(ours.recv()))
        process.join()
    return taken


@pytest.mark.req("TKT-02")
@pytest.mark.parametrize("named", [True, False])
def test_processes_that_undo_at_once_take_each_change_back_at_most_once(
    ctx: Context, database_url: str, named: bool
) -> None:
    number = _edited(ctx, PROCESSES)
    there = list_changes(ctx, record=record_named(ctx, number))
    taken = [one for one in _at_once(database_url, number, there[0].id if named else None) if one]
    assert len(taken) == len(set(taken)) >= 1
    assert set(taken) <= {one.id for one in there}
    if named:
        assert taken == [there[0].id]
    left = {one.id for one in list_changes(ctx, record=record_named(ctx, number))}
    assert left == {one.id for one in there} - set(taken)


@pytest.mark.req("TKT-02")
def test_an_undo_begun_after_anothers_commit_does_not_take_back_the_change_before_it(
    ctx: Context, as_: AsStaff
) -> None:
    number = _edited(ctx, 2)
    place = record_named(ctx, number)
    shown = last_change(ctx, place)
    version = tickets.show_ticket(ctx, number).row.version
    undo(as_("manager"), record=place, change_id=shown.id)
    with pytest.raises(NotUndoableError, match="already"):
        undo(ctx, record=place, change_id=shown.id)
    with pytest.raises(ConflictError, match="Meng"):
        undo(having_seen(ctx, "ticket", place[1], version), record=place)
    assert tickets.show_ticket(ctx, number).row.title == "Leak, looked at 0"
    now = tickets.show_ticket(ctx, number).row.version
    tickets.edit_ticket(ctx, number, title="Leak, looked at again")
    undo(having_seen(ctx, "ticket", place[1], now, others=True), record=place)
    assert tickets.show_ticket(ctx, number).row.title == "Leak, looked at 0"


@pytest.mark.req("TKT-02")
def test_the_change_that_was_shown_stands_where_a_newer_one_was_made(
    ctx: Context, as_: AsStaff, cli: CommandLine, clock: FrozenClock
) -> None:
    number = _edited(ctx, 1)
    shown = cli("undo", number, "--dry-run", "--format", "json").json[0]["id"]
    clock.advance(minutes=1)
    dispatch_ticket(ctx, number, handler_id=as_("handler").staff_id)
    late = cli("undo", number, "--change", str(shown))
    assert (late.code, late.stdout) == (5, "")
    assert f"A newer change stands: {number}: dispatch. Nothing was undone." in late.stderr
    newer = cli("undo", number, "--dry-run", "--format", "json").json[0]["id"]
    assert cli("undo", number, "--change", str(newer)).code == 0
    assert cli("undo", number, "--change", str(shown)).code == 0
    assert tickets.show_ticket(ctx, number).row.title == "Leak under the sink"
