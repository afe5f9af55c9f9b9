"""Contacts: what may be logged, with which items, by whom and when (CALL-01, 02, 03, 08, 18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models import Call, Callback, Customer, Promise, Ticket
from csconsole.services.calls import (
    UNCATEGORISED,
    NewItem,
    check_item,
    list_calls,
    log_call,
    show_call,
)
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, show_customer
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.calls.entering import PHONE, logged, stored


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
def test_an_id_of_another_system_is_one_call_and_the_second_hears_which(agent: Context) -> None:
    first = logged(agent, external_id="X1")
    with pytest.raises(ConflictError, match=f"^X1 is call {first.number} already") as refused:
        logged(agent, external_id="X1")
    assert refused.value.current == first.number
    assert len(stored(agent, Call)) == 1


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
        ({"talk_seconds": 86_401}, "talk_seconds", "CALL-01"),
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


@pytest.mark.req("CALL-02", "CALL-08")
def test_an_item_is_checked_when_it_is_put_aside_and_an_error_says_which_one(ctx: Context) -> None:
    check_item(ctx, NewItem(content="fee", category="consult.fees", outcome="done"))
    check_item(ctx, NewItem(content="call back later", outcome="wait"))
    with pytest.raises(NotFoundError, match="no such words"):
        check_item(ctx, NewItem(content="fee", category="no such words", outcome="done"))
    with pytest.raises(InvalidInputError, match="with a category"):
        check_item(ctx, NewItem(content="fee", outcome="done"))
    good, wrong = NewItem(content="a", category="consult.fees"), NewItem(content="b", category="nonsense")
    with pytest.raises(NotFoundError) as caught:
        logged(ctx, items=[good, wrong, good])
    assert (caught.value.item, caught.value.field) == (1, "category")


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


@pytest.mark.req("CALL-01")
def test_nothing_is_stored_when_a_part_is_refused(ctx: Context, agent: Context) -> None:
    with pytest.raises(InvalidInputError):
        logged(agent, category="repair.water", outcome="ticket", caller_name="新客户", new_customer=True)
    for model in (Call, Ticket, Customer, Promise, Callback):
        assert stored(ctx, model) == []


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
    assert (row.late_entry, row.late_reason) == (True, "system down")
    assert row.ended_at == end
    assert row.entry_lag_seconds == minutes * 60
    assert list_calls(agent, filter="late:yes").total == 1


@pytest.mark.req("CALL-18")
def test_a_reason_makes_a_late_entry_and_its_end_is_never_the_time_of_saving(agent: Context) -> None:
    start = agent.now() - timedelta(minutes=45)
    row = logged(agent, started_at=start, late_reason="system busy")
    assert (row.late_entry, row.late_reason, row.talk_seconds) == (True, "system busy", None)
    assert (row.ended_at, row.entry_lag_seconds) == (start, 45 * 60)
    with pytest.raises(InvalidInputError) as refused:
        logged(agent, late_reason="system busy")
    assert (refused.value.field, refused.value.rule) == ("started_at", "CALL-18")


@pytest.mark.req("CALL-01")
def test_a_start_in_the_future_is_named_as_that(agent: Context) -> None:
    with pytest.raises(InvalidInputError, match="in the future") as refused:
        logged(agent, started_at=agent.now() + timedelta(hours=6))
    assert refused.value.field == "started_at"


def test_a_start_long_ago_without_an_end_is_late_too(agent: Context) -> None:
    row = logged(agent, started_at=agent.now() - timedelta(hours=5), late_reason="on site")
    assert (row.late_entry, row.ended_at, row.talk_seconds) == (True, row.started_at, None)


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


def test_only_who_may_log_logs(as_: AsStaff) -> None:
    for name in ("handler", "auditor", "admin"):
        with pytest.raises(NotAllowedError):
            logged(as_(name))


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
