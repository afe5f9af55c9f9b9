"""A promise of price, fee or terms is approved or refused by a supervisor (CALL-14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.services.calls import CallRow, CallRuleError, close_call, log_call
from csconsole.services.context import Context
from csconsole.services.desk import own_desk_of
from csconsole.services.escalations import (
    EscalationStateError,
    answer_escalation,
    escalations_of,
    list_escalations,
    tell_customer,
    waiting_escalation,
)
from csconsole.services.promises import (
    PromiseRow,
    PromiseSettledError,
    approve_promise,
    keep_promises,
    list_promises,
    refuse_promise,
    settle_promise,
)
from csconsole.services.tickets import create_ticket
from tests.conftest import AsStaff
from tests.services.calls.entering import PHONE

pytestmark = pytest.mark.req("CALL-14")


def _promised(agent: Context) -> tuple[CallRow, PromiseRow]:
    """A call that waits for an answer, with the promise of money that was made in it."""
    call = log_call(
        agent,
        summary="overcharged",
        phone=PHONE,
        category="repair.water",
        outcome="wait",
        promise_text="a refund of 20 yuan",
        promise_due=agent.now() + timedelta(hours=4),
    )
    (promise,) = list_promises(agent).rows
    return call, promise


def test_it_stands_in_the_ledger_as_not_approved_until_the_supervisor_says(
    agent: Context, as_: AsStaff
) -> None:
    call, promise = _promised(agent)
    assert promise.approval == "asked"
    assert [row.id for row in list_promises(agent, filter="approval:asked").rows] == [promise.id]
    (item,) = (item for item in own_desk_of(agent).now if item.kind == "promise")
    assert item.note == "asked"
    with pytest.raises(NotAllowedError):
        approve_promise(agent, promise.id)
    approved = approve_promise(as_("supervisor"), promise.id, note="20 at most")
    assert approved.approval == "approved"
    (asked,) = escalations_of(agent, "call", call.id)
    assert (asked.state, asked.answer, asked.promise_id) == ("answered", "Approved: 20 at most", promise.id)
    with pytest.raises(CallRuleError, match="does not know the answer"):
        close_call(agent, call.id, result="told")
    tell_customer(agent, asked.id)
    assert close_call(agent, call.id, result="told").state == "closed"
    assert [row.state for row in list_promises(agent).rows] == ["kept"]


def test_a_refused_one_is_open_until_the_customer_is_told_then_cancelled(
    agent: Context, as_: AsStaff
) -> None:
    call, promise = _promised(agent)
    boss = as_("supervisor")
    with pytest.raises(InvalidInputError):
        refuse_promise(boss, promise.id, reason=" ")
    refused = refuse_promise(boss, promise.id, reason="the meter was right")
    assert (refused.approval, refused.state) == ("refused", "open")
    (asked,) = escalations_of(agent, "call", call.id)
    assert asked.answer == "Refused: the meter was right"
    with pytest.raises(PromiseSettledError, match="refused"):
        settle_promise(agent, promise.id, how="kept")
    tell_customer(agent, asked.id)
    (ended,) = list_promises(agent).rows
    assert ended.state == "cancelled"


def test_it_is_decided_once_and_only_where_it_was_asked(agent: Context, as_: AsStaff) -> None:
    _call, promise = _promised(agent)
    boss = as_("supervisor")
    refuse_promise(boss, promise.id, reason="no")
    with pytest.raises(PromiseSettledError, match="refused already"):
        approve_promise(boss, promise.id)
    create_ticket(agent, title="lamp", promised_at=agent.now() + timedelta(hours=1), promise_text="at noon")
    plain = list_promises(agent, filter="text:noon").rows[0]
    assert plain.approval is None
    with pytest.raises(PromiseSettledError, match="needs no approval"):
        approve_promise(boss, plain.id)


def test_an_answer_that_says_neither_yes_nor_no_is_sent_to_the_decision(agent: Context, as_: AsStaff) -> None:
    call, promise = _promised(agent)
    (asked,) = list_escalations(as_("supervisor"), filter="state:open").rows
    with pytest.raises(EscalationStateError, match="approve or refuse") as refused:
        answer_escalation(as_("supervisor"), asked.id, answer="well")
    assert f"promise approve {promise.id}" in (refused.value.hint or "")
    from csconsole.services.escalations import escalate

    other = escalate(agent, entity="call", entity_id=call.id, reason="and the key", target_role="supervisor")
    assert waiting_escalation(as_("supervisor"), call.number, state="open").id == other.id


def test_the_end_of_the_work_does_not_keep_what_nobody_approved(agent: Context, as_: AsStaff) -> None:
    due = agent.now() + timedelta(hours=4)
    ticket = create_ticket(agent, title="lamp", promised_at=due, promise_text="repaired with a discount")
    assert keep_promises(agent, ticket_id=ticket.id) == ()
    (promise,) = list_promises(agent).rows
    with pytest.raises(PromiseSettledError, match="not approved"):
        settle_promise(agent, promise.id, how="kept")
    approve_promise(as_("supervisor"), promise.id)
    assert [row.state for row in keep_promises(agent, ticket_id=ticket.id)] == ["kept"]


def test_a_new_time_of_the_callback_takes_the_question_along(
    agent: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    from csconsole.services.callbacks import record_attempt

    log_call(
        agent,
        summary="overcharged",
        phone=PHONE,
        category="repair.water",
        outcome="callback",
        promise_text="a refund of 20 yuan",
        callback_at=agent.now() + timedelta(hours=4),
    )
    (promise,) = list_promises(agent).rows
    assert promise.approval == "asked"
    clock.advance(minutes=5)
    assert promise.callback_id is not None
    record_attempt(agent, promise.callback_id, code="rescheduled", agreed_at=agent.now() + timedelta(hours=8))
    (again,) = list_promises(agent, filter="state:open").rows
    assert (again.id != promise.id, again.approval) == (True, "asked")
    approve_promise(as_("supervisor"), again.id)
    assert list_escalations(agent, filter="state:open").rows == ()
