"""Meetings, minutes, action items and the agenda of the weekly review (MTG-11, MTG-13, MTG-15, CMP-24)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongFormError
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import complaints, meetings
from csconsole.services.context import Context
from tests.conftest import AsStaff
from tests.services.complaints.walking import register

MINUTES = {"attendees": "Meng, Sun", "absentees": "none", "content": "Water", "results": "New pipe"}


@pytest.mark.req("MTG-15", "MTG-11")
def test_an_emergency_meeting_is_about_its_complaint_and_needs_all_of_its_minutes(
    ctx: Context, as_: AsStaff
) -> None:
    row = register(as_("agent"))
    with pytest.raises(InvalidInputError):
        meetings.schedule_meeting(ctx, topic="Flat 3-502")
    with pytest.raises(NotAllowedError):
        meetings.schedule_meeting(as_("agent"), topic="Flat 3-502", ticket=row.id)
    meeting = meetings.schedule_meeting(ctx, topic="Flat 3-502", ticket=row.id)
    assert meeting.number.startswith("M20261123-")
    with pytest.raises(TransitionRefusedError) as missing:
        meetings.record_minutes(ctx, meeting.number, minutes={**MINUTES, "results": ""})
    assert missing.value.field == "results"
    done = meetings.record_minutes(ctx, meeting.number, minutes=MINUTES)
    assert (done.state, done.recorder, done.ticket) == ("recorded", "Sun Yue", row.number)
    assert complaints.show_complaint(ctx, row.id).meetings == (done,)
    assert "New pipe" in meetings.minutes_text(ctx, done)


@pytest.mark.req("MTG-13")
def test_an_action_item_is_reported_by_its_owner_and_verified_by_another(ctx: Context, as_: AsStaff) -> None:
    with pytest.raises(InvalidInputError):
        meetings.assign_item(ctx, text="Check seals")
    item = meetings.assign_item(ctx, text="Check seals", owner_id=as_("handler").staff_id)
    assert item.due_at is not None
    with pytest.raises(NotAllowedError):
        meetings.report_item(as_("handler2"), item.id, feedback="Done")
    with pytest.raises(TransitionRefusedError):
        meetings.verify_item(ctx, item.id)
    assert meetings.report_item(as_("handler"), item.id, feedback="Done").state == "reported"
    back = meetings.return_item(ctx, item.id, reason="Which ones?")
    assert (back.state, back.returns) == ("in_progress", 1)
    meetings.report_item(as_("handler"), item.id, feedback="All 14")
    assert meetings.verify_item(ctx, item.id).state == "closed"
    own = meetings.assign_item(ctx, text="Call the firm", owner_id=ctx.staff_id)
    meetings.report_item(ctx, own.id, feedback="Called")
    with pytest.raises(NotAllowedError):
        meetings.verify_item(ctx, own.id)


@pytest.mark.req("CMP-24")
def test_a_rectification_is_closed_with_three_checks_and_three_no_let_go(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    item = meetings.assign_item(
        ctx, text="Seals", kind="rectification", ticket=row.id, owner_id=as_("handler").staff_id
    )
    meetings.report_item(as_("handler"), item.id, feedback="Done")
    with pytest.raises(InvalidInputError) as missing:
        meetings.verify_item(ctx, item.id, checks=["risks, channels, concerns"])
    assert missing.value.rule == "CMP-24"
    assert len(meetings.verify_item(ctx, item.id, checks=["all"]).checks) == 6


@pytest.mark.req("CMP-23")
def test_the_effect_is_checked_at_a_date_with_a_verdict(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    due = ctx.now() + timedelta(days=30)
    item = meetings.assign_item(
        ctx, text="Still tight?", kind="effect_check", ticket=row.id, owner_id=ctx.staff_id, due_at=due
    )
    assert (item.kind, item.due_at) == ("effect_check", due)
    meetings.report_item(ctx, item.id, feedback="Still tight")
    checked = meetings.verify_item(as_("manager"), item.id, verdict="effective")
    assert (checked.feedback, checked.verdict) == ("Still tight", "effective")


@pytest.mark.req("MTG-13")
def test_what_is_overdue_is_escalated_once_and_stays_on_the_agenda(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(as_("agent"))
    item = meetings.assign_item(
        ctx,
        text="Seals",
        ticket=row.id,
        owner_id=as_("handler").staff_id,
        due_at=ctx.now() + timedelta(days=1),
    )
    assert meetings.escalate_overdue_items(ctx) == ()
    clock.advance(days=2)
    assert [each.id for each in meetings.escalate_overdue_items(ctx)] == [item.id]
    assert meetings.escalate_overdue_items(ctx) == ()
    assert [each.late for each in meetings.list_items(as_("handler"), mine=True).rows] == [True]
    assert complaints.show_complaint(ctx, row.id).ticket.row.escalated


@pytest.mark.req("MTG-15")
def test_the_agenda_of_the_weekly_review_is_made_from_the_records(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    meetings.assign_item(ctx, text="Seals", ticket=row.id, owner_id=as_("handler").staff_id)
    review = meetings.schedule_meeting(ctx, topic="Week 48", kind="complaint_review")
    assert row.number in review.agenda
    assert "Seals" in review.agenda
    complaints.describe_complaint(ctx, row.id, {"against": "2001"})
    hidden = meetings.complaint_agenda(as_("agent"))
    assert (hidden.open, hidden.items) == ((), ())
    later = meetings.schedule_meeting(ctx, topic="Week 49", kind="complaint_review")
    assert row.number not in later.agenda


@pytest.mark.req("MTG-13")
def test_open_items_are_on_the_next_agenda_of_any_meeting_until_it_is_held(
    ctx: Context, as_: AsStaff
) -> None:
    row = register(as_("agent"))
    late = meetings.assign_item(ctx, text="Seals", ticket=row.id, owner_id=as_("handler").staff_id)
    meetings.assign_item(ctx, text="New phones", owner_id=as_("agent").staff_id)
    other = meetings.schedule_meeting(ctx, topic="Week 48", kind="other")
    assert ("Seals" in other.agenda, "New phones" in other.agenda) == (True, True)
    about = meetings.schedule_meeting(ctx, topic="Flat 3-502", ticket=row.id)
    assert about.agenda.startswith(row.number)
    assert ("Seals" in about.agenda, "New phones" in about.agenda) == (True, False)
    meetings.report_item(as_("handler"), late.id, feedback="Done")
    assert "Reported Seals" in meetings.show_meeting(ctx, other.number).agenda
    meetings.verify_item(ctx, late.id)
    assert "Seals" not in meetings.show_meeting(ctx, other.number).agenda
    held = meetings.record_minutes(ctx, other.number, minutes=MINUTES)
    meetings.assign_item(ctx, text="Lamps", owner_id=ctx.staff_id)
    assert meetings.show_meeting(ctx, other.number).agenda == held.agenda
    assert "New phones" in held.agenda


@pytest.mark.req("MTG-13", "CMP-24")
def test_an_item_says_what_each_person_may_do_with_it_and_why_not(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    item = meetings.assign_item(ctx, text="Check seals", kind="rectification", owner_id=handler.staff_id)

    def possible(who: Context) -> list[str]:
        return [step.action for step in meetings.show_item(who, item.id).steps if step.possible]

    assert possible(handler) == ["begin", "report"]
    assert possible(as_("handler2")) == []
    meetings.begin_item(handler, item.id)
    meetings.report_item(handler, item.id, feedback="Done")
    assert possible(handler) == []
    assert possible(ctx) == ["return", "verify"]
    verify = next(step for step in meetings.show_item(ctx, item.id).steps if step.action == "verify")
    assert verify.needs == ("checks",)
    own = meetings.assign_item(ctx, text="Call the firm", owner_id=ctx.staff_id)
    meetings.report_item(ctx, own.id, feedback="Called")
    steps = {step.action: step.why_not for step in meetings.show_item(ctx, own.id).steps}
    assert steps["verify"] == "Someone else verifies what you did."


@pytest.mark.req("CMP-23", "CMP-24")
@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("decision", {"verdict": "banana"}),
        ("decision", {"checks": ["banana"]}),
        ("rectification", {"checks": ["all"], "verdict": "banana"}),
        ("effect_check", {"checks": ["banana"], "verdict": "effective"}),
    ],
)
def test_words_that_are_no_verdict_and_no_check_are_refused_for_every_item(
    ctx: Context, as_: AsStaff, kind: str, given: dict[str, Any]
) -> None:
    item = meetings.assign_item(ctx, text="Check", kind=kind, owner_id=as_("handler").staff_id)
    meetings.report_item(as_("handler"), item.id, feedback="Done")
    with pytest.raises(WrongFormError, match="banana") as refused:
        meetings.verify_item(ctx, item.id, **given)
    assert refused.value.hint
    assert meetings.show_item(ctx, item.id).state == "reported"


def test_messages_name_kinds_of_records_in_words(ctx: Context, as_: AsStaff) -> None:
    with pytest.raises(NotFoundError, match=r"^There is no action item 99999\.$"):
        meetings.show_item(ctx, 99999)
    item = meetings.assign_item(ctx, text="Check", owner_id=as_("handler").staff_id)
    with pytest.raises(TransitionRefusedError, match=r"^action item is Assigned"):
        meetings.verify_item(ctx, item.id)
