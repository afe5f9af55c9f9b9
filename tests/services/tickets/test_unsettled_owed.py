"""The lists of what others owe: late, to be sent upward, left unsolved, with somebody who left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import contractors, matters, meetings, subtasks, tickets
from csconsole.services.callbacks import plan_callback
from csconsole.services.context import Context
from csconsole.services.promises import make_promise
from csconsole.services.staff import disable_staff
from csconsole.services.unsettled import UnsettledRow, unsettled_lists, unsettled_rows
from tests.conftest import AsStaff
from tests.services.tickets.registering import department, register, staff

HOUR = timedelta(hours=1)


def listed(ctx: Context, code: str) -> tuple[UnsettledRow, ...]:
    """The rows of one list, which must be as many as its count says."""
    rows = unsettled_rows(ctx, code)
    assert next(one for one in unsettled_lists(ctx) if one.code == code).total == len(rows)
    return rows


@pytest.mark.req("TKT-20", "TKT-14", "MTG-13")
def test_what_was_asked_of_others_and_is_late_is_one_list(ctx: Context, clock: FrozenClock) -> None:
    row = register(ctx)
    asked = subtasks.ask_department(ctx, row.id, department_id=department(ctx, "ENG"), text="Whose pipe?")
    firm = contractors.add_contractor(ctx, name="Drybuild Ltd", trade="waterproofing")
    job = contractors.give_to_contractor(ctx, row.id, firm.id, due_at=clock.now() + 2 * HOUR)
    item = meetings.assign_item(
        ctx, text="Change the lock", owner_id=staff(ctx, "2001"), due_at=clock.now() + HOUR
    )
    assert listed(ctx, "owed") == ()
    clock.advance(hours=5)
    found = [(one.number, one.note, one.title, one.who, one.department) for one in listed(ctx, "owed")]
    assert found == [
        (row.number, "contractor's work", "Drybuild Ltd Leak under the sink", "Sun Yue", ""),
        (row.number, "acknowledgement", "Engineering Whose pipe?", "", "Engineering"),
        ("", "action item", "Change the lock", "赵文", "Engineering"),
    ]
    subtasks.take_subtask(ctx, asked.id, "acknowledge")
    contractors.end_job(ctx, job.id, result="Dry")
    meetings.report_item(ctx, item.id, feedback="done")
    meetings.verify_item(ctx, item.id)
    assert listed(ctx, "owed") == ()


@pytest.mark.req("TKT-23", "TKT-32")
def test_what_is_to_be_sent_upward_stands_there_until_it_was(ctx: Context, clock: FrozenClock) -> None:
    row, incident = register(ctx), register(ctx, kind="incident", title="Burst")
    matters.receive_referral(
        ctx,
        row.id,
        source="regulator",
        body="Housing authority",
        reference="117",
        reply_due_at=clock.now() + 3 * HOUR,
    )
    assert [(one.number, one.title) for one in listed(ctx, "upward")] == [
        (incident.number, "Not described yet"),
        (row.number, "Housing authority 117"),
    ]
    matters.report_incident(ctx, incident.id, to="Director")
    matters.reply_to_referral(ctx, row.id, reply="Repaired")
    assert listed(ctx, "upward") == ()


@pytest.mark.req("TKT-19")
def test_what_a_visit_left_unsolved_is_a_list(ctx: Context, clock: FrozenClock) -> None:
    row = register(ctx)
    visit = subtasks.plan_slot(
        ctx, row.id, text="Seal", starts_at=clock.now() + HOUR, staff_id=staff(ctx, "2001")
    )
    for step in ("agree", "confirm"):
        subtasks.take_subtask(ctx, visit.id, step)
    left = {"work_result": "Sealed", "signer": "Ouyang", "unsolved": "The tap drips"}
    subtasks.take_subtask(ctx, visit.id, "leave_open", left)
    assert [(one.number, one.title, one.who) for one in listed(ctx, "unsolved")] == [
        (row.number, "The tap drips", "赵文")
    ]
    subtasks.take_subtask(ctx, visit.id, "settle", {"work_result": "New tap"})
    assert listed(ctx, "unsolved") == ()


@pytest.mark.req("TKT-02", "TKT-19", "TKT-29", "MTG-13")
def test_nothing_stays_with_somebody_who_left(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    row, gone = register(ctx), staff(ctx, "2001")
    at = clock.now() + HOUR
    subtasks.plan_slot(ctx, row.id, text="Seal", starts_at=at, staff_id=gone)
    firm = contractors.add_contractor(ctx, name="Drybuild Ltd", trade="waterproofing")
    contractors.give_to_contractor(ctx, row.id, firm.id, follower_id=gone)
    meetings.assign_item(ctx, text="Change the lock", owner_id=gone)
    callback = plan_callback(
        ctx,
        kind="promised",
        source="call",
        reason="Price of the tap",
        due_at=at,
        phone="021-5550-0101",
        owner_id=gone,
    )
    make_promise(as_("handler"), text="A new tap", due_at=at, ticket_id=row.id)
    assert listed(ctx, "left") == ()
    disable_staff(as_("admin"), "2001")
    found = listed(ctx, "left")
    assert {(one.record, one.note, one.who) for one in found} == {
        ("ticket", "sub-task", "赵文"),
        ("ticket", "contractor's job", "赵文"),
        ("action_item", "action item", "赵文"),
        ("callback", "callback", "赵文"),
        ("ticket", "promise", "赵文"),
    }
    assert callback.number in {one.key for one in found}
    assert tickets.show_ticket(ctx, row.number).row.id == row.id
