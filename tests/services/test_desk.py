"""The desk: what is mine, what is due next, what the title line warns of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Ticket
from csconsole.services.callbacks import make_appointment, plan_callback
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.desk import desk_of, round_of, watch_of
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.notices import publish_notice
from csconsole.services.promises import make_promise
from csconsole.services.settings import change_setting
from csconsole.services.shifts import start_shift
from csconsole.services.tickets import create_ticket
from tests.services.handover_site import Site

AsStaff = Callable[[str], Context]


def ticket(by: Context, owner: Context, title: str, **more: object) -> str:
    """A ticket that the owner handles and owns first."""
    row = create_ticket(
        by,
        kind="repair",
        title=title,
        phone="19900000137",
        scope="in_home",
        contact_name="Ouyang Wen",
        address="3-502",
        department_id=owner.actor.department_id,
        handler_id=owner.staff_id,
        first_owner_id=owner.staff_id,
        **more,  # type: ignore[arg-type]  # keywords of one call, each of its own type
    )
    return row.number


@pytest.mark.req("CALL-17", "CALL-10")
def test_tallies_count_late_today_and_open(ctx: Context, agent: Context, clock: FrozenClock) -> None:
    now = clock.now()
    ticket(ctx, agent, "late one", promised_at=now + timedelta(minutes=5))
    ticket(ctx, agent, "today", promised_at=now + timedelta(hours=4))
    ticket(ctx, agent, "next week", promised_at=now + timedelta(days=7))
    clock.advance(minutes=10)
    tallies = {tally.kind: tally for tally in desk_of(agent).mine}
    first = tallies["ticket"]
    assert (first.late, first.open) == (1, 3)
    assert first.late + first.today <= 3
    assert first.today >= 1
    assert tallies["first_contact"].open == 3
    assert tallies["callback"].open == 0


@pytest.mark.req("CALL-17")
def test_next_comes_first_over_all_kinds(ctx: Context, agent: Context, clock: FrozenClock) -> None:
    now = clock.now()
    customer = create_customer(ctx, name="Ouyang Wen", phones=("19900000137",))
    make_promise(agent, text="price list", due_at=now + timedelta(minutes=40), customer_id=customer.id)
    number = ticket(ctx, agent, "leak", promised_at=now + timedelta(minutes=10))
    back = plan_callback(
        agent,
        kind="follow_up",
        source="service_end",
        reason="satisfied?",
        due_at=now + timedelta(minutes=20),
        phone="19900000137",
        contact_name="Ouyang Wen",
        owner_id=agent.staff_id,
    )
    found = desk_of(agent).now
    assert found[0].number == number
    assert [item.kind for item in found if item.number != number or item.kind == "ticket"][:1] == ["ticket"]
    dues = [item.due_at for item in found]
    assert dues == sorted(due for due in dues if due is not None)
    callback = next(item for item in found if item.kind == "callback")
    assert (callback.record, callback.key) == ("callback", back.number)
    promise = next(item for item in found if item.kind == "promise" and "price list" in item.title)
    assert (promise.record, promise.about) == ("promise", customer.id)


def test_others_work_is_not_on_my_desk(
    ctx: Context, agent: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket(ctx, agent, "mine", promised_at=clock.now() + timedelta(hours=1))
    other = desk_of(as_("agent2"))
    assert not other.now
    assert all(tally.open == 0 for tally in other.mine)


@pytest.mark.req("CALL-14")
def test_the_alarm_is_what_is_due_within_the_setting(
    ctx: Context, agent: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    number = ticket(ctx, agent, "leak", promised_at=clock.now() + timedelta(minutes=20))
    assert watch_of(agent).alarm is None
    clock.advance(minutes=6)
    alarm = watch_of(agent).alarm
    assert alarm is not None
    assert alarm.number == number
    clock.advance(minutes=-6)
    change_setting(as_("admin"), "desk.alarm_minutes", 30)
    assert watch_of(agent).alarm is not None


def test_unread_notices_are_on_the_desk(ctx: Context, agent: Context) -> None:
    publish_notice(ctx, title="Water off 14:00-16:00 in B3", body="")
    assert [title for _id, title in round_of(agent).notices] == ["Water off 14:00-16:00 in B3"]


def test_an_empty_desk_is_all_noughts(agent: Context) -> None:
    assert not desk_of(agent).now
    found = round_of(agent)
    assert not found.recent
    assert found.figures.calls == 0
    assert found.figures.loss_rate is None
    assert found.handed_over == 0
    assert watch_of(agent).alarm is None


@pytest.mark.req("SHF-06")
def test_the_figures_count_since_the_sign_on_to_a_shift_that_has_not_begun(
    as_: AsStaff, clock: FrozenClock
) -> None:
    site = Site(as_, clock)
    site.at(13, 40)
    start_shift(as_("agent"), shift="late")
    site.at(13, 45)
    site.call(direction="inbound")
    site.at(13, 50)
    assert round_of(as_("agent")).figures.calls == 1


@pytest.mark.req("CALL-10")
def test_what_waits_for_anyone_and_what_i_heard_first(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    agent, agent2, soon_after = as_("agent"), as_("agent2"), timedelta(minutes=30)
    soon = clock.now() + soon_after
    passed_on = ticket(ctx, agent, "leak", promised_at=soon)
    dispatch_ticket(ctx, passed_on, handler_id=agent2.staff_id, reason="nearer")
    free = plan_callback(
        ctx,
        kind="follow_up",
        source="service_end",
        reason="satisfied?",
        due_at=soon,
        phone="19900000137",
        contact_name="Ouyang Wen",
    )
    waiting = [(item.note, item.number) for item in desk_of(agent).waiting]
    assert waiting == [("anyone", free.number)]
    clock.advance(hours=1)
    waiting = [(item.note, item.number) for item in desk_of(agent).waiting]
    assert waiting == [("anyone", free.number), ("first_contact", passed_on)]
    assert all(item.number != passed_on for item in desk_of(agent2).waiting)


@pytest.mark.req("TKT-22")
def test_urgent_and_above_then_what_nobody_has_stand_before_my_own(
    ctx: Context, agent: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    supervisor = as_("supervisor")
    mine = ticket(ctx, supervisor, "old tap", promised_at=clock.now() + timedelta(minutes=5))
    passed_on = ticket(ctx, agent, "leak", priority="urgent")
    fields = {"kind": "repair", "phone": "19900000137", "scope": "public", "address": "lift 2"}
    older = create_ticket(ctx, title="lamp", contact_name="Ouyang Wen", **fields)  # type: ignore[arg-type]  # keywords of one call
    clock.advance(minutes=1)
    younger = create_ticket(ctx, title="door", contact_name="Ouyang Wen", **fields)  # type: ignore[arg-type]  # keywords of one call
    trapped = create_ticket(ctx, title="trapped", contact_name="Wen", priority="emergency", **fields)  # type: ignore[arg-type]  # keywords of one call
    found = desk_of(supervisor)
    assert [item.number for item in found.top] == [trapped.number, passed_on, older.number, younger.number]
    assert [item.note for item in found.top] == ["emergency", "urgent", "anyone", "anyone"]
    assert [item.number for item in found.now if item.kind == "ticket"] == [mine]
    assert [item.number for item in desk_of(as_("agent2")).top] == [trapped.number]


@pytest.mark.req("TKT-22")
def test_an_urgent_ticket_whose_clocks_stand_still_comes_after_those_that_run(ctx: Context) -> None:
    still = ticket(ctx, ctx, "awaiting parts", priority="urgent")
    runs = ticket(ctx, ctx, "leak", priority="urgent")
    with ctx.write() as uow:
        paused = uow.one(Ticket, number=still)
        assert paused is not None
        uow.update(paused, "paused", {"next_due_at": None, "next_clock": None})
    assert [item.number for item in desk_of(ctx).top] == [runs, still]


@pytest.mark.req("CALL-14")
def test_the_line_of_a_ticket_says_until_when_its_customer_was_promised_something(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    promised = clock.now() + timedelta(hours=30)
    number = ticket(ctx, as_("handler"), "leak", promised_at=promised)
    plain = ticket(ctx, as_("handler"), "door", priority="urgent")
    found = {item.number: item for item in desk_of(as_("handler")).now if item.kind == "ticket"}
    assert (found[number].clock, found[number].promised_at) == ("respond", promised)
    assert (found[plain].note, found[plain].promised_at) == ("urgent", None)


@pytest.mark.req("CALL-14")
def test_a_promise_that_a_callback_carries_counts_and_is_listed_once(
    agent: Context, clock: FrozenClock
) -> None:
    back = plan_callback(
        agent,
        kind="promised",
        source="call",
        reason="the price",
        due_at=clock.now() + timedelta(hours=1),
        phone="19900000137",
        contact_name="Ouyang Wen",
        owner_id=agent.staff_id,
    )
    clock.advance(hours=2)
    desk = desk_of(agent)
    tally = {one.kind: one for one in desk.mine}["promise"]
    assert (tally.late, tally.open, tally.borne_late, tally.borne) == (1, 1, 1, 1)
    assert [(item.kind, item.number) for item in desk.now] == [("callback", back.number)]


@pytest.mark.req("CALL-14", "CBK-05")
def test_a_time_that_was_agreed_before_the_end_of_the_window_is_on_the_desk(
    agent: Context, clock: FrozenClock
) -> None:
    back = plan_callback(
        agent,
        kind="follow_up",
        source="service_end",
        reason="satisfied?",
        due_at=clock.now() + timedelta(days=5),
        phone="19900000137",
        contact_name="Ouyang Wen",
        owner_id=agent.staff_id,
    )
    agreed = clock.now() + timedelta(hours=4)
    make_appointment(agent, back.id, agreed_at=agreed)
    found = [(item.kind, item.due_at, item.key) for item in desk_of(agent).now]
    assert found[0] == ("promise", agreed, back.number)
    tally = {one.kind: one for one in desk_of(agent).mine}["promise"]
    assert (tally.open, tally.borne) == (1, 0)
