from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models import Department, Event, Promise, Staff, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.tickets import (
    CallBackFirstError,
    DissatisfiedError,
    NotUndoableError,
    NotYourTicketError,
    TicketRow,
)
from tests.conftest import AsStaff

REPAIR: dict[str, Any] = {
    "kind": "repair",
    "title": "Leak under the sink",
    "description": "Since this morning.",
    "phone": "021-5550-0101",
    "contact_name": "Ouyang Xiaowen",
    "address": "3-502",
    "scope": "in_home",
}


def register(ctx: Context, **fields: Any) -> TicketRow:
    return tickets.create_ticket(ctx, **{**REPAIR, **fields})


def department(ctx: Context, code: str) -> int:
    with ctx.read() as uow:
        found = uow.one(Department, code=code)
        assert found is not None
        return found.pk


def staff(ctx: Context, staff_no: str) -> int:
    with ctx.read() as uow:
        found = uow.one(Staff, staff_no=staff_no)
        assert found is not None
        return found.pk


def events(ctx: Context, ticket_id: int) -> list[Event]:
    from sqlmodel import col, select

    with ctx.read() as uow:
        query = select(Event).where(Event.entity == "ticket", Event.entity_id == ticket_id)
        return list(uow.session.exec(query.order_by(col(Event.id))))


def in_progress(ctx: Context, handler: Context, **fields: Any) -> TicketRow:
    row = register(ctx, **fields)
    dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, row.id)
    return tickets.start_ticket(handler, row.id)


@pytest.mark.req("TKT-01")
def test_a_new_ticket_has_number_owner_due_and_event(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    assert row.number == "T20261123-0001"
    assert (row.state, row.kind, row.priority) == ("new", "repair", "normal")
    assert row.first_owner_id == agent.staff_id
    assert row.reported_at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert row.due_at == row.reported_at + timedelta(hours=24)
    assert [event.action for event in events(ctx, row.id)] == ["created"]
    assert register(agent).number == "T20261123-0002"


@pytest.mark.req("TKT-01")
@pytest.mark.parametrize("field", ["title", "scope", "address", "phone", "contact_name"])
def test_a_repair_needs_its_mandatory_fields(ctx: Context, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        register(ctx, **{field: None if field != "title" else "  "})
    assert refused.value.rule == "TKT-01"
    assert refused.value.field == ("symptom" if field == "title" else field)


@pytest.mark.req("TKT-01")
def test_other_kinds_need_only_a_title(ctx: Context) -> None:
    row = tickets.create_ticket(ctx, kind="other", title="Ask about the parking card")
    assert row.address is None


@pytest.mark.req("TKT-01")
def test_a_masked_number_is_refused(ctx: Context) -> None:
    with pytest.raises(InvalidInputError):
        register(ctx, phone="138****5678")


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


@pytest.mark.req("TKT-03", "CALL-10")
def test_the_first_owner_survives_every_transfer(ctx: Context, as_: AsStaff) -> None:
    agent, handler, other = as_("agent"), as_("handler"), as_("handler2")
    row = register(agent)
    dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    dispatch_ticket(ctx, row.id, handler_id=other.staff_id, reason="Zhao is ill")
    tickets.accept_ticket(other, row.id)
    tickets.return_ticket(other, row.id, reason="Wrong trade")
    dispatch_ticket(ctx, row.id, department_id=department(ctx, "ENG"))
    tickets.accept_ticket(handler, row.id)
    row = tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    row = tickets.reopen_ticket(agent, row.id, reason="Drips", aspect="quality", callback_id=row.callback_id)
    assert row.first_owner_id == agent.staff_id


@pytest.mark.req("TKT-04")
def test_only_dispatchers_assign(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    for who in ("agent", "handler", "auditor", "admin"):
        with pytest.raises(NotAllowedError):
            dispatch_ticket(as_(who), row.id, handler_id=as_("handler").staff_id)
    assert dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id).state == "assigned"


@pytest.mark.req("TKT-04")
def test_a_head_assigns_within_the_own_department_only(ctx: Context, as_: AsStaff) -> None:
    head = as_("handler")
    with ctx.write() as uow:
        engineering = uow.get(Department, department(ctx, "ENG"))
        uow.update(engineering, "edit", {"head_id": head.staff_id})
    row = register(ctx)
    with pytest.raises(NotAllowedError):
        dispatch_ticket(head, row.id, handler_id=head.staff_id)
    dispatch_ticket(ctx, row.id, department_id=department(ctx, "ENG"))
    row = dispatch_ticket(head, row.id, handler_id=head.staff_id, reason="His trade")
    assert row.handler_id == head.staff_id
    with pytest.raises(NotAllowedError):
        dispatch_ticket(head, row.id, department_id=department(ctx, "PM"), reason="Not ours")


@pytest.mark.req("TKT-04")
def test_a_reassignment_is_logged_with_its_reason(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    dispatch_ticket(ctx, row.id, handler_id=as_("handler2").staff_id, reason="Nearer")
    last = events(ctx, row.id)[-1]
    assert (last.action, last.reason) == ("reassign", "Nearer")
    assert (last.after or {})["handler_id"] == as_("handler2").staff_id


@pytest.mark.req("TKT-04")
def test_a_person_of_another_department_is_refused(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    with pytest.raises(InvalidInputError):
        dispatch_ticket(
            ctx, row.id, department_id=department(ctx, "ENG"), handler_id=as_("handler2").staff_id
        )
    with ctx.write() as uow:
        uow.update(uow.get(Staff, as_("handler2").staff_id), "edit", {"active": False})
    with pytest.raises(InvalidInputError):
        dispatch_ticket(ctx, row.id, handler_id=staff(ctx, "2002"))


@pytest.mark.req("TKT-02")
def test_only_who_has_it_accepts_it(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    dispatch_ticket(ctx, row.id, department_id=department(ctx, "ENG"))
    for who in ("handler2", "agent"):
        with pytest.raises(NotYourTicketError) as refused:
            tickets.accept_ticket(as_(who), row.id)
        assert "Engineering" in refused.value.message
    row = tickets.accept_ticket(as_("handler"), row.id)
    assert row.handler_id == as_("handler").staff_id
    with pytest.raises(NotYourTicketError):
        tickets.start_ticket(as_("handler2"), row.id)


@pytest.mark.req("TKT-03")
def test_the_first_owner_may_note_but_not_accept(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    row = tickets.note_ticket(agent, row.id, text="She asks for news", told_customer=True)
    assert row.last_note_at == ctx.now()
    with pytest.raises(NotYourTicketError):
        tickets.note_ticket(as_("agent2"), row.id, text="Me too")


def test_a_dispatcher_takes_a_new_ticket_in_one_step(ctx: Context) -> None:
    row = tickets.accept_ticket(ctx, register(ctx).id)
    assert (row.state, row.handler_id) == ("accepted", ctx.staff_id)


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
    assert [each.id for each in tickets.parked_tickets(ctx)] == [row.id]
    row = tickets.resume_ticket(ctx, row.id)
    assert (row.state, row.review_at) == ("new", None)
    row = dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    tickets.park_ticket(ctx, row.id, park_reason="third_party", customer_informed=True)
    assert tickets.resume_ticket(ctx, row.id).state == "assigned"


@pytest.mark.req("TKT-02")
def test_the_orphan_list_is_empty_in_ordinary_work(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    register(ctx)
    assert tickets.orphan_tickets(ctx) == ()
    with ctx.write() as uow:
        ticket = uow.get(Ticket, register(ctx).id)
        uow.update(ticket, "edit", {"state": "assigned"})
    assert [each.id for each in tickets.orphan_tickets(ctx)] == [ticket.id]


@pytest.mark.req("TKT-06")
def test_unassigned_tickets_by_age_with_their_alert(ctx: Context, clock: FrozenClock) -> None:
    old = register(ctx)
    clock.advance(minutes=10)
    young = register(ctx)
    rows = tickets.unassigned_tickets(ctx)
    assert [(row.id, row.waiting_seconds) for row in rows] == [(old.id, 600), (young.id, 0)]
    assert tickets.overdue_dispatches(ctx) == ()
    clock.advance(seconds=1)
    assert [row.id for row in tickets.overdue_dispatches(ctx)] == [old.id]


@pytest.mark.req("TKT-22")
def test_urgent_first_and_vip_first_within_a_priority(ctx: Context) -> None:
    from csconsole.models import Customer

    with ctx.write() as uow:
        vip = uow.create(Customer(name="Lin Qiao", tier="vip", address="1-101")).pk
    normal = register(ctx, customer_id=None)
    normal_vip = register(ctx, customer_id=vip)
    urgent = register(ctx, priority="urgent")
    emergency = register(ctx, priority="emergency")
    urgent_vip = register(ctx, priority="urgent", customer_id=vip)
    from csconsole.services.dispatch import dispatch_board

    order = [row.id for row in dispatch_board(ctx).tickets]
    assert order == [emergency.id, urgent_vip.id, urgent.id, normal_vip.id, normal.id]
    listed = tickets.list_tickets(ctx, filter="state:open", sort="priority,-vip,due")
    assert [row.id for row in listed.rows] == order
    assert [row.id for row in tickets.urgent_tickets(ctx)] == [emergency.id, urgent_vip.id, urgent.id]


@pytest.mark.req("CALL-14")
def test_a_promise_goes_to_the_ledger_and_is_settled(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    promised = clock.now() + timedelta(hours=3)
    row = in_progress(ctx, handler, promised_at=promised, promise_text="Visit before noon")
    assert (row.due_at, row.due_source) == (promised, "promise")
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    late = in_progress(ctx, handler, promised_at=promised)
    clock.advance(hours=4)
    tickets.done_ticket(handler, late.id, result="Sealed", feedback="Fine")
    dropped = register(ctx, promised_at=clock.now() + timedelta(hours=1))
    tickets.cancel_ticket(ctx, dropped.id, reason="Withdrawn")
    with ctx.read() as uow:
        states = {}
        for each in (row.id, late.id, dropped.id):
            promise = uow.one(Promise, ticket_id=each)
            assert promise is not None
            states[each] = promise.state
    assert states == {row.id: "kept", late.id: "late", dropped.id: "cancelled"}


def test_a_promise_in_the_past_is_refused(ctx: Context, clock: FrozenClock) -> None:
    with pytest.raises(InvalidInputError):
        register(ctx, promised_at=clock.now())


def test_an_older_version_is_a_conflict(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    with pytest.raises(ConflictError):
        tickets.cancel_ticket(ctx, row.id, reason="Late", expected_version=row.version)


def test_tickets_are_found_by_number_or_todays_last_digits(ctx: Context) -> None:
    row = register(ctx)
    for ref in (row.id, row.number, row.number.lower(), "1", "#0001"):
        assert tickets.note_ticket(ctx, ref, text="found").id == row.id
    with pytest.raises(NotFoundError):
        tickets.note_ticket(ctx, "T20200101-0001", text="?")


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


@pytest.mark.req("CMP-22")
def test_a_complaint_about_a_person_is_hidden_from_agents(ctx: Context, as_: AsStaff) -> None:
    row = tickets.create_ticket(
        ctx, kind="complaint", title="He was rude", against_staff_id=as_("agent").staff_id
    )
    assert tickets.list_tickets(as_("agent")).rows == ()
    with pytest.raises(NotAllowedError):
        tickets.note_ticket(as_("agent"), row.id, text="Who wrote this?")
    assert [each.id for each in tickets.list_tickets(ctx).rows] == [row.id]


def test_hostile_text_is_stored_clean(ctx: Context, hostile: str) -> None:
    row = register(ctx, title=("x " + hostile)[:200], description=hostile, contact_name=("y" + hostile)[:100])
    with ctx.read() as uow:
        stored = uow.get(Ticket, row.id)
        text = stored.title + stored.description + (stored.contact_name or "")
    assert not any(ord(char) < 32 and char not in "\n\t" for char in text)
    assert not any(char in text for char in "\x7f\x9b\u202e\u2066\x85")


def test_ones_own_last_step_is_undone_and_stays_on_record(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    waiting = tickets.wait_ticket(handler, row.id, reason="away")
    clock.advance(hours=2)
    back = tickets.undo_ticket(handler, row.id, expected_version=waiting.version)
    assert (back.state, back.paused_at, back.due_at) == ("in_progress", None, row.due_at)
    assert [event.action for event in events(ctx, row.id)][-2:] == ["wait", "undo"]
    with pytest.raises(NotUndoableError):
        tickets.undo_ticket(handler, row.id)


def test_what_had_consequences_or_was_someone_elses_is_not_undone(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    with pytest.raises(NotUndoableError):
        tickets.undo_ticket(ctx, row.id)
    accepted = tickets.show_ticket(ctx, row.id).row
    with pytest.raises(ConflictError):
        tickets.undo_ticket(handler, row.id, expected_version=accepted.version - 1)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    with pytest.raises(NotUndoableError):
        tickets.undo_ticket(handler, row.id)


def test_an_undone_dispatch_is_unassigned_again(ctx: Context, as_: AsStaff) -> None:
    row = dispatch_ticket(ctx, register(ctx).id, handler_id=as_("handler").staff_id)
    row = tickets.undo_ticket(ctx, row.id, expected_version=row.version)
    assert (row.state, row.handler_id, row.department_id, row.dispatched_at) == ("new", None, None, None)
