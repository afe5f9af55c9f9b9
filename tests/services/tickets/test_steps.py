"""The way of a ticket from new to closed, step by step (TKT-02, TKT-12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.models import Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.tickets import CallBackFirstError, DissatisfiedError
from tests.conftest import AsStaff
from tests.services.tickets.registering import department, events, in_progress, register


@pytest.mark.req("TKT-02")
def test_the_whole_way_without_a_callback(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    row = tickets.create_ticket(ctx, kind="internal", title="The printer jams")
    assert row.needs_callback is False
    clock.advance(minutes=3)
    row = dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    assert (row.state, row.dispatch_seconds) == ("assigned", 180)
    assert tickets.accept_ticket(handler, row.id).state == "accepted"
    assert tickets.arrive_ticket(handler, row.id).state == "on_site"
    assert tickets.start_ticket(handler, row.id).state == "in_progress"
    done = tickets.done_ticket(handler, row.id, result="New roller", feedback="Works", told_customer=True)
    assert (done.state, done.done_at) == ("done", clock.now())
    closed = tickets.close_ticket(ctx, row.number, reason="solved")
    assert (closed.state, closed.close_reason, closed.closed_at) == ("closed", "solved", clock.now())
    actions = [event.action for event in events(ctx, row.id)]
    assert actions == ["created", "dispatch", "accept", "arrive", "start", "done", "close"]


@pytest.mark.req("TKT-02", "TKT-21")
def test_a_done_repair_has_its_callback_and_is_closed_after_it(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    done = tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    assert done.callback_id is not None
    with pytest.raises(CallBackFirstError):
        tickets.close_ticket(ctx, row.id, reason="solved", told_customer=True)
    closed = tickets.ticket_called_back(
        as_("agent"), row.id, callback_id=done.callback_id, satisfaction="satisfied"
    )
    assert (closed.state, closed.satisfaction, closed.close_reason) == ("closed", "satisfied", "satisfied")


@pytest.mark.req("TKT-02", "CBK-06")
def test_a_dissatisfied_customer_reopens_it(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler, agent = as_("handler"), as_("agent")
    row = in_progress(ctx, handler)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    clock.advance(hours=20)
    row = tickets.ticket_called_back(agent, row.id, satisfaction="dissatisfied")
    assert row.state == "called_back"
    with pytest.raises(DissatisfiedError):
        tickets.close_ticket(ctx, row.id, reason="solved")
    with pytest.raises(TransitionRefusedError) as refused:
        tickets.reopen_ticket(agent, row.id, reason="It drips again")
    assert refused.value.field == "aspect"
    row = tickets.reopen_ticket(agent, row.id, reason="It drips again", aspect="quality")
    assert (row.state, row.reopenings, row.done_at) == ("assigned", 1, None)
    assert row.handler_id == handler.staff_id
    assert row.due_at == clock.now() + timedelta(hours=24)


@pytest.mark.req("TKT-02", "CBK-06")
def test_reopening_by_the_callback_of_a_done_ticket(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    done = tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    row = tickets.reopen_ticket(
        as_("agent"), row.id, reason="Not satisfied", aspect="speed", callback_id=done.callback_id
    )
    assert (row.state, row.satisfaction, row.reopenings) == ("assigned", "dissatisfied", 1)


@pytest.mark.req("TKT-02")
def test_a_closed_ticket_is_reopened_by_a_dispatcher(ctx: Context, as_: AsStaff) -> None:
    row = tickets.create_ticket(ctx, kind="internal", title="The printer jams")
    tickets.cancel_ticket(ctx, row.id, reason="Twice")
    with pytest.raises(TransitionRefusedError):
        tickets.reopen_ticket(ctx, row.id, reason="Not twice")
    handler = as_("handler")
    row = in_progress(ctx, handler, kind="internal")
    tickets.done_ticket(handler, row.id, result="Done", feedback="-", told_customer=True)
    tickets.close_ticket(ctx, row.id, reason="solved")
    with pytest.raises(NotAllowedError):
        tickets.reopen_ticket(as_("agent"), row.id, reason="It jams again")
    assert tickets.reopen_ticket(ctx, row.id, reason="It jams again").state == "assigned"


@pytest.mark.req("TKT-02")
@pytest.mark.parametrize("action", ["close", "cancel", "return", "reassign", "wait"])
def test_steps_that_need_a_reason(ctx: Context, as_: AsStaff, action: str) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler, kind="internal")
    if action == "close":
        tickets.done_ticket(handler, row.id, result="Done", feedback="-", told_customer=True)
    if action == "reassign":
        row = register(ctx, kind="internal")
        dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    steps: dict[str, Any] = {
        "close": lambda: tickets.close_ticket(ctx, row.id, reason=" "),
        "cancel": lambda: tickets.cancel_ticket(ctx, row.id, reason=""),
        "return": lambda: tickets.return_ticket(handler, row.id, reason=""),
        "reassign": lambda: dispatch_ticket(ctx, row.id, department_id=department(ctx, "PM")),
        "wait": lambda: tickets.wait_ticket(handler, row.id, reason=""),
    }
    with pytest.raises(TransitionRefusedError) as refused:
        steps[action]()
    assert refused.value.field == "reason"


@pytest.mark.req("TKT-02")
def test_nothing_is_ever_deleted(ctx: Context) -> None:
    row = register(ctx)
    row = tickets.cancel_ticket(ctx, row.id, reason="Registered twice")
    assert (row.state, row.close_reason) == ("cancelled", "Registered twice")
    with ctx.read() as uow:
        assert uow.get(Ticket, row.id).state == "cancelled"
    assert not any("delete" in name or "remove" in name for name in dir(tickets))


@pytest.mark.req("TKT-02")
def test_a_step_that_the_state_forbids_names_what_is_possible(ctx: Context) -> None:
    row = register(ctx)
    with pytest.raises(TransitionRefusedError) as refused:
        tickets.done_ticket(ctx, row.id, result="x", feedback="y")
    assert row.number in refused.value.message
    assert "dispatch" in (refused.value.hint or "")


@pytest.mark.req("TKT-02")
def test_done_needs_result_and_feedback_and_begins_the_work(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = register(ctx, kind="internal")
    dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, row.id)
    with pytest.raises(TransitionRefusedError):
        tickets.done_ticket(handler, row.id, result="", feedback="Fine")
    with ctx.read() as uow:
        assert uow.get(Ticket, row.id).state == "accepted"
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    assert [event.action for event in events(ctx, row.id)][-2:] == ["start", "done"]


@pytest.mark.req("TKT-02")
def test_a_returned_ticket_is_unassigned_again(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    row = tickets.return_ticket(handler, row.id, reason="Not our pipe")
    assert (row.state, row.handler_id, row.department_id, row.returns) == ("new", None, None, 1)
    last = events(ctx, row.id)[-1]
    assert last.reason == "Not our pipe"
    assert (last.before or {})["handler_id"] == handler.staff_id


@pytest.mark.req("TKT-02")
def test_waiting_stops_the_clock(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    due = row.due_at
    assert due is not None
    clock.advance(hours=2)
    row = tickets.wait_ticket(handler, row.id, reason="She is away until tomorrow")
    assert (row.state, row.paused_at) == ("waiting", clock.now())
    clock.advance(hours=30)
    with ctx.read() as uow:
        assert not tickets.list_tickets(ctx, filter="clock:late").rows
        assert uow.get(Ticket, row.id).due_at == due
    row = tickets.resume_ticket(handler, row.id)
    assert (row.state, row.due_at, row.paused_at) == ("in_progress", due + timedelta(hours=30), None)
    clock.advance(hours=1)
    tickets.wait_ticket(handler, row.id, reason="Away again")
    clock.advance(hours=5)
    row = tickets.resume_ticket(handler, row.id)
    assert row.due_at == due + timedelta(hours=35)


@pytest.mark.req("TKT-12")
def test_parking_needs_reason_review_and_the_customer_told(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(ctx)
    with pytest.raises(NotAllowedError):
        tickets.park_ticket(as_("agent"), row.id, park_reason="awaiting_parts", customer_informed=True)
    with pytest.raises(TransitionRefusedError) as refused:
        tickets.park_ticket(ctx, row.id, park_reason="awaiting_parts", customer_informed=None)
    assert refused.value.field == "customer_informed"
    with pytest.raises(InvalidInputError):
        tickets.park_ticket(ctx, row.id, park_reason="no such reason", customer_informed=True)
    row = tickets.park_ticket(ctx, row.id, park_reason="awaiting_parts", customer_informed=False)
    assert row.state == "parked"
    assert row.review_at is not None
    assert row.review_at.date() == clock.now().date() + timedelta(days=30)
    assert [each.id for each in tickets.list_tickets(ctx, filter="state:parked", sort="review").rows] == [
        row.id
    ]
    row = tickets.resume_ticket(ctx, row.id)
    assert (row.state, row.review_at) == ("new", None)
    row = dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    tickets.park_ticket(ctx, row.id, park_reason="third_party", customer_informed=True)
    assert tickets.resume_ticket(ctx, row.id).state == "assigned"


@pytest.mark.req("TKT-02")
def test_possible_steps_say_why_not(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    steps = {step.action: step for step in tickets.possible_steps(as_("agent"), row.id)}
    assert not steps["dispatch"].possible
    assert "Supervisor" in (steps["dispatch"].why_not or "")
    assert not steps["done"].possible
    assert steps["done"].why_not
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    steps = {step.action: step for step in tickets.possible_steps(as_("handler2"), row.id)}
    assert "赵文" in (steps["accept"].why_not or "")
    tickets.accept_ticket(as_("handler"), row.id)
    steps = {step.action: step for step in tickets.possible_steps(as_("handler"), row.id)}
    assert steps["done"].possible
    assert steps["done"].needs == ("work_result", "feedback")


@pytest.mark.req("TKT-02")
def test_every_open_state_has_a_way_out_and_the_final_ones_none_but_reopening() -> None:
    for state in TICKET.states:
        leaving = {step.action for step in TICKET.leaving(state) if step.to not in (None, state)}
        if TICKET.is_open(state):
            assert leaving, state
        else:
            assert leaving <= {"reopen"}, state
