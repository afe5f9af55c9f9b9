"""The machine's clock is set back and forward by hours and days between commands: every command ends with a
result or a rule, numbers stay unique, and the chain of events stays whole.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from csconsole.cli.examine import examine
from csconsole.clock import FrozenClock
from csconsole.errors import CsconsoleError, NotAllowedError, RuleBrokenError, SignInError
from csconsole.models import TicketClock
from csconsole.services.audit import list_events, verify_chain
from csconsole.services.callbacks import list_callbacks, plan_callback, record_attempt, take_callback
from csconsole.services.calls import list_calls, log_call
from csconsole.services.clocks import resume_clocks, tick
from csconsole.services.context import Context
from csconsole.services.desk import watch_of
from csconsole.services.desk.alerts import alerts_of
from csconsole.services.handover import list_handovers, prepare_handover, sign_handover
from csconsole.services.matters.incidents import show_incident
from csconsole.services.matters.referrals import receive_referral, show_referral
from csconsole.services.meetings import assign_item, escalate_overdue_items, open_items
from csconsole.services.packs import install_pack
from csconsole.services.reports import build_report
from csconsole.services.shifts import end_shift, start_shift
from csconsole.services.sign_in import session, sign_in
from csconsole.services.tickets import (
    accept_ticket,
    create_ticket,
    done_ticket,
    list_tickets,
    note_ticket,
    start_ticket,
)
from tests.conftest import AsStaff, CommandLine

STEPS = 120
JUMPS = (0, 0, 0, 1, -1, 5, -5, 23, -25, 72, -72, 24 * 40, -24 * 40)
"""Hours."""


def work(ctx: Context, lead: Context) -> tuple[Callable[[int], object], ...]:
    """What people do, each with the key of some record."""
    return (
        lambda _key: log_call(
            ctx, phone="021-5550 0123", category="consult.other", summary="x", outcome="done"
        ),
        lambda _key: create_ticket(ctx, kind="other", title="Lamp"),
        lambda key: accept_ticket(ctx, key),
        lambda key: start_ticket(ctx, key),
        lambda key: done_ticket(ctx, key, result="mended", feedback="told"),
        lambda _key: plan_callback(
            ctx,
            kind="ring_back",
            source="repair",
            phone="021-5550 0123",
            reason="later",
            due_at=ctx.now() + timedelta(hours=2),
        ),
        lambda key: take_callback(ctx, key),
        lambda key: record_attempt(ctx, key, code="no_answer"),
        lambda _key: start_shift(ctx, reason="clock"),
        lambda _key: end_shift(ctx, reason="clock", exception="clock"),
        lambda _key: prepare_handover(ctx),
        lambda key: sign_handover(ctx, key),
        lambda _key: tick(ctx),
        lambda _key: watch_of(ctx),
        lambda _key: build_report(lead, "daily"),
        lambda _key: (list_calls(ctx), list_tickets(ctx), list_callbacks(ctx), list_handovers(ctx)),
    )


def test_every_command_ends_well_whatever_the_clock_does(as_: AsStaff, clock: FrozenClock) -> None:
    install_pack(as_("admin"), "core")
    ctx, lead = as_("supervisor"), as_("manager")
    draw = random.Random(20261122)
    todo = work(ctx, lead)
    done, said = 0, set[str]()
    for _step in range(STEPS):
        clock.advance(hours=draw.choice(JUMPS))
        try:
            draw.choice(todo)(draw.randint(1, 8))
            done += 1
        except CsconsoleError as refused:
            said.add(refused.message)
    assert done > STEPS // 4
    assert all(said)
    numbers = [row.number for row in list_calls(lead, limit=500).rows]
    assert len(numbers) == len(set(numbers)) > 0
    assert not verify_chain(as_("auditor")).broken


@pytest.mark.req("SEC-03")
@pytest.mark.parametrize("staff_no", ["1007", "9999"])
def test_a_lock_of_a_wrong_year_ends_in_minutes(
    as_: AsStaff, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, staff_no: str
) -> None:
    ctx = as_("agent")
    monkeypatch.setattr(session, "password_fits", lambda _hash, _password: False)

    def refused() -> str:
        with pytest.raises(SignInError) as raised:
            sign_in(ctx.store, clock, ctx.config, staff_no=staff_no, password="wrong")
        return raised.value.message

    right = clock.now()
    clock.advance(days=365)
    assert [("locked" in refused()) for _attempt in range(5)] == [False] * 4 + [True]
    clock.move_to(right)
    assert "until 09:15" in refused(), "the lock holds, and no longer than one that begins now"
    clock.advance(minutes=14)
    assert "until 09:15" in refused()
    clock.advance(minutes=1)
    assert "is wrong" in refused()


def test_doctor_sees_a_clock_behind_the_newest_entry(
    sqlite_url: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSCONSOLE_DB", sqlite_url)
    monkeypatch.setattr("csconsole.clock.SystemClock", lambda: clock)
    found = {hours: next(one for one in examine() if one.check == "clock").state for hours in clock_at(clock)}
    assert found == {0: "fine", -1: "fault", 8760: "fine"}


def clock_at(clock: FrozenClock) -> Iterator[int]:
    """The hours by which the clock is wrong while each is looked at."""
    right = clock.now()
    for hours in (0, -1, 8760):
        clock.move_to(right + timedelta(hours=hours))
        yield hours


@pytest.mark.req("SHF-08")
def test_nobody_signs_off_before_he_signed_on(as_: AsStaff, clock: FrozenClock) -> None:
    install_pack(as_("admin"), "core")
    agent = as_("agent")
    on = start_shift(agent)
    clock.advance(hours=-1)
    off = end_shift(agent, exception="the clock was set back")
    assert off.signed_off_at == on.signed_on_at
    assert off.early_leave_seconds == (on.shift.ends_at - on.signed_on_at).total_seconds()


@pytest.mark.req("TKT-07")
def test_a_warning_is_given_once_however_the_clock_jumps(as_: AsStaff, clock: FrozenClock) -> None:
    install_pack(as_("admin"), "core")
    ctx = as_("supervisor")
    for number in range(3):
        create_ticket(ctx, kind="other", title=f"Lamp {number}", priority="urgent")
    draw, given = random.Random(7), list[tuple[int, str, str]]()
    for _step in range(15):
        clock.advance(hours=draw.choice((1, 5, -5, 24, -24, 8760, -8760)))
        given += [(one.ticket_id, str(one.clock), one.mark) for one in tick(ctx).warnings]
    assert len(given) == len(set(given)) > 3


@pytest.mark.req("TKT-07")
def test_by_a_clock_a_year_ahead_nothing_is_breached(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    row = create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    right = clock.now()
    clock.advance(days=365)
    note_ticket(ctx, row.id, text="written by the wrong clock")
    held = tick(ctx).held
    assert held is not None
    assert held.last == right
    assert [one.kind for one in alerts_of(as_("agent"))] == ["clock"]
    clock.advance(days=40)
    create_ticket(ctx, kind="other", title="Later", phone="021-5550 0123")
    assert tick(ctx).held is not None, "it stays held however long the clock is wrong"
    clock.move_to(right + timedelta(hours=2))
    note_ticket(ctx, row.id, text="written by the right one")
    with ctx.read() as uow:
        late = select(TicketClock.kind).where(TicketClock.ticket_id == row.id, TicketClock.state == "late")
        assert list(uow.session.exec(late)) == []
    clock.move_to(right + timedelta(hours=30))
    done = tick(ctx)
    assert done.held is None
    assert {one.mark for one in done.warnings if one.number == row.number} >= {"100"}
    assert alerts_of(as_("agent")) == ()


@pytest.mark.req("TKT-07", "TKT-32", "TKT-23", "MTG-13")
def test_by_a_clock_a_year_ahead_nothing_else_is_late_either(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    install_pack(as_("admin"), "core")
    referral = create_ticket(ctx, kind="other", title="Letter")
    due = clock.now() + timedelta(days=3)
    receive_referral(ctx, referral.id, source="regulator", body="Office", reference="1/26", reply_due_at=due)
    assign_item(ctx, text="Answer them", owner_id=as_("handler").staff_id, due_at=due)
    incident = create_ticket(ctx, kind="incident", title="Stop")
    assert not show_incident(ctx, incident.id).late
    clock.advance(days=365)
    assert tick(ctx).held is not None
    assert not show_referral(ctx, referral.id).late
    assert not show_incident(ctx, incident.id).late
    assert [one.late for one in open_items(ctx)] == [False]
    assert escalate_overdue_items(ctx) == ()
    assert _overdue_in_backlog(as_("manager")) == 0
    resume_clocks(ctx, reason="closed for a year")
    assert show_referral(ctx, referral.id).late
    assert show_incident(ctx, incident.id).late
    assert len(escalate_overdue_items(ctx)) == 1
    assert _overdue_in_backlog(as_("manager")) > 0


def _overdue_in_backlog(ctx: Context) -> int:
    """How many tickets the report of what is left lists as overdue."""
    [block] = [one for one in build_report(ctx, "backlog").blocks if one.key == "overdue"]
    return len(block.rows)


@pytest.mark.req("TKT-07")
def test_who_leads_says_that_the_clock_is_right(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    clock.advance(days=14)
    assert tick(ctx).held is None, "so long a desk may be closed"
    clock.advance(days=15)
    assert tick(ctx).warnings == ()
    with pytest.raises(NotAllowedError):
        resume_clocks(as_("agent"))
    resume_clocks(ctx, reason="closed for the holidays")
    done = tick(ctx)
    assert done.held is None
    with pytest.raises(RuleBrokenError):
        resume_clocks(ctx)
    said = [(row.action, row.reason) for row in list_events(as_("auditor"), filter="kind:tick").rows]
    assert said == [("tick_resumed", "closed for the holidays"), ("tick_held", None)]


@pytest.mark.req("TKT-07")
def test_due_tick_and_doctor_say_that_the_clock_jumped(
    cli: CommandLine, ctx: Context, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    clock.advance(days=365)
    ran = cli("due", "tick")
    assert (ran.code, ran.stdout) == (1, "")
    assert "due resume" in ran.stderr
    monkeypatch.setenv("CSCONSOLE_DB", ctx.config.db)
    monkeypatch.setattr("csconsole.clock.SystemClock", lambda: clock)
    assert [one.state for one in examine() if one.check == "clocks"] == ["fault"]
    assert cli("due", "resume").code == 0
    assert cli("due", "tick").code == 0
