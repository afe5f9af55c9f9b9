"""An earlier time that the customer asks for stays the ticket's to the end (CMP-05)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from tests.services.tickets.registering import register


@pytest.mark.req("CMP-05", "TKT-10")
def test_the_why_of_a_done_ticket_whose_customer_asked_for_a_time(ctx: Context, clock: FrozenClock) -> None:
    wanted = ctx.now() + timedelta(hours=3)
    ticket = register(ctx, kind="repair", wanted_at=wanted)
    dispatch_ticket(ctx, ticket.id, handler_id=ctx.actor.staff_id)
    tickets.accept_ticket(ctx, ticket.id)
    clock.advance(hours=1)
    tickets.done_ticket(ctx, ticket.id, result="Lamp changed", feedback="Thanks")
    clocks = {str(clock.kind): clock for clock in tickets.why_due(ctx, ticket.number).clocks}
    assert (clocks["resolve"].due_at, clocks["resolve"].state) == (wanted, "met")
    assert tickets.show_ticket(ctx, ticket.number).row.state == "done"
