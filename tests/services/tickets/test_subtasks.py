"""Department sub-tasks, visits and appointments of tickets (TKT-18, TKT-19, TKT-20)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import subtasks, tickets
from csconsole.services.context import Context
from csconsole.services.journal import undo
from csconsole.services.subtasks import SubtaskRow
from csconsole.services.subtasks.asking import SlotTakenError
from csconsole.services.subtasks.ending import StillOwedError
from tests.conftest import AsStaff
from tests.services.tickets.registering import department, in_progress, register, staff

VISIT = {"work_result": "New seal fitted", "signer": "Ouyang Xiaowen"}


def _ask(ctx: Context, ticket_id: int) -> SubtaskRow:
    return subtasks.ask_department(
        ctx, ticket_id, department_id=department(ctx, "PM"), text="Whose pipe is it?"
    )


@pytest.mark.req("TKT-20")
def test_a_department_acknowledges_within_four_hours_and_answers(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket = register(as_("agent"))
    asked = _ask(as_("agent"), ticket.id)
    assert (asked.state, asked.requester, asked.department) == ("requested", "李晓", "Property")
    assert asked.acknowledge_by == clock.now() + timedelta(hours=4)
    assert not asked.unacknowledged
    clock.advance(hours=4, minutes=1)
    assert [row.id for row in subtasks.list_subtasks(ctx, late=True).rows] == [asked.id]
    assert subtasks.show_subtask(ctx, asked.id).unacknowledged
    with pytest.raises(NotAllowedError, match="Who was asked"):
        subtasks.take_subtask(as_("agent"), asked.id, "acknowledge")
    subtasks.take_subtask(ctx, asked.id, "acknowledge")
    assert subtasks.list_subtasks(ctx, late=True).rows == ()
    clock.advance(days=2)
    assert [row.late for row in subtasks.list_subtasks(ctx, late=True).rows] == [True]
    with pytest.raises(TransitionRefusedError) as missing:
        subtasks.take_subtask(ctx, asked.id, "answer", {"answer": " "})
    assert missing.value.field == "answer"
    answered = subtasks.take_subtask(ctx, asked.id, "answer", {"answer": "The owner's."})
    assert (answered.answer, answered.answered_by, answered.answered_at) == (
        "The owner's.",
        "Sun Yue",
        clock.now(),
    )
    told = [entry for entry in tickets.show_ticket(ctx, ticket.id).timeline if entry.action == "subtask"]
    assert [entry.lines[0] for entry in told] == [
        f"Department {asked.id}: request",
        f"Department {asked.id}: acknowledge",
        f"Department {asked.id}: answer",
    ]


@pytest.mark.req("TKT-20")
def test_the_asked_department_sees_it_as_its_own_and_an_answer_can_be_sent_back(as_: AsStaff) -> None:
    ticket = register(as_("agent"))
    engineering = department(as_("agent"), "ENG")
    asked = subtasks.ask_department(
        as_("agent"), ticket.id, department_id=engineering, text="Check the riser"
    )
    assert [row.id for row in subtasks.list_subtasks(as_("handler"), mine=True).rows] == [asked.id]
    assert subtasks.list_subtasks(as_("agent"), mine=True).rows == ()
    row = subtasks.take_subtask(as_("handler"), asked.id, "answer", {"answer": "Seen"})
    assert row.acknowledged_at == row.answered_at
    with pytest.raises(TransitionRefusedError):
        subtasks.take_subtask(as_("agent"), asked.id, "send_back")
    back = subtasks.take_subtask(as_("agent"), asked.id, "send_back", {"reason": "Which floor?"})
    assert (back.state, back.is_open) == ("acknowledged", True)
    steps = {step.action: step.possible for step in back.steps}
    assert steps == {"acknowledge": False, "answer": False, "give": True, "send_back": False, "cancel": True}


@pytest.mark.req("TKT-20")
def test_a_ticket_is_not_closed_while_a_sub_task_is_open(ctx: Context, as_: AsStaff) -> None:
    ticket = in_progress(ctx, as_("handler"))
    assert tickets.still_open(ctx, ticket.id) == ""
    asked = _ask(ctx, ticket.id)
    done = next(step for step in tickets.possible_steps(ctx, ticket.id) if step.action == "done")
    assert done.possible
    assert "open sub-tasks: 1" in done.note
    tickets.done_ticket(as_("handler"), ticket.id, result="Fixed", feedback="Fine")
    assert tickets.still_open(ctx, ticket.id).endswith("The ticket is not closed before.")
    assert tickets.ticket_called_back(ctx, ticket.id, satisfaction="satisfied").state == "called_back"
    with pytest.raises(StillOwedError, match=f"open sub-tasks: 1. The first: Department {asked.id}"):
        tickets.close_ticket(ctx, ticket.id, reason="satisfied")
    close = next(step for step in tickets.possible_steps(ctx, ticket.id) if step.action == "close")
    assert not close.possible
    assert "open sub-tasks" in (close.why_not or "")
    with pytest.raises(NotAllowedError):
        tickets.close_ticket(as_("agent"), ticket.id, reason="satisfied", override=True)
    assert tickets.close_ticket(ctx, ticket.id, reason="Answer came by mail", override=True).state == "closed"
    assert subtasks.show_subtask(ctx, asked.id).state == "cancelled"
    with pytest.raises(RuleBrokenError, match="reopen it first"):
        _ask(ctx, ticket.id)


@pytest.mark.req("TKT-20")
def test_a_cancelled_ticket_leaves_nothing_to_wait_for(ctx: Context) -> None:
    ticket = register(ctx)
    asked = _ask(ctx, ticket.id)
    tickets.cancel_ticket(ctx, ticket.id, reason="Entered twice")
    assert not subtasks.show_subtask(ctx, asked.id).is_open


@pytest.mark.req("TKT-18")
def test_a_slot_is_agreed_and_confirmed_again_before_the_visit(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket = in_progress(ctx, as_("handler"))
    at = clock.now() + timedelta(days=1)
    with pytest.raises(InvalidInputError):
        subtasks.plan_slot(ctx, ticket.id, text="Seal", starts_at=clock.now() - timedelta(hours=1))
    with pytest.raises(InvalidInputError):
        subtasks.plan_slot(ctx, ticket.id, text="Seal", starts_at=at, ends_at=at)
    desk = as_("admin").staff_id
    with pytest.raises(InvalidInputError, match="cannot take a visit"):
        subtasks.plan_slot(ctx, ticket.id, text="Seal", starts_at=at, staff_id=desk)
    visit = subtasks.plan_slot(as_("agent"), ticket.id, text="Seal", starts_at=at)
    assert (visit.engineer, visit.place) == ("赵文", "3-502")
    assert (visit.starts_at, visit.ends_at) == (at, at + timedelta(hours=2))
    assert tickets.show_ticket(ctx, ticket.id).appointment_at == at
    with pytest.raises(TransitionRefusedError):
        subtasks.take_subtask(as_("handler"), visit.id, "finish", VISIT)
    assert subtasks.take_subtask(as_("agent"), visit.id, "agree").agreed_at == clock.now()
    with pytest.raises(TransitionRefusedError):
        subtasks.take_subtask(as_("handler"), visit.id, "finish", VISIT)
    clock.advance(hours=20)
    assert subtasks.take_subtask(as_("agent"), visit.id, "confirm").reconfirmed_at == clock.now()
    with pytest.raises(TransitionRefusedError) as missing:
        subtasks.take_subtask(as_("handler"), visit.id, "finish", {"work_result": "Done"})
    assert missing.value.field == "signer"
    done = subtasks.take_subtask(as_("handler"), visit.id, "finish", VISIT)
    assert (done.state, done.signer, done.is_open) == ("done", "Ouyang Xiaowen", False)


@pytest.mark.req("TKT-18")
def test_a_no_show_has_a_code_and_is_moved_to_another_time(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket = in_progress(ctx, as_("handler"))
    at = clock.now() + timedelta(hours=3)
    visit = subtasks.plan_slot(ctx, ticket.id, text="Seal", starts_at=at)
    subtasks.take_subtask(ctx, visit.id, "agree")
    with pytest.raises(InvalidInputError):
        subtasks.take_subtask(ctx, visit.id, "miss", {"no_show": "lost"})
    missed = subtasks.take_subtask(ctx, visit.id, "miss", {"no_show": "客户不在"})
    assert (missed.state, missed.no_show, missed.no_shows, missed.is_open) == (
        "no_show",
        "customer_absent",
        1,
        True,
    )
    later = at + timedelta(days=1)
    moved = subtasks.take_subtask(ctx, visit.id, "move", {"starts_at": later, "reason": "At home then"})
    assert (moved.state, moved.starts_at, moved.agreed_at, moved.no_shows) == ("planned", later, None, 1)
    assert tickets.show_ticket(ctx, ticket.id).appointment_at == later


@pytest.mark.req("TKT-19")
def test_unsolved_items_of_a_visit_are_tracked_until_they_are_settled(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket = in_progress(ctx, as_("handler"))
    visit = subtasks.plan_slot(ctx, ticket.id, text="Seal", starts_at=clock.now() + timedelta(hours=1))
    subtasks.take_subtask(ctx, visit.id, "agree")
    subtasks.take_subtask(ctx, visit.id, "confirm")
    left = {**VISIT, "unsolved": "The tap still drips"}
    assert subtasks.take_subtask(as_("handler"), visit.id, "leave_open", left).state == "unsolved"
    found = subtasks.list_subtasks(ctx, unsolved=True).rows
    assert [row.unsolved for row in found] == ["The tap still drips"]
    tickets.done_ticket(as_("handler"), ticket.id, result="Fixed", feedback="Fine")
    tickets.ticket_called_back(ctx, ticket.id, satisfaction="satisfied")
    with pytest.raises(StillOwedError):
        tickets.close_ticket(ctx, ticket.id, reason="satisfied")
    subtasks.take_subtask(ctx, visit.id, "settle", {"work_result": "New tap"})
    assert tickets.close_ticket(ctx, ticket.id, reason="satisfied").state == "closed"


@pytest.mark.req("TKT-18")
def test_an_engineer_is_in_one_place_at_a_time_and_the_load_is_shown(
    ctx: Context, clock: FrozenClock
) -> None:
    first, second = register(ctx), register(ctx, address="4-101")
    engineer, at = staff(ctx, "2001"), clock.now() + timedelta(hours=1)
    subtasks.plan_slot(ctx, first.id, text="Seal", starts_at=at, staff_id=engineer)
    with pytest.raises(SlotTakenError, match=f"赵文 is expected for {first.number}"):
        subtasks.plan_slot(
            ctx, second.id, text="Tap", starts_at=at + timedelta(minutes=90), staff_id=engineer
        )
    next_slot = at + timedelta(hours=2)
    subtasks.plan_slot(ctx, second.id, text="Tap", kind="预约", starts_at=next_slot, staff_id=engineer)
    loads = {load.staff_no: load for load in subtasks.engineer_loads(ctx)}
    mine = loads["2001"]
    assert (mine.minutes, [slot.number for slot in mine.slots]) == (240, [first.number, second.number])
    assert loads["2002"].minutes == 0
    assert [load.minutes for load in subtasks.engineer_loads(ctx)] == sorted(
        load.minutes for load in loads.values()
    )


@pytest.mark.req("TKT-18")
def test_an_installation_is_called_back_about(ctx: Context, as_: AsStaff) -> None:
    ticket = in_progress(ctx, as_("handler"), kind="install", title="New meter")
    done = tickets.done_ticket(as_("handler"), ticket.id, result="Fitted", feedback="Fine")
    assert done.needs_callback
    with pytest.raises(RuleBrokenError):
        tickets.close_ticket(ctx, ticket.id, reason="satisfied")


@pytest.mark.req("TKT-20")
def test_undoing_a_cancelled_ticket_brings_its_sub_tasks_back(ctx: Context) -> None:
    ticket = register(ctx)
    asked = _ask(ctx, ticket.id)
    tickets.cancel_ticket(ctx, ticket.id, reason="Entered twice")
    undo(ctx)
    assert subtasks.show_subtask(ctx, asked.id).state == "requested"


@pytest.mark.req("TKT-20")
def test_sub_tasks_follow_a_merged_ticket(ctx: Context) -> None:
    keep, gone = register(ctx), register(ctx)
    asked = _ask(ctx, gone.id)
    tickets.merge_tickets(ctx, keep.id, gone.id, reason="Same matter")
    assert subtasks.show_subtask(ctx, asked.id).number == keep.number


@pytest.mark.req("TKT-20")
def test_what_a_department_was_asked_is_given_to_another_of_it(as_: AsStaff) -> None:
    ticket = register(as_("supervisor"))
    place = department(as_("agent"), "CS")
    asked = subtasks.ask_department(as_("supervisor"), ticket.id, department_id=place, text="Call them")
    numbers = dict(subtasks.colleagues(as_("agent"), asked.id))
    first, second = as_("agent").actor.staff_no, as_("agent2").actor.staff_no
    assert {first, second} <= set(numbers)
    given = subtasks.take_subtask(as_("agent2"), asked.id, "give", {"person": first})
    assert (given.engineer, given.state) == (numbers[first], "requested")
    subtasks.take_subtask(as_("agent"), asked.id, "acknowledge")
    given = subtasks.take_subtask(as_("agent"), asked.id, "give", {"person": second})
    assert (given.engineer, given.state) == (numbers[second], "acknowledged")
    with pytest.raises(NotAllowedError):
        subtasks.take_subtask(as_("agent"), asked.id, "answer", {"answer": "Done"})
    with pytest.raises(InvalidInputError, match="another department"):
        subtasks.take_subtask(as_("agent"), asked.id, "give", {"person": as_("handler").actor.staff_no})
    timeline = tickets.show_ticket(as_("agent"), ticket.id).timeline
    told = [entry.lines for entry in timeline if entry.action == "subtask"]
    assert any(numbers[second] in " ".join(lines) for lines in told)
    undo(as_("agent"))
    assert subtasks.show_subtask(as_("agent"), asked.id).engineer == numbers[first]
