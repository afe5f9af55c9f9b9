"""What is taken back of referrals, incidents and disputes, and what stands because others were told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import matters, tickets
from csconsole.services.context import Context
from csconsole.services.journal import NotUndoableError, last_change, list_changes, record_named, undo
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register

pytestmark = pytest.mark.req("TKT-02")


def _dispute(ctx: Context, as_: AsStaff) -> str:
    row = in_progress(ctx, as_("handler"), kind="dispute", title="Noise")
    matters.open_dispute(ctx, row.id, first_party="Flat 301", second_party="Flat 401")
    return row.number


@pytest.mark.req("TKT-25")
def test_an_outcome_and_a_correction_of_the_parties_go_back(ctx: Context, as_: AsStaff) -> None:
    number = _dispute(ctx, as_)
    matters.open_dispute(ctx, number, first_party="Flat 301", second_party="Flat 402")
    matters.settle_dispute(ctx, number, outcome="agreed", agreement="Quiet after ten")
    assert undo(ctx).action == "settled"
    back = matters.show_dispute(ctx, number)
    assert (back.outcome, back.agreement, back.settled_at) == (None, None, None)
    assert undo(ctx).action == "edited"
    assert matters.show_dispute(ctx, number).second_party == "Flat 401"


@pytest.mark.req("TKT-25")
def test_a_court_that_was_recorded_by_mistake_goes_back_and_its_end_too(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    number = _dispute(ctx, as_)
    due = tickets.show_ticket(ctx, number).row.due_at
    matters.go_to_court(ctx, number, court="District court 77")
    clock.advance(minutes=1)
    assert undo(ctx).action == "litigation"
    assert (matters.show_dispute(ctx, number).frozen, matters.show_dispute(ctx, number).court) == (
        False,
        None,
    )
    assert tickets.show_ticket(ctx, number).row.due_at == due
    matters.go_to_court(ctx, number, court="District court 77")
    clock.advance(minutes=1)
    matters.court_is_over(ctx, number, result="Dismissed", settles=True)
    assert undo(ctx).action == "court_over"
    again = matters.show_dispute(ctx, number)
    assert (again.frozen, again.court_until, again.outcome) == (True, None, None)


@pytest.mark.req("TKT-25")
def test_an_outcome_stands_once_the_ticket_ended_by_it(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    number = _dispute(ctx, as_)
    matters.settle_dispute(ctx, number, outcome="failed")
    clock.advance(minutes=1)
    tickets.done_ticket(as_("handler"), number, result="Told", feedback="Thanks")
    settled = next(one for one in list_changes(ctx) if one.action == "settled")
    assert number in settled.why_not
    undo(as_("handler"))
    assert undo(ctx, record=record_named(ctx, number)).action == "settled"
    assert matters.show_dispute(ctx, number).outcome is None


@pytest.mark.req("TKT-23")
def test_what_an_incident_is_and_its_plan_go_back_what_was_reported_stands(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(ctx, kind="incident", title="Burst")
    matters.open_incident(ctx, row.id, incident_type="fire", plan="Plan A")
    due = matters.show_incident(ctx, row.id).report_due_at
    matters.activate_plan(ctx, row.id)
    assert undo(ctx).action == "plan_activated"
    assert matters.show_incident(ctx, row.id).plan_activated_at is None
    matters.retype_incident(ctx, row.id, incident_type="long_outage", reason="It lasts")
    assert undo(ctx).action == "edited"
    back = matters.show_incident(ctx, row.id)
    assert (back.incident_type, back.report_due_at) == ("fire", due)
    matters.activate_plan(ctx, row.id)
    clock.advance(minutes=1)
    matters.activate_plan(as_("manager"), row.id, plan="Plan B")
    assert "has changed" in last_change(ctx).why_not
    with pytest.raises(NotUndoableError, match="has changed"):
        undo(ctx)
    matters.report_incident(ctx, row.id, to="Director")
    assert "outside" in last_change(ctx).why_not
    with pytest.raises(NotUndoableError, match="outside"):
        undo(ctx)


@pytest.mark.req("TKT-32")
def test_a_referrals_correction_goes_back_with_its_clock_what_was_replied_stands(ctx: Context) -> None:
    row = register(ctx)
    first = ctx.now() + timedelta(days=5)
    matters.receive_referral(
        ctx, row.id, source="regulator", body="Authority", reference="117", reply_due_at=first
    )
    matters.change_referral(ctx, row.id, reason="New letter", reply_due_at=first + timedelta(days=2))
    assert undo(ctx).action == "edited"
    assert matters.show_referral(ctx, row.id).reply_due_at == first
    matters.reply_to_referral(ctx, row.id, reply="Repaired")
    with pytest.raises(NotUndoableError, match="outside"):
        undo(ctx)
    assert matters.show_referral(ctx, row.id).reply == "Repaired"
