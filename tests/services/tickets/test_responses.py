"""When a customer is answered: the first report once and for all, each reopening anew (TKT-07, RPT-13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.journal import undo
from csconsole.services.reports import build_report
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register
from tests.services.tickets.timing import page_clocks, stored


def rate(ctx: Context, day: str) -> tuple[str, int, int | None]:
    """The response rate of a day as the daily report prints it."""
    found = build_report(ctx, "daily", date=day).figures["tickets.response_rate"]
    return str(found.value), found.numerator, found.denominator


def closed(ctx: Context, handler: Context, number: int) -> None:
    tickets.done_ticket(handler, number, result="Sealed", feedback="Drips no more")
    tickets.close_ticket(ctx, number, reason="solved", told_customer=True, override=True)


@pytest.mark.req("RPT-13", "TKT-07")
def test_the_end_of_the_work_is_the_first_response_and_a_reopening_does_not_take_it_back(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    day = f"{ctx.today():%Y-%m-%d}"
    quick, told, slow = (in_progress(ctx, handler).id for _n in range(3))
    register(ctx)  # nobody ever answers it
    clock.advance(hours=1)
    tickets.note_ticket(handler, told, text="Today", told_customer=True)
    closed(ctx, handler, quick)
    closed(ctx, handler, told)
    clock.advance(hours=24)  # 25 h after the report
    closed(ctx, handler, slow)
    assert rate(ctx, day) == ("50.0", 2, 4)
    for number in (quick, told, slow):
        tickets.reopen_ticket(ctx, number, reason="Drips again")
    clock.advance(hours=1)
    for number in (quick, told, slow):
        tickets.accept_ticket(handler, number)
        tickets.note_ticket(handler, number, text="On the way", told_customer=True)
    assert rate(ctx, day) == ("50.0", 2, 4), "what is said after a reopening answers another request"


@pytest.mark.req("TKT-07")
def test_a_reopened_ticket_owes_the_customer_another_response(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    number = in_progress(ctx, handler).id
    clock.advance(hours=1)
    tickets.note_ticket(handler, number, text="Today", told_customer=True)
    closed(ctx, handler, number)
    clock.advance(hours=48)
    row = tickets.reopen_ticket(ctx, number, reason="Drips again")
    again = page_clocks(ctx, number)["respond"]
    assert (again.state, again.due_at) == ("running", clock.now() + timedelta(hours=24))
    tickets.accept_ticket(handler, number)
    clock.advance(hours=2)
    tickets.note_ticket(handler, number, text="Waiting for the part")
    assert page_clocks(ctx, number)["respond"].state == "running"
    clock.advance(hours=23)
    assert [one.number for one in tickets.list_tickets(ctx, filter="clock:unanswered").rows] == [row.number]
    tickets.note_ticket(handler, number, text="Tomorrow at ten", told_customer=True)
    late = page_clocks(ctx, number)["respond"]
    assert (late.state, late.met_at) == ("late", clock.now())
    assert not tickets.list_tickets(ctx, filter="clock:unanswered").rows
    assert stored(ctx, number, "respond").state == "met", "the first one stays as it was"


@pytest.mark.req("TKT-07")
@pytest.mark.parametrize("how", ["arrive", "done"])
def test_an_arrival_and_the_end_of_the_work_answer_a_reopening_too(
    ctx: Context, as_: AsStaff, clock: FrozenClock, how: str
) -> None:
    handler = as_("handler")
    number = in_progress(ctx, handler).id
    closed(ctx, handler, number)
    clock.advance(hours=3)
    tickets.reopen_ticket(ctx, number, reason="Drips again")
    tickets.accept_ticket(handler, number)
    clock.advance(hours=1)
    met = clock.now()
    tickets.arrive_ticket(handler, number) if how == "arrive" else tickets.start_ticket(handler, number)
    if how == "done":
        tickets.done_ticket(handler, number, result="New seal", feedback="Dry")
    assert page_clocks(ctx, number)["respond"].state == "met"
    assert stored(ctx, number, "respond", 2).met_at == met


def test_undoing_the_end_of_the_work_takes_its_response_back(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    number = in_progress(ctx, handler).id
    clock.advance(hours=1)
    tickets.done_ticket(handler, number, result="Sealed", feedback="Dry")
    assert page_clocks(ctx, number)["respond"].state == "met"
    undo(handler)
    assert page_clocks(ctx, number)["respond"].state == "running"
