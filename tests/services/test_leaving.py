"""Customers that leave by a list are counted by person and day (SEC-12)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.audit import list_events
from csconsole.services.context import Context
from csconsole.services.exports.leaving import let_customers_leave
from csconsole.services.exports.releases import ReleaseNeededError
from tests.conftest import AsStaff


@pytest.mark.req("SEC-12")
def test_slices_of_a_list_add_up_over_the_day(as_: AsStaff, ctx: Context, clock: FrozenClock) -> None:
    agent = as_("agent")
    let_customers_leave(agent, 60, filter="-name:C1", file="a.csv")
    with pytest.raises(ReleaseNeededError, match="120 customers are more than 100"):
        let_customers_leave(agent, 60, filter="name:C1", file="b.csv")
    let_customers_leave(ctx, 60, filter="", file="c.csv")
    event = list_events(ctx, filter="entity:export by:1007").rows[0]
    assert (event.detail or {})["rows"] == 60
    clock.advance(days=1)
    let_customers_leave(agent, 60, filter="", file="d.csv")
