"""A season that begins raises the open tickets of its categories, once and with the reason (TKT-30)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.models import Category, TicketClock
from csconsole.services import tickets
from csconsole.services.clocks import resume_clocks, tick
from csconsole.services.context import Context
from csconsole.services.journal import NotUndoableError, undo
from csconsole.services.notices import unread_notices
from csconsole.services.packs import install_pack
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.tickets.registering import events, in_progress, register
from tests.services.tickets.timing import set_limits, stored

pytestmark = pytest.mark.req("TKT-30")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def leak(ctx: Context, as_: AsStaff, clock: FrozenClock) -> int:
    """The category of leaks, on the last day before the rainy season."""
    clock.move_to(datetime(2027, 5, 31, 10, tzinfo=SHANGHAI))
    install_pack(as_("admin"), "core")
    install_pack(as_("admin"), "property")
    resume_clocks(ctx, reason="half a year without an entry")
    with ctx.read() as uow:
        found = uow.one(Category, code="repair.water.leak")
        assert found is not None
        return found.pk


def _row(ctx: Context, key: int) -> tickets.TicketRow:
    return tickets.show_ticket(ctx, key).row


def _clocks(ctx: Context, key: int) -> dict[str, tuple[str, datetime | None]]:
    with ctx.read() as uow:
        rows = uow.session.exec(select(TicketClock).where(TicketClock.ticket_id == key))
        return {row.kind: (row.state, row.due_at) for row in rows}


def test_open_leaks_get_the_seasons_priority_and_limits_once_with_the_reason(
    ctx: Context, as_: AsStaff, clock: FrozenClock, leak: int
) -> None:
    open_leak = in_progress(ctx, as_("handler"), category_id=leak, priority="normal")
    parked = register(ctx, category_id=leak, priority="normal")
    tickets.park_ticket(
        ctx,
        parked.id,
        park_reason="awaiting_parts",
        review_at=clock.now() + timedelta(days=20),
        customer_informed=True,
    )
    other = register(ctx)
    over = register(ctx, category_id=leak, priority="normal")
    tickets.cancel_ticket(ctx, over.id, reason="twice")
    emergency = register(ctx, category_id=leak, priority="emergency")
    assert (tick(ctx).raised, _row(ctx, open_leak.id).priority) == ((), "normal")
    clock.move_to(datetime(2027, 6, 1, 0, 5, tzinfo=SHANGHAI))
    assert tick(ctx).raised == (open_leak.number, parked.number)
    raised = _row(ctx, open_leak.id)
    assert raised.priority == "urgent"
    arrive = stored(ctx, open_leak.id, "arrive")
    assert (arrive.started_at, arrive.due_at) == (clock.now(), clock.now() + timedelta(minutes=15))
    assert stored(ctx, open_leak.id).due_at == raised.due_at == open_leak.due_at, "the category's own limit"
    assert stored(ctx, other.id).due_at == other.due_at
    tickets.note_ticket(as_("handler"), open_leak.id, text="On my way", told_customer=True)
    assert stored(ctx, open_leak.id, "arrive").due_at == arrive.due_at
    assert "Season rain" in "\n".join(tickets.why_due(ctx, open_leak.id).lines())
    assert _row(ctx, parked.id).priority == "urgent"
    kept = [_row(ctx, one.id).priority for one in (other, over, emergency)]
    assert kept == ["normal", "normal", "emergency"]
    told = next(event for event in events(ctx, open_leak.id) if event.action == "season")
    assert (told.action, told.actor_id) == ("season", None)
    assert told.reason == "Season rain from 06-01 to 09-30: at least Urgent"
    titles = [notice.title for notice in unread_notices(ctx)]
    assert "A season has begun: 2 open tickets were raised" in titles
    clock.advance(days=1)
    assert tick(ctx).raised == ()
    assert [event.action for event in events(ctx, open_leak.id)].count("season") == 1


def test_a_season_that_is_set_up_while_it_lasts_begins_then(ctx: Context, as_: AsStaff) -> None:
    install_pack(as_("admin"), "core")
    install_pack(as_("admin"), "property")
    set_limits(as_, priority__urgent={"resolve": "20h"})
    row = register(ctx, kind="repair", category_id=_any_category(ctx, "repair.water.tap"), priority="normal")
    tick(ctx)
    rule: dict[str, Any] = {
        "from": "11-15",
        "to": "03-15",
        "category": ["repair.water"],
        "priority": "urgent",
    }
    change_setting(as_("admin"), "ticket.seasons", {"heating": {**rule, "trade": "plumbing", "min_firms": 0}})
    assert tick(ctx).raised == (row.number,)
    found = _row(ctx, row.id)
    assert found.priority == "urgent"
    assert found.reported_at is not None
    assert found.due_at == found.reported_at + timedelta(hours=20)


def _any_category(ctx: Context, code: str) -> int:
    with ctx.read() as uow:
        found = uow.one(Category, code=code)
        assert found is not None
        return found.pk


@pytest.mark.req("TKT-30")
def test_a_supervisor_takes_the_raising_back_and_it_is_not_raised_again(
    ctx: Context, as_: AsStaff, clock: FrozenClock, leak: int
) -> None:
    ticket, other = (register(ctx, category_id=leak, priority="normal") for _n in range(2))
    before = _clocks(ctx, ticket.id)
    clock.move_to(datetime(2027, 6, 1, 0, 5, tzinfo=SHANGHAI))
    assert tick(ctx).raised == (ticket.number, other.number)
    with pytest.raises(NotUndoableError):
        undo(as_("agent"), record=("ticket", ticket.id))
    assert undo(ctx, record=("ticket", ticket.id)).action == "season"
    assert [_row(ctx, one.id).priority for one in (ticket, other)] == ["normal", "urgent"]
    after = _clocks(ctx, ticket.id)
    assert {kind: after[kind] for kind in before} == before
    assert {after[kind][0] for kind in after.keys() - before.keys()} <= {"stopped"}
    clock.advance(days=1)
    assert tick(ctx).raised == ()
