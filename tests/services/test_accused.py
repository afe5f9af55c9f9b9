"""Whom a complaint is about does not see it, of whatever rank; somebody else is told and decides (CMP-22)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.models import Callback, Category, Promise, Ticket
from csconsole.services import callbacks, calls, complaints, customers, promises, staff, tickets
from csconsole.services.audit import list_events
from csconsole.services.calls import CallRow
from csconsole.services.clocks import tick
from csconsole.services.completion import words_for
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.escalations import answer_escalation, escalate, list_escalations
from csconsole.services.escalations import tell_customer as tell
from csconsole.services.journal import last_change, list_changes
from csconsole.services.tickets import why_due
from tests.conftest import AsStaff
from tests.services.complaints.walking import register, take
from tests.services.test_hidden_complaints import PHONE, READ, WORD, exported, hidden

__all__ = ["hidden"]


@pytest.fixture
def about_supervisor(hidden: tickets.TicketRow, as_: AsStaff) -> tickets.TicketRow:
    """The complaint with everything that can hang on it, about the supervisor now."""
    complaints.describe_complaint(as_("manager"), hidden.id, {"against": "1002"})
    return hidden


@pytest.mark.req("CMP-22")
def test_a_supervisor_sees_nothing_of_a_complaint_about_the_own_person(
    about_supervisor: tickets.TicketRow, ctx: Context, as_: AsStaff
) -> None:
    said = {name: repr(read(ctx)) for name, read in READ.items()}
    number = about_supervisor.number
    assert {name for name, text in said.items() if WORD in text or number in text} == set()
    assert number in repr(tickets.list_tickets(as_("manager")).rows)
    assert number in repr(tickets.list_tickets(as_("auditor")).rows)
    assert number not in exported(ctx, "tickets")
    refused: dict[str, Callable[[], object]] = {
        "page": lambda: tickets.show_ticket(ctx, number),
        "why": lambda: why_due(ctx, number),
        "note": lambda: tickets.note_ticket(ctx, number, text="seen"),
        "step": lambda: take(ctx, about_supervisor, "receive", apologised="no"),
        "name": lambda: complaints.describe_complaint(ctx, number, {"against": ""}),
        "callback": lambda: callbacks.show_callback(ctx, 1),
    }
    for name, way in refused.items():
        with pytest.raises(NotAllowedError):
            pytest.fail(f"{name}: {way()!r}")


@pytest.mark.req("CMP-22")
def test_nor_its_events_its_number_or_what_could_be_taken_back(
    about_supervisor: tickets.TicketRow, ctx: Context, as_: AsStaff
) -> None:
    number, key = about_supervisor.number, about_supervisor.id
    assert number in words_for(as_("manager"), "ticket", "T")
    assert words_for(ctx, "callback", "B") == []
    assert number not in words_for(ctx, "ticket", "T")
    assert list_events(as_("manager"), filter=f"kind:ticket record:{key}").rows
    assert list_events(ctx, filter=f"kind:ticket record:{key}").rows == ()
    said = repr([(row.before, row.after, row.detail) for row in list_events(ctx, limit=200).rows])
    assert WORD not in said
    assert number not in said
    assert number not in repr(list_changes(ctx))
    assert WORD not in repr(list_changes(ctx))
    with pytest.raises(RuleBrokenError):
        last_change(ctx, ("ticket", key))


@pytest.mark.req("CMP-22", "CMP-10")
def test_the_manager_is_told_at_once_and_decides(ctx: Context, as_: AsStaff) -> None:
    boss = as_("manager")
    row = register(as_("agent"), title=WORD, level="minor")
    complaints.describe_complaint(as_("agent"), row.id, {"against": "1002"})
    with pytest.raises(NotAllowedError):
        complaints.set_level(ctx, row.id, level="important", reason="x")
    told = [one for one in list_escalations(boss).rows if one.number == row.number]
    assert [one.target_role for one in told] == ["manager"]
    assert list_escalations(ctx).rows == ()
    with pytest.raises(NotAllowedError):
        answer_escalation(ctx, told[0].id, answer="Nothing to it")
    take(boss, row, "receive", apologised="no")
    answers = {"complaint_type": "staff", "level": "minor", "department": "CS", "time_asked": "yes"}
    assert take(boss, row, "establish", **answers).number == row.number


@pytest.mark.req("CMP-22")
def test_it_is_not_with_the_person_concerned_and_cannot_be_given_to_them(ctx: Context, as_: AsStaff) -> None:
    boss, agent = as_("manager"), as_("agent")
    row = register(agent, title=WORD, level="minor")
    dispatch_ticket(ctx, row.id, handler_id=ctx.staff_id)
    complaints.describe_complaint(agent, row.id, {"against": "1002"})
    assert tickets.show_ticket(boss, row.id).row.handler_id == boss.staff_id
    with pytest.raises(InvalidInputError) as refused:
        dispatch_ticket(boss, row.id, handler_id=ctx.staff_id, reason="back")
    assert refused.value.rule == "CMP-22"


@pytest.mark.req("CMP-22")
def test_where_nobody_else_decides_somebody_must_first(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"), title=WORD, level="minor")
    staff.disable_staff(as_("admin"), "1001", reason="left")
    with pytest.raises(RuleBrokenError) as refused:
        complaints.describe_complaint(as_("agent"), row.id, {"against": "1002"})
    assert refused.value.rule == "CMP-22"
    assert "staff role" in str(refused.value.hint)
    assert tickets.show_ticket(ctx, row.id).row.number == row.number


@pytest.fixture
def call(ctx: Context, as_: AsStaff, clock: FrozenClock) -> CallRow:
    """A call of two items, a complaint about the handler and another matter; a callback, a promise and a
    report upward hang on the call alone.
    """
    customer = customers.create_customer(ctx, name="Ye Lin", phones=[PHONE])
    with ctx.write() as uow:
        uow.create(Category(code="manners", name_zh="态度", name_en="Manners"))
    row = calls.log_call(
        as_("agent"),
        customer_id=customer.id,
        phone=PHONE,
        kind="complaint",
        category="manners",
        summary=f"{WORD} man",
        outcome="ticket",
    )
    handler = as_("handler")
    with ctx.write() as uow:
        later = clock.now()
        one = uow.create(
            Callback(
                number=uow.next_number("B", ctx.today()),
                kind="promised",
                source="call",
                state="assigned",
                reason=f"{WORD} again",
                customer_id=customer.id,
                call_id=row.id,
                owner_id=handler.staff_id,
                due_at=later,
                next_attempt_at=later,
            )
        )
        uow.create(
            Promise(
                text=f"{WORD}: told soon",
                due_at=later,
                promiser_id=as_("agent").staff_id,
                owner_id=handler.staff_id,
                customer_id=customer.id,
                call_id=row.id,
            )
        )
        assert one.pk
    escalate(as_("agent"), entity="call", entity_id=row.id, reason=f"{WORD} words", target_role="supervisor")
    clock.advance(minutes=1)
    ticket = calls.show_call(ctx, row.id).items[0].ticket_id
    assert ticket is not None
    complaints.describe_complaint(ctx, ticket, {"against": "2001"})
    return row


@pytest.mark.req("CMP-22", "CALL-16")
def test_what_hangs_on_the_call_alone_is_hidden_with_it(call: CallRow, as_: AsStaff) -> None:
    handler, other = as_("handler"), as_("handler2")
    assert WORD in repr(callbacks.list_callbacks(other).rows)
    assert WORD in repr(promises.list_promises(other).rows)
    assert list_escalations(other).rows == (), "what was reported of the call tells what was said in it"
    leaks = {}
    for name, read in READ.items():
        if name not in ("next callback", "exported tickets", "exported callbacks", "linked ticket"):
            said = repr(read(handler))
            if WORD in said or call.number in said:
                leaks[name] = said
    assert leaks == {}
    assert words_for(handler, "call", "C") == []
    assert words_for(handler, "callback", "B") == []
    assert words_for(other, "call", "C") == []
    assert words_for(as_("agent"), "call", "C") == [call.number]
    assert words_for(other, "callback", "B") != []
    escalation = list_escalations(as_("agent")).rows[0]
    refused: dict[str, Callable[[], object]] = {
        "callback": lambda: callbacks.show_callback(handler, 1),
        "promise": lambda: promises.settle_promise(as_about(handler), 1, how="late"),
        "escalation": lambda: tell_or_answer(as_about(handler), escalation.id),
    }
    for name, way in refused.items():
        with pytest.raises(NotAllowedError):
            pytest.fail(f"{name}: {way()!r}")


def as_about(ctx: Context) -> Context:
    """The same person with the rights that a shorter road would need."""
    from dataclasses import replace

    from csconsole.models import Right

    more = {Right.PROMISE_SETTLE, Right.ESCALATION_ANSWER}
    return replace(ctx, actor=replace(ctx.actor, rights=ctx.actor.rights | more))


def tell_or_answer(ctx: Context, key: int) -> object:
    """Answer an escalation, and say so to the customer."""
    answer_escalation(ctx, key, answer="Nothing to it")
    return tell(ctx, key)


@pytest.mark.req("CMP-22")
def test_one_that_was_with_the_accused_before_goes_to_who_decides_at_the_next_tick(
    ctx: Context, as_: AsStaff
) -> None:
    row = register(as_("agent"), title=WORD)
    accused = as_("handler").staff_id
    with ctx.write() as uow:  # as an earlier version left it
        ticket = uow.get(Ticket, row.id)
        uow.update(ticket, "assign", {"handler_id": accused, "against_staff_id": accused})
    assert tick(ctx).failed == ()
    with ctx.read() as uow:
        assert uow.get(Ticket, row.id).handler_id == as_("manager").staff_id
