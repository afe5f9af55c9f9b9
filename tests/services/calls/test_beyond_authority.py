"""Promises of price, fee or terms go to a supervisor (CALL-14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.services.calls import CallRuleError, close_call, log_call
from csconsole.services.context import Context
from csconsole.services.escalations import list_escalations, tell_customer
from csconsole.services.handover.open_work import open_work
from csconsole.services.promises import approve_promise, list_promises
from csconsole.services.settings import change_setting
from csconsole.services.tickets import create_ticket
from tests.conftest import AsStaff
from tests.services.calls.entering import PHONE


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize("text", ["三天内退款", "We waive the late fee"])
def test_such_a_promise_waits_for_a_supervisor_and_the_customer_is_told_the_answer(
    agent: Context, as_: AsStaff, text: str
) -> None:
    due = agent.now() + timedelta(hours=4)
    call = log_call(
        agent,
        summary="overcharged",
        phone=PHONE,
        category="repair.water",
        outcome="wait",
        promise_text=text,
        promise_due=due,
    )
    assert any("supervisor" in warning for warning in call.warnings)
    assert [row.state for row in list_promises(agent).rows] == ["open"], "its time is not forgotten"
    (asked,) = list_escalations(as_("supervisor"), filter="state:open").rows
    assert (asked.number, asked.target_role, asked.promised_reply_at) == (call.number, "supervisor", due)
    assert text in asked.reason
    with pytest.raises(CallRuleError, match="does not know the answer"):
        close_call(agent, call.id, result="told")
    assert asked.promise_id is not None
    approve_promise(as_("supervisor"), asked.promise_id, note="20 yuan")
    tell_customer(agent, asked.id)
    assert close_call(agent, call.id, result="told").state == "closed"


@pytest.mark.req("CALL-14")
def test_a_time_is_promised_by_anybody_and_a_supervisor_promises_money(agent: Context, as_: AsStaff) -> None:
    due = agent.now() + timedelta(hours=4)
    create_ticket(agent, title="refund asked", promised_at=due, promise_text="we ring you at noon")
    create_ticket(agent, title="refund asked", promised_at=due)
    create_ticket(as_("supervisor"), title="lamp", promised_at=due, promise_text="a refund of 20 yuan")
    assert list_escalations(as_("supervisor")).rows == ()
    create_ticket(agent, title="lamp", promised_at=due, promise_text="a refund of 20 yuan")
    assert len(list_escalations(as_("supervisor")).rows) == 1


@pytest.mark.req("CALL-14")
def test_the_words_are_a_setting(agent: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "promise.approval_words", ["gift"])
    due = agent.now() + timedelta(hours=4)
    create_ticket(agent, title="lamp", promised_at=due, promise_text="a refund")
    create_ticket(agent, title="lamp", promised_at=due, promise_text="a Gift")
    assert len(list_escalations(as_("supervisor")).rows) == 1


@pytest.mark.req("CALL-14")
def test_the_handover_says_that_it_is_not_approved_yet(agent: Context, as_: AsStaff) -> None:
    due = agent.now() + timedelta(hours=4)
    create_ticket(agent, title="lamp", promised_at=due, promise_text="a refund of 350")

    def next_action() -> str:
        with agent.read() as uow:
            return next(work.next_action for work in open_work(agent, uow) if work.entity == "ticket")

    assert next_action() == "not approved yet: a refund of 350"
    (asked,) = list_escalations(as_("supervisor"), filter="state:open").rows
    assert asked.promise_id is not None
    approve_promise(as_("supervisor"), asked.promise_id)
    assert next_action() == "tell the customer: Approved: a refund of 350"
