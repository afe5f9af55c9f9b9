"""Several clocks on one ticket: limits that apply, states, pauses, and used time that is carried (TKT-07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register
from tests.services.tickets.timing import all_stored, at, page_clocks, set_limits, stored

ARRIVE = {"arrive": "15m", "resolve": "24h"}


@pytest.mark.req("TKT-07", "REF-07")
def test_a_ticket_has_several_clocks_each_with_its_own_limit(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair={"arrive": "15m", "answer": "4wh", "resolve": "3wd"})
    row = register(ctx)
    clock.advance(minutes=6)
    found = page_clocks(ctx, row.id)
    assert {kind: each.due_at for kind, each in found.items()} == {
        "respond": at("2026-11-24 09:00"),
        "arrive": at("2026-11-23 09:15"),
        "answer": at("2026-11-23 14:00"),
        "resolve": at("2026-11-26 18:00"),
    }
    arrive = found["arrive"]
    assert (arrive.state, arrive.used_seconds, arrive.whole_seconds) == ("running", 360, 900)
    assert row.due_at == at("2026-11-26 18:00")


@pytest.mark.req("TKT-07", "TKT-08")
def test_steps_meet_their_clocks(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    set_limits(as_, repair={"arrive": "15m", "answer": "4h", "resolve": "24h"})
    handler = as_("handler")
    row = register(ctx)
    dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, row.id)
    clock.advance(minutes=20)
    tickets.arrive_ticket(handler, row.id)
    found = page_clocks(ctx, row.id)
    assert (found["arrive"].state, found["arrive"].left_seconds) == ("late", -300)
    assert (found["respond"].state, found["respond"].met_at) == ("met", clock.now())
    clock.advance(minutes=10)
    tickets.note_ticket(handler, row.id, text="New seal tomorrow", told_customer=True)
    assert page_clocks(ctx, row.id)["answer"].met_at == clock.now()
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    resolve = stored(ctx, row.id)
    assert (resolve.state, resolve.met_at, resolve.used_seconds) == ("met", clock.now(), 1800)
    assert resolve.next_mark_at is None


@pytest.mark.req("TKT-07")
def test_resolved_is_what_the_customer_was_told(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Nobody home", told_customer=False)
    assert page_clocks(ctx, row.id)["resolve"].state == "running"
    clock.advance(hours=30)
    assert page_clocks(ctx, row.id)["resolve"].state == "late"
    tickets.note_ticket(handler, row.id, text="Called her", told_customer=True)
    found = page_clocks(ctx, row.id)["resolve"]
    assert (found.state, found.met_at) == ("late", clock.now())


@pytest.mark.req("TKT-07", "CMP-04", "CMP-05")
def test_until_the_level_is_confirmed_the_strictest_clock_runs(ctx: Context, as_: AsStaff) -> None:
    from csconsole.services.complaints import set_level

    row = register(as_("agent"), kind="complaint", level="major")
    assert (row.due_at, row.due_source) == (at("2026-11-24 09:00"), "unconfirmed")
    found = page_clocks(ctx, row.id)
    assert found["answer"].due_at == at("2026-11-24 18:00")
    assert found["transfer"].due_at == at("2026-11-23 09:30")
    row = set_level(ctx, row.id, level="major")
    assert (row.due_at, row.due_source) == (at("2026-12-02 18:00"), "level")
    assert page_clocks(ctx, row.id)["answer"].due_at == at("2026-11-26 18:00")


@pytest.mark.req("CMP-05")
@pytest.mark.parametrize(
    ("level", "answer", "resolve"),
    [
        ("minor", None, "2026-11-24 09:00"),
        ("important", "2026-11-24 18:00", "2026-11-26 18:00"),
        ("major", "2026-11-26 18:00", "2026-12-02 18:00"),
    ],
)
def test_clocks_of_the_levels(ctx: Context, level: str, answer: str | None, resolve: str) -> None:
    found = page_clocks(ctx, register(ctx, kind="complaint", level=level).id)
    assert found["resolve"].due_at == at(resolve)
    assert ("answer" in found) == (answer is not None)
    if answer is not None:
        assert found["answer"].due_at == at(answer)


@pytest.mark.req("CMP-05")
def test_an_earlier_time_that_the_customer_asks_for_wins_and_a_later_does_not(ctx: Context) -> None:
    early = register(ctx, kind="complaint", level="minor", wanted_at=at("2026-11-23 15:00"))
    assert (early.due_at, early.due_source) == (at("2026-11-23 15:00"), "customer")
    late = register(ctx, kind="complaint", level="minor", wanted_at=at("2026-11-25 15:00"))
    assert (late.due_at, late.due_source) == (at("2026-11-24 09:00"), "level")
    late = tickets.edit_ticket(ctx, late.id, wanted_at=at("2026-11-23 12:00"))
    assert late.due_at == at("2026-11-23 12:00")


@pytest.mark.req("TKT-07")
def test_a_pause_has_its_reason_and_moves_what_is_due(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    clock.advance(hours=1)
    tickets.wait_ticket(handler, row.id, reason="Nobody home")
    clock.advance(hours=2)
    found = page_clocks(ctx, row.id)["resolve"]
    assert (found.state, found.paused_for, found.used_seconds) == ("paused", "Nobody home", 3600)
    assert found.paused_since == clock.now() - timedelta(hours=2)
    tickets.resume_ticket(handler, row.id)
    assert page_clocks(ctx, row.id)["resolve"].due_at == at("2026-11-24 11:00")
    assert any("Nobody home" in line for line in tickets.why_due(ctx, row.id).lines())


@pytest.mark.req("TKT-07")
def test_the_policy_names_the_states_that_pause(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    change_setting(as_("admin"), "clock.pause_states", {"*": ["parked"], "repair.respond": []})
    handler = as_("handler")
    row = in_progress(ctx, handler)
    waiting = tickets.wait_ticket(handler, row.id, reason="Nobody home")
    assert waiting.paused_at is None
    assert page_clocks(ctx, row.id)["resolve"].state == "running"
    parked = tickets.park_ticket(ctx, row.id, park_reason="awaiting_parts", customer_informed=True)
    assert parked.paused_at == clock.now()
    states = {kind: each.state for kind, each in page_clocks(ctx, row.id).items()}
    assert states == {"respond": "running", "resolve": "paused"}


@pytest.mark.req("TKT-07")
def test_a_pause_before_the_breach_saves_and_one_after_it_does_not(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    clock.advance(hours=25)
    tickets.wait_ticket(handler, row.id, reason="Nobody home")
    clock.advance(hours=5)
    found = page_clocks(ctx, row.id)["resolve"]
    assert (found.state, found.used_seconds, found.due_at) == ("late", 25 * 3600, at("2026-11-24 09:00"))
    tickets.resume_ticket(handler, row.id)
    clock.advance(minutes=1)
    assert page_clocks(ctx, row.id)["resolve"].state == "late"


@pytest.mark.req("TKT-07")
@pytest.mark.parametrize("paused", [False, True])
def test_used_time_is_carried_when_the_priority_changes_also_while_paused(
    ctx: Context, as_: AsStaff, clock: FrozenClock, paused: bool
) -> None:
    set_limits(as_, repair="24h", repair__urgent="8h")
    handler = as_("handler")
    row = in_progress(ctx, handler)
    clock.advance(hours=2)
    if paused:
        tickets.wait_ticket(handler, row.id, reason="Nobody home")
        clock.advance(hours=3)
    tickets.edit_ticket(ctx, row.id, priority="urgent")
    found = page_clocks(ctx, row.id)["resolve"]
    assert (found.used_seconds, found.whole_seconds) == (2 * 3600, 8 * 3600)
    assert found.state == ("paused" if paused else "running")
    if paused:
        clock.advance(hours=1)
        tickets.resume_ticket(handler, row.id)
    assert page_clocks(ctx, row.id)["resolve"].due_at == clock.now() + timedelta(hours=6)


@pytest.mark.req("TKT-07", "REF-31")
def test_used_time_is_carried_when_the_calendar_changes(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    """Office: 09:00 to 12:00 is 3 h of 8. At 12:30 round the clock: 5 h more, until 17:30, lunch included."""
    set_limits(as_, repair="8wh", repair__urgent="8wh")
    change_setting(as_("admin"), "ticket.calendars", {"repair.urgent": "round-the-clock"})
    row = register(ctx)
    assert row.due_at == at("2026-11-23 18:00")
    clock.advance(hours=3.5)
    row = tickets.edit_ticket(ctx, row.id, priority="urgent")
    assert row.due_at == at("2026-11-23 17:30")
    assert page_clocks(ctx, row.id)["resolve"].used_seconds == 3 * 3600
    assert "round-the-clock" in "\n".join(tickets.why_due(ctx, row.id).lines())


@pytest.mark.req("TKT-07", "REF-31")
def test_used_time_is_carried_when_the_zone_changes(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    set_limits(as_, repair="8wh")
    row = register(ctx)
    clock.advance(hours=8)
    moved = replace(ctx, config=replace(ctx.config, zone="Europe/Berlin"))
    tickets.edit_ticket(moved, row.id, title="Leak, tenant moved")
    found = stored(ctx, row.id)
    # 17:00 in Shanghai is 10:00 in Berlin: 7 h are used, one is left
    assert (found.used_seconds, found.due_at) == (7 * 3600, at("2026-11-23 18:00"))
    assert [name for _since, name, _zone in found.calendars] == ["office", "office"]


@pytest.mark.req("TKT-07")
def test_a_changed_policy_is_applied_to_all_open_tickets_at_once(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    from csconsole.services.clocks import reckon_open_tickets

    row = register(ctx)
    clock.advance(hours=2)
    set_limits(as_, repair="48h")
    assert reckon_open_tickets(ctx) == (row.number,)
    assert reckon_open_tickets(ctx) == ()
    assert page_clocks(ctx, row.id)["resolve"].due_at == at("2026-11-25 09:00")


@pytest.mark.req("TKT-07")
def test_reckoning_that_was_stopped_goes_on_behind_what_is_done(
    ctx: Context, as_: AsStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csconsole.services.clocks import listing, reckon_open_tickets

    monkeypatch.setattr(listing, "BATCH", 2)
    numbers = [register(ctx).number for _n in range(5)]
    set_limits(as_, repair="48h")
    told: list[tuple[str, int]] = []

    def stop(number: str, done: int) -> None:
        told.append((number, done))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reckon_open_tickets(ctx, told=stop)
    assert told == [(numbers[1], 2)]
    assert reckon_open_tickets(ctx, after=numbers[1]) == tuple(numbers[2:])
    assert reckon_open_tickets(ctx) == (), "what was done before it was stopped is stored"


@pytest.mark.req("TKT-02", "TKT-07")
def test_a_reopened_ticket_has_new_clocks_and_keeps_the_old_ones(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    clock.advance(hours=25)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Drips again")
    tickets.close_ticket(ctx, row.id, reason="solved", told_customer=True, override=True)
    clock.advance(hours=1)
    row = tickets.reopen_ticket(ctx, row.id, reason="Drips again")
    assert row.due_at == clock.now() + timedelta(hours=24)
    assert page_clocks(ctx, row.id)["resolve"].state == "running"
    states = [(each.round, each.kind, each.state) for each in all_stored(ctx, row.id)]
    assert (1, "resolve", "late") in states
    assert (2, "resolve", "running") in states


@pytest.mark.req("TKT-07")
def test_a_cancelled_ticket_stops_its_clocks_and_what_was_late_stays_so(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair=ARRIVE)
    row = register(ctx)
    clock.advance(minutes=20)
    tickets.cancel_ticket(ctx, row.id, reason="Entered twice")
    found = {each.kind: (each.state, each.next_mark_at) for each in all_stored(ctx, row.id)}
    assert found == {"respond": ("stopped", None), "arrive": ("late", None), "resolve": ("stopped", None)}


@pytest.mark.req("TKT-07")
def test_the_ticket_that_a_breached_one_is_merged_into_is_late_with_it(
    ctx: Context, clock: FrozenClock
) -> None:
    from csconsole.models import Ticket
    from csconsole.services.clocks import change_ticket

    first = register(ctx)
    clock.advance(hours=23)
    second = register(ctx)
    clock.advance(hours=2)
    with ctx.write() as uow:
        gone = uow.get(Ticket, first.id)
        change_ticket(ctx, uow, gone, "cancel", {"state": "cancelled", "merged_into_id": second.id})
    assert stored(ctx, first.id).state == "late"
    found = page_clocks(ctx, second.id)["resolve"]
    assert (found.state, found.due_at) == ("late", at("2026-11-24 09:00"))


@pytest.mark.req("TKT-08")
def test_the_arrival_counts_from_the_appointment(ctx: Context, as_: AsStaff) -> None:
    set_limits(as_, repair=ARRIVE)
    row = register(ctx, appointment_at=at("2026-11-25 14:00"))
    assert page_clocks(ctx, row.id)["arrive"].due_at == at("2026-11-25 14:15")


@pytest.mark.req("TKT-07")
def test_what_would_change(ctx: Context, as_: AsStaff) -> None:
    set_limits(as_, repair="24h", repair__urgent="4h")
    row = register(ctx)
    found = tickets.why_if(ctx, row.id, priority="urgent")
    assert found.changes == ("resolve: due 2026-11-23 Mon 13:00 instead of 2026-11-24 Tue 09:00",)
    assert found.then.due_at == at("2026-11-23 13:00")
    assert tickets.why_if(ctx, row.id, kind="complaint", level="major").changes == (
        "transfer: would run, due 2026-11-23 Mon 09:30",
        "answer: would run, due 2026-11-26 Thu 18:00",
        "resolve: due 2026-12-02 Wed 18:00 instead of 2026-11-24 Tue 09:00",
    )
    assert tickets.why_if(ctx, row.id, calendar="every-day").changes == ("No due time would change.",)
    assert tickets.show_ticket(ctx, row.id).row.due_at == row.due_at


@pytest.mark.req("TKT-07")
def test_the_list_knows_which_running_clock_is_up_next(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair={"arrive": "15m", "resolve": "24h"})
    handler = as_("handler")
    row = register(ctx)
    later = register(ctx, promised_at=clock.now() + timedelta(hours=2), scope="public")
    assert (row.next_clock, row.next_due_at) == ("arrive", at("2026-11-23 09:15"))
    dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, row.id)
    clock.advance(minutes=20)
    found = tickets.list_tickets(ctx, filter="next<0m", sort="next").rows
    assert (found[0].id, found[0].next_clock) == (row.id, "arrive")
    row = tickets.arrive_ticket(handler, row.id)
    assert (row.next_clock, row.next_due_at) == ("resolve", row.due_at)
    row = tickets.wait_ticket(handler, row.id, reason="She is away until tomorrow")
    assert (row.next_clock, row.next_due_at) == (None, None)
    assert [each.id for each in tickets.list_tickets(ctx, sort="next").rows][-1] == row.id
    assert later.next_due_at is not None
    row = tickets.resume_ticket(handler, row.id)
    row = tickets.done_ticket(handler, row.id, result="Sealed", feedback="Nobody home", told_customer=False)
    assert row.next_clock == "resolve"
    assert tickets.note_ticket(handler, row.id, text="Called her", told_customer=True).next_clock is None


@pytest.mark.req("TKT-07")
def test_a_clock_is_amber_from_three_quarters_of_its_time_until_it_is_met(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = in_progress(ctx, as_("handler"))
    clock.advance(hours=17, minutes=59)
    assert not page_clocks(ctx, row.id)["respond"].amber
    clock.advance(minutes=1)
    assert page_clocks(ctx, row.id)["respond"].amber
    tickets.note_ticket(as_("handler"), row.id, text="Spoke to her", told_customer=True)
    assert not page_clocks(ctx, row.id)["respond"].amber


@pytest.mark.req("TKT-07")
def test_what_is_left_of_a_clock_that_stands_does_not_grow(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair={"resolve": "24h"})
    handler = as_("handler")
    row = register(ctx)
    dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, row.id)
    tickets.start_ticket(handler, row.id)
    clock.advance(hours=1)
    tickets.wait_ticket(handler, row.id, reason="she is out")
    for stood in (0, 50):
        clock.advance(hours=stood)
        found = page_clocks(ctx, row.id)["resolve"]
        assert (found.state, found.left_seconds) == ("paused", 23 * 3600)
