"""Correcting contacts, the day book and the other registers (CALL-15, 16, 19, SEC-02, SEC-08)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models import Event, Shift, ShiftType
from csconsole.services.calls import NewItem, day_book, edit_call, list_calls
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, customer_card
from csconsole.services.phones import PhoneError
from csconsole.services.query import QueryError
from tests.conftest import AsStaff
from tests.services.calls.entering import PHONE, logged, stored


@pytest.mark.req("CALL-15")
def test_the_customers_voice_has_a_state_and_a_department(agent: Context) -> None:
    row = logged(agent, voice="suggestion", voice_department="PM")
    assert (row.voice, row.voice_department, row.voice_state) == ("suggestion", "Property", "open")
    assert edit_call(agent, row.id, voice_state="passed_on").voice_state == "passed_on"
    assert list_calls(agent, filter="voice:建议 voicestate:passed_on created:month").total == 1


@pytest.mark.req("CALL-16")
def test_the_day_book_holds_the_day_in_order(agent: Context, clock: FrozenClock) -> None:
    yesterday = logged(
        agent, started_at=agent.now() - timedelta(days=1), talk_seconds=60, late_reason="power cut"
    )
    first = logged(agent, items=[NewItem(content="a"), NewItem(content="b")])
    clock.advance(minutes=5)
    second = logged(agent, kind="consult")
    book = day_book(agent)
    assert [entry.number for entry in book.entries] == [first.number, second.number]
    assert [item.content for item in book.entries[0].items] == ["a", "b"]
    assert (book.kinds, book.outcomes) == ({"consult": 2}, {"done": 2})
    earlier = day_book(agent, day=agent.today() - timedelta(days=1))
    assert [entry.number for entry in earlier.entries] == [yesterday.number]


@pytest.mark.req("CALL-16")
def test_the_day_book_of_one_shift(agent: Context, ctx: Context, clock: FrozenClock) -> None:
    early, day = clock.now().replace(hour=0), clock.now().replace(hour=6)
    with ctx.write() as uow:
        for code, letter, begins in (("early", "E", early), ("day", "D", day)):
            kind = uow.create(
                ShiftType(code=code, letter=letter, name_en=code, name_zh=code, begins="08:00", ends="14:00")
            )
            uow.create(
                Shift(day=ctx.today(), type_id=kind.pk, begins_at=begins, ends_at=begins + timedelta(hours=6))
            )
    first = logged(agent)
    clock.move_to(day + timedelta(minutes=1))
    second = logged(agent)
    assert [entry.number for entry in day_book(agent, shift="early").entries] == [first.number]
    assert [entry.number for entry in day_book(agent, day=agent.today(), shift="day").entries] == [
        second.number
    ]
    with pytest.raises(NotFoundError):
        day_book(agent, day=agent.today() - timedelta(days=1), shift="day")
    with pytest.raises(InvalidInputError):
        day_book(agent, shift="noon")


@pytest.mark.req("CALL-19")
def test_the_outbound_register_lists_callee_purpose_duration_and_result(agent: Context) -> None:
    row = logged(
        agent,
        direction="outbound",
        purpose="order parts",
        caller_name="Parts shop",
        talk_seconds=75,
        result="ordered",
    )
    logged(agent)
    register = list_calls(agent, filter="direction:outbound").rows
    assert [one.id for one in register] == [row.id]
    assert (row.purpose, row.caller_name, row.talk_seconds, row.result) == (
        "order parts",
        "Parts shop",
        75,
        "ordered",
    )
    assert logged(agent, direction="outbound").purpose == "asks about fees"


@pytest.mark.req("SEC-02", "SEC-05")
def test_an_agent_corrects_own_calls_for_a_while_others_need_a_reason(
    ctx: Context, agent: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = logged(agent)
    changed = edit_call(agent, row.id, expected_version=row.version, summary="asks about the fee")
    with pytest.raises(ConflictError):
        edit_call(agent, row.id, expected_version=row.version, summary="other")
    with pytest.raises(NotAllowedError):
        edit_call(as_("agent2"), row.id, summary="mine")
    clock.advance(minutes=30)
    assert edit_call(agent, row.id, phone="199 0000 0999").phone == "199 0000 0999"
    clock.advance(minutes=1)
    with pytest.raises(NotAllowedError) as refused:
        edit_call(agent, row.id, summary="too late")
    assert refused.value.rule == "SEC-02"
    with pytest.raises(InvalidInputError) as needs:
        edit_call(ctx, row.id, summary="better")
    assert needs.value.field == "reason"
    assert edit_call(ctx, row.id, summary="better", reason="wrong words").summary == "better"
    events = [one for one in stored(ctx, Event) if one.entity == "call" and one.action == "edited"]
    assert events[0].before == {"summary": "asks about fees"}
    assert events[-1].reason == "wrong words"
    assert changed.summary == "asks about the fee"


def test_edits_are_checked_like_entries(agent: Context) -> None:
    row = logged(agent)
    for changes, field in [
        ({"summary": ""}, "summary"),
        ({"category": ""}, "category"),
        ({"number": "C1"}, "number"),
        ({"phone": ""}, "phone"),
    ]:
        with pytest.raises(InvalidInputError) as refused:
            edit_call(agent, row.id, **changes)  # type: ignore[arg-type]  # any field by name
        assert refused.value.field == field
    with pytest.raises(PhoneError):
        edit_call(agent, row.id, phone="199****0123")
    moved = edit_call(agent, row.id, category="repair.water", customer_id=None, complex=True, kind="help")
    assert (moved.category, moved.kind, moved.complex) == ("repair.water", "help", True)


@pytest.mark.req("SEC-08")
def test_numbers_of_others_calls_are_masked_in_lists(ctx: Context, agent: Context, as_: AsStaff) -> None:
    logged(agent)
    assert list_calls(agent).rows[0].phone == PHONE
    assert list_calls(as_("agent2")).rows[0].phone == "199****0123"
    assert list_calls(ctx).rows[0].phone == PHONE


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ("fees", 1),
        ("费用", 1),
        ("category:consult", 2),
        ("customer:wj", 1),
        ("phone:0123", 2),
        ("agent:me state:closed", 2),
        ("outcome:done -category:consult.fees", 1),
        ("talk>1m", 1),
        ("state:open", 0),
    ],
)
def test_the_list_understands_filters(agent: Context, filter: str, found: int) -> None:
    create_customer(agent, name="王杰", phones=[PHONE])
    logged(agent, talk_seconds=90)
    logged(agent, summary="问费用", category="consult", phone="021-55500123")
    assert list_calls(agent, filter=filter).total == found


def test_the_card_counts_the_calls(agent: Context) -> None:
    customer = create_customer(agent, name="王杰", phones=[PHONE])
    logged(agent)
    logged(agent)
    assert customer_card(agent, customer.id).contact_count == 2


@pytest.mark.parametrize("filter_", ["phone>138", "phone<=138", "customer>x"])
def test_what_has_no_order_is_not_compared(agent: Context, filter_: str) -> None:
    with pytest.raises(QueryError) as refused:
        list_calls(agent, filter=filter_)
    assert refused.value.position > 0
