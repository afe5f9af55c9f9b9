"""Who goes to a visit: named when it is planned or later, changed, and on record when it has taken place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError
from csconsole.services import subtasks, tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import undo
from csconsole.services.subtasks.asking import SlotTakenError
from tests.conftest import AsStaff
from tests.services.tickets.registering import register, staff

pytestmark = pytest.mark.req("TKT-18", "TKT-19")
VISIT = {"work_result": "New seal fitted", "signer": "Ouyang Xiaowen"}
HOUR = timedelta(hours=1)


def _planned(ctx: Context, clock: FrozenClock, engineer: str = "") -> subtasks.SubtaskRow:
    at = clock.now() + 3 * HOUR
    key = staff(ctx, engineer) if engineer else None
    return subtasks.plan_slot(ctx, register(ctx).id, text="Seal", starts_at=at, staff_id=key)


def test_a_visit_that_nobody_goes_to_is_seen_and_gets_its_engineer(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    visit = _planned(ctx, clock)
    assert visit.engineer is None
    nobody = subtasks.engineer_loads(ctx)[0]
    assert (nobody.staff_no, [slot.id for slot in nobody.slots]) == ("", [visit.id])
    with pytest.raises(InvalidInputError, match="cannot take a visit"):
        subtasks.take_subtask(ctx, visit.id, "assign", {"engineer": as_("admin").actor.staff_no})
    named = subtasks.take_subtask(as_("agent"), visit.id, "assign", {"engineer": "2001"})
    assert (named.engineer, named.state) == ("赵文", "planned")
    assert subtasks.engineer_loads(ctx)[0].staff_no != ""
    assert [row.id for row in subtasks.list_subtasks(as_("handler"), mine=True).rows] == [visit.id]
    told = [e.lines for e in tickets.show_ticket(ctx, visit.number).timeline if e.action == "subtask"]
    assert told[-1] == (f"Visit {visit.id}: engineer", "赵文")


def test_another_engineer_is_free_then_and_the_customer_is_told_again(
    ctx: Context, clock: FrozenClock
) -> None:
    visit = _planned(ctx, clock, "2001")
    _planned(ctx, clock, "2002")
    for step in ("agree", "confirm"):
        subtasks.take_subtask(ctx, visit.id, step)
    with pytest.raises(SlotTakenError):
        subtasks.take_subtask(ctx, visit.id, "assign", {"engineer": "2002"})
    changed = subtasks.take_subtask(ctx, visit.id, "assign", {"engineer": "2002"}, overlap=True)
    assert (changed.engineer, changed.state, changed.reconfirmed_at) == ("Fan Lu", "agreed", None)
    undo(ctx)
    back = subtasks.show_subtask(ctx, visit.id)
    assert (back.engineer, back.state) == ("赵文", "confirmed")


def test_a_visit_is_moved_to_another_time_and_engineer_at_once(ctx: Context, clock: FrozenClock) -> None:
    visit = _planned(ctx, clock, "2001")
    given = {"starts_at": visit.starts_at, "reason": "ill", "engineer": "2002"}
    assert subtasks.take_subtask(ctx, visit.id, "move", given).engineer == "Fan Lu"


def test_who_went_is_on_record_when_it_has_taken_place(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    visit, other = _planned(ctx, clock), _planned(ctx, clock)
    for one in (visit, other):
        for step in ("agree", "confirm"):
            subtasks.take_subtask(ctx, one.id, step)
    with pytest.raises(InvalidInputError) as refused:
        subtasks.take_subtask(ctx, visit.id, "finish", VISIT)
    assert refused.value.field == "engineer"
    assert subtasks.take_subtask(ctx, visit.id, "finish", {**VISIT, "engineer": "2002"}).engineer == "Fan Lu"
    dispatch_ticket(ctx, other.number, handler_id=as_("handler").staff_id)
    assert subtasks.take_subtask(as_("handler"), other.id, "finish", VISIT).engineer == "赵文"
