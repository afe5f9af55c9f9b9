"""A meeting is moved, cancelled and corrected with a reason; people are told, and it goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import complaints, meetings
from csconsole.services.context import Context
from csconsole.services.journal import undo
from csconsole.services.notices import list_notices
from csconsole.services.seen import having_seen
from tests.conftest import AsStaff
from tests.services.complaints.walking import register

MINUTES = {"attendees": "Meng, Sun", "absentees": "none", "content": "Water", "results": "New pipe"}


def _told(ctx: Context) -> list[tuple[str, str]]:
    return [(row.title, row.body) for row in list_notices(ctx).rows]


@pytest.mark.req("MTG-03", "MTG-15")
def test_a_meeting_is_moved_with_a_reason_told_to_all_and_goes_back(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(as_("agent"))
    meeting = meetings.schedule_meeting(
        ctx, topic="Pipe", ticket=row.id, starts_at=ctx.now() + timedelta(hours=2)
    )
    later = ctx.now() + timedelta(days=1)
    with pytest.raises(NotAllowedError):
        meetings.move_meeting(as_("agent"), meeting.number, starts_at=later, reason="Ill")
    with pytest.raises(TransitionRefusedError) as missing:
        meetings.move_meeting(ctx, meeting.number, starts_at=later, reason=" ")
    assert missing.value.field == "reason"
    for wrong in (ctx.now() - timedelta(hours=1), meeting.starts_at):
        with pytest.raises(InvalidInputError):
            meetings.move_meeting(ctx, meeting.number, starts_at=wrong, reason="Ill")
    assert _told(ctx) == []
    clock.advance(minutes=1)
    moved = meetings.move_meeting(
        ctx, meeting.number, starts_at=later, host_id=as_("manager").staff_id, reason="The host is ill"
    )
    assert (moved.state, moved.starts_at) == ("scheduled", later)
    assert moved.host != meeting.host
    assert meetings.show_meeting(ctx, meeting.number).why == "The host is ill"
    ((title, body),) = _told(as_("agent"))
    assert title.startswith(f"Meeting {meeting.number} is moved: ")
    assert "The host is ill" in body
    assert "meeting" in [event.action for event in complaints.show_complaint(ctx, row.id).ticket.timeline]
    clock.advance(minutes=1)
    undo(ctx, record=("meeting", meeting.id))
    back = meetings.show_meeting(ctx, meeting.number)
    assert (back.starts_at, back.host, back.why) == (meeting.starts_at, meeting.host, "")
    assert _told(as_("agent"))[0][0].startswith(f"Meeting {meeting.number} takes place as it was called")


@pytest.mark.req("MTG-13", "MTG-15")
def test_a_cancelled_meeting_is_over_and_its_items_stay(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(as_("agent"))
    meeting = meetings.schedule_meeting(ctx, topic="Pipe", ticket=row.id)
    meetings.assign_item(ctx, text="Seals", meeting_id=meeting.id, owner_id=as_("handler").staff_id)
    clock.advance(minutes=1)
    gone = meetings.cancel_meeting(ctx, meeting.number, reason="Settled by phone")
    assert (gone.state, [one.state for one in gone.items]) == ("cancelled", ["assigned"])
    with pytest.raises(TransitionRefusedError):
        meetings.record_minutes(ctx, meeting.number, minutes=MINUTES)
    with pytest.raises(TransitionRefusedError):
        meetings.cancel_meeting(ctx, meeting.number, reason="Twice")
    with pytest.raises(TransitionRefusedError):
        meetings.correct_minutes(ctx, meeting.number, minutes=MINUTES, reason="Wrong")
    shown = meetings.show_meeting(ctx, meeting.number)
    assert shown.why == "Settled by phone"
    assert "Settled by phone" in meetings.minutes_text(ctx, shown)
    assert [one.number for one in meetings.list_meetings(ctx, filter="state:open").rows] == []
    assert [one.number for one in meetings.list_meetings(ctx, filter="state:cancelled").rows] == [
        meeting.number
    ]
    undo(ctx, record=("meeting", meeting.id))
    assert meetings.show_meeting(ctx, meeting.number).state == "scheduled"


@pytest.mark.req("MTG-11")
def test_minutes_are_corrected_with_a_reason_over_what_was_seen(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    meeting = meetings.schedule_meeting(ctx, topic="Pipe", kind="other")
    with pytest.raises(TransitionRefusedError):
        meetings.correct_minutes(ctx, meeting.number, minutes={"content": "Gas"}, reason="Typo")
    clock.advance(hours=1)
    done = meetings.record_minutes(ctx, meeting.number, minutes=MINUTES)
    clock.advance(minutes=1)
    with pytest.raises(InvalidInputError):
        meetings.correct_minutes(ctx, meeting.number, minutes={**MINUTES, "results": ""}, reason="Typo")
    right = meetings.correct_minutes(ctx, meeting.number, minutes={"content": "Gas"}, reason="Typo")
    assert (right.content, right.results, right.state) == ("Gas", "New pipe", "recorded")
    assert _told(ctx) == [], "what was agreed is the same"
    stale = having_seen(ctx, "meeting", meeting.id, done.version)
    with pytest.raises(ConflictError):
        meetings.correct_minutes(stale, meeting.number, minutes={"content": "Air"}, reason="Typo")
    meetings.correct_minutes(ctx, meeting.number, minutes={"results": "New valve"}, reason="Misheard")
    assert "agreed otherwise" in _told(as_("agent"))[0][0]
    clock.advance(minutes=1)
    undo(ctx, record=("meeting", meeting.id))
    assert meetings.show_meeting(ctx, meeting.number).results == "New pipe"
    assert "stand as before" in _told(as_("agent"))[0][0]


@pytest.mark.req("CMP-22")
def test_of_a_complaint_about_a_person_the_number_alone_is_told(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    complaints.describe_complaint(ctx, row.id, {"against": "2001"})
    meeting = meetings.schedule_meeting(ctx, topic="He was rude", ticket=row.id)
    meetings.cancel_meeting(ctx, meeting.number, reason="He said sorry")
    assert _told(as_("agent")) == []
    ((title, body),) = _told(ctx)
    assert meeting.number in title
    assert body == ""
