"""Deferrals, extensions and an excused arrival: within their limits, with the customer's word (TKT-08)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.promises import PromiseTooFarError, list_promises, promise_warning
from csconsole.services.tickets.agreements import NotAgreedError, SecondDeferralError, TooLateError
from tests.conftest import AsStaff
from tests.services.tickets.registering import events, in_progress, register
from tests.services.tickets.timing import at, page_clocks, set_limits, stored

LATER = at("2026-11-26 12:00")


@pytest.mark.req("TKT-09")
def test_a_deferral_stores_that_the_customer_was_told_and_agreed(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent, promised_at=at("2026-11-24 08:00"))
    with pytest.raises(NotAgreedError):
        tickets.defer_ticket(agent, row.id, until=LATER, reason="Part missing", agreed=False)
    with pytest.raises(InvalidInputError):
        tickets.defer_ticket(agent, row.id, until=LATER, reason=" ", agreed=True)
    row = tickets.defer_ticket(agent, row.id, until=LATER, reason="Part missing", agreed=True)
    assert (row.due_at, row.due_source, row.promised_at) == (LATER, "deferral", LATER)
    settled = stored(ctx, row.id).agreed["deferral"]
    assert (settled["agreed"], settled["by"], settled["reason"]) == (True, "1007", "Part missing")
    assert events(ctx, row.id)[-1].action == "defer"
    states = {each.due_at: each.state for each in list_promises(ctx).rows}
    assert states == {at("2026-11-24 08:00"): "cancelled", LATER: "open"}
    assert page_clocks(ctx, row.id)["promise"].due_at == LATER


@pytest.mark.req("TKT-09")
def test_a_second_deferral_needs_a_supervisors_special_case(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    tickets.defer_ticket(agent, row.id, until=LATER, reason="Part missing", agreed=True)
    later = at("2026-11-27 12:00")
    with pytest.raises(SecondDeferralError):
        tickets.defer_ticket(agent, row.id, until=later, reason="Still missing", agreed=True)
    with pytest.raises(NotAllowedError):
        tickets.defer_ticket(agent, row.id, until=later, reason="Still", agreed=True, special="Abroad")
    row = tickets.defer_ticket(ctx, row.id, until=later, reason="Still", agreed=True, special="Abroad")
    assert row.due_at == later
    assert stored(ctx, row.id).agreed["deferral"]["special"] == "Abroad"


@pytest.mark.req("TKT-09")
def test_two_days_warn_and_seven_days_block(as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    assert promise_warning(agent, at("2026-11-25 09:00")) == ""
    assert promise_warning(agent, at("2026-11-25 09:01")).endswith("2 days ahead: one or two days are best.")
    far = at("2026-11-30 09:01")
    with pytest.raises(PromiseTooFarError):
        tickets.defer_ticket(agent, row.id, until=far, reason="Abroad", agreed=True)
    with pytest.raises(PromiseTooFarError):
        register(agent, promised_at=far)
    assert tickets.defer_ticket(
        agent, row.id, until=at("2026-11-30 09:00"), reason="Abroad", agreed=True
    ).due_at == at("2026-11-30 09:00")


@pytest.mark.req("TKT-07", "TKT-09")
def test_the_clock_of_a_level_beats_the_promise_rules(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(ctx, kind="complaint", level="major", first_owner_id=agent.staff_id)
    assert row.due_at == at("2026-12-02 18:00")
    with pytest.raises(RuleBrokenError) as refused:
        tickets.defer_ticket(agent, row.id, until=at("2026-12-03 09:00"), reason="Tests", agreed=True)
    assert refused.value.rule == "TKT-07"
    late = at("2026-12-02 12:00")
    row = tickets.defer_ticket(agent, row.id, until=late, reason="Tests run", agreed=True)
    assert (row.due_at, row.promised_at) == (late, late)


@pytest.mark.req("TKT-09")
def test_what_is_over_is_not_deferred(as_: AsStaff, clock: FrozenClock) -> None:
    agent = as_("agent")
    row = register(agent)
    clock.advance(hours=25)
    with pytest.raises(TooLateError):
        tickets.defer_ticket(agent, row.id, until=LATER, reason="Part missing", agreed=True)


@pytest.mark.req("TKT-07")
def test_an_extension_is_asked_for_before_it_is_due_and_approved_with_the_customer_told(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    with pytest.raises(InvalidInputError):
        tickets.ask_extension(handler, row.id, until=at("2026-11-24 08:00"), reason="Part missing")
    tickets.ask_extension(handler, row.id, until=LATER, reason="Part missing")
    assert [each.id for each in tickets.asked_extensions(ctx).rows] == [row.id]
    assert page_clocks(ctx, row.id)["resolve"].due_at == at("2026-11-24 09:00")
    with pytest.raises(NotAllowedError):
        tickets.extend_ticket(handler, row.id, told=True)
    with pytest.raises(NotAgreedError):
        tickets.extend_ticket(ctx, row.id, told=False)
    clock.advance(hours=25)
    row = tickets.extend_ticket(ctx, row.id, told=True)
    assert (row.due_at, row.due_source) == (LATER, "extension")
    settled = stored(ctx, row.id).agreed["extension"]
    assert (settled["by"], settled["approved_by"], settled["told"]) == ("2001", "1002", True)
    assert tickets.asked_extensions(ctx).rows == ()
    assert page_clocks(ctx, row.id)["resolve"].state == "running"


@pytest.mark.req("TKT-07")
def test_an_extension_after_the_due_time_is_refused(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    clock.advance(hours=24, seconds=1)
    with pytest.raises(TooLateError):
        tickets.ask_extension(handler, row.id, until=LATER, reason="Part missing")
    with pytest.raises(TooLateError):
        tickets.extend_ticket(ctx, row.id, told=True, until=LATER, reason="Part missing")


@pytest.mark.req("TKT-07")
def test_a_refused_extension_leaves_the_clock(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.ask_extension(handler, row.id, until=LATER, reason="Part missing")
    row = tickets.refuse_extension(ctx, row.id, reason="Buy it today")
    assert row.due_at == at("2026-11-24 09:00")
    assert tickets.asked_extensions(ctx).rows == ()
    assert events(ctx, row.id)[-1].reason == "Buy it today"


@pytest.mark.req("TKT-08")
def test_an_arrival_is_excused_only_when_explained_before_and_agreed(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    set_limits(as_, repair={"arrive": "15m", "resolve": "24h"})
    agent = as_("agent")
    row = register(agent)
    with pytest.raises(NotAgreedError):
        tickets.excuse_arrival(agent, row.id, explanation="The road is flooded", agreed=False)
    clock.advance(minutes=10)
    tickets.excuse_arrival(agent, row.id, explanation="The road is flooded", agreed=True)
    assert page_clocks(ctx, row.id)["arrive"].state == "excused"
    clock.advance(hours=1)
    assert page_clocks(ctx, row.id)["arrive"].state == "excused"
    late = register(agent)
    clock.advance(minutes=16)
    with pytest.raises(TooLateError):
        tickets.excuse_arrival(agent, late.id, explanation="The road is flooded", agreed=True)
    assert page_clocks(ctx, late.id)["arrive"].state == "late"


@pytest.mark.req("TKT-04", "TKT-07")
def test_a_dispatcher_does_not_put_off_the_clock_of_a_level(ctx: Context, as_: AsStaff) -> None:
    from csconsole.services.dispatch import dispatch_ticket

    handler = as_("handler")
    row = register(ctx, kind="complaint", level="important")
    row = dispatch_ticket(ctx, row.id, handler_id=handler.staff_id, due_at=at("2026-12-10 12:00"))
    assert row.due_at == at("2026-11-26 18:00")
    row = dispatch_ticket(
        ctx, row.id, handler_id=handler.staff_id, due_at=at("2026-11-24 12:00"), reason="Sooner"
    )
    assert (row.due_at, row.due_source) == (at("2026-11-24 12:00"), "dispatch")
