"""Tickets of the house itself 内部报修: no customer, and a repair slip that is submitted in time (TKT-27)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import NotAllowedError, RuleBrokenError
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.desk.alerts import alerts_of
from csconsole.services.settings import change_setting
from csconsole.services.tickets.house import submit_slip, unsubmitted_slips
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


@pytest.mark.req("TKT-27")
def test_a_supervisor_submits_the_slip_within_its_time(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    change_setting(as_("admin"), "ticket.slip_within", "4h")
    row = tickets.create_ticket(as_("agent"), kind="internal", title="Desk lamp broken")
    assert (row.customer, row.phone, row.slip_due_at) == (None, None, clock.now() + timedelta(hours=4))
    assert register(ctx).slip_due_at is None
    assert unsubmitted_slips(ctx, late=True).rows == ()
    clock.advance(hours=4, minutes=1)
    (late,) = unsubmitted_slips(ctx, late=True).rows
    assert late.number == row.number
    assert [one.id for one in tickets.list_tickets(ctx, filter="slip<now").rows] == [row.id]
    assert [alert.kind for alert in alerts_of(ctx)] == ["slips"]
    assert alerts_of(as_("agent")) == ()
    with pytest.raises(NotAllowedError):
        submit_slip(as_("agent"), row.id)
    submitted = submit_slip(ctx, row.id)
    assert submitted.slip_at == clock.now()
    assert unsubmitted_slips(ctx).rows == ()
    assert alerts_of(ctx) == ()
    with pytest.raises(RuleBrokenError, match="submitted already"):
        submit_slip(ctx, row.id)
    with pytest.raises(RuleBrokenError, match="needs no repair slip"):
        submit_slip(ctx, register(ctx).id)


@pytest.mark.req("TKT-27")
def test_what_ends_without_a_slip_is_not_listed(ctx: Context, clock: FrozenClock) -> None:
    row = tickets.create_ticket(ctx, kind="internal", title="Chair")
    clock.advance(days=5)
    tickets.cancel_ticket(ctx, row.id, reason="Bought a new one")
    assert unsubmitted_slips(ctx).rows == ()
