"""While the machine's clock is in doubt nothing is called late that is late by that clock alone (TKT-07)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Department
from csconsole.services.callbacks import callback_tally, list_callbacks, plan_callback
from csconsole.services.clocks import open_clocks, resume_clocks, tick
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.desk import own_desk_of
from csconsole.services.dispatch import dispatch_board, dispatch_ticket, person_loads
from csconsole.services.promises import list_promises, make_promise
from csconsole.services.subtasks import ask_department, list_subtasks
from csconsole.services.tickets import create_ticket, list_tickets, overdue_dispatches, show_ticket, why_due

pytestmark = pytest.mark.req("TKT-07")


def seen(ctx: Context, number: str) -> dict[str, object]:
    """What lists, the desk, the load and the page say of lateness."""
    page = show_ticket(ctx, number)
    return {
        "row": page.row.late,
        "list": len(list_tickets(ctx, filter="clock:late").rows),
        "desk": next(one.late for one in own_desk_of(ctx).mine if one.kind == "ticket"),
        "load": sum(one.late for one in person_loads(ctx)),
        "clocks": len(open_clocks(ctx, late=True).rows),
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


@pytest.mark.req("TKT-06", "TKT-20", "CALL-14", "CBK-01")
def test_neither_ages_nor_what_was_promised_follow_the_jumped_clock(ctx: Context, clock: FrozenClock) -> None:
    row = create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    with ctx.write() as uow:
        department = uow.create(Department(code="DOUBT", name_en="Doubt", name_zh="存疑部")).pk
    soon = clock.now() + timedelta(hours=3)
    ask_department(ctx, row.number, department_id=department, text="A ladder", due_at=soon)
    make_promise(ctx, text="We call", due_at=soon, ticket_id=row.id)
    plan_callback(ctx, phone="021-5550 0123", kind="follow_up", source="repair", reason="Ask again")
    clock.advance(minutes=8)
    create_ticket(ctx, kind="other", title="Another", phone="021-5550 0124")

    def found() -> list[int]:
        board = dispatch_board(ctx)
        return [
            board.alerts,
            len(overdue_dispatches(ctx).rows),
            sum(one.state == "late" for one in show_ticket(ctx, row.number).clocks if one.kind == "dispatch"),
            len(list_promises(ctx, filter="overdue:yes").rows),
            sum(one.overdue for one in list_promises(ctx).rows),
            len(list_callbacks(ctx, view="overdue").rows),
            callback_tally(ctx).overdue,
            sum(one.overdue for one in list_callbacks(ctx).rows),
            len(list_subtasks(ctx, late=True).rows),
            sum(one.late or one.unacknowledged for one in list_subtasks(ctx).rows),
        ]

    clock.advance(days=365)
    tick(ctx)
    assert found() == [0] * 10
    assert max(one.waiting_seconds for one in dispatch_board(ctx).tickets) == 480
    resume_clocks(ctx, reason="closed for a year")
    assert found() == [2, 2, 1, 1, 1, 1, 1, 1, 1, 1]
