from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Category
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.desk import desk_of
from csconsole.services.dispatch import dispatch_ticket, person_loads
from csconsole.services.packs import install_pack
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress
from tests.services.tickets.timing import set_limits

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def make(ctx: Context, **fields: Any) -> tickets.TicketRow:
    return tickets.create_ticket(ctx, **{"kind": "other", "title": "Lift noise", **fields})


def category(ctx: Context, code: str, limit: str | None = None, policy: str | None = None) -> int:
    with ctx.write() as uow:
        parent = uow.one(Category, code=code.rpartition(".")[0])
        custom: dict[str, object] = {"limit": limit} if limit else {}
        row = Category(
            code=code,
            name_en=code,
            name_zh=code,
            policy=policy,
            custom=custom,
            parent_id=parent.pk if parent else None,
        )
        return uow.create(row).pk


@pytest.mark.req("TKT-10", "REF-07")
def test_without_a_clock_it_is_due_the_next_day(ctx: Context) -> None:
    row = make(ctx)
    assert (row.due_at, row.due_source, row.due_limit) == (at("2026-11-24 18:00"), "next_day", "1d")


@pytest.mark.req("REF-31")
@pytest.mark.parametrize(("rolls", "due"), [(False, "2026-11-28 18:00"), (True, "2026-11-30 18:00")])
def test_a_limit_in_days_ends_on_a_day_off_unless_the_site_rolls_it_on(
    ctx: Context, as_: AsStaff, rolls: bool, due: str
) -> None:
    change_setting(as_("admin"), "ticket.limits", {"other": "5d"})
    change_setting(as_("admin"), "calendar.roll_day_limits", rolls)
    assert make(ctx).due_at == at(due)


@pytest.mark.req("TKT-10")
def test_a_type_with_a_clock_is_not_put_off(ctx: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "ticket.limits", {"other": "15m", "incident": "8wh"})
    assert make(ctx).due_at == at("2026-11-23 09:15")
    assert make(ctx, kind="incident").due_at == at("2026-11-23 18:00")


@pytest.mark.req("REF-07")
def test_the_category_wins_over_the_kind_and_inherits(ctx: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "ticket.limits", {"other": "15m"})
    category(ctx, "lift", limit="3wd")
    below = category(ctx, "lift.noise")
    row = make(ctx, category_id=below)
    assert (row.due_at, row.due_source) == (at("2026-11-26 18:00"), "category")
    assert make(ctx, category_id=category(ctx, "lift.light", policy="1h")).due_at == at("2026-11-23 10:00")


@pytest.mark.req("REF-07", "TKT-22")
def test_a_higher_priority_may_be_earlier(ctx: Context) -> None:
    assert make(ctx, priority="emergency").due_at == at("2026-11-23 10:00")


@pytest.mark.req("CALL-14")
def test_a_promise_earlier_than_the_policy_wins_and_a_later_one_does_not(ctx: Context) -> None:
    early = make(ctx, promised_at=at("2026-11-23 12:00"))
    assert (early.due_at, early.due_source) == (at("2026-11-23 12:00"), "promise")
    late = make(ctx, promised_at=at("2026-11-25 12:00"))
    assert (late.due_at, late.due_source) == (at("2026-11-24 18:00"), "next_day")
    assert late.promised_at == at("2026-11-25 12:00")


@pytest.mark.req("TKT-02", "TKT-04")
def test_the_dispatcher_may_set_the_due_time_but_not_over_a_promise(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler").staff_id
    row = dispatch_ticket(ctx, make(ctx).id, handler_id=handler, due_at=at("2026-11-27 12:00"))
    assert (row.due_at, row.due_source) == (at("2026-11-27 12:00"), "dispatch")
    promised = make(ctx, promised_at=at("2026-11-23 12:00"))
    row = dispatch_ticket(ctx, promised.id, handler_id=handler, due_at=at("2026-11-27 12:00"))
    assert (row.due_at, row.due_source) == (at("2026-11-23 12:00"), "promise")


@pytest.mark.req("REF-07")
def test_a_new_priority_keeps_the_time_used(ctx: Context, clock: FrozenClock) -> None:
    row = make(ctx)
    clock.advance(minutes=40)
    row = tickets.edit_ticket(ctx, row.id, priority="emergency")
    assert row.due_at == at("2026-11-23 10:00")


@pytest.mark.req("REF-07", "REF-31")
def test_why_tells_the_walk_and_what_holds(ctx: Context) -> None:
    row = make(ctx, category_id=category(ctx, "lift", limit="3wd"), promised_at=at("2026-11-24 12:00"))
    why = tickets.why_due(ctx, row.number)
    assert why.due_at == row.due_at
    assert why.conclusion.startswith("Due 2026-11-24 Tue 12:00: promise to the customer is earlier than")
    text = "\n".join(why.lines())
    assert "3 working days" in text
    assert "2026-11-26 Thu: day 3 of 3" in text
    assert [(clock.kind, clock.holds) for clock in why.clocks] == [("promise", True), ("resolve", False)]


@pytest.mark.req("REF-31")
def test_why_tells_pauses(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    change = as_("admin")
    change_setting(change, "ticket.limits", {"other": "24h"})
    row = dispatch_ticket(ctx, make(ctx).id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, row.id)
    tickets.start_ticket(handler, row.id)
    clock.advance(hours=1)
    tickets.wait_ticket(handler, row.id, reason="away")
    clock.advance(hours=2)
    why = tickets.why_due(ctx, row.id)
    assert "stood still since 2026-11-23 Mon 10:00" in why.conclusion
    tickets.resume_ticket(handler, row.id)
    why = tickets.why_due(ctx, row.id)
    assert why.due_at == at("2026-11-24 11:00")
    assert any("paused 2 h" in line for line in why.lines())


@pytest.mark.req("REF-31")
def test_the_sites_own_calendar_holds(ctx: Context) -> None:
    from csconsole.paths import config_file

    lift = category(ctx, "lift", limit="1wd")
    assert make(ctx, category_id=lift).due_at == at("2026-11-24 18:00")
    own = config_file().with_name("calendar.toml")
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('[[closed]]\nfrom = 2026-11-24\nname = "Stocktaking"\n', encoding="utf-8")
    assert make(ctx, category_id=lift).due_at == at("2026-11-25 18:00")


@pytest.mark.req("REF-31")
def test_an_unknown_year_is_said_in_why(ctx: Context, clock: FrozenClock) -> None:
    clock.move_to(at("2030-12-31 10:00"))
    row = make(ctx, category_id=category(ctx, "lift", limit="2wd"))
    assert any("2031" in line and "not known" in line for line in tickets.why_due(ctx, row.id).lines())


@pytest.mark.req("CMP-03", "CMP-05")
@pytest.mark.parametrize(
    ("level", "due"),
    [("minor", "2026-11-24 09:00"), ("important", "2026-11-26 18:00"), ("major", "2026-12-02 18:00")],
)
def test_a_complaints_level_has_its_clock(ctx: Context, level: str, due: str) -> None:
    row = make(ctx, kind="complaint", level=level)
    assert (row.due_at, row.due_source) == (at(due), "level")


def test_the_list_knows_what_is_late(ctx: Context, clock: FrozenClock) -> None:
    row = make(ctx, promised_at=clock.now() + timedelta(hours=1))
    other = make(ctx)
    clock.advance(hours=2)
    assert [each.id for each in tickets.list_tickets(ctx, filter="clock:late").rows] == [row.id]
    assert [each.id for each in tickets.list_tickets(ctx, filter="-clock:late").rows] == [other.id]
    assert [each.id for each in tickets.list_tickets(ctx, filter="时钟:逾期").rows] == [row.id]
    assert tickets.list_tickets(ctx, filter="clock:late").rows[0].late


@pytest.mark.req("TKT-07", "TKT-08")
def test_a_ticket_whose_arrival_alone_is_late_is_overdue(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair={"arrive": "15m", "resolve": "24h"})
    row = in_progress(ctx, as_("handler"))
    clock.advance(minutes=20)
    shown = tickets.show_ticket(ctx, row.id).row
    assert shown.late
    assert (shown.next_clock, shown.due_at > clock.now() if shown.due_at else None) == ("arrive", True)
    assert [each.id for each in tickets.list_tickets(ctx, filter="clock:late").rows] == [row.id]
    item = desk_of(as_("handler")).now[0]
    assert (item.number, item.clock, item.due_at) == (row.number, "arrive", shown.next_due_at)
    tally = next(each for each in desk_of(as_("handler")).mine if each.kind == "ticket")
    assert (tally.late, tally.open) == (1, 1)
    assert {load.name: load.late for load in person_loads(ctx)}["赵文"] == 1


@pytest.mark.req("TKT-07")
def test_a_ticket_whose_clocks_stand_still_is_on_the_desk_last_and_not_late(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    waits, works = in_progress(ctx, handler), in_progress(ctx, handler)
    tickets.wait_ticket(handler, waits.id, reason="She is away until tomorrow")
    clock.advance(days=30)
    found = desk_of(handler)
    assert [item.number for item in found.now] == [works.number, waits.number]
    assert found.now[1].due_at is None
    assert next(each for each in found.mine if each.kind == "ticket").late == 1


def test_due_asks_for_the_running_time_of_a_ticket(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    late, soon, far, paused, done = (
        make(ctx, promised_at=clock.now() + timedelta(hours=hours)) for hours in (1, 3, 30, 3, 3)
    )
    for row in (paused, done):
        dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
        tickets.accept_ticket(handler, row.id)
    tickets.wait_ticket(handler, paused.id, reason="She is away until tomorrow")
    tickets.done_ticket(handler, done.id, result="A new seal", feedback="She agrees")
    clock.advance(hours=2)

    def found(filter: str) -> list[int]:
        return [each.id for each in tickets.list_tickets(ctx, filter=filter, sort="due").rows]

    assert found("state:open due<2h") == found("due<2h") == [late.id, soon.id]
    assert far.id not in found("state:open due<2h")
    assert sorted(found("due:none")) == [paused.id, done.id]
    assert found("-due<2h")
    assert late.id not in found("-due<2h")


@pytest.mark.req("REF-07")
def test_a_contract_is_reviewed_by_the_end_of_the_next_working_day(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    install_pack(as_("admin"), "core")
    with ctx.read() as uow:
        category = uow.one(Category, code="order.contract")
        assert category is not None
    clock.move_to(datetime(2026, 11, 27, 16, tzinfo=ZoneInfo("Asia/Shanghai")))
    row = tickets.create_ticket(
        ctx, kind="order", title="Supply of 2027", phone="021-5550 0123", category_id=category.pk
    )
    assert row.due_at == datetime(2026, 11, 30, 18, tzinfo=ZoneInfo("Asia/Shanghai")), (
        "Monday, for it came on Friday"
    )
