"""Attempts, retries, and taking an attempt back (CBK-05)."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError
from csconsole.models import Call, Promise
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.models.lifecycle.call import LOST_STATES
from csconsole.services import callbacks as service
from csconsole.services.audit import list_events
from csconsole.services.calls import log_call, show_call
from csconsole.services.context import Context
from csconsole.services.journal import NotUndoableError, undo
from tests.conftest import AsStaff
from tests.services.callbacks.planning import HOUR, REPAIR, Plan, at, setting_to


@pytest.mark.req("CBK-05")
def test_no_answer_is_tried_again_then_unreachable(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    callback = plan(due_at=clock.now() + 72 * HOUR)
    first = service.record_attempt(agent, callback.number, code="no_answer")
    assert (first.state, first.attempts, first.owner_id) == ("retry", 1, agent.staff_id)
    assert first.ready_at == clock.now() + 2 * HOUR
    busy = service.record_attempt(agent, callback.number, code="busy", note="engaged")
    assert (busy.state, busy.ready_at) == ("retry", clock.now() + HOUR / 4)
    last = service.record_attempt(agent, callback.number, code="no_answer")
    assert (last.state, last.result, last.open, last.attempts) == ("unreachable", "no_answer", False, 3)
    sheet = service.show_callback(agent, callback.number)
    assert [(a.position, a.code, a.reached) for a in sheet.attempts] == [
        (1, "no_answer", False),
        (2, "busy", False),
        (3, "no_answer", False),
    ]
    with pytest.raises(TransitionRefusedError):
        service.record_attempt(agent, callback.number, code="no_answer")


@pytest.mark.req("CBK-05")
def test_the_number_of_attempts_is_a_setting(agent: Context, plan: Plan) -> None:
    setting_to(agent, "callback.max_attempts", 1)
    assert service.record_attempt(agent, plan().number, code="no_answer").state == "unreachable"


@pytest.mark.req("CBK-05")
def test_a_retry_waits_for_its_time(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    callback = plan(due_at=clock.now() + 72 * HOUR)
    service.record_attempt(agent, callback.number, code="no_answer")
    assert service.next_callback(agent) is None
    clock.advance(hours=2)
    again = service.next_callback(agent)
    assert again is not None
    assert again.number == callback.number


@pytest.mark.req("CBK-05")
@pytest.mark.parametrize(
    ("now", "due", "code", "again"),
    [
        ("11-23 18:59", "11-24 18:00", "no_answer", "11-23 20:59"),
        ("11-23 19:00", "11-24 18:00", "no_answer", "11-24 08:00"),
        ("11-23 21:12", "11-24 18:00", "no_answer", "11-24 08:00"),
        ("11-23 20:50", "11-24 18:00", "busy", "11-24 08:00"),
        ("11-24 05:30", "11-24 18:00", "no_answer", "11-24 08:00"),
        ("11-23 21:12", "11-23 23:30", "no_answer", "11-24 08:00"),
        ("11-23 21:12", "11-23 22:00", "no_answer", "11-24 08:00"),
    ],
)
def test_a_retry_lies_within_the_calling_hours(
    agent: Context, plan: Plan, clock: FrozenClock, now: str, due: str, code: str, again: str
) -> None:
    clock.move_to(at(now))
    row = service.record_attempt(agent, plan(due_at=at(due)).number, code=code)
    assert row.ready_at == at(again)


@pytest.mark.req("CBK-05")
def test_the_calling_hours_are_settings(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    setting_to(agent, "callback.first_hour", 0)
    setting_to(agent, "callback.last_hour", 24)
    clock.move_to(at("11-23 23:12"))
    row = service.record_attempt(agent, plan(due_at=at("11-25 18:00")).number, code="no_answer")
    assert row.ready_at == at("11-24 01:12")


@pytest.mark.req("CBK-05")
def test_inconvenient_means_a_new_time(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    callback = plan(due_at=clock.now() + HOUR)
    with pytest.raises(TransitionRefusedError) as no_time:
        service.record_attempt(agent, callback.number, code="rescheduled")
    assert no_time.value.field == "agreed_at"
    with pytest.raises(InvalidInputError) as past:
        service.record_attempt(agent, callback.number, code="rescheduled", agreed_at=clock.now() - HOUR)
    assert past.value.rule == "CBK-05"
    tomorrow = clock.now() + 25 * HOUR
    moved = service.record_attempt(agent, callback.number, code="rescheduled", agreed_at=tomorrow)
    assert (moved.state, moved.agreed_at, moved.due_at, moved.ready_at) == (
        "appointment",
        tomorrow,
        tomorrow,
        tomorrow - HOUR / 4,
    )
    assert (moved.earliest_at, moved.next_at) == (tomorrow - HOUR / 4, tomorrow)
    with agent.read() as uow:
        promise = uow.one(Promise, callback_id=callback.id, state="open")
    assert promise is not None
    assert promise.due_at == tomorrow


@pytest.mark.req("CBK-05")
@pytest.mark.parametrize(("code", "state"), [("refused", "refused"), ("wrong_number", "unreachable")])
def test_refused_and_wrong_number_end_it(agent: Context, plan: Plan, code: str, state: str) -> None:
    ended = service.record_attempt(agent, plan().number, code=code)
    assert (ended.state, ended.result, ended.open) == (state, code, False)


@pytest.mark.req("CBK-05")
def test_attempts_by_label_and_wrong_ones(agent: Context, plan: Plan) -> None:
    assert service.record_attempt(agent, plan().number, code="未接").state == "retry"
    with pytest.raises(InvalidInputError):
        service.record_attempt(agent, plan().number, code="maybe")
    with pytest.raises(InvalidInputError):
        service.record_attempt(agent, plan().number, code="no_answer", seconds=-1)


def test_two_people_at_one_callback(agent: Context, as_: AsStaff, plan: Plan) -> None:
    callback = plan()
    service.record_attempt(
        as_("agent2"), callback.number, code="no_answer", expected_version=callback.version
    )
    with pytest.raises(ConflictError):
        service.record_attempt(agent, callback.number, code="no_answer", expected_version=callback.version)


@pytest.mark.req("CBK-05")
@pytest.mark.parametrize("code", ["no_answer", "busy", "refused", "wrong_number", "rescheduled"])
def test_an_attempt_can_be_taken_back(agent: Context, plan: Plan, clock: FrozenClock, code: str) -> None:
    callback = plan(kind="promised", source="call", due_at=clock.now() + HOUR, owner_id=agent.staff_id)
    clock.advance(minutes=1)
    agreed = clock.now() + 20 * HOUR if code == "rescheduled" else None
    service.record_attempt(agent, callback.number, code=code, agreed_at=agreed)
    clock.advance(minutes=1)
    undo(agent)
    back = service.show_callback(agent, callback.number).row
    for name in (
        "state",
        "attempts",
        "due_at",
        "earliest_at",
        "agreed_at",
        "ready_at",
        "result",
        "finished_at",
    ):
        assert getattr(back, name) == getattr(callback, name), name
    assert service.show_callback(agent, callback.number).attempts == ()
    with agent.read() as uow:
        promises = uow.session.exec(select(Promise).where(Promise.callback_id == callback.id)).all()
    assert [one.due_at for one in promises if one.state == "open"] == [callback.due_at]
    with pytest.raises(NotUndoableError):
        undo(agent, record=("callback", callback.id))


@pytest.mark.req("CBK-05")
def test_which_attempts_stand(agent: Context, as_: AsStaff, plan: Plan, clock: FrozenClock) -> None:
    callback = plan()
    service.record_attempt(agent, callback.number, code="no_answer")
    with pytest.raises(NotUndoableError):
        undo(as_("agent2"), record=("callback", callback.id))
    clock.advance(minutes=16)
    with pytest.raises(NotUndoableError):
        undo(agent, record=("callback", callback.id))
    service.record_attempt(agent, callback.number, code="done", record=REPAIR)
    with pytest.raises(NotUndoableError):
        undo(agent, record=("callback", callback.id))


@pytest.mark.req("CBK-01")
def test_anothers_callback_is_taken_over_with_a_reason_before_it_is_worked(
    agent: Context, as_: AsStaff, plan: Plan
) -> None:
    callback = plan(owner_id=as_("agent2").staff_id)
    with pytest.raises(NotAllowedError, match="take it over first"):
        service.record_attempt(agent, callback.number, code="no_answer")
    with pytest.raises(NotAllowedError):
        service.dial_callback(agent, callback.number)
    with pytest.raises(InvalidInputError):
        service.take_callback(agent, callback.number)
    service.take_callback(agent, callback.number, reason="He is on leave")
    event = list_events(as_("auditor"), filter="entity:callback action:taken").rows[0]
    assert (event.actor_no, event.reason) == ("1007", "He is on leave")
    assert service.record_attempt(agent, callback.number, code="no_answer").attempts == 1


@pytest.mark.req("CALL-04", "RPT-07")
@pytest.mark.parametrize(
    ("codes", "state"),
    [
        (("done",), "rung_back"),
        (("refused",), "rung_back"),
        (("wrong_number",), "unreachable"),
        (("no_answer",) * 3, "unreachable"),
        (("no_answer",), "ring_back"),
    ],
)
def test_the_end_of_a_ring_back_moves_its_lost_call_and_an_undo_moves_it_back(
    agent: Context, codes: tuple[str, ...], state: str
) -> None:
    lost = log_call(agent, state="lost", phone="199 0000 0666")
    ring_back = service.list_callbacks(agent).rows[0].number
    for code in codes:
        record = {"answer": "told"} if code == "done" else None
        service.record_attempt(agent, ring_back, code=code, record=record)
    assert show_call(agent, lost.id).state == state
    with agent.read() as uow:
        assert uow.session.exec(select(Call).where(col(Call.state).in_(LOST_STATES))).all(), "still a loss"
    if codes != ("done",):
        undo(agent)
        assert show_call(agent, lost.id).state == "ring_back"
