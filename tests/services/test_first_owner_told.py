"""The first owner is told when another ends a matter of theirs (CALL-10)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.desk.alerts import alerts_of
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


def told(ctx: Context) -> list[str]:
    """What the desk says of matters that others have ended."""
    return [alert.text for alert in alerts_of(ctx) if alert.kind == "ended"]


@pytest.mark.req("CALL-10")
def test_the_first_owner_hears_who_ended_it_for_a_while(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    agent = as_("agent")
    row = register(ctx, first_owner_id=agent.staff_id)
    own = register(as_("supervisor"))
    assert told(agent) == []
    tickets.cancel_ticket(ctx, row.id, reason="entered twice")
    tickets.cancel_ticket(ctx, own.id, reason="entered twice")
    assert told(agent) == [f"{row.number} Leak under the sink: Sun Yue has ended it."]
    assert told(ctx) == told(as_("agent2")) == []
    clock.advance(hours=13)
    assert told(agent) == []
