"""Callbacks: windows, lists, attempts and retries, the record, satisfaction, unsolved problems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models import Callback, Customer, CustomerPhone, Promise, Setting, Staff, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import callbacks as service
from csconsole.services.callbacks import (
    AspectMissingError,
    AttemptStandsError,
    CallbackRow,
    ProblemMissingError,
    RecordIncompleteError,
    window_of,
)
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.tickets import accept_ticket, create_ticket, done_ticket, list_tickets, start_ticket
from tests.conftest import AsStaff

Plan = Callable[..., CallbackRow]
HOUR = timedelta(hours=1)
PHONE = "199 0000 0101"


@pytest.fixture
def agent(as_: AsStaff) -> Context:
    return as_("agent")


@pytest.fixture
def plan(agent: Context) -> Plan:
    def planned(**given: Any) -> CallbackRow:
        values = {"kind": "follow_up", "source": "repair", "reason": "tap in the kitchen", "phone": PHONE}
        return service.plan_callback(agent, **{**values, **given})

    return planned


def setting_to(ctx: Context, key: str, value: object) -> None:
    with ctx.write() as uow:
        uow.create(Setting(key=key, value=value))


def at(text: str) -> datetime:
    """An instant of the site, such as ``11-24 23:59:59`` in Shanghai."""
    return datetime.fromisoformat(f"2026-{text}+08:00").astimezone(UTC)


# the window (CBK-02)


@pytest.mark.req("CBK-02")
@pytest.mark.parametrize(
    ("source", "earliest", "due_day"),
    [
        ("repair", None, "11-24"),
        ("complaint", None, "11-24"),
        (
            "delivery",
            "11-26",
            "11-30",
        ),  # 3rd and 5th working day after Monday; Saturday and Sunday do not count
        ("service_end", "11-25", "11-30"),
        ("member", None, "11-26"),
        ("care", None, "11-26"),
        ("new_customer", None, "11-30"),
        ("new_assignment", None, "11-30"),
        ("claim", None, "11-23"),
    ],
)
def test_window_of_each_source(ctx: Context, source: str, earliest: str | None, due_day: str) -> None:
    window = window_of(ctx, source, ctx.now())
    assert window.earliest_at == (at(f"{earliest} 00:00:00") if earliest else None)
    assert window.due_at.astimezone(ctx.zone).strftime("%m-%d") == due_day


@pytest.mark.req("CBK-02")
def test_members_may_be_counted_in_working_days(ctx: Context, clock: FrozenClock) -> None:
    clock.move_to(at("11-27 09:00"))  # a Friday
    assert window_of(ctx, "member", ctx.now()).due_at.astimezone(ctx.zone).day == 30
    setting_to(ctx, "callback.window.member", "3wd")
    due = window_of(ctx, "member", ctx.now()).due_at.astimezone(ctx.zone)
    assert (due.month, due.day) == (12, 2)


@pytest.mark.req("CBK-02")
def test_a_window_that_makes_no_sense_is_refused(ctx: Context) -> None:
    setting_to(ctx, "callback.window.repair", "5d..2d")
    with pytest.raises(InvalidInputError) as refused:
        window_of(ctx, "repair", ctx.now())
    assert refused.value.field == "callback.window.repair"


@pytest.mark.req("CBK-02")
@pytest.mark.parametrize(
    ("called", "mark"),
    [("11-24 18:00", "early"), ("11-25 00:00", "in"), ("11-30 10:00", "in"), ("12-01 09:00", "late")],
)
def test_calls_are_marked_early_and_late(
    agent: Context, plan: Plan, clock: FrozenClock, called: str, mark: str
) -> None:
    callback = plan(source="service_end")  # day 2 to 7
    clock.move_to(at(called))
    done = service.record_attempt(agent, callback.number, code="done", record={"satisfaction": "satisfied"})
    assert done.window == mark
    assert service.show_callback(agent, callback.id).attempts[0].window == mark


@pytest.mark.req("CBK-02")
@pytest.mark.parametrize("how", ["promised", "agreed"])
def test_a_promised_time_is_not_called_before(
    agent: Context, plan: Plan, clock: FrozenClock, how: str
) -> None:
    promised = at("11-24 10:00")
    if how == "promised":
        callback = plan(kind="promised", source="call", due_at=promised)
    else:
        callback = service.make_appointment(agent, plan().id, agreed_at=promised)
        assert callback.due_at >= promised

    def views() -> tuple[bool, bool]:
        there = [service.list_callbacks(agent, view=view).rows for view in ("due", "later")]
        return (bool(there[0]), bool(there[1]))

    assert callback.earliest_at == promised - HOUR / 4
    assert callback.next_at == promised
    assert views() == (False, True)
    assert service.next_callback(agent) is None
    row = service.record_attempt(agent, callback.number, code="no_answer")
    assert (row.ready_at, row.next_at) == (promised - HOUR / 4, promised)
    assert views() == (False, True)
    assert service.show_callback(agent, callback.number).attempts[0].window == "early"
    clock.move_to(promised - HOUR / 4)
    assert views() == (True, False)
    assert service.next_callback(agent) is not None
    again = service.record_attempt(agent, callback.number, code="no_answer")
    assert again.next_at == again.ready_at == clock.now() + 2 * HOUR
    assert [one.window for one in service.show_callback(agent, callback.number).attempts] == ["early", "in"]


@pytest.mark.req("CBK-02")
def test_the_tolerance_before_a_promised_time_is_a_setting(agent: Context, plan: Plan) -> None:
    setting_to(agent, "callback.early_minutes", 60)
    assert plan(kind="promised", due_at=at("11-24 10:00")).earliest_at == at("11-24 09:00")


@pytest.mark.req("CBK-02")
def test_an_appointment_keeps_how_earlier_attempts_stood(agent: Context, plan: Plan) -> None:
    callback = plan(source="repair")
    service.record_attempt(agent, callback.id, code="rescheduled", agreed_at=at("11-24 10:00"))
    assert service.show_callback(agent, callback.id).attempts[0].window == "in"


# the task and its lists (CBK-01)


@pytest.mark.req("CBK-01")
def test_a_planned_callback_has_its_number_and_window(plan: Plan) -> None:
    callback = plan(contact_name="欧阳晓雯")
    assert callback.number == "B20261123-0001"
    assert (callback.state, callback.owner_id, callback.attempts) == ("planned", None, 0)
    assert callback.customer_name == "欧阳晓雯"
    assert callback.phone == "199****0101"


@pytest.mark.req("CBK-01")
def test_a_callback_needs_a_reason_and_someone_to_call(plan: Plan) -> None:
    with pytest.raises(InvalidInputError) as no_reason:
        plan(reason="  ")
    assert (no_reason.value.field, no_reason.value.rule) == ("reason", "CBK-01")
    with pytest.raises(InvalidInputError) as nobody:
        plan(phone=None)
    assert (nobody.value.field, nobody.value.rule) == ("phone", "CBK-01")
    with pytest.raises(InvalidInputError) as masked:
        plan(phone="199****0101")
    assert masked.value.rule == "REF-34"


@pytest.mark.req("CBK-01")
def test_the_customer_gives_name_and_number(agent: Context, plan: Plan) -> None:
    with agent.write() as uow:
        customer = uow.create(Customer(name="Ouyang Xiaowen", tier="vip"))
        for typed, main in (("021-5550 0102", False), ("199 0000 0103", True)):
            uow.create(
                CustomerPhone(
                    customer_id=customer.pk,
                    typed=typed,
                    e164=typed,
                    digits="1",
                    reversed_digits="1",
                    primary=main,
                )
            )
    callback = plan(phone=None, customer_id=customer.pk)
    assert (callback.customer_name, callback.tier) == ("Ouyang Xiaowen", "vip")
    assert service.dial_callback(agent, callback.id) == "199 0000 0103"
    assert [row.number for row in service.open_callbacks_of(agent, customer.pk)] == [callback.number]


@pytest.mark.req("CBK-01")
def test_lists_due_overdue_mine_later(agent: Context, ctx: Context, plan: Plan, clock: FrozenClock) -> None:
    late = plan(due_at=clock.now() + HOUR, reason="late one")
    mine = plan(due_at=clock.now() + 30 * HOUR, reason="mine", owner_id=agent.staff_id)
    later = plan(due_at=clock.now() + 90 * HOUR, earliest_at=clock.now() + 48 * HOUR, reason="later")
    clock.advance(hours=2)

    def numbers(view: str) -> list[str]:
        return [row.number for row in service.list_callbacks(agent, view=view).rows]

    assert numbers("due") == [late.number, mine.number]
    assert numbers("overdue") == [late.number]
    assert numbers("mine") == [mine.number]
    assert numbers("later") == [later.number]
    assert numbers("all") == [late.number, mine.number, later.number]
    service.cancel_callback(ctx, late.number, reason="twice")
    assert numbers("due") == [mine.number]
    with pytest.raises(InvalidInputError):
        service.list_callbacks(agent, view="nonsense")


@pytest.mark.req("CBK-01")
def test_the_list_can_be_filtered(agent: Context, plan: Plan) -> None:
    plan(reason="leak under the sink", source="repair")
    plan(reason="new meter", source="delivery", owner_id=agent.staff_id)
    found = service.list_callbacks(agent, filter="leak source:repair state:open")
    assert [row.reason for row in found.rows] == ["leak under the sink"]
    assert service.list_callbacks(agent, filter="owner:me").rows[0].reason == "new meter"


@pytest.mark.req("CBK-01")
def test_the_next_one_is_the_promised_one_then_the_soonest(
    agent: Context, plan: Plan, clock: FrozenClock
) -> None:
    soon = plan(due_at=clock.now() + HOUR)
    promised = plan(kind="promised", source="call", due_at=clock.now() + 3 * HOUR, earliest_at=clock.now())
    plan(due_at=clock.now() + HOUR, owner_id=agent.staff_id + 1)  # another's
    plan(due_at=clock.now() + 30 * HOUR, earliest_at=clock.now() + 20 * HOUR)  # not yet
    first = service.next_callback(agent)
    assert first is not None
    assert first.number == promised.number
    second = service.next_callback(agent, skip=(promised.id,))
    assert second is not None
    assert second.number == soon.number
    assert service.next_callback(agent, skip=(promised.id, soon.id)) is None


@pytest.mark.req("CBK-01")
def test_who_may_give_a_callback_to_whom(agent: Context, ctx: Context, plan: Plan, as_: AsStaff) -> None:
    callback = plan()
    other = as_("agent2").staff_id
    with pytest.raises(NotAllowedError):
        service.assign_callback(agent, callback.number, owner_id=other)
    assert service.assign_callback(ctx, callback.number, owner_id=other).state == "assigned"
    assert service.take_callback(agent, callback.number).owner_id == agent.staff_id
    with pytest.raises(NotAllowedError):
        service.record_attempt(as_("handler"), callback.number, code="no_answer")
    with pytest.raises(NotFoundError):
        service.take_callback(agent, "B20261123-9999")


# attempts (CBK-05)


@pytest.mark.req("CBK-05")
def test_no_answer_is_tried_again_then_unreachable(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    callback = plan(due_at=clock.now() + 72 * HOUR)
    first = service.record_attempt(agent, callback.number, code="no_answer")
    assert (first.state, first.attempts, first.owner_id) == ("retry", 1, agent.staff_id)
    assert first.ready_at == clock.now() + 2 * HOUR
    busy = service.record_attempt(agent, callback.number, code="busy", note="engaged")
    assert (busy.state, busy.ready_at) == ("retry", clock.now() + HOUR / 4)
    last = service.record_attempt(agent, callback.number, code="no_answer")
    assert (last.state, last.result, last.open, last.attempts) == ("unreachable", "no_answer", False, 3)
    sheet = service.show_callback(agent, callback.number)
    assert [(a.position, a.code, a.reached) for a in sheet.attempts] == [
        (1, "no_answer", False),
        (2, "busy", False),
        (3, "no_answer", False),
    ]
    with pytest.raises(TransitionRefusedError):
        service.record_attempt(agent, callback.number, code="no_answer")


@pytest.mark.req("CBK-05")
def test_the_number_of_attempts_is_a_setting(agent: Context, plan: Plan) -> None:
    setting_to(agent, "callback.max_attempts", 1)
    assert service.record_attempt(agent, plan().number, code="no_answer").state == "unreachable"


@pytest.mark.req("CBK-05")
def test_a_retry_waits_for_its_time(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    callback = plan(due_at=clock.now() + 72 * HOUR)
    service.record_attempt(agent, callback.number, code="no_answer")
    assert service.next_callback(agent) is None
    clock.advance(hours=2)
    again = service.next_callback(agent)
    assert again is not None
    assert again.number == callback.number


@pytest.mark.req("CBK-05")
def test_inconvenient_means_a_new_time(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    callback = plan(due_at=clock.now() + HOUR)
    with pytest.raises(TransitionRefusedError) as no_time:
        service.record_attempt(agent, callback.number, code="rescheduled")
    assert no_time.value.field == "agreed_at"
    with pytest.raises(InvalidInputError) as past:
        service.record_attempt(agent, callback.number, code="rescheduled", agreed_at=clock.now() - HOUR)
    assert past.value.rule == "CBK-05"
    tomorrow = clock.now() + 25 * HOUR
    moved = service.record_attempt(agent, callback.number, code="rescheduled", agreed_at=tomorrow)
    assert (moved.state, moved.agreed_at, moved.due_at, moved.ready_at) == (
        "appointment",
        tomorrow,
        tomorrow,
        tomorrow - HOUR / 4,
    )
    assert (moved.earliest_at, moved.next_at) == (tomorrow - HOUR / 4, tomorrow)
    with agent.read() as uow:
        promise = uow.one(Promise, callback_id=callback.id, state="open")
    assert promise is not None
    assert promise.due_at == tomorrow


@pytest.mark.req("CBK-05")
@pytest.mark.parametrize(("code", "state"), [("refused", "refused"), ("wrong_number", "unreachable")])
def test_refused_and_wrong_number_end_it(agent: Context, plan: Plan, code: str, state: str) -> None:
    ended = service.record_attempt(agent, plan().number, code=code)
    assert (ended.state, ended.result, ended.open) == (state, code, False)


@pytest.mark.req("CBK-05")
def test_attempts_by_label_and_wrong_ones(agent: Context, plan: Plan) -> None:
    assert service.record_attempt(agent, plan().number, code="未接").state == "retry"
    with pytest.raises(InvalidInputError):
        service.record_attempt(agent, plan().number, code="maybe")
    with pytest.raises(InvalidInputError):
        service.record_attempt(agent, plan().number, code="no_answer", seconds=-1)


def test_two_people_at_one_callback(agent: Context, as_: AsStaff, plan: Plan) -> None:
    callback = plan()
    service.record_attempt(
        as_("agent2"), callback.number, code="no_answer", expected_version=callback.version
    )
    with pytest.raises(ConflictError):
        service.record_attempt(agent, callback.number, code="no_answer", expected_version=callback.version)


# the record (CBK-03, CBK-06)

REPAIR = {"satisfaction": "satisfied", "efficiency": 5, "quality": 4}


@pytest.mark.req("CBK-03")
def test_required_fields_block_the_save(agent: Context, plan: Plan) -> None:
    callback = plan()
    for missing in REPAIR:
        record = {name: value for name, value in REPAIR.items() if name != missing}
        with pytest.raises(RecordIncompleteError) as refused:
            service.record_attempt(agent, callback.number, code="done", record=record)
        assert (refused.value.field, refused.value.rule) == (missing, "CBK-03")
    assert service.show_callback(agent, callback.number).row.attempts == 0
    setting_to(agent, "callback.required.repair", ["satisfaction", "advice"])
    with pytest.raises(RecordIncompleteError) as refused:
        service.record_attempt(agent, callback.number, code="done", record=REPAIR)
    assert refused.value.field == "advice"


@pytest.mark.req("CBK-03")
def test_the_whole_record_is_kept(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    said = {
        "company_opinion": "friendly",
        "product_suggestion": "a longer hose",
        "service_suggestion": "come on Sundays",
        "use_problem": "drips at night",
        "answer": "washer changed",
        "advice": "close the valve when away",
        "reminder": "yearly service in May",
        "invitation": "open day",
        "next_service_on": "2027-05-10",
        "opportunity": "wants a second tap",
        "repair_result": "dry",
        "reaction": "pleased",
        "common": True,
    }
    callback = plan()
    done = service.record_attempt(
        agent,
        callback.number,
        code="done",
        channel="phone",
        seconds=95,
        record={**REPAIR, **said},
        next_at=clock.now() + 24 * HOUR,
    )
    assert (done.state, done.result, done.reached_at) == ("done", "done", clock.now())
    sheet = service.show_callback(agent, callback.number)
    for name in said.keys() - {"next_service_on"}:
        assert getattr(sheet.record, name) == said[name]
    assert str(sheet.record.next_service_on) == "2027-05-10"
    assert sheet.record.signer == "1007 李晓"
    assert (sheet.attempts[0].seconds, sheet.attempts[0].channel, sheet.attempts[0].reached) == (
        95,
        "phone",
        True,
    )
    assert sheet.record.next_callback == "B20261123-0002"


@pytest.mark.req("CBK-03")
def test_all_missing_fields_are_named_at_once(agent: Context, plan: Plan) -> None:
    with pytest.raises(RecordIncompleteError) as refused:
        service.record_attempt(agent, plan().id, code="done", record={"satisfaction": "average"})
    assert refused.value.message == "The record needs: Efficiency, Quality, Aspect."
    assert "attitude (Manner)" in str(refused.value.hint)
    assert refused.value.field == "efficiency"


@pytest.mark.req("CBK-03")
def test_a_promised_call_needs_the_answer_given(agent: Context, plan: Plan) -> None:
    callback = plan(kind="promised", source="call")
    with pytest.raises(RecordIncompleteError) as refused:
        service.record_attempt(agent, callback.number, code="done", record={"satisfaction": "satisfied"})
    assert refused.value.field == "answer"


@pytest.mark.req("CBK-04")
@pytest.mark.parametrize("score", [0, 6, "x"])
def test_scores_are_in_their_range(agent: Context, plan: Plan, score: object) -> None:
    with pytest.raises(InvalidInputError) as refused:
        service.record_attempt(agent, plan().number, code="done", record={**REPAIR, "quality": score})
    assert refused.value.field == "quality"


@pytest.mark.req("CBK-06")
@pytest.mark.parametrize("satisfaction", ["average", "dissatisfied", "一般"])
def test_less_than_satisfied_needs_the_aspect(agent: Context, plan: Plan, satisfaction: str) -> None:
    with pytest.raises(AspectMissingError) as refused:
        service.record_attempt(
            agent, plan().number, code="done", record={**REPAIR, "satisfaction": satisfaction}
        )
    assert (refused.value.field, refused.value.rule) == ("aspect", "CBK-06")


@pytest.mark.req("CBK-06")
def test_average_with_its_aspect_is_done(agent: Context, plan: Plan) -> None:
    record = {**REPAIR, "satisfaction": "一般", "aspect": "速度"}
    done = service.record_attempt(agent, plan().number, code="done", record=record)
    assert (done.state, done.satisfaction, done.aspect) == ("done", "average", "speed")


# unsolved problems (CBK-09)


@pytest.mark.req("CBK-09")
def test_a_problem_goes_up_and_its_answer_comes_back(agent: Context, as_: AsStaff, plan: Plan) -> None:
    manager = as_("manager")
    callback = plan()
    record = {**REPAIR, "satisfaction": "dissatisfied", "aspect": "price"}
    with pytest.raises(ProblemMissingError):
        service.record_attempt(agent, callback.number, code="done", record=record)
    up = service.record_attempt(
        agent, callback.number, code="done", record=record, problem="was charged twice"
    )
    assert (up.state, up.open) == ("with_manager", True)
    assert [row.number for row in service.list_callbacks(manager, view="problems").rows] == [callback.number]
    department_id = as_("handler").actor.department_id
    assert department_id is not None
    with pytest.raises(NotAllowedError):
        service.pass_problem_on(agent, callback.number, department_id=department_id)
    assert (
        service.pass_problem_on(manager, callback.number, department_id=department_id).state
        == "with_department"
    )
    with pytest.raises(TransitionRefusedError):
        service.answer_problem(manager, callback.number, answer=" ")
    assert service.answer_problem(manager, callback.number, answer="refunded today").state == "answered"
    again = service.next_callback(agent)
    assert again is not None
    assert again.number == callback.number
    with pytest.raises(AspectMissingError):
        service.tell_customer(agent, callback.number, satisfaction="average")
    still = service.tell_customer(
        agent, callback.number, satisfaction="dissatisfied", aspect="speed", problem="no money yet"
    )
    assert still.state == "with_manager"
    service.answer_problem(manager, callback.number, answer="paid at 10:00")
    told = service.tell_customer(agent, callback.number, satisfaction="satisfied")
    assert (told.state, told.satisfaction, told.result) == ("done", "satisfied", "done")
    record_ = service.show_callback(agent, callback.number).record
    assert (record_.problem, record_.problem_answer, record_.problem_department) == (
        "no money yet",
        "paid at 10:00",
        "ENG",
    )
    assert record_.told_at is not None
    assert service.review_callback(manager, callback.number).state == "reviewed"


# the promise ledger


@pytest.mark.parametrize(
    ("called_after", "how"), [(timedelta(minutes=30), "kept"), (timedelta(hours=2), "late")]
)
def test_a_promised_call_is_kept_or_late(
    agent: Context, plan: Plan, clock: FrozenClock, called_after: timedelta, how: str
) -> None:
    callback = plan(kind="promised", source="call", due_at=clock.now() + HOUR)
    clock.move_to(clock.now() + called_after)
    service.record_attempt(agent, callback.number, code="no_answer")
    with agent.read() as uow:
        promise = uow.one(Promise, callback_id=callback.id)
    assert promise is not None
    assert promise.state == how


@pytest.mark.parametrize(("cancelled_after", "how"), [(0, "cancelled"), (2, "missed")])
def test_a_promised_call_never_made(
    agent: Context, ctx: Context, plan: Plan, clock: FrozenClock, cancelled_after: int, how: str
) -> None:
    callback = plan(kind="promised", source="call", due_at=clock.now() + HOUR)
    clock.advance(hours=cancelled_after)
    service.cancel_callback(ctx, callback.number, reason="came by in person")
    with agent.read() as uow:
        promise = uow.one(Promise, callback_id=callback.id)
    assert promise is not None
    assert promise.state == how


def test_the_tally_of_the_day(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    kept = plan(due_at=clock.now() + HOUR)
    late = plan(due_at=clock.now() + HOUR)
    plan(due_at=clock.now() + HOUR)
    plan(due_at=clock.now() + 50 * HOUR, earliest_at=clock.now() + 9 * HOUR)
    plan(due_at=clock.now() + 50 * HOUR, earliest_at=clock.now() + 40 * HOUR)
    service.record_attempt(agent, kept.number, code="done", record=REPAIR)
    clock.advance(hours=2)
    service.record_attempt(agent, late.number, code="done", record=REPAIR)
    tally = service.callback_tally(agent)
    assert (tally.kept, tally.late, tally.missed, tally.ready, tally.today) == (1, 1, 1, 1, 2)


# hostile text, rights


def test_hostile_text_is_stored_clean(agent: Context, plan: Plan, hostile: str) -> None:
    callback = plan(reason=f"x{hostile}"[:2000], contact_name=f"n{hostile}"[:100])
    service.record_attempt(
        agent, callback.number, code="done", note=hostile, record={**REPAIR, "answer": f"a{hostile}"}
    )
    with agent.read() as uow:
        stored = uow.get(Callback, callback.id)
        everything = f"{stored.reason}{stored.contact_name}{stored.answer}"
    assert not {"\x1b", "\x9b", "\u202e", "\x00"} & set(everything)


def test_the_number_is_shown_to_those_who_call(agent: Context, as_: AsStaff, plan: Plan) -> None:
    callback = plan()
    assert service.dial_callback(agent, callback.number) == PHONE
    with pytest.raises(NotAllowedError):
        service.dial_callback(as_("auditor"), callback.number)


def test_only_members_of_staff_own_callbacks(ctx: Context, plan: Plan) -> None:
    with pytest.raises(NotFoundError):
        service.assign_callback(ctx, plan().number, owner_id=99_999)
    with ctx.read() as uow:
        assert uow.one(Staff, staff_no="1007") is not None


# the ticket that was called about (CBK-06)


@pytest.fixture
def finished(agent: Context, ctx: Context, as_: AsStaff) -> Callable[[], CallbackRow]:
    """The callback that finished work on a repair brought."""

    def work() -> CallbackRow:
        handler = as_("handler")
        ticket = create_ticket(
            agent,
            kind="repair",
            title="tap drips",
            phone=PHONE,
            contact_name="Ms Ou",
            scope="in_home",
            address="3-502",
        )
        dispatch_ticket(ctx, ticket.id, handler_id=handler.staff_id)
        accept_ticket(handler, ticket.id)
        start_ticket(handler, ticket.id)
        done_ticket(handler, ticket.id, result="new washer", feedback="fine")
        found = service.next_callback(agent)
        assert found is not None
        return found

    return work


@pytest.mark.req("CBK-06", "CBK-01")
def test_finished_work_brings_a_callback_with_its_first_owner(
    agent: Context, finished: Callable[[], CallbackRow]
) -> None:
    callback = finished()
    assert (callback.source, callback.state, callback.owner_no) == ("repair", "assigned", "1007")
    assert callback.due_at.astimezone(agent.zone).day == 24
    done = service.record_attempt(agent, callback.id, code="done", record=REPAIR)
    assert done.state == "done"
    with agent.read() as uow:
        ticket = uow.get(Ticket, callback.ticket_id or 0)
        assert (ticket.satisfaction, ticket.state in ("called_back", "closed")) == ("satisfied", True)


@pytest.mark.req("CBK-06")
def test_dissatisfied_opens_the_ticket_again(agent: Context, finished: Callable[[], CallbackRow]) -> None:
    callback = finished()
    record = {**REPAIR, "satisfaction": "dissatisfied", "aspect": "quality", "reaction": "drips again"}
    assert service.record_attempt(agent, callback.id, code="done", record=record).state == "done"
    with agent.read() as uow:
        ticket = uow.get(Ticket, callback.ticket_id or 0)
        assert (ticket.state, ticket.satisfaction) == ("assigned", "dissatisfied")
    assert callback.ticket_number in [row.number for row in list_tickets(agent, filter="state:assigned").rows]


@pytest.mark.req("CBK-01")
def test_a_ticket_has_one_open_callback(plan: Plan, finished: Callable[[], CallbackRow]) -> None:
    callback = finished()
    again = plan(ticket_id=callback.ticket_id, due_at=callback.due_at + HOUR, reason="done once more")
    assert (again.number, again.reason, again.due_at) == (
        callback.number,
        "done once more",
        callback.due_at + HOUR,
    )


# taking an attempt back


@pytest.mark.req("CBK-05")
@pytest.mark.parametrize("code", ["no_answer", "busy", "refused", "wrong_number", "rescheduled"])
def test_an_attempt_can_be_taken_back(agent: Context, plan: Plan, clock: FrozenClock, code: str) -> None:
    callback = plan(kind="promised", source="call", due_at=clock.now() + HOUR, owner_id=agent.staff_id)
    clock.advance(minutes=1)
    agreed = clock.now() + 20 * HOUR if code == "rescheduled" else None
    service.record_attempt(agent, callback.number, code=code, agreed_at=agreed)
    clock.advance(minutes=1)
    back = service.undo_attempt(agent, callback.number)
    for name in (
        "state",
        "attempts",
        "due_at",
        "earliest_at",
        "agreed_at",
        "ready_at",
        "result",
        "finished_at",
    ):
        assert getattr(back, name) == getattr(callback, name), name
    assert service.show_callback(agent, callback.number).attempts == ()
    with agent.read() as uow:
        promises = uow.session.exec(select(Promise).where(Promise.callback_id == callback.id)).all()
    assert [one.due_at for one in promises if one.state == "open"] == [callback.due_at]
    with pytest.raises(AttemptStandsError):
        service.undo_attempt(agent, callback.number)


@pytest.mark.req("CBK-05")
def test_which_attempts_stand(agent: Context, as_: AsStaff, plan: Plan, clock: FrozenClock) -> None:
    callback = plan()
    service.record_attempt(agent, callback.number, code="no_answer")
    with pytest.raises(AttemptStandsError):
        service.undo_attempt(as_("agent2"), callback.number)
    clock.advance(minutes=16)
    with pytest.raises(AttemptStandsError):
        service.undo_attempt(agent, callback.number)
    service.record_attempt(agent, callback.number, code="done", record=REPAIR)
    with pytest.raises(AttemptStandsError):
        service.undo_attempt(agent, callback.number)
