"""Action items go to another owner; emergency meetings are about major complaints (MTG-13, MTG-15)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import complaints, meetings
from csconsole.services.context import Context
from csconsole.services.journal import undo
from csconsole.services.meetings.overdue import tell_overdue_items
from csconsole.services.notices import unread_notices
from csconsole.services.staff import disable_staff
from tests.conftest import AsStaff
from tests.services.complaints.walking import register as register_complaint
from tests.services.tickets.registering import register


@pytest.mark.req("MTG-13")
def test_an_item_goes_to_another_owner_with_a_reason_and_is_told_again_when_late(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler, other = as_("handler"), as_("handler2")
    item = meetings.assign_item(
        ctx, text="Seals", owner_id=handler.staff_id, due_at=clock.now() + timedelta(hours=1)
    )
    meetings.begin_item(handler, item.id)
    clock.advance(hours=2)
    tell_overdue_items(ctx)
    due = clock.now() + timedelta(hours=1)
    with pytest.raises(NotAllowedError):
        meetings.give_item(handler, item.id, owner_id=other.staff_id, reason="away")
    with pytest.raises(TransitionRefusedError):
        meetings.give_item(ctx, item.id, owner_id=other.staff_id)
    with pytest.raises(InvalidInputError, match="owner"):
        meetings.give_item(ctx, item.id, reason="away")
    given = meetings.give_item(ctx, item.id, owner_id=other.staff_id, due_at=due, reason="away")
    assert (given.owner, given.state, given.due_at) == ("Fan Lu", "assigned", due)
    clock.advance(hours=2)
    tell_overdue_items(ctx)
    assert len([one for one in unread_notices(ctx) if "overdue" in one.title]) == 2
    assert meetings.report_item(other, item.id, feedback="Done").state == "reported"
    with pytest.raises(TransitionRefusedError):
        meetings.give_item(ctx, item.id, owner_id=handler.staff_id, reason="back")


@pytest.mark.req("MTG-13")
def test_nobody_who_left_gets_an_item_and_giving_can_be_undone(ctx: Context, as_: AsStaff) -> None:
    handler, other = as_("handler"), as_("handler2")
    item = meetings.assign_item(ctx, text="Seals", owner_id=handler.staff_id)
    meetings.give_item(ctx, item.id, owner_id=other.staff_id, reason="away")
    undo(ctx)
    assert meetings.show_item(ctx, item.id).owner == "赵文"
    disable_staff(as_("admin"), other.actor.staff_no)
    with pytest.raises(InvalidInputError, match="no longer works here"):
        meetings.give_item(ctx, item.id, owner_id=other.staff_id, reason="away")
    with pytest.raises(InvalidInputError, match="no longer works here"):
        meetings.assign_item(ctx, text="Locks", owner_id=other.staff_id)


@pytest.mark.req("MTG-15")
def test_an_emergency_meeting_is_about_a_major_complaint(ctx: Context, as_: AsStaff) -> None:
    with pytest.raises(InvalidInputError, match="no major complaint"):
        meetings.schedule_meeting(ctx, topic="Leak", ticket=register(ctx).id)
    row = register_complaint(as_("agent"))
    complaints.set_level(ctx, row.id, level="minor", reason="small")
    with pytest.raises(InvalidInputError) as refused:
        meetings.schedule_meeting(ctx, topic="Leak", ticket=row.id)
    assert refused.value.field == "ticket"
    assert meetings.schedule_meeting(ctx, topic="Leak", kind="other", ticket=row.id).ticket == row.number
    complaints.set_level(ctx, row.id, level="major", reason="a person was hurt")
    assert meetings.schedule_meeting(ctx, topic="Leak", ticket=row.id).kind == "emergency"
