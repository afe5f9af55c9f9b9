"""Steps of complaints and sub-tasks, and what was settled about time, go back, or it is said why not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError
from csconsole.models import Complaint, Ticket
from csconsole.services import complaints, subtasks, tickets
from csconsole.services.callbacks import list_callbacks
from csconsole.services.context import Context
from csconsole.services.journal import NotUndoableError, last_change, undo
from csconsole.services.promises import promises_of
from csconsole.services.tickets.agreements import ask_extension, defer_ticket, extend_ticket
from tests.conftest import AsStaff
from tests.services.complaints.walking import register as complaint
from tests.services.complaints.walking import walk
from tests.services.tickets.registering import department, in_progress

DAY = timedelta(days=1)


@pytest.mark.req("CMP-07")
def test_each_step_of_a_complaint_goes_back_with_what_it_recorded(ctx: Context, as_: AsStaff) -> None:
    row = complaint(ctx)
    walk(as_, row)
    stages = []
    for _step in range(9):
        stages.append(complaints.show_complaint(ctx, row.id).stage)
        undo(ctx, record=("ticket", row.id))
    assert stages == [
        "callback",
        "implementing",
        "decided",
        "proposing",
        "proposing",
        "investigating",
        "other_department",
        "established",
        "judging",
    ]
    page = complaints.show_complaint(ctx, row.id)
    assert page.stage == "registered"
    assert page.about.established is None
    assert [one.state for one in list_callbacks(ctx).rows] == ["cancelled"]
    with ctx.read() as uow:
        ticket = uow.get(Ticket, row.id)
        assert (ticket.done_at, ticket.result, ticket.cause, ticket.steps) == (None, None, None, {})
        assert uow.one(Complaint, ticket_id=row.id) is not None


@pytest.mark.req("CMP-07")
def test_a_step_with_which_others_were_told_stands_and_says_why(ctx: Context, as_: AsStaff) -> None:
    row = complaint(ctx)
    walk(as_, row)
    complaints.record_feedback(ctx, row.id, satisfaction="satisfied", signer="Ye Lin")
    change = last_change(ctx, ("ticket", row.id))
    assert change.why_not == "The customer's answer is on record: call again and record the new one."
    with pytest.raises(NotUndoableError, match="The customer's answer is on record"):
        undo(ctx, record=("ticket", row.id))


@pytest.mark.req("CMP-12")
def test_making_it_major_stands_for_the_manager_was_told(ctx: Context, as_: AsStaff) -> None:
    row = complaint(ctx)
    walk(as_, row, to="establish", level="major")
    with pytest.raises(NotUndoableError, match="It was reported upward"):
        undo(ctx, record=("ticket", row.id))


@pytest.mark.req("TKT-20")
def test_a_request_that_is_taken_back_is_cancelled_and_a_moved_slot_goes_back(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = in_progress(ctx, as_("handler"))
    one = subtasks.ask_department(ctx, row.id, department_id=department(ctx, "PM"), text="Whose pipe?")
    undo(ctx)
    assert subtasks.show_subtask(ctx, one.id).state == "cancelled"
    first = clock.now() + timedelta(hours=2)
    slot = subtasks.plan_slot(ctx, row.id, text="look", starts_at=first)
    subtasks.take_subtask(ctx, slot.id, "move", {"starts_at": first + DAY, "reason": "away"})
    undo(ctx)
    assert subtasks.show_subtask(ctx, slot.id).starts_at == first
    with ctx.read() as uow:
        assert uow.get(Ticket, row.id).appointment_at == first


@pytest.mark.req("TKT-09")
def test_a_deferral_goes_back_with_its_promise_and_due_time(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = in_progress(ctx, as_("handler"), promised_at=clock.now() + timedelta(hours=5))
    defer_ticket(ctx, row.id, until=clock.now() + 2 * DAY, reason="parts", agreed=True)
    once = tickets.show_ticket(ctx, row.id).row.due_at
    defer_ticket(ctx, row.id, until=clock.now() + 3 * DAY, reason="strike", agreed=True, special="strike")
    undo(ctx)
    assert tickets.show_ticket(ctx, row.id).row.due_at == once
    undo(ctx)
    back = tickets.show_ticket(ctx, row.id).row
    assert back.due_at == row.due_at
    with ctx.read() as uow:
        assert uow.get(Ticket, row.id).deferrals == 0
    promised = promises_of(ctx, ticket_id=row.id, open_only=False)
    assert sorted(one.state for one in promised) == ["cancelled", "cancelled", "open"]


@pytest.mark.req("TKT-09")
def test_more_time_that_was_asked_for_and_given_goes_back_step_by_step(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = in_progress(ctx, as_("handler"))
    ask_extension(as_("handler"), row.id, until=clock.now() + 5 * DAY, reason="parts")
    extend_ticket(ctx, row.id, told=True)
    undo(ctx)
    assert tickets.show_ticket(ctx, row.id).row.due_at == row.due_at
    extend_ticket(ctx, row.id, told=True)
    undo(ctx)
    undo(as_("handler"))
    with pytest.raises(InvalidInputError, match="Nobody has asked for more time"):
        extend_ticket(ctx, row.id, told=True)
