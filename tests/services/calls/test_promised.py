"""What was promised in a call is never lost: it has a time, its own item, and the ticket asked after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.errors import InvalidInputError
from csconsole.models import Call, Callback, Ticket
from csconsole.services.calls import NewItem, call_sheet, check_item
from csconsole.services.calls.promised import nothing_behind
from csconsole.services.context import Context
from csconsole.services.desk import own_desk_of
from csconsole.services.promises import promises_of
from csconsole.services.tickets import show_ticket
from csconsole.services.tickets.chases import CHASED
from tests.services.calls.entering import logged, stored
from tests.services.tickets.registering import events, register

WORDS = "今晚22点前师傅上门"


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize("outcome", ["done", "ticket", "callback"])
def test_a_promise_without_a_time_is_refused_and_nothing_is_stored(
    ctx: Context, agent: Context, outcome: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        logged(agent, outcome=outcome, promise_text=WORDS)
    assert (refused.value.field, refused.value.rule) == ("promise_due", "CALL-14")
    assert stored(ctx, Call) == []
    with pytest.raises(InvalidInputError):
        check_item(agent, NewItem(content="leak", category="repair.water", promise_text=WORDS))
    with pytest.raises(InvalidInputError) as second:
        logged(agent, summary="", items=[NewItem(content="a"), NewItem(content="b", promise_text=WORDS)])
    assert second.value.item == 1


@pytest.mark.req("CALL-14")
def test_a_promise_of_a_closed_call_stands_in_the_ledger(agent: Context) -> None:
    due = agent.now() + timedelta(hours=3)
    row = logged(agent, promise_text=WORDS, promise_due=due)
    assert row.state == "closed"
    assert [(one.text, one.due_at, one.state) for one in call_sheet(agent, row.id).promises] == [
        (WORDS, due, "open")
    ]


@pytest.mark.req("CALL-14", "CALL-02")
def test_a_promise_belongs_to_the_item_it_was_given_for(ctx: Context, agent: Context) -> None:
    first, second = agent.now() + timedelta(hours=1), agent.now() + timedelta(hours=4)
    leak = NewItem(
        content="leak under the sink",
        category="repair.water",
        outcome="ticket",
        scope="in_home",
        promise_text=WORDS,
        promise_due=first,
    )
    fees = NewItem(content="asks why the fee rose", outcome="callback", promise_due=second)
    logged(agent, summary="", items=[leak, fees], caller_name="王杰", address="3-502")
    assert stored(ctx, Ticket)[0].promised_at == first
    callback = stored(ctx, Callback)[0]
    assert (callback.reason, callback.due_at) == ("asks why the fee rose", second)
    assert [(one.text, one.ticket_id is not None) for one in promises_of(agent)] == [
        (WORDS, True),
        ("asks why the fee rose", False),
    ]


@pytest.mark.req("CALL-14", "CALL-02")
def test_each_item_that_waits_has_its_own_answer_time(agent: Context) -> None:
    first, second = agent.now() + timedelta(hours=4), agent.now() + timedelta(hours=1)
    items = [
        NewItem(content="a", outcome="wait", promise_text="price", promise_due=first),
        NewItem(content="b", outcome="wait", promise_due=second),
    ]
    row = logged(agent, summary="", items=items)
    assert row.next_answer_at == second
    assert [(one.text, one.due_at) for one in promises_of(agent, call_id=row.id)] == [
        ("b", second),
        ("price", first),
    ]


@pytest.mark.req("CALL-14", "CALL-02")
def test_what_a_callback_is_about_is_its_item_and_what_was_promised(ctx: Context, agent: Context) -> None:
    due = agent.now() + timedelta(hours=3)
    logged(
        agent, summary="the fee rose", outcome="callback", promise_text="the manager calls", promise_due=due
    )
    callback = stored(ctx, Callback)[0]
    assert (callback.reason, callback.due_at) == ("the fee rose (promised: the manager calls)", due)


@pytest.mark.req("CALL-14", "RPT-53")
def test_a_promise_given_to_who_asks_after_a_ticket_is_the_tickets(ctx: Context, agent: Context) -> None:
    ticket = register(ctx)
    due = agent.now() + timedelta(minutes=40)
    row = logged(agent, summary="where is he", chase=ticket.number, promise_text=WORDS, promise_due=due)
    promise = call_sheet(agent, row.id).promises[0]
    assert (promise.ticket_number, promise.due_at, promise.owner_id) == (ticket.number, due, agent.staff_id)
    after = show_ticket(ctx, ticket.id).row
    assert (after.promised_at, after.due_at) == (due, due)
    assert [one.action for one in events(ctx, ticket.id)][-2:] == [CHASED, "promise"]
    assert ("promise", ticket.number) in [(one.kind, one.number) for one in own_desk_of(agent).now]


@pytest.mark.req("CALL-14")
def test_a_later_promise_does_not_move_an_earlier_one(ctx: Context, agent: Context) -> None:
    soon, later = agent.now() + timedelta(hours=1), agent.now() + timedelta(hours=5)
    ticket = register(ctx, promised_at=soon)
    logged(agent, summary="where is he", chase=ticket.number, promise_text=WORDS, promise_due=later)
    assert show_ticket(ctx, ticket.id).row.promised_at == soon
    assert [one.due_at for one in promises_of(agent, ticket_id=ticket.id)] == [soon, later]


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize(("outcome", "warned"), [("done", True), ("callback", False)])
def test_a_promise_with_nothing_behind_it_is_said(agent: Context, outcome: str, warned: bool) -> None:
    due = agent.now() + timedelta(hours=2)
    row = logged(agent, category="repair.water", outcome=outcome, promise_text=WORDS, promise_due=due)
    said = [one for one in row.warnings if "no ticket and no callback" in one]
    assert (len(said) == 1 and WORDS in said[0]) is warned


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize(
    ("outcome", "promised", "chased", "alone"),
    [
        ("done", True, False, True),
        ("done", False, False, False),
        ("done", True, True, False),
        ("ticket", True, False, False),
    ],
)
def test_a_promise_is_alone_where_nothing_is_opened_and_nothing_asked_after(
    outcome: str, promised: bool, chased: bool, alone: bool
) -> None:
    assert nothing_behind(outcome, promised=promised, chased=chased) is alone
