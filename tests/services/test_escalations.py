"""What is reported upward is named by the number of its call, ticket or callback (CALL-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models import Call, Callback, Department, Event, Ticket
from csconsole.services.callbacks import record_attempt
from csconsole.services.context import Context
from csconsole.services.desk import desk_of
from csconsole.services.escalations import (
    answer_escalation,
    escalate_record,
    tell_customer,
    unreached_warning,
    waiting_escalation,
)
from csconsole.services.handover.facts import gather_facts
from csconsole.services.handover.window import read_window
from csconsole.services.promises import make_promise
from tests.conftest import AsStaff

NUMBERS = ("C20261123-0001", "T20261123-0001", "B20261123-0001")


@pytest.fixture
def records(ctx: Context) -> tuple[str, ...]:
    """A call, a ticket and a callback of today."""
    with ctx.write() as uow:
        uow.create(Department(code="eng", name_en="Engineering", name_zh="工程部"))
        uow.create(Call(number=NUMBERS[0], summary="asks", started_at=ctx.now()))
        uow.create(Ticket(number=NUMBERS[1], kind="repair", title="leak", reported_at=ctx.now()))
        uow.create(Callback(number=NUMBERS[2], reason="asks", due_at=ctx.now()))
    return NUMBERS


@pytest.mark.req("CALL-12")
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.usefixtures("records")
def test_each_kind_of_record_goes_up_is_answered_and_told(number: str, ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = escalate_record(agent, number, reason="wants a refund", to="supervisor")
    assert (row.number, row.state, row.target_role) == (number, "open", "supervisor")
    open_one = waiting_escalation(ctx, number, state="open")
    assert open_one.id == row.id
    answer_escalation(ctx, open_one.id, answer="granted")
    with pytest.raises(NotFoundError):
        waiting_escalation(ctx, number, state="open")
    told = tell_customer(agent, waiting_escalation(agent, number, state="answered").id)
    assert told.state == "told"
    with pytest.raises(NotFoundError):
        waiting_escalation(agent, number, state="answered")


@pytest.mark.req("CALL-12")
@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.usefixtures("records")
def test_what_the_customer_was_told_is_kept(number: str, ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = escalate_record(agent, number, reason="wants a refund", to="supervisor")
    answer_escalation(ctx, row.id, answer="granted")
    assert unreached_warning(agent, row) == ""
    tell_customer(agent, row.id, note=" by phone: granted ")
    with ctx.read() as uow:
        told = uow.session.exec(
            select(Event).where(col(Event.action).in_(["told", "escalation_told"])).order_by(col(Event.id))
        ).all()
    kept = {"note": "by phone: granted"}
    assert [(one.entity, one.detail) for one in told] == [("escalation", kept), (row.entity, kept)]


@pytest.mark.req("CALL-12")
@pytest.mark.parametrize(("code", "warned"), [("no_answer", True), ("rescheduled", False)])
@pytest.mark.usefixtures("records")
def test_telling_after_an_attempt_that_reached_nobody_warns(
    code: str, warned: bool, ctx: Context, as_: AsStaff
) -> None:
    agent = as_("agent")
    row = escalate_record(agent, NUMBERS[2], reason="wants a refund", to="supervisor")
    answer_escalation(ctx, row.id, answer="granted")
    agreed = agent.now() + timedelta(hours=3) if code == "rescheduled" else None
    record_attempt(agent, NUMBERS[2], code=code, agreed_at=agreed)
    assert ("reached nobody" in unreached_warning(agent, row)) is warned


@pytest.mark.req("CALL-12")
@pytest.mark.usefixtures("records")
def test_to_a_department_by_its_code_and_to_the_usual_role_without_one(as_: AsStaff) -> None:
    agent = as_("agent")
    assert escalate_record(agent, "T-0001", reason="x", to="eng").target_department == "Engineering"
    assert escalate_record(agent, "T-0001", reason="x").target_role == "supervisor"
    with pytest.raises(InvalidInputError):
        escalate_record(agent, "0001", reason="a bare number may be any of the three")
    with pytest.raises(NotFoundError):
        escalate_record(agent, "T-0001", reason="x", to="nobody")
    with pytest.raises(NotFoundError):
        escalate_record(agent, "T-0099", reason="x")


@pytest.mark.req("CALL-12")
@pytest.mark.usefixtures("records")
def test_of_several_the_one_that_i_may_answer_comes_first(as_: AsStaff) -> None:
    agent = as_("agent")
    to_manager = escalate_record(agent, "T-0001", reason="first", to="manager")
    to_supervisor = escalate_record(agent, "T-0001", reason="second", to="supervisor")
    assert waiting_escalation(as_("supervisor"), "T-0001", state="open").id == to_supervisor.id
    answer_escalation(as_("manager"), to_manager.id, answer="yes")
    assert waiting_escalation(agent, "T-0001", state="answered").id == to_manager.id


@pytest.mark.req("CALL-12")
@pytest.mark.usefixtures("records")
def test_the_promised_reply_is_still_to_come(as_: AsStaff, clock: FrozenClock) -> None:
    agent = as_("agent")
    with pytest.raises(InvalidInputError) as refused:
        escalate_record(agent, "T-0001", reason="x", promised_reply_at=clock.now() - timedelta(minutes=1))
    assert refused.value.field == "promised_reply_at"
    with pytest.raises(InvalidInputError):
        escalate_record(agent, "T-0001", reason="x", promised_reply_at=clock.now() + timedelta(days=3000))
    due = clock.now() + timedelta(hours=2)
    assert escalate_record(agent, "T-0001", reason="x", promised_reply_at=due).promised_reply_at == due


@pytest.mark.req("CALL-12")
@pytest.mark.usefixtures("records")
def test_a_hidden_ticket_is_not_reported(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        ticket = uow.one(Ticket, number=NUMBERS[1])
        assert ticket is not None
        me = as_("agent").staff_id
        uow.update(ticket, "edited", {"kind": "complaint", "against_staff_id": me})
    with pytest.raises(NotAllowedError):
        escalate_record(as_("agent"), NUMBERS[1], reason="x")


@pytest.mark.req("CALL-12")
@pytest.mark.usefixtures("records")
def test_the_handover_names_the_record_that_was_reported_upward(ctx: Context, as_: AsStaff) -> None:
    before = ctx.now() - timedelta(minutes=1)
    escalate_record(as_("agent"), NUMBERS[0], reason="wants a refund")
    with ctx.read() as uow:
        facts = gather_facts(uow, read_window(uow, before, ctx.now()), 20)["abnormal"]
    assert [(fact["what"], fact["number"]) for fact in facts] == [("escalated", NUMBERS[0])]


def owed(ctx: Context) -> list[tuple[str, str]]:
    """Number and words of what waits for this person on the desk."""
    return [(item.number, item.title) for item in desk_of(ctx).now if item.state == "escalation"]


@pytest.mark.req("CALL-12")
@pytest.mark.usefixtures("records")
def test_the_desk_shows_what_i_must_answer_and_what_i_must_tell(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = escalate_record(agent, NUMBERS[2], reason="wants a refund", to="supervisor")
    assert owed(ctx) == [(NUMBERS[2], "wants a refund")]
    assert owed(agent) == owed(as_("agent2")) == owed(as_("manager")) == []
    answer_escalation(ctx, row.id, answer="granted")
    assert owed(agent) == [(NUMBERS[2], "tell the customer: granted")]
    assert owed(ctx) == owed(as_("agent2")) == []
    tell_customer(agent, row.id)
    assert owed(agent) == []
    escalate_record(agent, NUMBERS[1], reason="who pays?", to="eng")
    assert owed(ctx) == []
    assert owed(as_("manager")) == [(NUMBERS[1], "who pays?")]


@pytest.mark.req("CALL-12")
@pytest.mark.usefixtures("records")
def test_an_answer_about_what_stands_on_top_is_listed_too(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    with ctx.write() as uow:
        ticket = uow.one(Ticket, number=NUMBERS[1])
        assert ticket is not None
        changes = {"priority": "emergency", "priority_rank": 0, "first_owner_id": agent.staff_id}
        uow.update(ticket, "edited", changes)
    row = escalate_record(agent, NUMBERS[1], reason="who pays?", to="supervisor")
    answer_escalation(ctx, row.id, answer="we do")
    desk = desk_of(agent)
    assert [item.number for item in desk.top] == [NUMBERS[1]]
    assert "tell the customer: we do" in [item.title for item in desk.listed]


@pytest.mark.req("CALL-12", "CALL-14")
@pytest.mark.usefixtures("records")
def test_the_desk_says_what_the_customer_was_promised_about_it(as_: AsStaff, clock: FrozenClock) -> None:
    agent = as_("agent")
    escalate_record(agent, NUMBERS[1], reason="wants a refund", to="manager")
    with agent.write() as uow:
        ticket = uow.one(Ticket, number=NUMBERS[1])
        assert ticket is not None
    due = clock.now() + timedelta(hours=5)
    make_promise(agent, text="the manager rings tonight", due_at=due, ticket_id=ticket.pk)
    titles = [item.title for item in desk_of(as_("manager")).now if item.state == "escalation"]
    when = due.astimezone(agent.zone).strftime("%m-%d %H:%M")
    assert titles == [f"wants a refund (promised: {when} the manager rings tonight)"]
