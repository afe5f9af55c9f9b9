"""Meetings and action items as lists that are read page by page, and can be searched (MTG-11, MTG-13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.services import meetings
from csconsole.services.context import Context
from tests.conftest import AsStaff


@pytest.mark.req("MTG-11")
def test_every_meeting_is_found_page_by_page_what_is_to_come_first(ctx: Context) -> None:
    now = ctx.now()
    coming = meetings.schedule_meeting(
        ctx, topic="Budget", kind="other", starts_at=now + timedelta(days=1), place="Hall"
    )
    for n in range(4):
        meetings.schedule_meeting(ctx, topic=f"Week {n}", kind="complaint_review", starts_at=now)
    first = meetings.list_meetings(ctx, limit=2)
    assert (first.rows[0].number, len(first.rows), first.total) == (coming.number, 2, 5)
    found, after = list(first.rows), first.next_after
    while after is not None:
        page = meetings.list_meetings(ctx, limit=2, after=after)
        found, after = [*found, *page.rows], page.next_after
    assert len({row.number for row in found}) == 5
    for wanted in ("topic:budget", "starts:tomorrow", "kind:other", f"number:{coming.number}", "place:hall"):
        assert [row.number for row in meetings.list_meetings(ctx, filter=wanted).rows] == [coming.number]
    assert meetings.list_meetings(ctx, sort="starts").rows[-1].number == coming.number


@pytest.mark.req("MTG-13")
def test_every_action_item_is_found_page_by_page_the_closed_ones_where_they_are_asked_for(
    ctx: Context, as_: AsStaff
) -> None:
    meeting = meetings.schedule_meeting(ctx, topic="Week", kind="complaint_review")
    owner = as_("handler").staff_id
    last = meetings.assign_item(
        ctx, text="Seals", owner_id=owner, meeting_id=meeting.id, due_at=ctx.now() + timedelta(days=9)
    )
    for n in range(1, 4):
        meetings.assign_item(
            ctx, text=f"Task {n}", owner_id=ctx.staff_id, due_at=ctx.now() + timedelta(hours=n)
        )
    page = meetings.list_items(ctx, limit=3)
    assert ([row.text for row in page.rows], page.total) == (["Task 1", "Task 2", "Task 3"], 4)
    assert [row.id for row in meetings.list_items(ctx, limit=3, after=page.next_after).rows] == [last.id]
    for wanted in ("text:seals", f"meeting:{meeting.number}", "due>8d", "-owner:me"):
        assert [row.id for row in meetings.list_items(ctx, filter=wanted).rows] == [last.id]
    assert [row.id for row in meetings.list_items(as_("handler"), mine=True).rows] == [last.id]
    meetings.report_item(as_("handler"), last.id, feedback="Done")
    meetings.verify_item(ctx, last.id)
    assert meetings.list_items(ctx).total == 3
    closed = meetings.list_items(ctx, filter="state:closed", closed=True)
    assert [row.id for row in closed.rows] == [last.id]
