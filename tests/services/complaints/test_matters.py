"""Levels, repeats, flags, the chain, measures, people, lists and what is learned (CMP-03 to CMP-29)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.cli.complaint_columns import REGISTER
from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.models import Complaint, Customer, Ticket
from csconsole.services import complaints, tickets
from csconsole.services.audit import list_events
from csconsole.services.calls.day import day_book
from csconsole.services.calls.first_contact import first_contact_items
from csconsole.services.complaints import NoComplaintError, RepeatProposal, RungSkippedError
from csconsole.services.complaints.slip import TITLES
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.escalations import escalations_of, list_escalations
from csconsole.services.handover.open_work import open_work
from csconsole.services.promises import list_promises
from csconsole.services.settings import change_setting
from csconsole.services.tickets import HiddenComplaintError
from tests.conftest import AsStaff
from tests.services.complaints.walking import CLOSE, register, take, walk


def about(ctx: Context, row: tickets.TicketRow) -> Complaint:
    with ctx.read() as uow:
        found = uow.one(Complaint, ticket_id=row.id)
        assert found is not None
        return found


@pytest.mark.req("CMP-03", "CMP-04")
def test_a_level_is_preliminary_until_a_supervisor_confirms_or_changes_it(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    row = complaints.set_level(agent, row.id, level="important")
    assert (row.level, row.level_confirmed, row.due_limit) == ("important", False, "24h")
    with pytest.raises(NotAllowedError):
        complaints.set_level(agent, row.id, level="major", reason="Injured")
    row = complaints.set_level(ctx, row.id, level="important")
    assert (row.level_confirmed, row.due_limit) == (True, "3wd")
    with pytest.raises(InvalidInputError):
        complaints.set_level(ctx, row.id, level="major")
    row = complaints.set_level(ctx, row.id, level="重大", reason="Injured")
    assert (row.level, row.due_limit) == ("major", "7wd")
    history = [entry for entry in tickets.show_ticket(ctx, row.id).timeline if entry.action == "level"]
    assert "Level: Important → Major" in history[-1].lines
    with pytest.raises(NoComplaintError):
        complaints.set_level(ctx, tickets.create_ticket(ctx, kind="other", title="x").id, level="minor")


@pytest.mark.req("CMP-10", "CMP-19")
def test_a_major_one_and_the_media_alert_the_manager_at_once_and_only_once(
    ctx: Context, as_: AsStaff
) -> None:
    row = register(as_("agent"))
    complaints.describe_complaint(as_("agent"), row.id, {"media": "yes", "mass": "no"})
    complaints.set_level(ctx, row.id, level="major")
    found = escalations_of(ctx, "ticket", row.id)
    assert [(each.target_role, each.state) for each in found] == [("manager", "open")]
    assert "Media" in found[0].reason


@pytest.mark.req("CMP-10", "CMP-12")
@pytest.mark.parametrize("fields", [{"level": "major"}, {"priority": "urgent"}, {"priority": "emergency"}])
def test_one_that_is_registered_as_major_or_urgent_goes_to_the_manager_at_once(
    ctx: Context, as_: AsStaff, fields: dict[str, str]
) -> None:
    row = register(as_("agent"), **fields)
    assert [each.target_role for each in escalations_of(ctx, "ticket", row.id)] == ["manager"]
    plain = register(as_("agent"), level="important")
    assert escalations_of(ctx, "ticket", plain.id) == ()
    tickets.edit_ticket(as_("agent"), plain.id, priority="urgent")
    assert [each.target_role for each in escalations_of(ctx, "ticket", plain.id)] == ["manager"]


@pytest.mark.req("CMP-10")
def test_the_chain_goes_up_one_rung_at_a_time(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    complaints.describe_complaint(agent, row.id, {"beyond_authority": "yes"})
    assert [each.id for each in complaints.unescalated_complaints(ctx)] == [row.id]
    with ctx.read() as uow:
        assert [work.severe for work in open_work(ctx, uow)] == [True]
    with pytest.raises(RungSkippedError):
        complaints.escalate_complaint(agent, row.id, reason="Too much", rung="company_gm")
    first = complaints.escalate_complaint(agent, row.id, reason="Too much")
    second = complaints.escalate_complaint(agent, row.id, reason="Still")
    assert (first.target_role, second.target_role) == ("supervisor", "manager")
    assert complaints.unescalated_complaints(ctx) == ()
    urgent = register(agent, priority="urgent")
    complaints.escalate_complaint(agent, urgent.id, reason="Now", rung="company_gm")


@pytest.mark.req("CMP-11")
def test_a_seniors_call_is_logged_with_rank_and_time(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    row = register(as_("agent"))
    clock.advance(hours=2)
    with pytest.raises(InvalidInputError) as refused:
        complaints.record_act(as_("agent"), row.id, "call", text="Sorry")
    assert refused.value.field == "rank"
    early = clock.now() - timedelta(hours=1)
    act = complaints.record_act(
        as_("agent"), row.id, "call", text="Sorry", rank="director", by_staff_no="1001", at=early
    )
    assert (act.rank, act.by, act.at, act.senior) == ("director", "Meng Lan", early, True)
    with pytest.raises(InvalidInputError):
        complaints.record_act(ctx, row.id, "letter", text="x", at=clock.now() - timedelta(days=1))


def repeats(ctx: Context, ticket_id: int) -> RepeatProposal:
    return complaints.show_complaint(ctx, ticket_id).repeats


@pytest.mark.req("CMP-13")
def test_the_second_complaint_of_the_same_matter_is_proposed_as_major(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        customer = uow.create(Customer(name="Ouyang Xiaowen")).pk
    first = register(ctx, customer_id=customer, asset="Pipe")
    assert not repeats(ctx, first.id).proposes_major
    other = register(ctx, customer_id=customer, asset="Lamp")
    assert repeats(ctx, other.id).count == 1
    second = register(ctx, customer_id=customer, asset="Pipe")
    found = repeats(ctx, second.id)
    assert (found.count, found.earlier, found.proposes_major) == (2, (first.number,), True)
    complaints.describe_complaint(ctx, second.id, {"refuses_payment": "yes"})
    assert (about(ctx, second).repeats, about(ctx, second).refuses_payment) == (1, True)
    complaints.set_level(as_("supervisor"), second.id, level="major")
    assert not repeats(ctx, second.id).proposes_major


@pytest.mark.req("CMP-16")
def test_no_opinion_is_an_answer_but_does_not_close(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")))
    row = complaints.record_feedback(as_("agent"), row.id, satisfaction="未表态")
    assert (row.satisfaction, row.stage) == ("no_opinion", "callback")
    steps = {step.action: step for step in complaints.complaint_steps(ctx, row.id)}
    assert not steps["satisfied"].possible
    assert steps["override"].possible


@pytest.mark.req("CMP-20")
def test_complaints_of_poor_service_are_counted(ctx: Context, as_: AsStaff) -> None:
    from csconsole.services.reports import open_figure
    from csconsole.services.reports.periods import period_of

    for cause in ("poor_service", "slow"):
        row = walk(as_, register(as_("agent")), to="acknowledge")
        take(as_("handler"), row, "investigate", cause=cause, finding="x", person="2001")
    found = open_figure(ctx, "complaints.poor_service", period_of(ctx, date_text="2026-11-23"))
    assert len(found.rows) == 1


@pytest.mark.req("TKT-13")
def test_the_closing_reasons_that_rates_leave_out_or_show_apart_are_kept(ctx: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "ticket.excluded_reasons", ["duplicate"])
    apart = "original_construction"
    for reason, left_out in (("duplicate", "duplicate"), (apart, apart), ("solved", None)):
        row = tickets.create_ticket(ctx, kind="internal", title="Lamp")
        dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
        tickets.accept_ticket(as_("handler"), row.id)
        tickets.done_ticket(as_("handler"), row.id, result="x", feedback="y")
        tickets.close_ticket(ctx, row.id, reason=reason, told_customer=True)
        with ctx.read() as uow:
            assert uow.get(Ticket, row.id).excluded_reason == left_out


@pytest.mark.req("CMP-21")
def test_the_key_list_shows_each_day_without_a_note(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    row = register(as_("agent"))
    complaints.set_level(ctx, row.id, level="important")
    register(as_("agent"))
    for note in (False, True, False, False):
        clock.advance(days=1)
        if note:
            tickets.note_ticket(ctx, row.id, text="Firm called")
    (key,) = complaints.key_complaints(ctx, filter="level:important").rows
    assert complaints.key_complaints(ctx, filter="level:major").rows == ()
    assert (key.row.id, key.noted_today) == (row.id, False)
    assert [day.isoformat() for day in key.breaches] == ["2026-11-24", "2026-11-26"]


@pytest.mark.req("CMP-22")
def test_a_complaint_about_a_person_is_seen_by_supervisors_only(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    agent = as_("agent")
    row = register(
        ctx,
        title="He was rude",
        first_owner_id=agent.staff_id,
        promised_at=clock.now() + timedelta(hours=3),
    )
    complaints.describe_complaint(ctx, row.id, {"against": "2001"})
    complaints.escalate_complaint(ctx, row.id, reason="He was rude")
    with pytest.raises(HiddenComplaintError):
        complaints.show_complaint(agent, row.id)
    assert tickets.list_tickets(agent, filter="rude").rows == ()
    assert complaints.key_complaints(agent).rows == ()
    assert list_promises(agent).rows == ()
    assert list_escalations(agent).rows == ()
    assert first_contact_items(agent) == ()
    assert [entry for entry in day_book(agent).entries if entry.kind == "ticket"] == []
    assert [event for event in list_events(as_("admin"), limit=200).rows if event.entity == "ticket"] == []
    assert len(list_promises(ctx).rows) == len(list_escalations(ctx).rows) == 1
    with ctx.read() as uow:
        assert [work.title for work in open_work(ctx, uow)] == [row.number]


@pytest.mark.req("CMP-25")
def test_a_penalty_names_person_head_rule_and_perhaps_an_amount(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    with pytest.raises(NotAllowedError):
        complaints.note_penalty(as_("agent"), row.id, staff_no="2001", rule="7.2")
    note = complaints.note_penalty(ctx, row.id, staff_no="2001", rule="7.2", amount="120.50")
    assert (note.person, note.rule, note.amount_cents) == ("赵文", "7.2", 12050)
    with pytest.raises(InvalidInputError):
        complaints.note_penalty(ctx, row.id, staff_no="2001", rule="7.2", amount="much")
    assert complaints.penalties_of(ctx, row.id) == (note,)
    for wanted in ("amount>120", "amount:120.5", "person:赵", "created:today", "created<1h", "7.2"):
        assert complaints.list_penalties(ctx, row.id, filter=wanted).rows == (note,), wanted
    for other in ("amount:none", "created<today", "occurrence>1", "rule:8"):
        assert complaints.list_penalties(ctx, row.id, filter=other).rows == (), other
    with pytest.raises(NotAllowedError):
        complaints.penalties_of(as_("agent"), row.id)


@pytest.mark.req("CMP-28")
def test_the_times_between_the_nodes(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    row = walk(as_, register(as_("agent")), to="establish")
    clock.advance(minutes=20)
    take(as_("agent"), row, "route_other", informed="Head")
    clock.advance(minutes=40)
    for who, action, answers in (
        ("handler", "acknowledge", {}),
        ("handler", "investigate", {"cause": "slow", "finding": "x", "person": "2001"}),
        ("handler", "propose", {"options": "a;b"}),
        ("supervisor", "decide", {"option": "a", "instruction": "x", "plan_told": True}),
        ("agent", "implement", {"acceptance": "x", "measure": "x", "penalty": "none"}),
        ("handler", "finish", {"work_result": "x", "corrective": "x"}),
    ):
        row = take(as_(who), row, action, **answers)
    clock.advance(minutes=30)
    complaints.record_feedback(as_("agent"), row.id, satisfaction="satisfied", signer="Ouyang")
    (times,) = complaints.node_times(ctx, ctx.today(), ctx.today())
    assert (times.complaints, times.transfer, times.resolve, times.callback) == (1, 1200, 2400, 1800)
    clock.advance(minutes=5)
    nodes = complaints.show_complaint(ctx, row.id).nodes
    assert [(one.node, one.seconds, one.running) for one in nodes] == [
        ("transfer", 1200, False),
        ("resolve", 2400, False),
        ("callback", 1800, False),
        ("whole", 5700, True),
    ]


@pytest.mark.req("CMP-28")
def test_the_present_node_runs_and_one_passed_over_has_no_time(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(as_("agent"))
    clock.advance(minutes=7)
    nodes = complaints.show_complaint(ctx, row.id).nodes
    assert [(one.seconds, one.running) for one in nodes] == [
        (420, True),
        (None, False),
        (None, False),
        (420, True),
    ]
    row = walk(as_, row, to="establish")
    row = take(as_("agent"), row, "route_own")
    clock.advance(minutes=3)
    nodes = complaints.show_complaint(ctx, row.id).nodes
    assert [one.node for one in nodes if one.running] == ["resolve", "whole"]


@pytest.mark.req("CMP-29", "CMP-18")
def test_a_closed_complaint_becomes_a_case(ctx: Context, as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")))
    with pytest.raises(RuleBrokenError):
        complaints.save_case(ctx, row.id)
    complaints.record_feedback(as_("agent"), row.id, satisfaction="satisfied", signer="Ouyang")
    complaints.complaint_slip(ctx, row.id)
    take(ctx, row, "archive", **CLOSE)
    case = complaints.save_case(ctx, row.id, tags=["seal"])
    assert (case.lesson, case.case_class, case.number) == (
        "Seals from the list",
        "Repair not lasting",
        row.number,
    )
    assert "new pipe" in case.solution
    assert complaints.list_cases(as_("agent"), text="SEAL pipe").rows == (case,)
    assert complaints.list_cases(as_("agent"), text="lamp").rows == ()


@pytest.mark.req("CMP-01", "CMP-02")
def test_the_slip_and_the_register_in_both_languages(ctx: Context, as_: AsStaff) -> None:
    from csconsole.i18n import set_language

    row = walk(as_, register(as_("agent"), description="<b>wet</b>"))
    complaints.describe_complaint(ctx, row.id, {"company": "Lake Ltd", "told_cause": "Old seal"})
    html = complaints.complaint_slip(ctx, row.id, fmt="html")
    for words in (
        "Ouyang Xiaowen",
        "Lake Ltd",
        "Old seal",
        "New pipe",
        "new pipe",
        "Signature of the executor",
    ):
        assert words in html or words in complaints.complaint_slip(ctx, row.id)
    assert "<b>" not in html
    assert "@page" in html
    assert row.number in complaints.complaint_register(ctx, ctx.today(), ctx.today(), fmt="html")
    set_language("zh")
    assert "投诉处理单" in complaints.complaint_slip(ctx, row.id)


@pytest.mark.req("TKT-02")
def test_every_open_complaint_has_an_owner_and_a_time(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    seen = []
    for action in ("receive", "establish", "route_other", "acknowledge", "investigate", "decide", "finish"):
        row = register(as_("agent"))
        row = walk(as_, row, to=action)
        seen.append(row)
        assert row.first_owner_id is not None
        assert row.due_at is not None or row.review_at is not None
    assert tickets.list_tickets(ctx, filter="lacks:owner,step").rows == ()
    with ctx.read() as uow:
        assert all(uow.get(Ticket, each.id).stage for each in seen)


@pytest.mark.req("CMP-01")
def test_the_register_says_what_the_slip_says_and_has_its_old_names(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"), address="Lake House")
    today = ctx.today()
    text = complaints.complaint_register(ctx, today, today, name="顾客投诉登记表")
    head = "Register of clients' complaints"
    for words in (head, "Lake House", "Demand: Repair it again", "Recorder: 李晓"):
        assert words in text
    assert "5550-0101" not in text.replace("*", "")
    assert "Acceptance of a complaint" in complaints.complaint_slip(ctx, row.id, name="投诉受理单")
    with pytest.raises(InvalidInputError):
        complaints.complaint_slip(ctx, row.id, name="invoice")


@pytest.mark.req("CMP-01")
def test_the_register_has_a_column_for_each_part_and_names_who_signed_executed_and_handled(
    ctx: Context, as_: AsStaff
) -> None:
    row = walk(as_, register(as_("agent")))
    complaints.record_feedback(as_("agent"), row.id, satisfaction="satisfied", signer="Ouyang")
    today = ctx.today()
    [found] = complaints.register_rows(ctx, today, today)
    assert list(found) == [*(name for name, _title in TITLES), "type"]
    assert list(found) == [column.name for column in REGISTER]
    assert (found["instruction"], found["corrective"], found["type"]) == (
        "Today",
        "All seals checked",
        "Repair quality",
    )
    at = "2026-11-23 09:00"
    handler = as_("handler").actor.name
    assert (found["signed"], found["executed"]) == (f"Ouyang By phone {at}", f"{handler} {at}")
    assert found["handled"] == f"{as_('agent').actor.name} {at}"


@pytest.mark.req("CMP-03")
def test_the_levels_have_numbers_and_severities_as_other_names(ctx: Context) -> None:
    for word, level in (("1", "major"), ("serious", "important"), ("一般", "minor"), ("3", "minor")):
        assert register(ctx, level=word).level == level
