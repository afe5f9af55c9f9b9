"""What is learned from complaints: what comes back, reviews and effects, product quality, violations."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import complaints, meetings, tickets, violations
from csconsole.services.complaints.procedure import NoComplaintError
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.journal import undo
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.complaints.walking import CLOSE, register, take, walk
from tests.services.tickets.registering import department


@pytest.mark.req("CMP-18", "REF-11", "MTG-15")
def test_a_cause_that_comes_back_in_one_department_is_named_with_its_complaints(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    rows = [register(ctx, phone=f"199000001{n}0") for n in range(3)]
    for row in rows[:2]:
        walk(as_, row, to="investigate")
    today = ctx.today()
    found = complaints.recurrences(ctx, today, today)
    numbers = (rows[0].number, rows[1].number)
    assert [(one.cause, one.department, one.count, one.numbers) for one in found] == [
        ("poor_repair", "Engineering", 2, numbers)
    ]
    assert "5 Causes that came back: 1" in meetings.agenda_text(ctx, meetings.complaint_agenda(ctx))
    clock.advance(days=1)
    walk(as_, register(ctx), to="investigate")
    (again,) = complaints.recurrences(ctx, ctx.today(), ctx.today())
    assert (again.count, again.before) == (1, 2)


@pytest.mark.req("CMP-18")
def test_a_cause_of_product_quality_goes_to_the_product_department_once(ctx: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "complaint.product_department", "PM")
    change_setting(as_("admin"), "complaint.product_causes", ["poor_repair"])
    row = register(ctx)
    walk(as_, row, to="investigate")
    (item,) = meetings.open_items(ctx)
    assert (item.kind, item.department, item.number) == ("product_quality", "Property", row.number)


@pytest.mark.req("CMP-23")
def test_a_measure_that_a_department_reviews_waits_for_its_agreement(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    walk(as_, row, to="decide")
    done = {"acceptance": "signed", "measure": "New pipe", "penalty": "none"}
    with pytest.raises(TransitionRefusedError, match="Penalty"):
        take(as_("agent"), row, "implement", acceptance="signed", measure="New pipe")
    place = department(ctx, "PM")
    for verdict, allowed in (("rejected", False), ("approved", True)):
        item = meetings.assign_item(
            ctx, text="Review it", kind="measure_review", ticket=row.id, department_id=place
        )
        with pytest.raises(TransitionRefusedError, match="still reviews"):
            take(as_("agent"), row, "implement", **done)
        meetings.report_item(ctx, item.id, feedback="seen")
        with pytest.raises(InvalidInputError, match="ends with a verdict"):
            meetings.verify_item(ctx, item.id, verdict="effective")
        assert meetings.verify_item(ctx, item.id, verdict=verdict).verdict == verdict
        if not allowed:
            with pytest.raises(TransitionRefusedError, match="has rejected it"):
                take(as_("agent"), row, "implement", **done)
    take(as_("agent"), row, "implement", **done)


@pytest.mark.req("CMP-23")
def test_a_business_customers_complaint_needs_a_date_for_the_check_of_the_effect_and_gets_a_report(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    firm = create_customer(ctx, name="North Mill", kind="organisation")
    row = register(ctx, customer_id=firm.id)
    walk(as_, row)
    complaints.record_feedback(ctx, row.id, satisfaction="satisfied", signer="Ye Lin")
    complaints.complaint_slip(ctx, row.id)
    with pytest.raises(TransitionRefusedError, match="the check of the effect has no date"):
        take(ctx, row, "archive", **CLOSE)
    item = meetings.assign_item(
        ctx, text="Look again", kind="effect_check", ticket=row.id, owner_id=as_("agent").staff_id
    )
    assert item.due_at.date() == (clock.now() + timedelta(days=30)).date()
    take(ctx, row, "archive", **CLOSE)
    meetings.report_item(as_("agent"), item.id, feedback="dry")
    meetings.verify_item(ctx, item.id, verdict="effective")
    text = complaints.complaint_report(ctx, row.id)
    for words in ("North Mill", "valid", "Effective dry", "new pipe", "Satisfied"):
        assert words in text


@pytest.mark.req("CMP-26")
def test_the_option_of_the_customer_is_one_of_those_proposed(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    walk(as_, row, to="decide")
    done = {"acceptance": "signed", "measure": "New seal", "penalty": "none"}
    with pytest.raises(InvalidInputError, match="not among those proposed"):
        take(as_("agent"), row, "implement", **done, customer_option="a new house")
    take(as_("agent"), row, "implement", **done, customer_option="1")
    entries = complaints.show_complaint(ctx, row.id).steps[4].entries
    assert entries[-1]["customer_option"] == "new seal"


@pytest.mark.req("CMP-25", "QLT-07")
def test_a_penalty_note_stands_on_a_violation_that_is_counted(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    first = complaints.note_penalty(ctx, row.id, staff_no="2001", rule="7.2", amount="50")
    second = violations.record_violation(ctx, staff_no="2001", rule="7.2", action="oral warning")
    assert (first.occurrence, second.occurrence) == (1, 2)
    assert (
        complaints.note_penalty(ctx, row.id, staff_no="2001", rule="7.2", violation=second.id).violation == 2
    )
    with pytest.raises(NotFoundError, match="has no violation"):
        complaints.note_penalty(ctx, row.id, staff_no="1007", rule="7.2", violation=second.id)
    assert [one.amount_cents for one in violations.list_violations(ctx, staff_no="2001").rows] == [None, 5000]
    with pytest.raises(NotAllowedError):
        violations.list_violations(as_("agent"))


@pytest.mark.req("QLT-07")
def test_a_violation_is_decided_on_later_and_who_decided_is_on_record(ctx: Context, as_: AsStaff) -> None:
    first = violations.record_violation(ctx, staff_no="2001", rule="7.2", text="Late again")
    manager = as_("manager")
    with pytest.raises(NotAllowedError):
        violations.decide_violation(as_("agent"), first.id, action="oral warning")
    with pytest.raises(InvalidInputError):
        violations.decide_violation(manager, first.id, action=" ")
    decided = violations.decide_violation(manager, first.id, action="oral warning", amount="50")
    assert (decided.action, decided.amount_cents, decided.text) == ("oral warning", 5000, "Late again")
    assert decided.decided_by == manager.actor.name
    assert violations.list_violations(ctx).rows == (decided,)
    assert (first.decided_by, first.amount_cents) == (None, None)
    again = violations.decide_violation(manager, first.id, action="written warning")
    assert (again.action, again.amount_cents) == ("written warning", 5000)


@pytest.mark.req("QLT-07")
def test_nobody_decides_on_a_violation_of_ones_own(as_: AsStaff) -> None:
    manager = as_("manager")
    own = manager.actor.staff_no
    assert own is not None
    with pytest.raises(NotAllowedError, match="Someone else"):
        violations.record_violation(manager, staff_no=own, rule="7.2", action="none")
    noted = violations.record_violation(manager, staff_no=own, rule="7.2")
    with pytest.raises(NotAllowedError, match="Someone else"):
        violations.decide_violation(manager, noted.id, action="none")
    assert violations.decide_violation(as_("supervisor"), noted.id, action="oral warning").decided_by


@pytest.mark.req("QLT-07", "CMP-22")
def test_a_violation_comes_from_a_complaint_and_its_person_has_no_item_of_it(
    ctx: Context, as_: AsStaff
) -> None:
    lamp = tickets.create_ticket(ctx, kind="other", title="Lamp")
    with pytest.raises(NoComplaintError):
        violations.record_violation(ctx, staff_no="2001", rule="7.2", ticket=lamp.id)
    row = register(ctx)
    assert violations.record_violation(ctx, staff_no="2001", rule="7.2", ticket=row.id).number == row.number
    complaints.describe_complaint(ctx, row.id, {"against": "2001"})
    handler = as_("handler").staff_id
    with pytest.raises(InvalidInputError, match="name somebody else"):
        meetings.assign_item(ctx, text="Look", ticket=row.id, owner_id=handler)
    assert meetings.assign_item(ctx, text="Look", ticket=row.id, owner_id=ctx.staff_id).number == row.number


@pytest.mark.req("CMP-22")
def test_a_name_that_was_wrong_is_taken_back_by_a_supervisor_and_by_undo(as_: AsStaff) -> None:
    agent, boss = as_("agent"), as_("supervisor")
    row = register(agent)
    with pytest.raises(NotAllowedError):
        complaints.describe_complaint(agent, row.id, {"against": ""})
    complaints.describe_complaint(agent, row.id, {"against": "2001"})
    with pytest.raises(NotAllowedError):
        tickets.show_ticket(agent, row.id)
    complaints.describe_complaint(boss, row.id, {"against": ""})
    assert tickets.show_ticket(agent, row.id).row.number == row.number
    undo(boss, record=("ticket", row.id))
    with pytest.raises(NotAllowedError):
        tickets.show_ticket(agent, row.id)
    undo(boss, record=("ticket", row.id))
    assert tickets.show_ticket(agent, row.id).row.number == row.number
