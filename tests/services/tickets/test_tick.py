"""Warnings of clocks: each once, whatever happens to the program and its clock (TKT-07)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Right
from csconsole.services import tickets
from csconsole.services.clocks import open_clocks, tick
from csconsole.services.context import Context
from csconsole.services.desk import watch_of
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.notices import unread_notices
from csconsole.services.settings import change_setting
from csconsole.services.subtasks import ask_department
from tests.conftest import AsStaff
from tests.services.complaints.walking import register as register_complaint
from tests.services.complaints.walking import walk
from tests.services.tickets.registering import department, events, in_progress, register
from tests.services.tickets.timing import at, page_clocks, set_limits, stored


def marks(ctx: Context) -> list[tuple[str, str]]:
    """Clock and mark of the warnings of one tick."""
    return [(each.clock.value, each.mark) for each in tick(ctx).warnings]


@pytest.mark.req("TKT-07")
def test_each_share_of_the_time_warns_once(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    set_limits(as_, repair="4h", EVERY={})
    row = register(ctx)
    assert marks(ctx) == []
    clock.advance(hours=2)
    assert marks(ctx) == [("resolve", "50")]
    assert marks(ctx) == []
    clock.advance(hours=1)
    assert marks(ctx) == [("resolve", "75")]
    clock.advance(hours=1)
    assert marks(ctx) == [("resolve", "100")]
    assert stored(ctx, row.id).state == "late"
    given = [event.detail for event in events(ctx, row.id) if event.action == "clock_warning"]
    assert [each["marks"] for each in given if each] == [["50"], ["75"], ["100"]]
    assert [event.actor_id for event in events(ctx, row.id)][1:] == [None] * 3


@pytest.mark.req("TKT-07")
def test_after_hours_of_standstill_all_that_is_due_comes_in_one_tick_each_once(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    """Two levels of escalation and all shares at once: due Monday 13:00, 24 h later, and 5 working days."""
    set_limits(as_, repair="4h", EVERY={})
    register(ctx)
    clock.move_to(at("2026-12-01 09:00"))
    found = tick(ctx).warnings
    assert [each.mark for each in found] == ["50", "75", "100", "supervisor", "manager"]
    assert found[3].at == at("2026-11-24 13:00")
    assert found[4].at == at("2026-11-30 18:00")
    assert {each.given_at for each in found} == {clock.now()}
    assert marks(ctx) == []


@pytest.mark.req("TKT-07")
def test_two_levels_that_are_due_at_the_same_instant_both_warn(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    change_setting(as_("admin"), "clock.escalations", {"supervisor": "1h", "manager": "1h"})
    set_limits(as_, repair="4h", EVERY={})
    register(ctx)
    clock.advance(hours=5)
    assert sorted(mark for _clock, mark in marks(ctx)) == ["100", "50", "75", "manager", "supervisor"]


@pytest.mark.req("TKT-07")
def test_a_clock_that_is_set_back_repeats_nothing(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    set_limits(as_, repair="4h", EVERY={})
    handler = as_("handler")
    row = in_progress(ctx, handler)
    clock.advance(hours=3, minutes=30)
    assert marks(ctx) == [("resolve", "50"), ("resolve", "75")]
    clock.advance(hours=-3)
    assert marks(ctx) == []
    tickets.note_ticket(handler, row.id, text="Waiting for a part")
    clock.advance(hours=3)
    assert marks(ctx) == []
    clock.advance(minutes=30)
    assert marks(ctx) == [("resolve", "100")]


@pytest.mark.req("TKT-07")
def test_a_breach_noticed_before_the_clock_was_set_back_stays(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair="4h", EVERY={})
    row = register(ctx)
    clock.advance(hours=4)
    tick(ctx)
    clock.advance(hours=-2)
    assert page_clocks(ctx, row.id)["resolve"].state == "late"
    tickets.edit_ticket(ctx, row.id, title="Leak in the kitchen")
    assert stored(ctx, row.id).state == "late"


@pytest.mark.req("TKT-07")
def test_no_warning_while_the_clock_stands_still(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    set_limits(as_, repair="4h", EVERY={})
    handler = as_("handler")
    row = in_progress(ctx, handler)
    clock.advance(hours=1)
    tickets.wait_ticket(handler, row.id, reason="Nobody home")
    clock.advance(hours=10)
    assert marks(ctx) == []
    tickets.resume_ticket(handler, row.id)
    assert marks(ctx) == []
    clock.advance(hours=1)
    assert marks(ctx) == [("resolve", "50")]


@pytest.mark.req("TKT-07")
def test_a_due_time_that_was_moved_warns_anew(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    set_limits(as_, repair="4h", EVERY={})
    row = register(ctx)
    clock.advance(hours=2)
    assert marks(ctx) == [("resolve", "50")]
    tickets.extend_ticket(ctx, row.id, told=True, until=at("2026-11-23 19:00"), reason="Part ordered")
    assert marks(ctx) == []
    clock.advance(hours=3)
    assert marks(ctx) == [("resolve", "50")]


@pytest.mark.req("TKT-07")
def test_many_terminals_at_once_warn_once(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    set_limits(as_, repair="4h", EVERY={})
    for _n in range(5):
        register(ctx)
    clock.advance(hours=4)
    found: list[int] = []
    start = threading.Barrier(6)

    def terminal() -> None:
        start.wait()
        found.extend(each.ticket_id for each in tick(ctx).warnings)

    threads = [threading.Thread(target=terminal) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tick(ctx)
    given = [
        mark
        for row in tickets.list_tickets(ctx).rows
        for event in events(ctx, row.id)
        if event.action == "clock_warning" and event.detail
        for mark in event.detail["marks"]
    ]
    assert sorted(given) == ["100"] * 5 + ["50"] * 5 + ["75"] * 5
    assert len(found) == 15


@pytest.mark.req("TKT-07")
def test_a_breach_is_a_notice_to_the_department_and_later_to_each_role(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair="4h", EVERY={})
    row = register(ctx)
    dispatch_ticket(ctx, row.id, department_id=department(ctx, "ENG"))
    clock.advance(hours=4)
    tick(ctx)
    handler, manager = as_("handler"), as_("manager")
    assert [each.title for each in unread_notices(handler)] == [f"{row.number}: resolve is late"]
    assert unread_notices(ctx) == ()
    clock.advance(hours=24)
    tick(ctx)
    assert len(unread_notices(ctx)) == 1
    assert unread_notices(manager) == ()
    clock.move_to(at("2026-12-01 09:00"))
    tick(ctx)
    assert len(unread_notices(manager)) == 1


@pytest.mark.req("TKT-07", "CMP-22")
def test_a_complaint_about_a_person_is_told_to_supervisors_without_its_title(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, complaint__minor="4h", EVERY={})
    against = as_("agent").staff_id
    row = register(ctx, kind="complaint", level="minor", against_staff_id=against, title="Rude words")
    clock.advance(hours=4)
    tick(ctx)
    notices = unread_notices(ctx)
    assert any(row.number in each.title or row.number in each.body for each in notices)
    assert not any("Rude" in each.title + each.body for each in notices)
    assert not as_("agent").can(Right.COMPLAINT_STAFF_VIEW)
    assert unread_notices(as_("agent")) == ()


@pytest.mark.req("TKT-07", "TKT-08")
def test_the_alarm_line_shows_any_clock_of_mine(ctx: Context, as_: AsStaff) -> None:
    set_limits(as_, repair={"arrive": "15m", "resolve": "24h"})
    handler = as_("handler")
    row = in_progress(ctx, handler)
    alarm = watch_of(handler).alarm
    assert alarm is not None
    assert (alarm.number, alarm.clock, alarm.due_at) == (row.number, "arrive", at("2026-11-23 09:15"))


@pytest.mark.req("TKT-07")
def test_the_clocks_of_all_tickets_in_order(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    set_limits(as_, repair={"arrive": "15m", "resolve": "24h"})
    row = register(ctx)
    assert [(each.clock, each.state) for each in open_clocks(ctx).rows] == [
        ("arrive", "running"),
        ("respond", "running"),
        ("resolve", "running"),
    ]
    clock.advance(minutes=16)
    assert [(each.number, each.clock, each.state) for each in open_clocks(ctx, late=True).rows] == [
        (row.number, "arrive", "late")
    ]


@pytest.mark.req("TKT-33")
def test_a_result_without_objection_counts_as_accepted(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    off = in_progress(ctx, handler)
    tickets.done_ticket(handler, off.id, result="Sealed", feedback="Fine")
    change_setting(as_("admin"), "ticket.deemed_acceptance", "2wd")
    row = in_progress(ctx, handler)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    assert page_clocks(ctx, row.id)["objection"].due_at == at("2026-11-25 18:00")
    clock.move_to(at("2026-11-25 17:59"))
    assert tick(ctx).accepted == ()
    clock.advance(minutes=1)
    assert tick(ctx).accepted == (row.number,)
    closed = tickets.show_ticket(ctx, row.id).row
    assert (closed.state, closed.close_reason) == ("closed", "deemed_accepted")
    assert tickets.show_ticket(ctx, off.id).row.state == "done"


@pytest.mark.req("TKT-33", "CMP-17")
def test_silence_ends_no_complaint_and_stops_no_tick(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    change_setting(as_("admin"), "ticket.deemed_acceptance", "3wd")
    complaint = walk(as_, register_complaint(as_("agent")))
    tickets.note_ticket(as_("agent"), complaint.id, text="Told her", told_customer=True)
    other = register(ctx)
    clock.advance(days=10)
    assert {one.number for one in tick(ctx).warnings} >= {other.number}
    assert tickets.show_ticket(ctx, complaint.id).row.stage == "callback"
    assert "objection" not in page_clocks(ctx, complaint.id)


@pytest.mark.req("TKT-33", "TKT-20", "TKT-32")
def test_silence_ends_nothing_on_which_something_is_still_owed(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    change_setting(as_("admin"), "ticket.deemed_acceptance", "2wd")
    handler = as_("handler")
    row = in_progress(ctx, handler)
    asked = ask_department(ctx, row.id, department_id=department(ctx, "PM"), text="Access to the shaft")
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    clock.advance(days=10)
    assert tick(ctx).accepted == ()
    assert tickets.show_ticket(ctx, row.id).row.state == "done"
    assert tickets.show_ticket(ctx, row.id).subtasks[0].id == asked.id
    assert tickets.show_ticket(ctx, row.id).subtasks[0].state != "cancelled"


@pytest.mark.req("TKT-34")
def test_silent_tickets_by_department(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    row = register(ctx)
    dispatch_ticket(ctx, row.id, department_id=department(ctx, "ENG"))
    told = in_progress(ctx, handler)
    tickets.note_ticket(handler, told.id, text="Coming tomorrow", told_customer=True)
    assert tickets.unanswered_tickets(ctx) == ()
    clock.advance(hours=24, seconds=1)
    found = tickets.unanswered_tickets(ctx)
    assert [(each.department, [one.id for one in each.rows]) for each in found] == [("Engineering", [row.id])]
    assert [one.id for one in tickets.list_tickets(ctx, filter="clock:unanswered").rows] == [row.id]
    assert [one.id for one in tickets.list_tickets(ctx, filter="时钟:未响应").rows] == [row.id]
    assert tickets.unfollowed_tickets(ctx) == ()
    clock.advance(days=2)
    assert [each.count for each in tickets.unfollowed_tickets(ctx)] == [2]
    tickets.note_ticket(handler, told.id, text="Done half")
    assert [one.id for each in tickets.unfollowed_tickets(ctx) for one in each.rows] == [row.id]
    assert clock.now() - timedelta(days=3) > row.reported_at
