"""The journal: the last reversible change of a person or a record, taken back as one and kept on record."""

from __future__ import annotations

from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError
from csconsole.models import Call, Callback, Event, Promise
from csconsole.services import tickets
from csconsole.services.calls import edit_call, show_call
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, edit_customer, merge_customers, show_customer
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import (
    NotUndoableError,
    last_change,
    list_changes,
    record_named,
    take_back,
    undo,
)
from csconsole.services.settings import change_setting, show_setting
from csconsole.services.staff import change_roles, find_staff
from tests.conftest import AsStaff
from tests.services.tickets.registering import events, in_progress, register


def test_ones_own_last_step_is_undone_and_stays_on_record(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.wait_ticket(handler, row.id, reason="away")
    clock.advance(hours=2)
    taken = undo(handler)
    assert (taken.record, taken.action, taken.mine) == (row.number, "wait", True)
    back = tickets.show_ticket(ctx, row.id).row
    assert (back.state, back.paused_at, back.due_at) == ("in_progress", None, row.due_at)
    assert [event.action for event in events(ctx, row.id)][-2:] == ["wait", "undo"]


@pytest.mark.req("TKT-02")
def test_what_is_older_than_the_limit_stands(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.wait_ticket(handler, row.id, reason="away")
    clock.advance(hours=24, seconds=1)
    with pytest.raises(NotUndoableError):
        undo(handler, record=record_named(ctx, row.number))
    clock.advance(seconds=-1)
    assert undo(handler, record=record_named(ctx, row.number)).action == "wait"


def test_undoing_again_takes_back_what_was_before_in_a_sitting_of_its_own(ctx: Context, as_: AsStaff) -> None:
    row = in_progress(ctx, as_("handler"))
    assert [undo(as_("handler")).action for _step in range(2)] == ["start", "accept"]
    assert undo(ctx).action == "dispatch"
    back = tickets.show_ticket(ctx, row.id).row
    assert (back.state, back.handler_id, back.department_id, back.dispatched_at) == ("new", None, None, None)
    with pytest.raises(NotUndoableError):
        undo(ctx)


@pytest.mark.parametrize("meanwhile", ["undone", "changed"])
def test_of_two_at_once_the_second_takes_nothing_back(
    ctx: Context, as_: AsStaff, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    record = record_named(ctx, row.number)
    chosen = take_back.last_change

    def choose(*given: Any) -> object:
        change = chosen(*given)
        monkeypatch.undo()
        if meanwhile == "undone":
            undo(handler, record=record)
        else:
            tickets.wait_ticket(handler, row.id, reason="away")
        return change

    monkeypatch.setattr(take_back, "last_change", choose)
    with pytest.raises(ConflictError):
        undo(ctx, record=record)
    assert tickets.show_ticket(ctx, row.id).row.state == ("accepted" if meanwhile == "undone" else "waiting")


def test_it_is_refused_where_someone_has_built_on_it_and_says_who(ctx: Context, as_: AsStaff) -> None:
    row = dispatch_ticket(ctx, register(ctx).id, handler_id=as_("handler").staff_id)
    tickets.accept_ticket(as_("handler"), row.id)
    with pytest.raises(NotUndoableError, match=r"赵文 has changed .* accept"):
        undo(ctx)
    assert "赵文" in last_change(ctx).why_not
    undo(as_("handler"))
    assert undo(ctx).action == "dispatch"


def test_what_others_wrote_beside_it_does_not_hinder(ctx: Context, as_: AsStaff) -> None:
    row = in_progress(ctx, as_("handler"))
    tickets.edit_ticket(ctx, row.id, priority="urgent")
    tickets.note_ticket(as_("handler"), row.id, text="Parts are ordered.")
    undo(ctx)
    back = tickets.show_ticket(ctx, row.id).row
    assert (back.priority, back.due_at) == ("normal", row.due_at)


def test_a_record_tells_its_own_last_change_and_supervisors_take_back_what_others_did(
    ctx: Context, as_: AsStaff
) -> None:
    row = in_progress(ctx, as_("handler"))
    register(ctx)
    record = record_named(ctx, row.number)
    assert record == ("ticket", row.id)
    change = last_change(as_("agent"), record)
    assert (change.action, change.mine) == ("start", False)
    assert "Supervisor" in change.why_not
    with pytest.raises(NotUndoableError):
        undo(as_("agent"), record=record)
    assert undo(ctx, record=record).action == "start"
    assert tickets.show_ticket(ctx, row.id).row.state == "accepted"


def test_a_finished_ticket_takes_its_promise_and_callback_back_with_it(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler, promised_at=ctx.clock.now().replace(hour=9))
    done = tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    assert done.callback_id is not None
    undo(handler)
    back = tickets.show_ticket(ctx, row.id).row
    assert (back.state, back.done_at, back.callback_id, back.due_at) == (
        "in_progress",
        None,
        None,
        row.due_at,
    )
    with ctx.read() as uow:
        promise = uow.one(Promise, ticket_id=row.id)
        assert promise is not None
        assert promise.state == "open"
        assert uow.get(Callback, done.callback_id).state == "cancelled"


def test_a_bulk_change_is_taken_back_as_one(ctx: Context) -> None:
    rows = [register(ctx) for _one in range(3)]
    tickets.apply_bulk(ctx, [row.id for row in rows], "cancel", reason="Test data")
    change = last_change(ctx)
    assert (change.count, change.mine) == (3, True)
    assert "2 more" in change.say()
    undo(ctx)
    assert {tickets.show_ticket(ctx, row.id).row.state for row in rows} == {"new"}
    with pytest.raises(NotUndoableError):
        undo(ctx, change_id=change.id)


def test_a_bulk_change_stands_as_a_whole_where_one_record_went_on(ctx: Context, as_: AsStaff) -> None:
    rows = [register(ctx) for _one in range(2)]
    handler = as_("handler")
    tickets.apply_bulk(ctx, [row.id for row in rows], "dispatch", handler_id=handler.staff_id)
    tickets.accept_ticket(handler, rows[1].id)
    with pytest.raises(NotUndoableError, match=rows[1].number):
        undo(ctx)
    assert {tickets.show_ticket(ctx, row.id).row.state for row in rows} == {"assigned", "accepted"}


def test_customers_and_calls_go_back_with_what_hangs_on_them(ctx: Context) -> None:
    kept = create_customer(ctx, name="欧阳晓雯", phones=["199 0000 0123"])
    gone = create_customer(ctx, name="欧阳小文", phones=["199 0000 0456"], address="3-502")
    edit_customer(
        ctx, kept.id, remark="calls often", add_phones=["199 0000 0789"], end_phones=["19900000123"]
    )
    assert undo(ctx).entity == "customer"
    row = show_customer(ctx, kept.id)
    assert row.remark is None
    assert [phone.shown for phone in row.phones if phone.ended_at is None] == ["199 0000 0123"]
    for _time in range(2):
        merge_customers(ctx, kept.id, gone.id, reason="same person")
        assert undo(ctx).action == "merged"
        edit_customer(ctx, kept.id, address="3-502")
    assert [phone.shown for phone in show_customer(ctx, gone.id).phones] == ["199 0000 0456"]
    with ctx.write() as uow:
        call = uow.create(
            Call(number="C20261123-0001", started_at=ctx.now(), summary="fees", source="import")
        )
    edit_call(ctx, call.pk, summary="fees of May", reason="as heard")
    assert undo(ctx, record=record_named(ctx, "C-0001")).entity == "call"
    assert show_call(ctx, call.pk).summary == "fees"


def test_settings_and_roles_go_back_by_their_own_rules(as_: AsStaff) -> None:
    admin = as_("admin")
    before = show_setting(admin, "callback.max_attempts").value
    change_setting(admin, "callback.max_attempts", before + 1)
    change_roles(admin, "1012", ["agent", "handler"])
    assert undo(admin).action == "roles_changed"
    assert find_staff(admin, "1012").roles == ("agent",)
    assert undo(admin).action == "setting_changed"
    assert show_setting(admin, "callback.max_attempts").value == before


def test_what_is_old_stands(ctx: Context, clock: FrozenClock) -> None:
    row = register(ctx)
    tickets.edit_ticket(ctx, row.id, title="Leak in the kitchen")
    clock.advance(hours=25)
    with pytest.raises(NotUndoableError):
        undo(ctx)
    assert list_changes(ctx, record=("ticket", row.id)) == ()


def test_the_undoing_names_the_events_it_took_back(ctx: Context) -> None:
    row = register(ctx)
    tickets.edit_ticket(ctx, row.id, title="Leak in the kitchen")
    undo(ctx)
    edited, undone = events(ctx, row.id)[-2:]
    assert isinstance(undone, Event)
    assert undone.detail is not None
    assert undone.detail["undoes"] == [edited.id]
