"""The promise ledger and what is reported upward."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.models import Call, Ticket
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.escalations import (
    EscalationStateError,
    answer_escalation,
    escalate,
    escalations_of,
    list_escalations,
    tell_customer,
)
from csconsole.services.promises import (
    PromiseSettledError,
    PromiseTooFarError,
    keep_promises,
    list_promises,
    make_promise,
    promises_of,
    settle_promise,
)
from csconsole.services.query import QueryError
from csconsole.services.reports import build_report
from tests.conftest import AsStaff


def in_hours(ctx: Context, hours: float) -> datetime:
    return ctx.now() + timedelta(hours=hours)


@pytest.mark.req("CALL-14")
def test_a_promise_has_text_due_time_and_promiser(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    customer = create_customer(agent, name="王杰")
    row = make_promise(agent, text=" visit\ntoday ", due_at=in_hours(ctx, 3), customer_id=customer.id)
    assert (row.text, row.state, row.promiser, row.customer_name) == ("visit today", "open", "李晓", "王杰")
    assert promises_of(ctx, customer.id) == (row,)
    for text, due in [("", in_hours(ctx, 1)), ("x", in_hours(ctx, -1)), ("x", datetime(2026, 12, 1))]:  # noqa: DTZ001 - the case
        with pytest.raises(InvalidInputError) as refused:
            make_promise(agent, text=text, due_at=due)
        assert refused.value.rule == "CALL-14"
    with pytest.raises(NotAllowedError):
        make_promise(as_("auditor"), text="x", due_at=in_hours(ctx, 1))


@pytest.mark.req("CALL-14", "TKT-09")
def test_a_promise_beyond_seven_days_needs_a_supervisor_and_beyond_two_is_marked(
    ctx: Context, as_: AsStaff
) -> None:
    agent = as_("agent")
    assert not make_promise(agent, text="x", due_at=in_hours(ctx, 48)).far
    assert make_promise(agent, text="x", due_at=in_hours(ctx, 48.1)).far
    assert make_promise(agent, text="x", due_at=in_hours(ctx, 7 * 24)).far
    with pytest.raises(PromiseTooFarError) as refused:
        make_promise(agent, text="x", due_at=in_hours(ctx, 7 * 24 + 0.1))
    assert refused.value.rule == "TKT-09"
    assert "needs a supervisor: promise until 2026-11-30 Mon 09:00" in refused.value.message
    assert make_promise(ctx, text="x", due_at=in_hours(ctx, 30 * 24)).state == "open"


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize(
    ("hours", "how", "fine"),
    [
        (0.5, "kept", True),
        (0.5, "late", False),
        (0.5, "missed", False),
        (2, "kept", False),
        (2, "late", True),
        (2, "missed", True),
        (0.5, "open", False),
    ],
)
def test_a_promise_is_settled_honestly(
    ctx: Context, clock: FrozenClock, hours: float, how: str, fine: bool
) -> None:
    row = make_promise(ctx, text="x", due_at=in_hours(ctx, 1))
    clock.advance(hours=hours)
    if not fine:
        with pytest.raises((PromiseSettledError, InvalidInputError)):
            settle_promise(ctx, row.id, how=how)
        return
    settled = settle_promise(ctx, row.id, how=how)
    assert (settled.state, settled.settled_by, settled.settled_at) == (how, ctx.actor.name, ctx.now())
    with pytest.raises(PromiseSettledError):
        settle_promise(ctx, row.id, how=how)


@pytest.mark.req("CALL-14")
def test_cancelling_needs_a_reason(ctx: Context) -> None:
    row = make_promise(ctx, text="x", due_at=in_hours(ctx, 1))
    with pytest.raises(InvalidInputError):
        settle_promise(ctx, row.id, how="cancelled")
    assert settle_promise(ctx, row.id, how="cancelled", reason="moved away").state == "cancelled"


@pytest.mark.req("CALL-14")
def test_what_ends_a_record_keeps_its_promises(ctx: Context, clock: FrozenClock) -> None:
    with ctx.write() as uow:
        call = uow.create(Call(number="C1", started_at=ctx.now())).pk
    soon = make_promise(ctx, text="soon", due_at=in_hours(ctx, 1), call_id=call)
    later = make_promise(ctx, text="later", due_at=in_hours(ctx, 3), call_id=call)
    other = make_promise(ctx, text="other", due_at=in_hours(ctx, 3))
    clock.advance(hours=2)
    assert {row.id: row.state for row in keep_promises(ctx, call_id=call)} == {
        soon.id: "late",
        later.id: "kept",
    }
    assert keep_promises(ctx) == ()
    assert [row.id for row in promises_of(ctx)] == [other.id]


@pytest.mark.req("CALL-14")
def test_the_ledger_lists_what_is_overdue(ctx: Context, clock: FrozenClock) -> None:
    first = make_promise(ctx, text="first", due_at=in_hours(ctx, 1))
    make_promise(ctx, text="second", due_at=in_hours(ctx, 5))
    clock.advance(hours=2)
    assert [row.id for row in list_promises(ctx, filter="overdue:yes").rows] == [first.id]
    assert [row.text for row in list_promises(ctx, filter="overdue:no state:open").rows] == ["second"]
    assert [row.id for row in list_promises(ctx, filter="overdue:y").rows] == [first.id]
    with pytest.raises(QueryError, match="perhaps"):
        list_promises(ctx, filter="overdue:perhaps")
    assert [row.text for row in list_promises(ctx, filter="promiser:me sort:-due").rows] == [
        "second",
        "first",
    ]


def a_ticket(ctx: Context) -> int:
    with ctx.write() as uow:
        return uow.create(Ticket(number="T1", title="leak", reported_at=ctx.now())).pk


@pytest.mark.req("CALL-12")
def test_a_matter_goes_up_is_answered_and_the_customer_is_told(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    ticket = a_ticket(ctx)
    row = escalate(
        agent,
        entity="ticket",
        entity_id=ticket,
        reason="wants a refund",
        promised_reply_at=in_hours(ctx, 2),
    )
    assert (row.number, row.state, row.target_role, row.by) == ("T1", "open", "supervisor", "李晓")
    with ctx.read() as uow:
        assert uow.get(Ticket, ticket).escalated
    with pytest.raises(NotAllowedError):
        answer_escalation(agent, row.id, answer="no")
    with pytest.raises(EscalationStateError):
        tell_customer(agent, row.id)
    answered = answer_escalation(ctx, row.id, answer="Refund granted")
    assert (answered.state, answered.answered_by) == ("answered", "Sun Yue")
    with ctx.read() as uow:
        assert not uow.get(Ticket, ticket).escalated
    with pytest.raises(EscalationStateError):
        answer_escalation(ctx, row.id, answer="other")
    with pytest.raises(NotAllowedError):
        tell_customer(as_("agent2"), row.id)
    assert list_escalations(agent, filter="teller:me state:answered").total == 1
    assert tell_customer(agent, row.id).state == "told"
    assert list_escalations(agent, filter="state:untold").total == 0
    assert [one.state for one in escalations_of(agent, "ticket", ticket)] == ["told"]


@pytest.mark.req("CALL-12")
def test_escalating_needs_a_reason_and_a_target_that_exists(ctx: Context, as_: AsStaff) -> None:
    ticket = a_ticket(ctx)
    for wrong in (
        {"reason": ""},
        {"reason": "x", "target_role": "emperor"},
        {"reason": "x", "entity": "customer"},
    ):
        with pytest.raises(InvalidInputError):
            escalate(ctx, **{"entity": "ticket", "entity_id": ticket, **wrong})  # type: ignore[arg-type]  # wrong on purpose
    to_manager = escalate(ctx, entity="ticket", entity_id=ticket, reason="x", target_role="manager")
    with pytest.raises(NotAllowedError):
        answer_escalation(ctx, to_manager.id, answer="x")
    assert answer_escalation(as_("manager"), to_manager.id, answer="x").state == "answered"


@pytest.mark.req("CALL-14")
def test_reports_count_a_promise_where_it_is_due_and_by_its_minute(ctx: Context, clock: FrozenClock) -> None:
    names = ("promises.kept", "promises.late", "promises.missed", "promises.overdue")

    def counts(day: str) -> list[int]:
        found = build_report(ctx, "daily", date=day).figures
        return [found[name].numerator for name in names]

    today, tomorrow = (f"{ctx.today() + timedelta(days=n):%Y-%m-%d}" for n in (0, 1))
    due = ctx.now() + timedelta(hours=2)
    edge, late, open_ = (make_promise(ctx, text=f"price {n}", due_at=due).id for n in range(3))
    early = make_promise(ctx, text="parts", due_at=due + timedelta(days=1)).id
    settle_promise(ctx, early, how="kept")
    assert counts(today) == [0, 0, 0, 0], "what is due tomorrow is not of today, though it is kept"
    clock.advance(hours=2)
    settle_promise(ctx, edge, how="kept")
    clock.advance(seconds=1)
    with pytest.raises(PromiseSettledError):
        settle_promise(ctx, late, how="kept")
    settle_promise(ctx, late, how="late")
    assert counts(today) == [1, 1, 0, 1], (
        "one second after the promised time is late, the day is not over yet"
    )
    settle_promise(ctx, open_, how="missed")
    assert counts(today) == [1, 1, 1, 0]
    clock.advance(days=1)
    assert counts(tomorrow) == [1, 0, 0, 0]
    assert counts(today) == [1, 1, 1, 0]
