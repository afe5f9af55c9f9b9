"""What is owed within tickets is on the desk and in the handover, and warns like the ticket's own clocks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import contractors, matters, meetings, subtasks, tickets
from csconsole.services.clocks import open_clocks, tick
from csconsole.services.clocks.kinds import OWED
from csconsole.services.context import Context
from csconsole.services.desk import desk_of, watch_of
from csconsole.services.journal import undo
from csconsole.services.notices import unread_notices
from tests.conftest import AsStaff
from tests.services.tickets.registering import department, register, staff
from tests.services.tickets.timing import set_limits

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _only_what_is_owed(as_: AsStaff) -> None:
    """Tickets have no limits of their own near by."""
    set_limits(as_, EVERY={"resolve": "90d"})


def asked(by: Context, ticket_id: int, **more: object) -> subtasks.SubtaskRow:
    return subtasks.ask_department(
        by,
        ticket_id,
        department_id=department(by, "ENG"),
        text="Whose pipe is it?",
        **more,  # type: ignore[arg-type]  # keywords of one call, each of its own type
    )


def marks(ctx: Context) -> list[tuple[str, str]]:
    """Clock and mark of the warnings of one tick, but for the ticket's own clocks."""
    return [(each.clock.value, each.mark) for each in tick(ctx).warnings if each.clock in OWED]


def owed(ctx: Context) -> list[tuple[str, str]]:
    """What is asked of this person, by clock and note."""
    desk = desk_of(ctx)
    return [(item.state, item.note) for item in (*desk.now, *desk.waiting) if item.kind == "owed"]


@pytest.mark.req("TKT-20")
def test_a_request_to_a_department_warns_at_each_share_once_also_after_a_standstill(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket = register(as_("agent"))
    asked(as_("agent"), ticket.id, due_at=clock.now() + 8 * HOUR)
    clock.advance(hours=2)
    assert marks(ctx) == [("acknowledge", "50")]
    assert marks(ctx) == []
    clock.advance(hours=6, minutes=1)
    assert marks(ctx) == [
        ("acknowledge", "75"),
        ("acknowledge", "100"),
        ("department", "50"),
        ("department", "75"),
        ("department", "100"),
    ]
    assert marks(ctx) == []
    assert [notice.title for notice in unread_notices(as_("handler"))] == ["2 time limits have passed"]


@pytest.mark.req("TKT-20")
def test_it_is_on_the_desk_of_the_department_and_late_on_that_of_who_asked_and_of_the_supervisor(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket = register(as_("agent"), first_owner_id=as_("agent").staff_id)
    one = asked(as_("agent"), ticket.id, due_at=clock.now() + 8 * HOUR)
    assert owed(as_("handler")) == [("acknowledge", "")]
    assert (owed(as_("agent")), owed(ctx)) == ([], [])
    tally = {each.kind: each for each in desk_of(as_("handler")).mine}["owed"]
    assert (tally.late, tally.today, tally.open) == (0, 1, 1)
    clock.advance(hours=4, minutes=1)
    assert owed(as_("agent")) == [("acknowledge", "others")]
    assert owed(ctx) == [("acknowledge", "others")]
    alarm = watch_of(as_("handler")).alarm
    assert alarm is not None
    assert alarm.title == "acknowledgement: Engineering Whose pipe is it?"
    subtasks.take_subtask(ctx, one.id, "acknowledge")
    assert owed(as_("handler")) == [("department", "")]
    assert owed(ctx) == []
    subtasks.take_subtask(ctx, one.id, "answer", {"answer": "Ours"})
    assert owed(as_("handler")) == []
    undo(ctx)
    assert owed(as_("handler")) == [("department", "")]
    subtasks.take_subtask(ctx, one.id, "cancel", {"reason": "solved otherwise"})
    clock.advance(hours=9)
    assert (owed(as_("handler")), owed(ctx)) == ([], [])
    assert marks(ctx) == []


@pytest.mark.req("TKT-18", "TKT-19")
def test_a_visit_that_was_moved_warns_by_its_new_slot(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    ticket = register(ctx)
    engineer = staff(ctx, "2001")
    one = subtasks.plan_slot(
        ctx,
        ticket.id,
        text="Survey",
        starts_at=clock.now() + 3 * HOUR,
        ends_at=clock.now() + 4 * HOUR,
        staff_id=engineer,
    )
    clock.advance(hours=3)
    assert marks(ctx) == [("visit", "50"), ("visit", "75")]
    subtasks.take_subtask(
        ctx, one.id, "move", {"starts_at": clock.now() + 30 * HOUR, "reason": "the customer is away"}
    )
    assert marks(ctx) == []
    assert [item.due_at for item in desk_of(as_("handler")).now if item.kind == "owed"] == [
        subtasks.show_subtask(ctx, one.id).due_at
    ]
    clock.advance(hours=33)
    assert [mark for _clock, mark in marks(ctx)] == ["50", "75", "100"]
    assert owed(as_("handler")) == [("visit", "")]


@pytest.mark.req("TKT-14")
def test_a_contractors_job_is_with_who_follows_it(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    firm = contractors.add_contractor(ctx, name="Dry Roofs", trade="waterproofing")
    ticket = register(ctx)
    job = contractors.give_to_contractor(
        ctx,
        ticket.id,
        firm.id,
        text="Seal the roof",
        due_at=clock.now() + 2 * HOUR,
        follower_id=as_("agent").staff_id,
    )
    clock.advance(hours=2, minutes=1)
    assert marks(ctx) == [("contractor", "50"), ("contractor", "75"), ("contractor", "100")]
    assert owed(as_("agent")) == [("contractor", "")]
    assert owed(ctx) == [("contractor", "others")]
    contractors.end_job(ctx, job.id, result="sealed")
    assert (owed(as_("agent")), owed(ctx)) == ([], [])


@pytest.mark.req("TKT-32")
def test_the_reply_to_a_superior_body_is_with_who_has_the_ticket(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket = register(as_("agent"), first_owner_id=as_("agent").staff_id)
    matters.receive_referral(
        as_("agent"),
        ticket.id,
        source="regulator",
        body="Housing authority",
        reference="2026-117",
        reply_due_at=clock.now() + 10 * HOUR,
    )
    assert owed(as_("agent")) == [("reply", "")]
    clock.advance(hours=11)
    assert [mark for _clock, mark in marks(ctx)] == ["50", "75", "100"]
    assert owed(ctx) == [("reply", "others")]
    matters.reply_to_referral(ctx, ticket.id, reply="Repaired")
    assert owed(as_("agent")) == []


@pytest.mark.req("TKT-23")
def test_an_incident_warns_the_supervisors_before_its_hour_is_over(ctx: Context, clock: FrozenClock) -> None:
    ticket = register(ctx, kind="incident", scope=None)
    matters.open_incident(ctx, ticket.id, incident_type="major")
    clock.advance(minutes=45)
    assert marks(ctx) == [("report", "50"), ("report", "75")]
    assert owed(ctx) == [("report", "")]
    clock.advance(minutes=16)
    assert marks(ctx) == [("report", "100")]
    assert [notice.title for notice in unread_notices(ctx)] == [f"{ticket.number}: report upward is late"]
    tickets.cancel_ticket(ctx, ticket.id, reason="an exercise")
    clock.advance(days=2)
    assert (marks(ctx), owed(ctx)) == ([], [])


@pytest.mark.req("MTG-13")
def test_an_overdue_action_item_is_told_to_supervisors_once_and_stands_on_its_owners_desk(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    item = meetings.assign_item(
        ctx, text="Change the lock", owner_id=as_("agent").staff_id, due_at=clock.now() + HOUR
    )
    assert owed(as_("agent")) == [("action_item", "")]
    clock.advance(hours=2)
    tick(ctx)
    tick(ctx)
    assert [notice.title for notice in unread_notices(ctx)] == ["1 action item is overdue"]
    assert owed(ctx) == [("action_item", "others")]
    meetings.report_item(as_("agent"), item.id, feedback="changed")
    meetings.verify_item(ctx, item.id)
    assert (owed(as_("agent")), owed(ctx)) == ([], [])


@pytest.mark.req("TKT-20")
def test_a_merged_ticket_takes_what_is_owed_along(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    keep, gone = register(ctx), register(ctx)
    asked(ctx, gone.id, due_at=clock.now() + 8 * HOUR)
    tickets.merge_tickets(ctx, keep.id, gone.id, reason="the same leak")
    numbers = {item.number for item in desk_of(as_("handler")).now if item.kind == "owed"}
    assert numbers == {keep.number}
    assert {row.number for row in open_clocks(ctx).rows if row.clock == "acknowledge"} == {keep.number}


@pytest.mark.req("TKT-20", "TKT-18", "TKT-23", "TKT-32", "TKT-14", "MTG-13")
def test_why_walks_every_running_clock_of_what_is_owed_within_the_ticket(
    ctx: Context, clock: FrozenClock
) -> None:
    ticket = register(ctx, kind="incident")
    first = asked(ctx, ticket.id)
    asked(ctx, ticket.id, due_at=clock.now() + 3 * HOUR)
    start = clock.now() + 30 * HOUR
    subtasks.plan_slot(ctx, ticket.id, text="Survey", starts_at=start, staff_id=staff(ctx, "2001"))
    firm = contractors.add_contractor(ctx, name="Drybuild Ltd", trade="waterproofing")
    contractors.give_to_contractor(ctx, ticket.id, firm.id, due_at=clock.now() + 40 * HOUR)
    matters.open_incident(ctx, ticket.id, incident_type="major")
    meetings.assign_item(ctx, text="Check the seals", ticket=ticket.id, owner_id=ctx.staff_id)
    clock.advance(minutes=30)
    found = tickets.why_due(ctx, ticket.id).owed
    assert [(one.kind, one.limit, one.source) for one in found] == [
        ("report", "60m", "setting"),
        ("acknowledge", None, "named"),
        ("department", None, "named"),
        ("acknowledge", "4h", "setting"),
        ("visit", "2h", "setting"),
        ("department", "1wd", "setting"),
        ("contractor", None, "named"),
        ("action_item", "3wd", "setting"),
    ]
    report, visit = found[0], found[4]
    assert report.name == "report upward: Major accident, running: due 2026-11-23 Mon 10:00"
    assert report.steps[:5] == (
        "Happened 2026-11-23 Mon 09:00",
        "A major accident, or a stop of supply that is or becomes a long one, is reported upward within 60m:",
        "Start 2026-11-23 Mon 09:00: 60 minutes, round the clock",
        "2026-11-23 Mon 09:00 to 10:00: 1 h, 1 h so far",
        "Due 2026-11-23 Mon 10:00",
    )
    assert "Used 30 min of 1 h, 50 %" in report.steps
    assert "Due 2026-11-24 Tue 17:00" in visit.steps
    assert "The acknowledgement is not due after the answer." in found[1].steps
    assert any("named when it was asked for" in step for step in found[6].steps)
    text = "\n".join(tickets.why_due(ctx, ticket.id).lines())
    assert text.index("Owed within it:") < text.index("department's answer: Engineering")
    subtasks.take_subtask(ctx, first.id, "acknowledge")
    assert [one.kind for one in tickets.why_due(ctx, ticket.id).owed].count("acknowledge") == 1
