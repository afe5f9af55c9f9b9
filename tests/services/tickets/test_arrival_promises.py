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
from csconsole.services.promises import list_promises
from tests.services.tickets.registering import register


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
