"""Planning a callback, the lists it stands in, who may have it (CBK-01), and its promise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models import Callback, Customer, CustomerPhone, Promise, Staff
from csconsole.services import callbacks as service
from csconsole.services.callbacks.lists import VIEWS
from csconsole.services.context import Context
from csconsole.services.query import narrowed
from tests.conftest import AsStaff
from tests.services.callbacks.planning import HOUR, PHONE, REPAIR, Plan


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


@pytest.mark.req("CBK-01")
def test_what_is_for_later_stands_in_the_order_in_which_it_is_called(
    agent: Context, plan: Plan, clock: FrozenClock
) -> None:
    """The list shows from when each is called, so that is its order, not the limit; also over its pages."""
    now = clock.now()
    friday = plan(reason="one", earliest_at=now + 96 * HOUR, due_at=now + 98 * HOUR)
    tomorrow = plan(reason="two", earliest_at=now + 24 * HOUR, due_at=now + 200 * HOUR)
    between = plan(reason="three", earliest_at=now + 48 * HOUR, due_at=now + 99 * HOUR)
    wanted = [tomorrow.number, between.number, friday.number]
    assert [row.number for row in service.list_callbacks(agent, view="later").rows] == wanted
    first = service.list_callbacks(agent, view="later", limit=2)
    rest = service.list_callbacks(agent, view="later", limit=2, after=first.next_after)
    assert [row.number for row in (*first.rows, *rest.rows)] == wanted
    by_limit = service.list_callbacks(agent, view="later", sort="due").rows
    assert [row.number for row in by_limit] == [friday.number, between.number, tomorrow.number]


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
    assert service.take_callback(agent, callback.number, reason="He is busy").owner_id == agent.staff_id
    with pytest.raises(NotAllowedError):
        service.record_attempt(as_("handler"), callback.number, code="no_answer")
    with pytest.raises(NotFoundError):
        service.take_callback(agent, "B20261123-9999")


# attempts (CBK-05)


@pytest.mark.parametrize(
    ("called_after", "how"), [(timedelta(minutes=30), "kept"), (timedelta(hours=2), "late")]
)
def test_a_promised_call_is_kept_or_late(
    agent: Context, plan: Plan, clock: FrozenClock, called_after: timedelta, how: str
) -> None:
    callback = plan(kind="promised", source="call", due_at=clock.now() + HOUR)
    clock.move_to(clock.now() + called_after)
    service.record_attempt(agent, callback.number, code="refused")
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
    forgotten = plan(due_at=clock.now() + HOUR)
    plan(due_at=clock.now() + 50 * HOUR, earliest_at=clock.now() + 9 * HOUR)
    plan(due_at=clock.now() + 50 * HOUR, earliest_at=clock.now() + 40 * HOUR)
    service.record_attempt(agent, kept.number, code="done", record=REPAIR)
    clock.advance(hours=2)
    service.record_attempt(agent, late.number, code="done", record=REPAIR)
    tally = service.callback_tally(agent)
    assert (tally.kept, tally.late, tally.overdue, tally.missed) == (1, 1, 1, 0)
    assert (tally.ready, tally.today) == (1, 2)
    assert tally.later == len(service.list_callbacks(agent, view="later").rows) == 2
    plan(due_at=clock.now() + 90 * HOUR, earliest_at=clock.now() + 48 * HOUR, owner_id=agent.staff_id)
    mine = service.callback_tally(agent, owner_id=agent.staff_id)
    assert (mine.ready, mine.today, mine.later) == (0, 0, 1)
    overdue = service.list_callbacks(agent, view="overdue").rows
    assert [row.id for row in overdue] == [forgotten.id]
    service.record_attempt(agent, forgotten.number, code="wrong_number")
    tally = service.callback_tally(agent)
    assert (tally.kept, tally.late, tally.overdue, tally.missed) == (1, 1, 0, 1)


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


@pytest.mark.req("CBK-01")
def test_a_list_is_a_key_of_the_filter_too(ctx: Context, plan: Plan) -> None:
    plan(contact_name="today")
    plan(contact_name="later", earliest_at=ctx.now() + 48 * HOUR, due_at=ctx.now() + 50 * HOUR)
    for view in VIEWS:
        listed = [row.id for row in service.list_callbacks(ctx, view=view).rows]
        assert (len(listed) == 2) == (view == "all")
        for text in (narrowed("", "view", view), narrowed("kind:promised or -kind:promised", "view", view)):
            assert [row.id for row in service.list_callbacks(ctx, filter=text).rows] == listed
