"""What the outcome of a contact opens and who owns it until it is closed (CALL-04, 10, 11, 12, 14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import CsconsoleError, InvalidInputError, NotAllowedError, WrongFormError
from csconsole.models import Call, Callback, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services.calls import (
    UNCATEGORISED,
    CallRuleError,
    call_sheet,
    close_call,
    edit_call,
    first_contact_items,
    give_call,
    list_calls,
    log_call,
)
from csconsole.services.context import Context
from csconsole.services.escalations import answer_escalation, tell_customer
from csconsole.services.promises import promises_of
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.calls.entering import PHONE, logged, stored


@pytest.mark.req("CALL-04")
def test_a_lost_call_opens_a_ring_back_within_thirty_minutes(agent: Context, as_: AsStaff) -> None:
    row = log_call(agent, state="lost", phone=PHONE, wait_seconds=20)
    assert (row.state, row.answered_at, row.wait_seconds, row.summary) == ("ring_back", None, 20, "")
    callback = stored(agent, Callback)[0]
    assert (callback.kind, callback.call_id) == ("ring_back", row.id)
    assert list_calls(agent, filter="state:open").total == 0  # what is open is the ring-back
    assert callback.due_at == agent.now() + timedelta(minutes=30)
    assert log_call(agent, state="abandoned", phone="199 0000 0777").state == "abandoned"
    assert log_call(agent, state="lost", phone="unknown").state == "lost"
    assert list_calls(agent, filter=UNCATEGORISED).total == 0
    change_setting(as_("admin"), "call.ring_back", False)
    log_call(agent, state="lost", phone="199 0000 0888")
    assert len(stored(agent, Callback)) == 1


@pytest.mark.req("CALL-04")
def test_a_lost_call_keeps_the_category_that_is_known(agent: Context) -> None:
    row = log_call(agent, state="lost", category="repair.water")
    assert (row.category, row.kind) == ("repair.water", "repair")
    with pytest.raises(CsconsoleError):
        log_call(agent, state="lost", category="nothing.known")


@pytest.mark.req("CALL-01")
def test_an_outcome_that_is_none_is_said_before_what_is_missing(agent: Context) -> None:
    with pytest.raises(WrongFormError) as refused:
        log_call(agent, summary="x", outcome="banana")
    assert refused.value.field == "outcome"


@pytest.mark.req("CALL-10")
def test_the_first_owner_is_set_once_and_given_away_only_with_a_reason(
    ctx: Context, agent: Context, as_: AsStaff
) -> None:
    row = logged(
        agent,
        category="repair.water",
        outcome="ticket",
        scope="in_home",
        caller_name="王杰",
        address="3-502",
    )
    waiting = logged(agent, outcome="wait", next_answer_at=agent.now() + timedelta(hours=1))
    assert [(item.kind, item.number) for item in first_contact_items(agent)] == [
        ("call", waiting.number),
        ("ticket", row.next_step),
    ]
    with pytest.raises(InvalidInputError) as refused:
        give_call(agent, waiting.id, to="1012", reason=" ")
    assert refused.value.rule == "CALL-10"
    with pytest.raises(NotAllowedError):
        give_call(as_("agent2"), waiting.id, to="1012", reason="mine")
    assert give_call(agent, waiting.id, to="1012", reason="holiday").first_owner == "陈博"
    assert [item.number for item in first_contact_items(as_("agent2"))] == [waiting.number]
    edited = edit_call(ctx, waiting.id, summary="new words", reason="typo")
    assert edited.first_owner == "陈博"


@pytest.mark.req("CALL-11")
def test_what_is_not_finished_was_not_solved_at_first_contact(agent: Context) -> None:
    with pytest.raises(CallRuleError) as refused:
        logged(
            agent,
            outcome="wait",
            next_answer_at=agent.now() + timedelta(hours=1),
            solved_first_contact=True,
        )
    assert refused.value.rule == "CALL-11"
    assert not logged(agent, solved_first_contact=False).solved_first_contact
    assert list_calls(agent, filter="solved:no").total == 1


@pytest.mark.req("CALL-14", "CALL-09")
def test_waiting_needs_the_next_answer_time_and_closing_keeps_the_promise(
    agent: Context, clock: FrozenClock
) -> None:
    at = agent.now() + timedelta(hours=2)
    row = logged(agent, outcome="wait", next_answer_at=at, promise_text="we look it up", category=None)
    assert (row.state, row.next_answer_at) == ("pending", at)
    assert [promise.text for promise in promises_of(agent, call_id=row.id)] == ["we look it up"]
    with pytest.raises(TransitionRefusedError) as refused:
        close_call(agent, row.id, result="told")
    assert refused.value.field == "category"
    with pytest.raises(TransitionRefusedError):
        close_call(agent, row.id, category="consult.fees")
    clock.advance(hours=1)
    closed = close_call(agent, row.id, category="consult.fees", result="told")
    assert (closed.state, closed.next_answer_at, closed.result) == ("closed", None, "told")
    assert call_sheet(agent, row.id).promises[0].state == "kept"
    with pytest.raises(TransitionRefusedError):
        close_call(agent, row.id, result="again")


@pytest.mark.req("CALL-14")
def test_pending_calls_with_a_passed_answer_time_are_found(agent: Context, clock: FrozenClock) -> None:
    row = logged(agent, outcome="wait", next_answer_at=agent.now() + timedelta(hours=2))
    clock.advance(hours=3)
    assert [one.id for one in list_calls(agent, filter="promise:overdue").rows] == [row.id]
    assert [one.id for one in list_calls(agent, filter="state:pending answerby<now").rows] == [row.id]


@pytest.mark.req("CALL-14", "TKT-09")
def test_a_far_promise_warns_and_a_very_far_one_is_refused(ctx: Context, agent: Context) -> None:
    near = logged(agent, outcome="callback", promise_text="x", promise_due=agent.now() + timedelta(days=1))
    far = logged(agent, outcome="callback", promise_text="x", promise_due=agent.now() + timedelta(days=3))
    assert (near.warnings, len(far.warnings)) == ((), 1)
    for outcome in ("done", "ticket", "callback", "wait"):
        with pytest.raises(CsconsoleError) as refused:
            logged(agent, outcome=outcome, promise_text="x", promise_due=agent.now() + timedelta(days=8))
        assert refused.value.rule == "TKT-09"
    assert len(stored(ctx, Call)) == 2


@pytest.mark.req("CALL-12")
def test_an_escalated_call_is_closed_when_the_customer_knows(ctx: Context, agent: Context) -> None:
    row = logged(
        agent,
        outcome="escalate",
        escalate_to="supervisor",
        escalate_reason="wants a refund",
        promised_reply_at=agent.now() + timedelta(hours=4),
    )
    assert row.state == "pending"
    sheet = call_sheet(agent, row.id)
    assert [(one.reason, one.target_role) for one in sheet.escalations] == [("wants a refund", "supervisor")]
    with pytest.raises(CallRuleError) as refused:
        close_call(agent, row.id, result="told")
    assert refused.value.rule == "CALL-12"
    answer_escalation(ctx, sheet.escalations[0].id, answer="granted")
    tell_customer(agent, sheet.escalations[0].id)
    assert close_call(agent, row.id, result="told").state == "closed"


@pytest.mark.req("CALL-12")
def test_a_call_is_escalated_to_a_department_too(agent: Context) -> None:
    row = logged(
        agent, outcome="escalate", escalate_to="ENG", next_answer_at=agent.now() + timedelta(hours=1)
    )
    assert call_sheet(agent, row.id).escalations[0].target_department == "Engineering"


def test_a_callback_outcome_plans_one_with_its_promise(agent: Context) -> None:
    at = agent.now() + timedelta(hours=3)
    row = logged(agent, outcome="callback", callback_at=at, promise_text="call with the price")
    assert row.items[0].callback_number is not None
    callback = stored(agent, Callback)[0]
    assert (callback.kind, callback.due_at, callback.call_id) == ("promised", at, row.id)
    assert callback.owner_id == agent.staff_id
    assert [promise.due_at for promise in promises_of(agent)] == [at]


@pytest.mark.req("CALL-04")
def test_a_callback_without_a_time_is_due_within_a_day(agent: Context) -> None:
    logged(agent, outcome="callback")
    assert stored(agent, Callback)[0].due_at == agent.now() + timedelta(hours=24)


def test_a_promised_ticket_has_one_promise(agent: Context) -> None:
    due = agent.now() + timedelta(hours=3)
    logged(
        agent,
        category="repair.water",
        outcome="ticket",
        scope="in_home",
        caller_name="王杰",
        address="3-502",
        promise_text="visit today",
        promise_due=due,
    )
    assert [(one.text, one.due_at) for one in promises_of(agent)] == [("visit today", due)]
    assert stored(agent, Ticket)[0].promised_at == due


def test_a_transferred_call_is_closed_later(agent: Context) -> None:
    row = logged(agent, outcome="transfer", transfer_to="2001")
    assert (row.state, row.transferred_to) == ("transferred", "2001")
    assert close_call(agent, row.id, result="answered there").state == "closed"
