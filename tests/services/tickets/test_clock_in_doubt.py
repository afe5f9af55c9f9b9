"""While the machine's clock is in doubt nothing is called late that is late by that clock alone (TKT-07)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.clocks import open_clocks, resume_clocks, tick
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.desk import own_desk_of
from csconsole.services.dispatch import dispatch_ticket, person_loads
from csconsole.services.tickets import create_ticket, list_tickets, show_ticket, why_due

pytestmark = pytest.mark.req("TKT-07")


def seen(ctx: Context, number: str) -> dict[str, object]:
    """What lists, the desk, the load and the page say of lateness."""
    page = show_ticket(ctx, number)
    return {
        "row": page.row.late,
        "list": len(list_tickets(ctx, filter="clock:late").rows),
        "desk": next(one.late for one in own_desk_of(ctx).mine if one.kind == "ticket"),
        "load": sum(one.late for one in person_loads(ctx)),
        "clocks": len(open_clocks(ctx, late=True)),
        "page": [one.kind for one in page.clocks if one.state == "late"],
    }


def test_what_only_the_jumped_clock_calls_late_is_not_late(ctx: Context, clock: FrozenClock) -> None:
    row = create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    dispatch_ticket(ctx, row.id, handler_id=ctx.staff_id)
    right = clock.now()
    clock.advance(days=365)
    assert tick(ctx).held is not None
    assert judged_at(ctx) == right
    assert seen(ctx, row.number) == {
        "row": False,
        "list": 0,
        "desk": 0,
        "load": 0,
        "clocks": 0,
        "page": [],
    }
    assert any(one.doubted for one in show_ticket(ctx, row.number).clocks)
    assert "clocks do not warn" in why_due(ctx, row.number).conclusion
    resume_clocks(ctx, reason="closed for a year")
    found = seen(ctx, row.number)
    assert (found["row"], found["list"], found["desk"], found["load"]) == (True, 1, 1, 1)
    assert "resolve" in str(found["page"])


def test_what_was_late_before_the_jump_stays_late(ctx: Context, clock: FrozenClock) -> None:
    row = create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    clock.advance(days=3)
    create_ticket(ctx, kind="other", title="Another", phone="021-5550 0124")
    clock.advance(days=365)
    tick(ctx)
    assert [one.number for one in list_tickets(ctx, filter="clock:late").rows] == [row.number]


def test_a_clock_that_was_set_right_is_believed_at_once(ctx: Context, clock: FrozenClock) -> None:
    create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    right = clock.now()
    clock.advance(days=365)
    tick(ctx)
    clock.move_to(right + timedelta(hours=30))
    assert judged_at(ctx) == clock.now()
    assert len(list_tickets(ctx, filter="clock:late").rows) == 1
