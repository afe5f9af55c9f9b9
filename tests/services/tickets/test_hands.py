"""Who has a ticket: first owner, dispatch, reassignment, acceptance (TKT-03, TKT-04)."""

from __future__ import annotations

import pytest

from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.models import Department, Staff
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.tickets import NotYourTicketError
from tests.conftest import AsStaff
from tests.services.tickets.registering import department, events, register, staff


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


@pytest.mark.req("TKT-04")
def test_going_on_with_somebody_else_is_a_reassignment_and_needs_a_reason(ctx: Context, as_: AsStaff) -> None:
    row = tickets.create_ticket(ctx, kind="other", title="Lamp")
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    tickets.park_ticket(ctx, row.id, park_reason="hardware", customer_informed=True)
    other = as_("handler2").staff_id
    with pytest.raises(TransitionRefusedError) as refused:
        tickets.resume_ticket(ctx, row.id, handler_id=other)
    assert refused.value.field == "reason"
    row = tickets.resume_ticket(ctx, row.id, handler_id=other, reason="the first one is ill")
    assert (row.state, row.handler_id) == ("assigned", other)


@pytest.mark.req("TKT-06")
def test_who_gets_a_parked_ticket_that_nobody_had_is_dispatched_to(ctx: Context, as_: AsStaff) -> None:
    row = tickets.create_ticket(ctx, kind="other", title="Lamp")
    tickets.park_ticket(ctx, row.id, park_reason="hardware", customer_informed=True)
    row = tickets.resume_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    assert (row.state, row.dispatched_at) == ("assigned", ctx.now())
