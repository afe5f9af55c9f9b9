"""Contacts: what may be logged, what an outcome opens, correcting and closing, the registers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.errors import (
    ConflictError,
    CsconsoleError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
)
from csconsole.models import Call, Callback, Category, Customer, Event, Promise, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services.calls import (
    UNCATEGORISED,
    CallRow,
    CallRuleError,
    NewItem,
    call_sheet,
    close_call,
    count_uncategorised,
    day_book,
    edit_call,
    first_contact_items,
    give_call,
    list_calls,
    log_call,
    show_call,
)
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, customer_card, show_customer
from csconsole.services.escalations import answer_escalation, tell_customer
from csconsole.services.phones import PhoneError
from csconsole.services.promises import promises_of
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff

PHONE = "199 0000 0123"


@pytest.fixture(autouse=True)
def _categories(ctx: Context) -> None:
    with ctx.write() as uow:
        for code, kind, ticket_kind in (
            ("consult", "consult", None),
            ("consult.fees", "consult", None),
            ("repair.water", "repair", "repair"),
            ("complaint.service", "complaint", "complaint"),
        ):
            uow.create(
                Category(
                    code=code,
                    name_en=code,
                    name_zh={"consult.fees": "费用咨询"}.get(code, code),
                    contact_type=kind,
                    ticket_kind=ticket_kind,
                )
            )
        uow.create(Category(code="old", name_en="old", name_zh="旧", active=False))


@pytest.fixture
def agent(as_: AsStaff) -> Context:
    return as_("agent")


def logged(ctx: Context, **fields: Any) -> CallRow:
    return log_call(
        ctx, **{"summary": "asks about fees", "phone": PHONE, "category": "consult.fees", **fields}
    )


def stored(ctx: Context, model: type[Any]) -> list[Any]:
    with ctx.read() as uow:
        return list(uow.session.exec(select(model)).all())


@pytest.mark.req("CALL-01")
def test_a_contact_is_one_record_with_everything(agent: Context) -> None:
    start = agent.now() - timedelta(minutes=5)
    row = logged(
        agent,
        caller_name="王杰",
        organisation="湖滨公司",
        address="3-502",
        line="8001",
        queue="service",
        answer="explained the tariff",
        next_step="none",
        started_at=start,
        wait_seconds=9,
        talk_seconds=120,
        wrap_seconds=20,
    )
    assert row.number == "C20261123-0001"
    assert (row.direction, row.channel, row.state, row.outcome) == ("inbound", "phone", "closed", "done")
    assert (row.phone, row.agent, row.first_owner) == (PHONE, "李晓", "李晓")
    assert (row.kind, row.category, row.solved_first_contact) == ("consult", "consult.fees", True)
    assert row.answered_at == start + timedelta(seconds=9)
    assert row.ended_at == start + timedelta(seconds=129)
    assert (row.wait_seconds, row.talk_seconds, row.wrap_seconds) == (9, 120, 20)
    assert not row.late_entry
    assert show_call(agent, row.number) == row
    assert show_call(agent, "1") == row


@pytest.mark.req("CALL-01")
@pytest.mark.parametrize(
    ("fields", "field", "rule"),
    [
        ({"summary": " \n"}, "summary", "CALL-01"),
        ({"phone": None}, "phone", "CALL-01"),
        ({"phone": "unknown"}, "phone", "CALL-01"),
        ({"phone": "199****0123"}, "phone", "REF-34"),
        ({"phone": "abc"}, "phone", "CALL-01"),
        ({"channel": "telepathy"}, "channel", "REF-01"),
        ({"kind": "gossip"}, "kind", "REF-02"),
        ({"outcome": "maybe"}, "outcome", "CALL-01"),
        ({"category": None}, "category", "CALL-08"),
        ({"category": "old"}, "category", "CALL-08"),
        ({"talk_seconds": -1}, "talk_seconds", "CALL-01"),
        ({"direction": "sideways"}, "direction", "CALL-01"),
        ({"state": "closed"}, "state", "CALL-04"),
        ({"outcome": "wait"}, "next_answer_at", "CALL-14"),
        ({"outcome": "transfer"}, "target", "CALL-04"),
        ({"voice": "song"}, "voice", "CALL-15"),
    ],
)
def test_what_is_missing_or_wrong_is_refused_by_rule(
    agent: Context, fields: dict[str, Any], field: str, rule: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        logged(agent, **fields)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert list_calls(agent).total == 0


@pytest.mark.req("CALL-01")
def test_no_phone_needs_a_reason_and_every_channel_uses_the_same_record(agent: Context) -> None:
    row = logged(agent, phone=None, no_phone_reason="at the desk", channel="visit")
    assert (row.channel, row.no_phone_reason, row.phone) == ("visit", "at the desk", None)
    assert logged(agent, channel="信函").channel == "letter"


@pytest.mark.req("REF-34")
@pytest.mark.parametrize("phone", ["021-55500123-801", "12345", "95588", "+14155550123", "400-820-0000"])
def test_unusual_numbers_are_numbers(agent: Context, phone: str) -> None:
    row = logged(agent, phone=phone)
    assert row.phone is not None
    assert list_calls(agent, filter=f'phone:"{phone}"').total == 1


def test_an_unknown_category_or_department_is_not_found(agent: Context) -> None:
    for fields in ({"category": "nothing"}, {"voice": "need", "voice_department": "nobody"}):
        with pytest.raises(NotFoundError):
            logged(agent, **fields)


@pytest.mark.req("CALL-08")
def test_a_category_is_named_by_code_or_name_and_missing_ones_are_a_worklist(agent: Context) -> None:
    assert logged(agent, category="费用咨询").category == "consult.fees"
    waiting = logged(agent, category=None, outcome="wait", next_answer_at=agent.now() + timedelta(hours=1))
    assert [row.id for row in list_calls(agent, filter=UNCATEGORISED).rows] == [waiting.id]
    assert count_uncategorised(agent) == 1


@pytest.mark.req("CALL-02")
def test_one_contact_has_several_items_each_for_its_department(ctx: Context) -> None:
    row = logged(
        ctx,
        summary="leak and a question",
        address="3-502",
        caller_name="王杰",
        items=[
            NewItem(
                content="leak under the sink",
                category="repair.water",
                outcome="ticket",
                scope="in_home",
                department="ENG",
            ),
            NewItem(content="when is the fee due", category="consult.fees", answer="on the 10th"),
        ],
    )
    assert [(item.position, item.kind, item.outcome) for item in row.items] == [
        (1, "repair", "ticket"),
        (2, "consult", "done"),
    ]
    assert row.items[0].department == "Engineering"
    assert row.items[0].ticket_number == row.next_step
    assert (row.outcome, row.state, row.solved_first_contact) == ("ticket", "closed", False)
    ticket = stored(ctx, Ticket)[0]
    assert (ticket.origin_call_id, ticket.first_owner_id, ticket.kind) == (row.id, ctx.staff_id, "repair")
    assert ticket.department_id is not None


@pytest.mark.req("CALL-03")
@pytest.mark.parametrize(
    ("fields", "over"),
    [
        ({"rings": 3}, False),
        ({"rings": 4}, True),
        ({"wait_seconds": 15}, False),
        ({"wait_seconds": 16}, True),
        ({"rings": 4, "direction": "outbound"}, False),
        ({"wait_seconds": 600, "channel": "visit"}, False),
    ],
)
def test_calls_answered_late_are_flagged(agent: Context, fields: dict[str, Any], over: bool) -> None:
    row = logged(agent, **fields)
    assert row.over_answer_limit is over
    assert list_calls(agent, filter="overlimit:yes").total == int(over)


@pytest.mark.req("CALL-03")
def test_the_limit_is_a_setting(agent: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "call.answer_limit_seconds", 30)
    assert not logged(agent, wait_seconds=30).over_answer_limit


@pytest.mark.req("CALL-04")
def test_a_lost_call_opens_a_ring_back_within_thirty_minutes(agent: Context, as_: AsStaff) -> None:
    row = log_call(agent, state="lost", phone=PHONE, wait_seconds=20)
    assert (row.state, row.answered_at, row.wait_seconds, row.summary) == ("ring_back", None, 20, "")
    callback = stored(agent, Callback)[0]
    assert (callback.kind, callback.call_id) == ("ring_back", row.id)
    assert callback.due_at == agent.now() + timedelta(minutes=30)
    assert log_call(agent, state="abandoned", phone="199 0000 0777").state == "abandoned"
    assert log_call(agent, state="lost", phone="unknown").state == "lost"
    assert count_uncategorised(agent) == 0
    assert list_calls(agent, filter=UNCATEGORISED).total == 0
    change_setting(as_("admin"), "call.ring_back", False)
    log_call(agent, state="lost", phone="199 0000 0888")
    assert len(stored(agent, Callback)) == 1


@pytest.mark.req("CALL-05")
def test_a_known_number_is_its_customers_call(agent: Context) -> None:
    customer = create_customer(agent, name="欧阳晓雯", phones=[PHONE], address="3-502")
    row = logged(agent)
    assert (row.customer_id, row.customer_name, row.address) == (customer.id, "欧阳晓雯", "3-502")
    create_customer(agent, name="Housemate", phones=[PHONE])
    assert logged(agent).customer_id is None


def test_a_call_makes_a_file_or_adds_the_number_to_one(agent: Context) -> None:
    row = logged(agent, caller_name="新客户", new_customer=True)
    assert row.customer_id is not None
    assert show_customer(agent, row.customer_id).name == "新客户"
    logged(agent, phone="199 0000 0999", customer_id=row.customer_id)
    assert len(show_customer(agent, row.customer_id).phones) == 2
    named = logged(agent, phone=None, customer_id=row.customer_id)
    assert named.phone == PHONE


@pytest.mark.req("CALL-10")
def test_the_first_owner_is_set_once_and_given_away_only_with_a_reason(
    ctx: Context, agent: Context, as_: AsStaff
) -> None:
    row = logged(
        agent,
        category="repair.water",
        outcome="ticket",
        scope="in_home",
        caller_name="王杰",
        address="3-502",
    )
    waiting = logged(agent, outcome="wait", next_answer_at=agent.now() + timedelta(hours=1))
    assert [(item.kind, item.number) for item in first_contact_items(agent)] == [
        ("call", waiting.number),
        ("ticket", row.next_step),
    ]
    with pytest.raises(InvalidInputError) as refused:
        give_call(agent, waiting.id, to="1012", reason=" ")
    assert refused.value.rule == "CALL-10"
    with pytest.raises(NotAllowedError):
        give_call(as_("agent2"), waiting.id, to="1012", reason="mine")
    assert give_call(agent, waiting.id, to="1012", reason="holiday").first_owner == "陈博"
    assert [item.number for item in first_contact_items(as_("agent2"))] == [waiting.number]
    edited = edit_call(ctx, waiting.id, summary="new words", reason="typo")
    assert edited.first_owner == "陈博"


@pytest.mark.req("CALL-11")
def test_what_is_not_finished_was_not_solved_at_first_contact(agent: Context) -> None:
    with pytest.raises(CallRuleError) as refused:
        logged(
            agent,
            outcome="wait",
            next_answer_at=agent.now() + timedelta(hours=1),
            solved_first_contact=True,
        )
    assert refused.value.rule == "CALL-11"
    assert not logged(agent, solved_first_contact=False).solved_first_contact
    assert list_calls(agent, filter="solved:no").total == 1


@pytest.mark.req("CALL-14", "CALL-09")
def test_waiting_needs_the_next_answer_time_and_closing_keeps_the_promise(
    agent: Context, clock: FrozenClock
) -> None:
    at = agent.now() + timedelta(hours=2)
    row = logged(agent, outcome="wait", next_answer_at=at, promise_text="we look it up", category=None)
    assert (row.state, row.next_answer_at) == ("pending", at)
    assert [promise.text for promise in promises_of(agent, call_id=row.id)] == ["we look it up"]
    with pytest.raises(TransitionRefusedError) as refused:
        close_call(agent, row.id, result="told")
    assert refused.value.field == "category"
    with pytest.raises(TransitionRefusedError):
        close_call(agent, row.id, category="consult.fees")
    clock.advance(hours=1)
    closed = close_call(agent, row.id, category="consult.fees", result="told")
    assert (closed.state, closed.next_answer_at, closed.result) == ("closed", None, "told")
    assert call_sheet(agent, row.id).promises[0].state == "kept"
    with pytest.raises(TransitionRefusedError):
        close_call(agent, row.id, result="again")


@pytest.mark.req("CALL-14")
def test_pending_calls_with_a_passed_answer_time_are_found(agent: Context, clock: FrozenClock) -> None:
    row = logged(agent, outcome="wait", next_answer_at=agent.now() + timedelta(hours=2))
    clock.advance(hours=3)
    assert [one.id for one in list_calls(agent, filter="promise:overdue").rows] == [row.id]
    assert [one.id for one in list_calls(agent, filter="state:pending answerby<now").rows] == [row.id]


@pytest.mark.req("CALL-14", "TKT-09")
def test_a_far_promise_warns_and_a_very_far_one_is_refused(ctx: Context, agent: Context) -> None:
    near = logged(agent, promise_text="x", promise_due=agent.now() + timedelta(days=1))
    far = logged(agent, promise_text="x", promise_due=agent.now() + timedelta(days=3))
    assert (near.warnings, len(far.warnings)) == ((), 1)
    for outcome in ("done", "ticket", "callback", "wait"):
        with pytest.raises(CsconsoleError) as refused:
            logged(agent, outcome=outcome, promise_text="x", promise_due=agent.now() + timedelta(days=8))
        assert refused.value.rule == "TKT-09"
    assert len(stored(ctx, Call)) == 2


@pytest.mark.req("CALL-12")
def test_an_escalated_call_is_closed_when_the_customer_knows(ctx: Context, agent: Context) -> None:
    row = logged(
        agent,
        outcome="escalate",
        escalate_to="supervisor",
        escalate_reason="wants a refund",
        promised_reply_at=agent.now() + timedelta(hours=4),
    )
    assert row.state == "pending"
    sheet = call_sheet(agent, row.id)
    assert [(one.reason, one.target_role) for one in sheet.escalations] == [("wants a refund", "supervisor")]
    with pytest.raises(CallRuleError) as refused:
        close_call(agent, row.id, result="told")
    assert refused.value.rule == "CALL-12"
    answer_escalation(ctx, sheet.escalations[0].id, answer="granted")
    tell_customer(agent, sheet.escalations[0].id)
    assert close_call(agent, row.id, result="told").state == "closed"


@pytest.mark.req("CALL-12")
def test_a_call_is_escalated_to_a_department_too(agent: Context) -> None:
    row = logged(
        agent, outcome="escalate", escalate_to="ENG", next_answer_at=agent.now() + timedelta(hours=1)
    )
    assert call_sheet(agent, row.id).escalations[0].target_department == "Engineering"


def test_a_callback_outcome_plans_one_with_its_promise(agent: Context) -> None:
    at = agent.now() + timedelta(hours=3)
    row = logged(agent, outcome="callback", callback_at=at, promise_text="call with the price")
    assert row.items[0].callback_number is not None
    callback = stored(agent, Callback)[0]
    assert (callback.kind, callback.due_at, callback.call_id) == ("promised", at, row.id)
    assert callback.owner_id == agent.staff_id
    assert [promise.due_at for promise in promises_of(agent)] == [at]


def test_a_promised_ticket_has_one_promise(agent: Context) -> None:
    due = agent.now() + timedelta(hours=3)
    logged(
        agent,
        category="repair.water",
        outcome="ticket",
        scope="in_home",
        caller_name="王杰",
        address="3-502",
        promise_text="visit today",
        promise_due=due,
    )
    assert [(one.text, one.due_at) for one in promises_of(agent)] == [("visit today", due)]
    assert stored(agent, Ticket)[0].promised_at == due


def test_a_transferred_call_is_closed_later(agent: Context) -> None:
    row = logged(agent, outcome="transfer", transfer_to="2001")
    assert (row.state, row.transferred_to) == ("transferred", "2001")
    assert close_call(agent, row.id, result="answered there").state == "closed"


@pytest.mark.req("CALL-01")
def test_nothing_is_stored_when_a_part_is_refused(ctx: Context, agent: Context) -> None:
    with pytest.raises(InvalidInputError):
        logged(agent, category="repair.water", outcome="ticket", caller_name="新客户", new_customer=True)
    for model in (Call, Ticket, Customer, Promise, Callback):
        assert stored(ctx, model) == []


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


@pytest.mark.req("CALL-18")
@pytest.mark.parametrize(("minutes", "late"), [(59, False), (60, False), (61, True), (2000, True)])
def test_a_late_entry_keeps_the_original_time_and_needs_a_reason(
    agent: Context, minutes: int, late: bool
) -> None:
    end = agent.now() - timedelta(minutes=minutes)
    fields = {"started_at": end - timedelta(seconds=90), "talk_seconds": 90}
    if late:
        with pytest.raises(InvalidInputError) as refused:
            logged(agent, **fields)
        assert (refused.value.field, refused.value.rule) == ("late_reason", "CALL-18")
    row = logged(agent, late_reason="system down", **fields)
    assert row.late_entry is late
    assert row.late_reason == ("system down" if late else None)
    assert row.ended_at == end
    assert row.entry_lag_seconds == minutes * 60
    assert list_calls(agent, filter="late:yes").total == int(late)


def test_a_start_long_ago_without_an_end_is_late_too(agent: Context) -> None:
    row = logged(agent, started_at=agent.now() - timedelta(hours=5), late_reason="on site")
    assert (row.late_entry, row.ended_at, row.talk_seconds) == (True, row.started_at, 0)


def test_times_must_be_in_order_and_not_in_the_future(agent: Context) -> None:
    now = agent.now()
    for fields in (
        {"started_at": now, "ended_at": now - timedelta(seconds=1)},
        {"started_at": now + timedelta(minutes=6)},
        {"started_at": now, "answered_at": now - timedelta(seconds=9)},
        {"started_at": now.replace(tzinfo=None)},
    ):
        with pytest.raises(InvalidInputError):
            logged(agent, **fields)


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


def test_only_who_may_log_logs(as_: AsStaff) -> None:
    for name in ("handler", "auditor", "admin"):
        with pytest.raises(NotAllowedError):
            logged(as_(name))


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


def test_hostile_text_is_stored_harmless(agent: Context, hostile: str) -> None:
    row = log_call(
        agent,
        summary=f"x{hostile}",
        no_phone_reason="none",
        category="consult",
        caller_name=hostile[:100],
        channel="letter",
    )
    for text in (row.summary, row.caller_name or "", repr(list_calls(agent).rows)):
        assert "\x1b" not in text
        assert "\u202e" not in text
