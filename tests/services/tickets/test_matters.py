"""Referrals of regulators and emergency incidents (TKT-23, TKT-32)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError, RuleBrokenError
from csconsole.services import matters, tickets
from csconsole.services.context import Context
from csconsole.services.matters import ReferralRow
from csconsole.services.settings import change_setting
from csconsole.services.subtasks.ending import StillOwedError
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register


def _receive(ctx: Context, ticket_id: int, reference: str = "2026-117") -> ReferralRow:
    return matters.receive_referral(
        ctx,
        ticket_id,
        source="监管部门",
        body="Housing authority",
        reference=reference,
        reply_due_at=ctx.now() + timedelta(days=5),
    )


@pytest.mark.req("TKT-32")
def test_a_referral_has_source_reference_and_deadline_and_is_received_once(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket = register(ctx)
    with pytest.raises(NotFoundError):
        matters.show_referral(ctx, ticket.id)
    with pytest.raises(InvalidInputError):
        _receive(ctx, ticket.id, " ")
    got = _receive(as_("agent"), ticket.id)
    assert (got.source, got.body, got.reference) == ("regulator", "Housing authority", "2026-117")
    assert got.reply_due_at == clock.now() + timedelta(days=5)
    with pytest.raises(RuleBrokenError, match=f"2026-117 of Housing authority is {ticket.number} already"):
        _receive(ctx, register(ctx).id)
    with pytest.raises(RuleBrokenError, match="is a referral already"):
        _receive(ctx, ticket.id, "2026-118")
    clock.advance(days=5, minutes=1)
    assert [row.late for row in matters.list_referrals(ctx).rows] == [True]
    with pytest.raises(NotAllowedError):
        matters.reply_to_referral(as_("handler"), ticket.id, reply="Repaired")
    sent = matters.reply_to_referral(ctx, ticket.id, reply="Repaired", at=clock.now() - timedelta(minutes=2))
    assert (sent.late, sent.reply, sent.replied_by) == (False, "Repaired", "Sun Yue")
    with pytest.raises(RuleBrokenError):
        matters.reply_to_referral(ctx, ticket.id, reply="Again")
    assert matters.list_referrals(ctx).rows == ()
    assert len(matters.list_referrals(ctx, waiting=False).rows) == 1


@pytest.mark.req("TKT-32")
def test_a_referral_is_corrected_and_its_clock_follows_the_new_deadline(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    ticket, other = register(ctx), register(ctx)
    _receive(ctx, ticket.id)
    _receive(ctx, other.id, "2026-118")
    later = clock.now() + timedelta(days=9)
    with pytest.raises(NotAllowedError):
        matters.change_referral(as_("agent"), ticket.id, reply_due_at=later, reason="They gave more time")
    with pytest.raises(InvalidInputError):
        matters.change_referral(ctx, ticket.id, reply_due_at=later, reason=" ")
    with pytest.raises(InvalidInputError, match="Nothing would change"):
        matters.change_referral(ctx, ticket.id, body="Housing authority", reason="as before")
    with pytest.raises(RuleBrokenError, match=f"{other.number} already"):
        matters.change_referral(ctx, ticket.id, reference="2026-118", reason="typed wrong")
    changed = matters.change_referral(
        ctx, ticket.id, reference="2026-119", reply_due_at=later, reason="They gave more time"
    )
    assert (changed.reference, changed.reply_due_at) == ("2026-119", later)
    owed = tickets.why_due(ctx, ticket.id).owed
    assert [(one.kind, one.due_at) for one in owed] == [("reply", later)]
    matters.reply_to_referral(ctx, ticket.id, reply="Repaired")
    with pytest.raises(RuleBrokenError, match="was sent"):
        matters.change_referral(ctx, ticket.id, reference="2026-120", reason="typed wrong")


@pytest.mark.req("TKT-32")
def test_a_referral_is_not_closed_before_the_reply_was_sent(ctx: Context, as_: AsStaff) -> None:
    ticket = in_progress(ctx, as_("handler"))
    _receive(ctx, ticket.id)
    tickets.done_ticket(as_("handler"), ticket.id, result="Fixed", feedback="Fine")
    with pytest.raises(StillOwedError, match="Housing authority waits for the reply to 2026-117"):
        tickets.close_ticket(ctx, ticket.id, reason="satisfied", told_customer=True, override=True)
    matters.reply_to_referral(ctx, ticket.id, reply="Repaired")
    closed = tickets.close_ticket(ctx, ticket.id, reason="satisfied", told_customer=True, override=True)
    assert closed.state == "closed"


@pytest.mark.req("TKT-23")
def test_an_incident_is_reported_within_an_hour_with_its_timeline(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    with pytest.raises(RuleBrokenError, match="no incident"):
        matters.open_incident(ctx, register(ctx).id, incident_type="flood")
    ticket = register(ctx, kind="incident", title="Pipe burst in the garage")
    with pytest.raises(NotAllowedError):
        matters.open_incident(as_("agent"), ticket.id, incident_type="flood")
    since = clock.now() - timedelta(minutes=10)
    row = matters.open_incident(ctx, ticket.id, incident_type="重大事故", happened_at=since, plan="Plan 3")
    assert (row.incident_type, row.report_due_at) == ("major", since + timedelta(minutes=60))
    with pytest.raises(InvalidInputError):
        matters.record_on_incident(ctx, ticket.id, kind="measure", text=" ")
    matters.record_on_incident(ctx, ticket.id, kind="notified", text="Fire brigade")
    matters.record_on_incident(as_("handler"), ticket.id, kind="measure", text="Main valve shut", at=since)
    told = [(one.kind, one.text) for one in matters.show_incident(ctx, ticket.id).records]
    assert told == [("measure", "Main valve shut"), ("notified", "Fire brigade")]
    active = matters.activate_plan(ctx, ticket.id)
    assert (active.plan, active.plan_activated_at) == ("Plan 3", clock.now())
    with pytest.raises(RuleBrokenError, match="active already"):
        matters.activate_plan(ctx, ticket.id)
    clock.advance(minutes=50)
    assert [row.late for row in matters.open_reports(ctx).rows] == [False]
    clock.advance(minutes=1)
    assert [row.late for row in matters.open_reports(ctx).rows] == [True]
    reported = matters.report_incident(ctx, ticket.id, to="General manager")
    assert (reported.late, reported.reported_to, reported.reported_by) == (True, "General manager", "Sun Yue")
    assert matters.open_reports(ctx).rows == ()
    exercise = register(ctx, kind="incident", title="Exercise")
    assert [row.number for row in matters.open_reports(ctx).rows] == [exercise.number]
    tickets.cancel_ticket(ctx, exercise.id, reason="an exercise")
    assert matters.open_reports(ctx).rows == ()
    lines = [e.lines for e in tickets.show_ticket(ctx, ticket.id).timeline if e.action == "incident"]
    assert lines[-1] == ("reported upward", "General manager")


@pytest.mark.req("TKT-15")
def test_size_and_mode_are_codes_that_may_be_corrected(ctx: Context) -> None:
    ticket = register(ctx, size="小故障", mode="remote")
    assert (ticket.size, ticket.mode) == ("small", "remote")
    with pytest.raises(InvalidInputError):
        tickets.edit_ticket(ctx, ticket.id, size="huge")
    changed = tickets.edit_ticket(ctx, ticket.id, size="large", mode="现场")
    assert (changed.size, changed.mode) == ("large", "on_site")


@pytest.mark.req("CBK-01")
def test_a_site_may_close_repairs_of_public_facilities_without_a_callback(ctx: Context, as_: AsStaff) -> None:
    assert register(ctx, scope="public").needs_callback
    change_setting(as_("admin"), "ticket.no_callback_scopes", ["public"])
    public, at_home = register(ctx, scope="public"), register(ctx, scope="in_home")
    assert (public.needs_callback, at_home.needs_callback) == (False, True)
    assert tickets.edit_ticket(ctx, public.id, scope="in_home").needs_callback
    assert not tickets.edit_ticket(ctx, at_home.id, scope="public").needs_callback


@pytest.mark.req("TKT-27")
def test_an_internal_repair_needs_no_customer_and_no_callback(ctx: Context, as_: AsStaff) -> None:
    ticket = tickets.create_ticket(ctx, kind="internal", title="Headset of desk 3 is broken")
    assert (ticket.customer, ticket.needs_callback) == (None, False)
    kinds = [clock.kind for clock in tickets.show_ticket(ctx, ticket.id).clocks]
    assert "respond" not in kinds
    tickets.accept_ticket(ctx, ticket.id)
    tickets.done_ticket(ctx, ticket.id, result="New one", feedback="-")
    assert tickets.close_ticket(ctx, ticket.id, reason="satisfied", told_customer=True).state == "closed"
    assert "New one" in (tickets.show_ticket(as_("agent"), ticket.id).result or "")


@pytest.mark.req("TKT-32")
def test_two_referrals_are_not_merged_and_one_goes_with_its_ticket(ctx: Context) -> None:
    first, second, third = register(ctx), register(ctx), register(ctx)
    _receive(ctx, first.id)
    _receive(ctx, second.id, "2026-118")
    with pytest.raises(RuleBrokenError, match="link them instead"):
        tickets.merge_tickets(ctx, first.id, second.id, reason="Same matter")
    tickets.merge_tickets(ctx, third.id, second.id, reason="Same matter")
    assert matters.show_referral(ctx, third.id).reference == "2026-118"
