"""A promise given in a chase call, from the call to the arrival that keeps it (CALL-14, RPT-53)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Category
from csconsole.services import tickets
from csconsole.services.calls import log_call
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import undo
from csconsole.services.promises import list_promises, settle_promise
from tests.services.tickets.registering import register
from tests.services.tickets.timing import page_clocks


def states(ctx: Context) -> list[tuple[str, str]]:
    return [(row.text, row.state) for row in list_promises(ctx).rows]


def chased(ctx: Context, text: str, hours: int) -> str:
    """A repair that the caller asked after and was promised something about."""
    with ctx.write() as uow:
        uow.create(Category(code="repair.water", name_en="Water", name_zh="水管"))
    ticket = register(ctx)
    dispatch_ticket(ctx, ticket.id, handler_id=ctx.actor.staff_id)
    tickets.accept_ticket(ctx, ticket.id)
    log_call(
        ctx,
        summary="where is the engineer",
        phone="021-5550-0101",
        category="repair.water",
        chase=ticket.number,
        outcome="done",
        promise_text=text,
        promise_due=ctx.now() + timedelta(hours=hours),
    )
    return ticket.number


@pytest.mark.req("CALL-14", "RPT-53")
@pytest.mark.parametrize(("minutes", "state"), [(60, "kept"), (130, "late")])
def test_an_arrival_keeps_the_promise_to_be_there(
    ctx: Context, clock: FrozenClock, minutes: int, state: str
) -> None:
    number = chased(ctx, "师傅两小时内上门", 2)
    promised = ctx.now() + timedelta(hours=2)
    assert tickets.show_ticket(ctx, number).row.promised_at == promised
    assert {str(c.kind): c.due_at for c in tickets.why_due(ctx, number).clocks}["promise"] == promised
    clock.advance(minutes=minutes)
    tickets.arrive_ticket(ctx, number)
    assert states(ctx) == [("师傅两小时内上门", state)]
    row = tickets.show_ticket(ctx, number).row
    assert (row.state, row.promised_at) == ("on_site", None)
    assert row.due_at is not None
    undo(ctx)
    assert states(ctx) == [("师傅两小时内上门", "open")]
    assert tickets.show_ticket(ctx, number).row.promised_at == promised


@pytest.mark.req("CALL-14")
def test_an_arrival_that_is_entered_later_counts_from_when_it_was(ctx: Context, clock: FrozenClock) -> None:
    number = chased(ctx, "an engineer visits you", 1)
    clock.advance(minutes=90)
    tickets.arrive_ticket(ctx, number, at=ctx.now() - timedelta(minutes=60))
    assert states(ctx) == [("an engineer visits you", "kept")]


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize("text", ["上门并修好", "we ring you back"])
def test_a_promise_of_the_result_is_not_kept_by_an_arrival(
    ctx: Context, clock: FrozenClock, text: str
) -> None:
    number = chased(ctx, text, 4)
    clock.advance(minutes=30)
    tickets.arrive_ticket(ctx, number)
    assert states(ctx) == [(text, "open")]
    tickets.start_ticket(ctx, number)
    tickets.done_ticket(ctx, number, result="Lamp changed", feedback="Thanks")
    assert states(ctx) == [(text, "open" if "ring" in text else "kept")]


@pytest.mark.req("CALL-14", "TKT-07")
@pytest.mark.parametrize(("minutes", "state"), [(60, "met"), (130, "late")])
def test_a_promise_that_is_kept_meanwhile_meets_its_clock_and_no_longer_makes_the_ticket_due(
    ctx: Context, clock: FrozenClock, minutes: int, state: str
) -> None:
    number = chased(ctx, "师傅两小时内上门", 2)
    clock.advance(minutes=minutes)
    tickets.arrive_ticket(ctx, number)
    arrived = clock.now()
    page = tickets.show_ticket(ctx, number)
    clocks = {str(one.kind): one for one in page.clocks}
    assert (clocks["promise"].state, clocks["promise"].met_at) == (state, arrived)
    assert page.row.due_at == clocks["resolve"].due_at
    clock.advance(minutes=60)
    tickets.start_ticket(ctx, number)
    tickets.done_ticket(ctx, number, result="Lamp changed", feedback="Thanks")
    promise = page_clocks(ctx, page.row.id)["promise"]
    assert (promise.state, promise.met_at) == (state, arrived), "the later end of the work changes nothing"


@pytest.mark.req("CALL-14")
def test_a_missed_promise_ends_its_clock_late_and_a_cancelled_one_stops_it(
    ctx: Context, clock: FrozenClock
) -> None:
    kept, missed = chased(ctx, "我们尽快回复您", 2), register(ctx, promised_at=ctx.now() + timedelta(hours=1))
    first, second = (row.id for row in list_promises(ctx, sort="due").rows)
    clock.advance(minutes=90)
    settle_promise(ctx, first, how="missed")
    settle_promise(ctx, second, how="cancelled", reason="not any more")
    page = tickets.show_ticket(ctx, missed.id)
    promise = page_clocks(ctx, missed.id)["promise"]
    assert (promise.state, promise.met_at) == ("late", clock.now())
    assert page.row.promised_at is None
    assert page.row.due_at == page_clocks(ctx, missed.id)["resolve"].due_at
    cancelled = page_clocks(ctx, tickets.show_ticket(ctx, kept).row.id)["promise"]
    assert (cancelled.state, cancelled.met_at) == ("stopped", None)
