"""The procedure of a complaint from registration to the archive (CMP-07 to CMP-18)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.models import Callback, Complaint, Department, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.models.lifecycle.complaint import STEP_OF
from csconsole.services import complaints, tickets
from csconsole.services.complaints.page import this_round
from csconsole.services.context import Context
from csconsole.services.desk import desk_of
from csconsole.services.escalations import escalations_of
from csconsole.services.notices import unread_notices
from csconsole.services.promises import promises_of
from csconsole.services.tickets import NotYourTicketError
from tests.conftest import AsStaff
from tests.services.complaints.walking import CLOSE, ROAD, register, seven_steps, take, walk
from tests.services.tickets.timing import stored


def stage(ctx: Context, row: tickets.TicketRow) -> str | None:
    return tickets.show_ticket(ctx, row.id).row.stage


@pytest.mark.req("CMP-07", "CMP-02")
def test_the_six_steps_from_registration_to_the_archive(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    assert (row.stage, row.state) == ("registered", "new")
    row = walk(as_, row)
    assert (row.stage, row.state) == ("callback", "done")
    row = complaints.record_feedback(agent, row.id, satisfaction="satisfied", signer="Ouyang")
    assert (row.stage, row.satisfaction) == ("summarised", "satisfied")
    with pytest.raises(TransitionRefusedError, match="slip"):
        take(ctx, row, "archive", **CLOSE)
    complaints.complaint_slip(ctx, row.id)
    row = take(ctx, row, "archive", **CLOSE)
    assert (row.stage, row.state) == ("archived", "closed")
    page = complaints.show_complaint(ctx, row.id)
    assert [step.state for step in page.steps] == ["done"] * 6
    record = page.ticket.complaint
    assert [each["action"] for each in record["2"]] == ["establish", "route_other"]
    assert record["4"][1]["option"] == "new pipe"
    with ctx.read() as uow:
        stored = uow.get(Ticket, row.id)
        about = uow.one(Complaint, ticket_id=row.id)
        assert about is not None
        assert (stored.cause, stored.apologised, stored.level_confirmed) == ("poor_repair", True, True)
        assert (about.complaint_type, about.person, about.signer) == ("repair_quality", "2001", "Ouyang")


@pytest.mark.req("CMP-07", "TKT-02")
def test_a_step_out_of_order_or_without_its_data_is_refused(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"), demand=None)
    with pytest.raises(TransitionRefusedError):
        take(ctx, row, "decide", option="1", instruction="x", plan_told=True)
    with pytest.raises(TransitionRefusedError) as refused:
        take(as_("agent"), row, "receive", apologised=True)
    assert refused.value.field == "demand"
    take(as_("agent"), row, "receive", apologised=True, demand="Again")
    with pytest.raises(NotAllowedError):
        take(as_("agent"), row, "establish", level="minor")
    with pytest.raises(TransitionRefusedError) as refused:
        tickets.done_ticket(as_("handler"), row.id, result="x", feedback="y")
    assert "judge" in (refused.value.hint or "")


@pytest.mark.req("CMP-09", "CMP-06")
def test_the_responsible_department_acknowledges_and_others_may_not(as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="route_other")
    assert (row.state, row.department) == ("assigned", "Engineering")
    with pytest.raises(NotYourTicketError):
        take(as_("handler2"), row, "acknowledge")
    for sender in ("supervisor", "manager", "agent"):
        with pytest.raises(NotYourTicketError, match="Engineering"):
            take(as_(sender), row, "acknowledge")
    row = take(as_("handler"), row, "acknowledge")
    assert (row.stage, row.state, row.handler) == ("investigating", "in_progress", "赵文")
    row = tickets.return_ticket(as_("handler"), row.id, reason="Not ours")
    assert (row.stage, row.state, row.returns) == ("established", "new", 1)


@pytest.mark.req("CMP-06")
def test_the_head_of_the_responsible_department_confirms_for_it(as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="route_other")
    head = as_("supervisor")
    with head.write() as uow:
        department = uow.one(Department, code="ENG")
        assert department is not None
        uow.update(department, "edit", {"head_id": head.actor.staff_id})
    with pytest.raises(NotYourTicketError, match=head.actor.name):
        take(as_("manager"), row, "acknowledge")
    assert take(head, row, "acknowledge").stage == "investigating"


@pytest.mark.req("CMP-06", "TKT-04")
def test_only_who_was_given_a_complaint_accepts_it_and_then_has_it(as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="route_other")
    for sender in ("supervisor", "manager"):
        with pytest.raises(NotYourTicketError, match="only they confirm that"):
            take(as_(sender), row, "accept")
        with pytest.raises(NotYourTicketError):
            tickets.accept_ticket(as_(sender), row.id)
    row = take(as_("handler"), row, "accept")
    assert (row.stage, row.state, row.handler) == ("other_department", "accepted", "赵文")
    assert [item.key for item in desk_of(as_("handler")).now] == [row.number]
    row = take(as_("handler"), row, "acknowledge")
    assert (row.stage, row.handler) == ("investigating", "赵文")


@pytest.mark.req("CMP-09")
def test_the_own_department_needs_the_managers_review(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="establish")
    row = take(as_("agent"), row, "route_own")
    assert (row.stage, row.department) == ("own_department", "Customer service")
    with pytest.raises(NotAllowedError):
        take(ctx, row, "review", advice="Visit her")
    assert take(as_("manager"), row, "review", advice="Visit her").stage == "investigating"


@pytest.mark.req("CMP-07", "CMP-26")
def test_several_options_and_one_of_them_is_chosen_with_an_instruction(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="investigate")
    with pytest.raises(InvalidInputError) as refused:
        take(as_("handler"), row, "propose", options="only one")
    assert refused.value.rule == "CMP-26"
    take(as_("handler"), row, "propose", options="new seal\nnew pipe")
    with pytest.raises(InvalidInputError):
        take(ctx, row, "decide", option="nothing", instruction="x", plan_told=True)
    with pytest.raises(TransitionRefusedError) as missing:
        take(ctx, row, "decide", option="1", instruction="Today", plan_told="no")
    assert missing.value.field == "plan_told"
    assert take(ctx, row, "decide", option="1", instruction="Today", plan_told="yes").stage == "decided"


@pytest.mark.req("CMP-15")
def test_a_supervisor_overrides_with_a_reason_an_agent_does_not(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")))
    with pytest.raises(NotAllowedError):
        take(as_("agent"), row, "override", reason="She cannot be reached")
    said = {"reason": "She cannot be reached", "satisfaction": "no_opinion"}
    assert take(ctx, row, "override", **said).stage == "summarised"


@pytest.mark.req("CMP-17")
def test_the_result_plans_the_callback_of_the_agent_or_for_a_major_one_the_manager(
    ctx: Context, as_: AsStaff
) -> None:
    for level, owner in (("important", "agent"), ("major", "manager")):
        row = walk(as_, register(as_("agent")), level=level)
        with ctx.read() as uow:
            planned = uow.get(Callback, row.callback_id or 0)
            assert (planned.source, planned.owner_id) == ("complaint", as_(owner).staff_id)


@pytest.mark.req("CMP-12")
def test_the_seventh_step_is_the_senior_s_and_the_letter_only_where_it_was_written(as_: AsStaff) -> None:
    agent, manager = as_("agent"), as_("manager")
    row = walk(as_, register(agent), level="major")
    complaints.record_feedback(as_("supervisor"), row.id, satisfaction="satisfied", signer="Ouyang")
    page = complaints.show_complaint(manager, row.id)
    seven = {one.step: one for one in page.seven}
    assert (seven["by_senior"].done, seven["letter_sent"].applies) == (False, False)
    now = next(step for step in page.steps if step.state == "now")
    assert "satisfaction" not in now.missing

    def called_back() -> bool:
        return {one.step: one.done for one in complaints.show_complaint(manager, row.id).seven}["by_senior"]

    complaints.record_feedback(manager, row.id, satisfaction="dissatisfied", aspect="quality")
    assert not called_back(), "until the customer is satisfied"
    for who, action, answers in ROAD[4:]:
        take(as_("manager" if who == "leader" else who), row, action, **answers)
    complaints.record_feedback(manager, row.id, satisfaction="satisfied", signer="Ouyang")
    assert called_back()


def test_what_a_step_recorded_counts_until_an_earlier_one_is_taken_again() -> None:
    options = {"action": "investigated", "options": ["New pipe"]}
    before = next(action for action, step in STEP_OF.items() if step < STEP_OF["decide"])
    entries = [{"action": "decide", "option": "New pipe", "measure": ""}]
    assert "option" in this_round(entries, STEP_OF["decide"])
    assert "measure" not in this_round(entries, STEP_OF["decide"])
    assert this_round([*entries, {**options, "action": before}], STEP_OF["decide"]) == set()


@pytest.mark.req("CMP-12")
def test_a_major_complaint_does_not_close_before_its_seven_steps(as_: AsStaff) -> None:
    agent, manager = as_("agent"), as_("manager")
    row = register(agent)
    complaints.describe_complaint(agent, row.id, {"written": "yes"})
    row = walk(as_, row, level="major")
    row = complaints.record_feedback(manager, row.id, satisfaction="satisfied", signer="Ouyang")
    assert row.stage == "callback"
    with pytest.raises(TransitionRefusedError) as refused:
        take(manager, row, "override", reason="x")
    assert refused.value.rule == "CMP-12"
    seven_steps(as_, row)
    with pytest.raises(TransitionRefusedError, match="letter"):
        take(manager, row, "satisfied")
    complaints.record_act(agent, row.id, "letter", text="Sent by post")
    with pytest.raises(TransitionRefusedError, match="personal callback"):
        take(agent, row, "satisfied")
    assert all(step.done for step in complaints.show_complaint(manager, row.id).seven)
    assert take(manager, row, "satisfied").stage == "summarised"
    complaints.complaint_slip(manager, row.id)
    archived = take(as_("supervisor"), row, "archive", **CLOSE)
    assert archived.state == "closed", "a supervisor archives what the manager called back about"


@pytest.mark.req("CMP-08")
def test_a_minor_complaint_takes_the_short_path(as_: AsStaff) -> None:
    agent = as_("agent")
    major = register(agent, level="major")
    with pytest.raises(TransitionRefusedError) as refused:
        take(agent, major, "reply", contact_way="phone", answer="Sorry")
    assert refused.value.rule == "CMP-08"
    minor = register(agent, level="minor")
    assert take(agent, minor, "reply", contact_way="phone", answer="Sorry").stage == "replied"
    row = complaints.record_feedback(agent, minor.id, satisfaction="satisfied")
    assert row.stage == "callback"
    with pytest.raises(TransitionRefusedError) as missing:
        take(agent, row, "archive", **CLOSE)
    assert missing.value.field == "cause"
    answers = {**CLOSE, "cause": "slow", "complaint_type": "service", "person": "2001"}
    assert take(agent, row, "archive", **answers).stage == "archived"


@pytest.mark.req("CMP-18", "CMP-27")
def test_cause_type_department_person_and_lesson_are_mandatory_at_close(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")))
    row = complaints.record_feedback(as_("agent"), row.id, satisfaction="satisfied", signer="Ouyang")
    with pytest.raises(TransitionRefusedError) as missing:
        take(ctx, row, "archive", standards="all")
    assert missing.value.field == "lesson"
    with pytest.raises(TransitionRefusedError) as missing:
        take(ctx, row, "archive", lesson="Seals from the list")
    assert missing.value.field == "standards"
    steps = {step.action: step for step in complaints.complaint_steps(ctx, row.id)}
    assert steps["archive"].needs == ("lesson", "standards")


@pytest.mark.req("CMP-14")
def test_only_a_supervisor_judges_invalid_with_an_explanation(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="receive")
    with pytest.raises(NotAllowedError):
        take(as_("agent"), row, "reject", explanation="A misunderstanding")
    with pytest.raises(TransitionRefusedError):
        take(ctx, row, "reject")
    assert take(ctx, row, "reject", explanation="A misunderstanding").stage == "invalid"
    assert take(ctx, row, "archive").stage == "archived"
    with ctx.read() as uow:
        assert uow.get(Ticket, row.id).excluded_reason == "invalid"


@pytest.mark.req("CMP-03", "TKT-12")
def test_it_is_parked_with_a_review_date_and_resumed_where_it_was_judged(ctx: Context, as_: AsStaff) -> None:
    early, later = register(as_("agent")), walk(as_, register(as_("agent")), to="establish")
    for row, after in ((early, "judging"), (later, "investigating")):
        parked = tickets.park_ticket(ctx, row.id, park_reason="hardware", customer_informed=True)
        assert (parked.stage, parked.state) == ("parked", "parked")
        assert parked.review_at is not None
        assert tickets.resume_ticket(ctx, row.id).stage == after


@pytest.mark.req("TKT-02")
def test_an_archived_complaint_is_judged_anew_for_a_new_fact(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="receive")
    take(ctx, row, "reject", explanation="A misunderstanding")
    take(ctx, row, "archive")
    row = tickets.reopen_ticket(ctx, row.id, reason="A photo came")
    assert (row.stage, row.reopenings, row.closed_at) == ("judging", 1, None)
    assert not row.level_confirmed


@pytest.mark.req("TKT-02")
def test_what_is_not_possible_says_why(as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="route_other")
    steps = {step.action: step for step in tickets.possible_steps(as_("handler2"), row.id)}
    assert "Engineering" in (steps["acknowledge"].why_not or "")
    assert "Responsible department" in (steps["archive"].why_not or "")
    steps = {step.action: step for step in tickets.possible_steps(as_("handler"), row.id)}
    assert steps["acknowledge"].possible


@pytest.mark.req("CMP-11", "TKT-07")
def test_a_visit_by_a_senior_is_the_first_response_and_its_clock_is_met(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(as_("agent"))
    clock.advance(minutes=20)
    complaints.record_act(ctx, row.id, "visit", text="Apologised", rank="director")
    page = tickets.show_ticket(ctx, row.id)
    assert {one.kind: one.met_at for one in page.clocks}["respond"] == clock.now()
    assert stored(ctx, row.id, "respond").met_at == clock.now()
    assert page.row.next_clock != "respond"


@pytest.mark.req("CMP-14", "CALL-14")
def test_an_archived_invalid_one_leaves_no_promise_open(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(as_("agent"), promised_at=clock.now() + timedelta(hours=4))
    take(as_("agent"), row, "receive", apologised="yes")
    take(ctx, row, "reject", explanation="Another house")
    take(ctx, row, "archive")
    assert [one.state for one in promises_of(ctx, ticket_id=row.id, open_only=False)] == ["kept"]


@pytest.mark.req("CMP-09")
def test_the_other_department_is_told_the_result(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")))
    complaints.record_feedback(as_("agent"), row.id, satisfaction="satisfied", signer="Ouyang")
    complaints.complaint_slip(ctx, row.id)
    titles = {title for _key, title in unread(as_("handler"))}
    assert titles == set()
    take(ctx, row, "archive", **CLOSE)
    assert {title for _key, title in unread(as_("handler"))} == {f"Result of the complaint {row.number}"}
    assert unread(as_("agent")) == (), "another department"


def unread(ctx: Context) -> tuple[tuple[int, str], ...]:
    return tuple((one.id, one.title) for one in unread_notices(ctx))


@pytest.mark.req("CMP-12")
def test_only_a_general_manager_who_was_informed_counts(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"), level="major")
    with pytest.raises(InvalidInputError, match="general manager"):
        complaints.record_act(ctx, row.id, "inform", text="By phone", rank="supervisor")
    seven = {one.step: one.done for one in complaints.show_complaint(ctx, row.id).seven}
    assert not seven["general_manager_told"]
    complaints.record_act(ctx, row.id, "inform", text="By phone", rank="company_gm")
    seven = {one.step: one.done for one in complaints.show_complaint(ctx, row.id).seven}
    assert seven["general_manager_told"]


@pytest.mark.req("CMP-02", "CMP-07")
def test_what_holds_a_complaint_up_is_the_step_that_leads_on_with_its_reason(as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")))
    complaints.record_feedback(as_("agent"), row.id, satisfaction="satisfied", signer="Ouyang")
    page = complaints.show_complaint(as_("supervisor"), row.id)
    assert (page.stage, page.following) == ("summarised", None)
    assert page.held_up is not None
    assert (page.held_up.action, "slip" in (page.held_up.why_not or "")) == ("archive", True)


@pytest.mark.req("CMP-10", "CMP-19")
def test_what_was_reported_upward_waits_no_longer_when_the_complaint_has_ended(
    ctx: Context, as_: AsStaff
) -> None:
    row = register(as_("agent"), level="major")
    assert [one.state for one in escalations_of(ctx, "ticket", row.id)] == ["open"]
    assert tickets.cancel_ticket(ctx, row.id, reason="twice").escalated is False
    assert [one.state for one in escalations_of(ctx, "ticket", row.id)] == ["ended"]
    assert not [item for item in desk_of(as_("manager")).now if item.kind == "escalation"]
