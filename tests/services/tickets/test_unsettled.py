"""The lists that answer what nobody sees to: each holds what it names, and lets it go when it is settled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.models import Department, Staff
from csconsole.services import complaints, tickets
from csconsole.services.callbacks import record_attempt
from csconsole.services.context import Context
from csconsole.services.desk.alerts import alerts_of
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.forms import open_form, take_form
from csconsole.services.promises import make_promise
from csconsole.services.staff import disable_staff
from csconsole.services.tickets.finish import CallBackFirstError
from csconsole.services.unsettled import list_unsettled, unsettled_lists, unsettled_rows, waiting_for_me
from tests.conftest import AsStaff
from tests.services.complaints.walking import register as register_complaint
from tests.services.complaints.walking import walk
from tests.services.tickets.registering import in_progress, register


def numbers(ctx: Context, code: str) -> list[str]:
    """The numbers of one list, which must be as many as its count says."""
    rows = unsettled_rows(ctx, code)
    counted = next(one for one in unsettled_lists(ctx) if one.code == code)
    assert counted.total == len(rows)
    return [row.number for row in rows]


@pytest.mark.req("TKT-02")
def test_the_ticket_of_somebody_who_left_has_no_owner(ctx: Context, as_: AsStaff) -> None:
    row = dispatch_ticket(ctx, register(ctx).id, handler_id=as_("handler").staff_id)
    assert numbers(ctx, "orphan") == []
    disable_staff(as_("admin"), as_("handler").actor.staff_no)
    assert numbers(ctx, "orphan") == [row.number]
    assert [each.id for each in tickets.list_tickets(ctx, filter="lacks:owner,step").rows] == [row.id]
    assert [(one.kind, one.text) for one in alerts_of(ctx)] == [
        ("lying", "Tickets without an owner or a next step: 1 (L).")
    ]


@pytest.mark.req("TKT-02")
def test_a_ticket_of_a_department_without_people_has_no_owner(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        empty = uow.create(Department(code="FIN", name_en="Finance", name_zh="财务部")).pk
    staffed = as_("handler").actor.department_id
    assert staffed is not None
    dispatch_ticket(ctx, register(ctx).id, department_id=staffed)
    row = dispatch_ticket(ctx, register(ctx).id, department_id=empty)
    assert numbers(ctx, "orphan") == [row.number]
    assert [each.id for each in tickets.list_tickets(ctx, filter="lacks:owner").rows] == [row.id]
    assert [one.kind for one in alerts_of(ctx)] == ["lying"]
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id, reason="somebody")
    assert numbers(ctx, "orphan") == []
    assert alerts_of(ctx) == ()


@pytest.mark.req("TKT-02")
def test_finished_work_whose_customer_refuses_the_callback_has_no_next_step(
    ctx: Context, as_: AsStaff
) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    done = tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    assert numbers(ctx, "no_step") == []
    assert done.callback_id is not None
    record_attempt(ctx, done.callback_id, code="refused")
    assert numbers(ctx, "no_step") == [row.number]
    with pytest.raises(CallBackFirstError):
        tickets.close_ticket(as_("agent"), row.id, reason="solved", told_customer=True)
    tickets.close_ticket(ctx, row.id, reason="solved", told_customer=True)
    assert numbers(ctx, "no_step") == []


@pytest.mark.req("TKT-11")
def test_a_list_of_the_day_takes_filter_order_and_pages(ctx: Context, clock: FrozenClock) -> None:
    for hours in (1, 2, 3):
        make_promise(
            ctx, text=f"Job {hours}", due_at=clock.now() + timedelta(hours=hours), ticket_id=register(ctx).id
        )
    clock.advance(hours=4)

    def titles(**asked: Any) -> list[str]:
        return [row.title for row in list_unsettled(ctx, "promise", **asked).rows]

    assert titles() == ["Job 1", "Job 2", "Job 3"]
    assert titles(filter="due<-90m") == ["Job 1", "Job 2"]
    assert titles(filter="job -title:2", sort="-due") == ["Job 3", "Job 1"]
    first = list_unsettled(ctx, "promise", limit=2)
    assert titles(limit=2, after=first.next_after) == ["Job 3"]
    assert (len(first.rows), first.total) == (2, 3)


@pytest.mark.req("TKT-12")
def test_a_parked_ticket_is_listed_once_its_review_is_due(ctx: Context, clock: FrozenClock) -> None:
    row = register(ctx)
    until = clock.now() + timedelta(days=3)
    tickets.park_ticket(ctx, row.id, park_reason="hardware", customer_informed=True, review_at=until)
    assert numbers(ctx, "parked") == []
    clock.advance(days=3, seconds=1)
    assert numbers(ctx, "parked") == [row.number]
    assert [one.kind for one in alerts_of(ctx)] == ["parked"]
    later = clock.now() + timedelta(days=3)
    tickets.park_ticket(ctx, row.id, park_reason="hardware", customer_informed=True, review_at=later)
    assert numbers(ctx, "parked") == []


@pytest.mark.req("TKT-02")
def test_a_returned_ticket_is_listed_until_it_is_dispatched_again(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.return_ticket(handler, row.id, reason="Not ours")
    assert numbers(ctx, "returned") == [row.number]
    dispatch_ticket(ctx, row.id, handler_id=handler.staff_id)
    assert numbers(ctx, "returned") == []


@pytest.mark.req("TKT-11")
def test_each_open_ticket_is_reviewed_each_day(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    first, second = register(ctx), register(ctx)
    assert sorted(numbers(ctx, "unreviewed")) == [first.number, second.number]
    with pytest.raises(NotAllowedError):
        tickets.review_ticket(as_("agent"), first.id)
    tickets.review_ticket(ctx, first.id, note="Parts come tomorrow")
    assert numbers(ctx, "unreviewed") == [second.number]
    assert "Parts come tomorrow" in tickets.show_ticket(ctx, first.id).timeline[-1].lines
    assert sorted(numbers(ctx, "unnoted")) == [first.number, second.number], "a review is no progress"
    tickets.cancel_ticket(ctx, second.id, reason="Twice")
    assert numbers(ctx, "unreviewed") == []
    with pytest.raises(RuleBrokenError):
        tickets.review_ticket(ctx, second.id)
    clock.advance(days=1)
    assert numbers(ctx, "unreviewed") == [first.number]


@pytest.mark.req("TKT-06")
def test_what_waits_too_long_for_dispatch_is_listed(ctx: Context, clock: FrozenClock) -> None:
    row = register(ctx)
    clock.advance(minutes=10)
    assert numbers(ctx, "undispatched") == []
    clock.advance(seconds=1)
    assert numbers(ctx, "undispatched") == [row.number]


@pytest.mark.req("TKT-34")
def test_what_nobody_answered_or_followed_is_listed_with_its_department(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = dispatch_ticket(ctx, register(ctx).id, handler_id=as_("handler").staff_id)
    clock.advance(hours=24, seconds=1)
    assert [(one.number, one.department) for one in unsettled_rows(ctx, "unanswered")] == [
        (row.number, "Engineering")
    ]
    assert numbers(ctx, "unfollowed") == []
    clock.advance(days=2)
    assert numbers(ctx, "unfollowed") == [row.number]


@pytest.mark.req("CALL-14")
def test_an_overdue_promise_is_listed_with_whoever_has_to_keep_it(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    agent, row = as_("agent"), register(ctx)
    make_promise(agent, text="Ring her", due_at=clock.now() + timedelta(hours=1), ticket_id=row.id)
    assert numbers(ctx, "promise") == []
    clock.advance(hours=1, seconds=1)
    found = unsettled_rows(ctx, "promise")
    assert [(one.record, one.key, one.title, one.who) for one in found] == [
        ("ticket", row.number, "Ring her", agent.actor.name)
    ]


@pytest.mark.req("CMP-21")
def test_a_key_complaint_is_listed_until_it_has_its_note_of_today(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = walk(as_, register_complaint(as_("agent")), to="acknowledge", level="major")
    clock.advance(days=2)
    found = unsettled_rows(ctx, "key")
    assert [one.number for one in found] == [row.number]
    assert found[0].note == "Major · days without a note: 1"
    tickets.note_ticket(ctx, row.id, text="Spoke to the firm")
    assert numbers(ctx, "key") == []


@pytest.mark.req("CALL-10")
def test_my_first_contact_items_are_mine_alone(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    register(ctx)
    assert numbers(agent, "first_contact") == [row.number]


@pytest.mark.req("CMP-04", "CMP-07")
def test_a_complaint_waits_for_whoever_decides_its_next_step(ctx: Context, as_: AsStaff) -> None:
    agent, manager = as_("agent"), as_("manager")

    def waits(who: Context) -> list[str]:
        return [one.note for one in waiting_for_me(who)]

    row = register_complaint(agent, level="minor")
    assert waits(ctx) == ["level to be confirmed: Minor"]
    complaints.take_complaint_step(agent, row.id, "receive", {"apologised": "yes"})
    assert len(waits(ctx)) == 1
    assert waits(agent) == []
    judged = {"complaint_type": "service", "level": "major", "department": "ENG", "time_asked": "yes"}
    complaints.take_complaint_step(ctx, row.id, "establish", judged)
    complaints.take_complaint_step(agent, row.id, "route_other", {"informed": "head"})
    handler = as_("handler")
    complaints.take_complaint_step(handler, row.id, "acknowledge", {})
    found = {"cause": "slow", "finding": "Late", "person": "2001"}
    complaints.take_complaint_step(handler, row.id, "investigate", found)
    of_it = [one for one in waiting_for_me(manager) if one.record == "ticket" and one.key == row.number]
    assert [one.note for one in of_it] == ["reported upward"], "no options are proposed yet"
    complaints.take_complaint_step(handler, row.id, "propose", {"options": "new seal; new pipe"})
    of_it = [one for one in waiting_for_me(manager) if one.key == row.number]
    assert len(of_it) == 2
    assert [one for one in waiting_for_me(ctx) if one.note != "reported upward"] == [], "a manager decides it"


@pytest.mark.req("TKT-07")
def test_an_extension_that_was_asked_for_waits_for_a_supervisor(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    until = clock.now() + timedelta(days=3)
    tickets.ask_extension(handler, row.id, until=until, reason="Part ordered")
    assert [(one.number, one.note) for one in waiting_for_me(ctx)] == [(row.number, "more time is asked for")]
    assert waiting_for_me(handler) == ()
    tickets.refuse_extension(ctx, row.id, reason="Borrow one")
    assert waiting_for_me(ctx) == ()


def test_an_unknown_list_is_refused_with_those_there_are(ctx: Context) -> None:
    with pytest.raises(InvalidInputError) as refused:
        unsettled_rows(ctx, "nothing")
    assert "orphan" in (refused.value.hint or "")
    assert len({one.name for one in unsettled_lists(ctx)}) == len(unsettled_lists(ctx))


def test_lists_of_a_person_without_the_right_are_refused(as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        unsettled_lists(as_("admin"))
    with as_("admin").read() as uow:
        assert uow.one(Staff, staff_no="2001") is not None


@pytest.mark.req("FRM-02", "CMP-26")
def test_a_claim_waits_for_whoever_signs_next(ctx: Context, as_: AsStaff) -> None:
    manager = as_("manager")
    row = register_complaint(as_("agent"))
    claim = open_form(ctx, "compensation", ticket=row.id, fields={"claimed": "120.50"}, complete=False)
    assert [one for one in waiting_for_me(manager) if one.record == "form"] == []
    offered = {"offers": "100; 120", "reason": "damage", "payer": "company", "documents": "receipt"}
    take_form(ctx, claim.id, "negotiate", offered)
    take_form(ctx, claim.id, "agree", {"amount": "120", "signer": "Ouyang"})
    [waits] = [one for one in waiting_for_me(manager) if one.record == "form"]
    assert (waits.number, waits.ticket) == (claim.number, row.number)
    take_form(manager, claim.id, "approve")
    assert [one for one in waiting_for_me(manager) if one.record == "form"] == []
    assert [one.number for one in waiting_for_me(ctx) if one.record == "form"] == [claim.number]


@pytest.mark.req("TKT-11")
def test_an_item_of_several_days_is_listed_until_its_customer_is_told_today(
    ctx: Context, clock: FrozenClock
) -> None:
    row = register(ctx, promised_at=clock.now() + timedelta(hours=2))
    tickets.create_ticket(ctx, kind="internal", title="Lamp in the hall")
    assert numbers(ctx, "untold") == []
    clock.advance(days=1)
    assert numbers(ctx, "untold") == [row.number], "nobody is told of the lamp"
    tickets.note_ticket(ctx, row.id, text="Parts ordered")
    assert numbers(ctx, "untold") == [row.number]
    tickets.note_ticket(ctx, row.id, text="Parts come tomorrow", told_customer=True)
    assert numbers(ctx, "untold") == []
    clock.advance(days=1)
    assert numbers(ctx, "untold") == [row.number]


@pytest.mark.req("TKT-10")
def test_who_has_to_wait_until_tomorrow_is_to_be_told_at_once(ctx: Context) -> None:
    row = tickets.create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    assert row.due_source == "next_day"
    tickets.create_ticket(ctx, kind="other", title="Lamp of the house")
    assert numbers(ctx, "untold") == [row.number]
    assert [one.number for one in tickets.audit_day(ctx).multi_day] == [row.number]
    assert tickets.show_ticket(ctx, row.id).untold
    tickets.note_ticket(ctx, row.id, text="We come tomorrow", told_customer=True)
    assert numbers(ctx, "untold") == []
    assert not tickets.show_ticket(ctx, row.id).untold
