"""What single words of the complaints' rows ask for: whom it is about, who inspects, what ends a callback."""

from __future__ import annotations

import pytest

from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import complaints
from csconsole.services.callbacks import record_attempt
from csconsole.services.complaints.page import show_complaint
from csconsole.services.context import Context
from tests.conftest import AsStaff
from tests.services.complaints.walking import CLOSE, ROAD, register, seven_steps, take, walk


@pytest.mark.req("CMP-01")
def test_the_slip_says_which_department_is_complained_about(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    complaints.describe_complaint(as_("agent"), row.id, {"about_department": "ENG"})
    assert "Complained about | Engineering" in complaints.complaint_slip(ctx, row.id)
    other = take(as_("agent"), register(as_("agent")), "receive", apologised="yes", about_department="ENG")
    assert "Complained about | Engineering" in complaints.complaint_slip(ctx, other.id)


@pytest.mark.req("CMP-15")
def test_the_manager_inspects_at_any_time_and_nobody_else(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    with pytest.raises(NotAllowedError):
        complaints.record_act(as_("supervisor"), row.id, "inspection", text="looked")
    act = complaints.record_act(
        as_("agent"), row.id, "inspection", text="looked", by_staff_no=as_("manager").actor.staff_no
    )
    assert act.by == as_("manager").actor.name
    row = take(ctx, row, "receive", apologised="yes")
    row = take(ctx, row, "reject", explanation="a misunderstanding")
    row = take(ctx, row, "archive")
    assert complaints.record_act(as_("manager"), row.id, "inspection", text="once more").kind == "inspection"


@pytest.mark.req("CMP-17", "CMP-16", "CMP-15")
def test_an_override_says_what_came_of_the_callback(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")))
    with pytest.raises(TransitionRefusedError, match="Satisfaction") as refused:
        take(ctx, row, "override", reason="She moved away")
    assert refused.value.field == "satisfaction"
    row = take(ctx, row, "override", reason="She moved away", satisfaction="no_opinion")
    assert (row.stage, row.satisfaction) == ("summarised", "no_opinion")
    complaints.complaint_slip(ctx, row.id)
    assert take(ctx, row, "archive", **CLOSE).stage == "archived"


@pytest.mark.req("CMP-17", "CMP-15")
def test_who_is_known_to_be_dissatisfied_is_overridden_with_the_aspect(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")))
    with pytest.raises(InvalidInputError, match="aspect"):
        take(ctx, row, "override", reason="The offer is fair", satisfaction="dissatisfied")
    row = take(ctx, row, "override", reason="Fair", satisfaction="dissatisfied", aspect="speed")
    assert (row.stage, row.satisfaction) == ("summarised", "dissatisfied")


@pytest.mark.req("CMP-01", "CMP-17")
def test_a_callback_by_phone_is_signed_by_the_customer_and_not_by_who_calls(as_: AsStaff) -> None:
    agent = as_("agent")
    row = walk(as_, register(agent))
    assert row.callback_id is not None
    record_attempt(agent, row.callback_id, code="done", record={"satisfaction": "satisfied"})
    page = show_complaint(agent, row.id)
    assert (page.stage, page.about.signer) == ("summarised", "Ouyang Xiaowen")


@pytest.mark.req("CMP-07", "CMP-22")
def test_who_may_go_on_are_those_with_the_right_but_for_the_accused(as_: AsStaff) -> None:
    agent, supervisor, manager = as_("agent"), as_("supervisor"), as_("manager")
    row = take(agent, register(agent), "receive", apologised="yes")
    able = show_complaint(agent, row.id).able
    assert f"{supervisor.actor.staff_no} {supervisor.actor.name}" in able
    complaints.describe_complaint(manager, row.id, {"against": supervisor.actor.staff_no})
    auditor = as_("auditor")
    able = show_complaint(auditor, row.id).able
    assert f"{supervisor.actor.staff_no} {supervisor.actor.name}" not in able
    assert f"{manager.actor.staff_no} {manager.actor.name}" in able


@pytest.mark.req("CMP-08", "CMP-15")
def test_after_not_satisfied_a_minor_one_takes_the_whole_road(as_: AsStaff) -> None:
    agent = as_("agent")
    row = take(agent, register(agent, level="minor"), "reply", contact_way="phone", answer="swept")
    row = complaints.record_feedback(agent, row.id, satisfaction="dissatisfied", aspect="result")
    for who, action, answers in ROAD[4:]:
        row = take(as_("supervisor" if who in ("leader", "handler") else who), row, action, **answers)
    row = complaints.record_feedback(agent, row.id, satisfaction="satisfied", signer="Ouyang")
    assert row.stage == "summarised"
    with pytest.raises(NotAllowedError):
        take(agent, row, "archive", complaint_type="service", **CLOSE)


@pytest.mark.req("CMP-08")
def test_a_content_customer_is_followed_by_the_archive_not_by_an_override(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = take(agent, register(agent, level="minor"), "reply", contact_way="phone", answer="swept")
    complaints.record_feedback(agent, row.id, satisfaction="satisfied")
    for who in (agent, as_("supervisor"), ctx):
        following = show_complaint(who, row.id).following
        assert following is not None
        assert following.action == "archive"


@pytest.mark.req("CMP-12", "CMP-07")
def test_a_major_one_whose_customer_is_content_is_not_asked_for_what_the_archive_needs(
    as_: AsStaff,
) -> None:
    manager = as_("manager")
    row = walk(as_, register(as_("agent")), level="major")
    complaints.record_feedback(manager, row.id, satisfaction="satisfied", signer="Ouyang")
    page = show_complaint(manager, row.id)
    now = next(step for step in page.steps if step.state == "now")
    assert (page.stage, now.step, now.missing) == ("callback", "5", ())
    assert page.held_up is not None
    assert page.held_up.action == "satisfied"
    seven_steps(as_, row)
    following = show_complaint(manager, row.id).following
    assert following is not None
    assert following.action == "satisfied"
