"""The record of a callback, unsolved problems, and the ticket it was about (CBK-03, CBK-06, CBK-09)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.models import Event, Promise, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import callbacks as service
from csconsole.services.callbacks import (
    AspectMissingError,
    CallbackRow,
    ProblemMissingError,
    RecordIncompleteError,
    callback_script,
)
from csconsole.services.context import Context
from csconsole.services.knowledge import spoken_time
from csconsole.services.notices import unread_notices
from csconsole.services.tickets import close_ticket, list_tickets
from tests.conftest import AsStaff
from tests.services.callbacks.planning import HOUR, REPAIR, Plan, setting_to


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
    assert sheet.record.signer == "李晓 1007"
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
    assert "Manner" in str(refused.value.hint)
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
    asked = unread_notices(as_("handler"))
    assert [(callback.number in one.title, one.body) for one in asked] == [(True, "was charged twice")]
    assert unread_notices(agent) == ()
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
    with pytest.raises(TransitionRefusedError):
        service.archive_callback(manager, callback.number)
    assert service.review_callback(manager, callback.number).state == "reviewed"
    with pytest.raises(NotAllowedError):
        service.archive_callback(agent, callback.number)
    assert service.archive_callback(manager, callback.number).state == "archived"


# the promise ledger


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


@pytest.mark.req("CBK-01")
def test_a_ticket_closed_without_its_callback_leaves_none_due(
    ctx: Context, finished: Callable[[], CallbackRow]
) -> None:
    callback = finished()
    close_ticket(ctx, callback.ticket_id or 0, reason="solved", told_customer=True, override=True)
    after = service.show_callback(ctx, callback.id).row
    assert (after.state, after.open) == ("cancelled", False)
    assert service.list_callbacks(ctx, view="due").rows == ()
    with ctx.read() as uow:
        event = uow.one(Event, entity="callback", entity_id=callback.id, action="cancelled")
        assert event is not None
        assert str(callback.ticket_number) in str(event.reason)


@pytest.mark.req("CBK-06")
def test_dissatisfied_opens_the_ticket_again(agent: Context, finished: Callable[[], CallbackRow]) -> None:
    callback = finished()
    record = {**REPAIR, "satisfaction": "dissatisfied", "aspect": "quality", "reaction": "drips again"}
    assert service.record_attempt(agent, callback.id, code="done", record=record).state == "done"
    with agent.read() as uow:
        ticket = uow.get(Ticket, callback.ticket_id or 0)
        assert (ticket.state, ticket.satisfaction) == ("assigned", "dissatisfied")
    assert callback.ticket_number in [row.number for row in list_tickets(agent, filter="state:assigned").rows]


@pytest.mark.req("CBK-07", "CALL-14")
def test_what_is_promised_after_dissatisfaction_is_the_new_due_time(
    agent: Context, finished: Callable[[], CallbackRow]
) -> None:
    callback = finished()
    before = callback_script(agent, callback.id)
    assert before.dissatisfied.missing == ("promise",)
    assert before.asking("dissatisfied").endswith("what would you like us to do?")
    record = {**REPAIR, "satisfaction": "dissatisfied", "aspect": "quality", "reaction": "drips again"}
    service.record_attempt(agent, callback.id, code="done", record=record)
    with agent.read() as uow:
        ticket = uow.get(Ticket, callback.ticket_id or 0)
        due_at = ticket.due_at
        promise = uow.one(Promise, ticket_id=callback.ticket_id, state="open")
    assert due_at is not None
    assert promise is not None
    assert promise.due_at == due_at
    said = callback_script(agent, callback.id).dissatisfied
    assert said.missing == ()
    assert spoken_time(due_at, agent) in said.text


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


@pytest.mark.req("CBK-01")
def test_a_callback_about_a_ticket_rings_whom_the_ticket_is_about(
    agent: Context, finished: Callable[[], CallbackRow]
) -> None:
    about = finished()
    planned = service.plan_callback(
        agent, kind="promised", source="repair", reason="whether it holds", ticket_id=about.ticket_id
    )
    assert planned.phone is not None
    assert (planned.phone[-4:], planned.customer_name) == ("0101", about.customer_name)
    other = service.plan_callback(
        agent, kind="promised", source="repair", reason="x", ticket_id=about.ticket_id, phone="199 0000 0102"
    )
    assert other.phone is not None
    assert other.phone[-4:] == "0102"
