"""One ticket that cannot be handled holds up no clock but its own, and is named until it can be (TKT-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, update

from csconsole.clock import FrozenClock
from csconsole.models import ActionItem, TicketClock
from csconsole.services import meetings, tickets
from csconsole.services.audit import list_events
from csconsole.services.clocks import failures, tick
from csconsole.services.context import Context
from csconsole.services.desk.alerts import alerts_of
from csconsole.services.notices import unread_notices
from csconsole.services.packs import install_pack
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff, CommandLine
from tests.services.tickets.registering import in_progress, register
from tests.services.tickets.timing import set_limits, stored


def spoil(ctx: Context, ticket_id: int, plan: Any) -> Any:
    """Give one clock of a ticket a plan that cannot be read; what it was."""
    row = stored(ctx, ticket_id)
    with ctx.write() as uow:
        uow.session.exec(update(TicketClock).where(col(TicketClock.id) == row.id).values(plan=plan))
    return dict(row.plan)


def failed(ctx: Context) -> list[str]:
    """Numbers of what could not be handled, as it is known now."""
    return [each.number for each in failures(ctx)]


def noted(ctx: Context) -> list[tuple[str, str]]:
    """The events about what could not be handled, oldest first."""
    rows = [row for row in list_events(ctx, limit=500).rows if row.entity.startswith("tick_")]
    return [(row.entity, row.action) for row in reversed(rows)]


@pytest.mark.req("TKT-07")
def test_one_clock_that_fails_stops_no_other_and_is_tried_again(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair="4h", EVERY={})
    before, bad, after = (register(ctx) for _n in range(3))
    whole = spoil(ctx, bad.id, {"50": "no instant"})
    clock.advance(hours=2)
    done = tick(ctx)
    assert {one.number for one in done.warnings} == {before.number, after.number}
    assert [one.number for one in done.failed] == failed(ctx) == [bad.number]
    assert "no instant" in done.failed[0].why
    assert noted(ctx) == [("tick_clock", "tick_failed")]
    assert ("failing", True) in [(one.kind, bad.number in one.text) for one in alerts_of(ctx)]
    again = tick(ctx)
    assert (again.warnings, [one.number for one in again.failed]) == ((), [bad.number])
    assert noted(ctx) == [("tick_clock", "tick_failed")]
    spoil(ctx, bad.id, whole)
    assert [one.number for one in tick(ctx).warnings] == [bad.number]
    assert (failed(ctx), tick(ctx).failed) == ([], ())
    assert noted(ctx) == [("tick_clock", "tick_failed"), ("tick_clock", "tick_handled")]
    assert "failing" not in [one.kind for one in alerts_of(ctx)]


@pytest.mark.req("TKT-07")
def test_a_value_that_the_database_cannot_read_stops_no_other(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair="4h", EVERY={})
    bad, fine = register(ctx), register(ctx)
    spoil(ctx, bad.id, ["no", "table"])
    clock.advance(hours=2)
    done = tick(ctx)
    assert ([one.number for one in done.warnings], failed(ctx)) == ([fine.number], [bad.number])


@pytest.mark.req("TKT-33", "TKT-07")
def test_a_ticket_that_silence_cannot_close_takes_no_other_with_it(
    ctx: Context, as_: AsStaff, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_setting(as_("admin"), "ticket.deemed_acceptance", "2wd")
    handler = as_("handler")
    rows = [in_progress(ctx, handler) for _n in range(3)]
    for row in rows:
        tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    close = tickets.finish.close_ticket

    def refused(ctx: Context, ref: int, **given: Any) -> Any:
        done = close(ctx, ref, **given)
        if ref == rows[1].id:
            raise KeyError("half done")
        return done

    monkeypatch.setattr(tickets, "close_ticket", refused)
    clock.advance(days=10)
    done = tick(ctx)
    assert set(done.accepted) == {rows[0].number, rows[2].number}
    assert {one.number for one in done.failed} == {rows[1].number}
    states = [tickets.show_ticket(ctx, row.id).row.state for row in rows]
    assert states == ["closed", "done", "closed"]
    monkeypatch.undo()
    assert tick(ctx).accepted == (rows[1].number,)


@pytest.mark.req("TKT-07")
def test_a_failing_clock_whose_ticket_is_closed_is_named_no_more(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair="4h", EVERY={})
    bad = register(ctx)
    spoil(ctx, bad.id, {"50": "no instant"})
    clock.advance(hours=2)
    tick(ctx)
    with ctx.write() as uow:
        uow.session.exec(
            update(TicketClock).where(col(TicketClock.ticket_id) == bad.id).values(next_mark_at=None)
        )
    tick(ctx)
    assert failed(ctx) == []


@pytest.mark.req("TKT-30", "TKT-07")
def test_wrong_seasons_stop_no_clock(
    ctx: Context, as_: AsStaff, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csconsole.services.tickets import season

    def wrong(_ctx: Context, _day: object) -> Any:
        raise ValueError("no such day")

    set_limits(as_, repair="4h", EVERY={})
    install_pack(as_("admin"), "core")
    install_pack(as_("admin"), "property")
    row = register(ctx)
    monkeypatch.setattr(season, "seasons_on", wrong)
    clock.advance(hours=2)
    done = tick(ctx)
    assert [one.number for one in done.warnings] == [row.number]
    assert [(one.kind, one.why) for one in done.failed] == [("tick_season", "ValueError: no such day")]
    monkeypatch.undo()
    assert (tick(ctx).failed, failures(ctx)) == ((), ())


@pytest.mark.req("MTG-13", "TKT-07")
def test_one_action_item_that_fails_stops_no_other(
    ctx: Context, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csconsole.services.meetings import overdue

    due = clock.now() + timedelta(days=1)
    ids = [
        meetings.assign_item(ctx, text=text, due_at=due, owner_id=ctx.staff_id).id
        for text in ("one", "two", "three")
    ]
    clock.advance(days=2)
    line = overdue.overdue_line

    def failing(ctx: Context, uow: Any, item: ActionItem) -> str:
        if item.id == ids[1]:
            raise LookupError("nobody")
        return line(ctx, uow, item)

    monkeypatch.setattr(overdue, "overdue_line", failing)
    assert [one.kind for one in tick(ctx).failed] == ["tick_item"]
    told = "\n".join(each.body for each in unread_notices(ctx))
    assert ("one" in told, "two" in told, "three" in told) == (True, False, True)
    monkeypatch.undo()
    assert tick(ctx).failed == ()
    assert "two" in "\n".join(each.body for each in unread_notices(ctx))


@pytest.mark.req("TKT-07")
def test_the_tick_and_the_doctor_name_what_failed(
    ctx: Context, as_: AsStaff, clock: FrozenClock, cli: CommandLine
) -> None:
    set_limits(as_, repair="4h", EVERY={})
    bad, fine = register(ctx), register(ctx)
    spoil(ctx, bad.id, {"50": "no instant"})
    clock.advance(hours=2)
    ran = cli("due", "tick", "--format", "json", as_="supervisor")
    assert ran.code == 1
    assert {row["number"] for row in ran.json} == {fine.number}
    assert bad.number in ran.stderr
    found = {row["check"]: row for row in cli("doctor", "--format", "json").json}["clocks"]
    assert (found["state"], bad.number in found["found"]) == ("fault", True)
