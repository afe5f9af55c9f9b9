"""The day audit, slips, bulk actions, the page and the complaint's record."""

from __future__ import annotations

import re
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.i18n import set_language
from csconsole.models import Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.tickets import DayNotClearError, NoComplaintError
from tests.conftest import AsStaff


def make(ctx: Context, **fields: Any) -> tickets.TicketRow:
    return tickets.create_ticket(ctx, **{"kind": "other", "title": "Lift noise", **fields})


REPAIR = {"kind": "repair", "phone": "021-5550-0101", "address": "3-502", "scope": "in_home"}


@pytest.mark.req("TKT-11")
def test_the_day_is_signed_off_only_when_each_open_item_has_a_note_of_today(
    ctx: Context, clock: FrozenClock
) -> None:
    first, second = make(ctx), make(ctx)
    closed = make(ctx)
    tickets.cancel_ticket(ctx, closed.id, reason="Twice")
    audit = tickets.audit_day(ctx)
    assert {row.id for row in audit.unnoted} == {first.id, second.id}
    with pytest.raises(DayNotClearError) as refused:
        tickets.sign_off_day(ctx)
    assert refused.value.rule == "TKT-11"
    assert first.number in refused.value.message
    tickets.note_ticket(ctx, first.id, text="Parts ordered")
    tickets.note_ticket(ctx, second.id, text="Waiting for the firm", told_customer=True)
    assert tickets.sign_off_day(ctx).signed_off
    clock.advance(hours=24)
    audit = tickets.audit_day(ctx)
    assert not audit.signed_off
    assert {row.id for row in audit.unnoted} == {first.id, second.id}
    tickets.note_ticket(ctx, first.id, text="Still waiting")
    tickets.note_ticket(ctx, second.id, text="Still waiting", told_customer=True)
    assert [row.id for row in tickets.audit_day(ctx).multi_day] == [first.id]


@pytest.mark.req("TKT-11")
def test_the_audit_lists_what_is_overdue(ctx: Context, clock: FrozenClock) -> None:
    row = make(ctx, priority="emergency")
    clock.advance(hours=2)
    assert [each.id for each in tickets.audit_day(ctx).late] == [row.id]


@pytest.mark.req("TKT-11")
def test_an_agent_does_not_sign_off_the_day(as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        tickets.sign_off_day(as_("agent"))


@pytest.mark.req("TKT-05")
@pytest.mark.parametrize("fmt", ["md", "html"])
def test_the_work_contact_slip_has_number_issue_time_and_department(
    ctx: Context, as_: AsStaff, fmt: str
) -> None:
    row = dispatch_ticket(ctx, make(ctx).id, handler_id=as_("handler").staff_id)
    text = tickets.work_contact_slip(ctx, row.id, fmt=fmt).replace("\\", "")
    for part in (row.number, "2026-11-23 09:00", "Engineering", "Lift noise"):
        assert part in text
    assert tickets.show_ticket(ctx, row.id).timeline[-1].action == "printed"


@pytest.mark.req("TKT-01")
@pytest.mark.parametrize("fmt", ["md", "html"])
def test_the_repair_slip_has_two_copies_with_feedback(ctx: Context, fmt: str) -> None:
    row = make(ctx, contact_name="Ouyang Xiaowen", **REPAIR)
    text = tickets.repair_slip(ctx, row.id, fmt=fmt)
    assert text.count("Feedback") == 2
    assert "desk" in text
    assert "repairer" in text
    set_language("zh")
    assert "报修单" in tickets.repair_slip(ctx, row.id, fmt=fmt)


@pytest.mark.req("TKT-05", "SEC-08")
def test_a_slip_masks_the_phone_for_who_may_not_see_it(ctx: Context, as_: AsStaff) -> None:
    row = make(ctx, contact_name="Ouyang Xiaowen", **REPAIR)
    masked = tickets.repair_slip(as_("auditor"), row.id).replace("\\", "").replace("-", "").replace(" ", "")
    assert "55500101" not in masked
    assert "****" in masked
    assert "5550 0101" in tickets.repair_slip(ctx, row.id)


@pytest.mark.req("TKT-05")
def test_an_unknown_slip_format_is_refused(ctx: Context) -> None:
    with pytest.raises(InvalidInputError):
        tickets.repair_slip(ctx, make(ctx).id, fmt="pdf")


def test_hostile_text_does_no_harm_on_a_slip(ctx: Context, hostile: str) -> None:
    row = make(ctx, description=hostile, contact_name=("n" + hostile)[:90], **REPAIR)
    html = tickets.repair_slip(ctx, row.id, fmt="html")
    assert not re.search(r"<(script|b)>", html)
    markdown = tickets.repair_slip(ctx, row.id, fmt="md")
    table = [line for line in markdown.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 3 for line in table)
    assert "\x1b" not in html + markdown


def test_bulk_shows_a_preview_and_then_the_counts(ctx: Context) -> None:
    ids = [make(ctx).id for _n in range(3)]
    tickets.cancel_ticket(ctx, ids[2], reason="Twice")
    preview = tickets.preview_bulk(ctx, ids, "cancel")
    assert ([item.id for item in preview.done], [item.id for item in preview.refused]) == (ids[:2], ids[2:])
    assert preview.refused[0].why_not
    assert preview.summary() == "2 will be changed, 1 will be left."
    assert tickets.list_tickets(ctx, filter="state:cancelled").total == 1
    done = tickets.apply_bulk(ctx, ids, "cancel", reason="Test data")
    assert (len(done.done), len(done.refused), done.applied) == (2, 1, True)
    assert tickets.list_tickets(ctx, filter="state:cancelled").total == 3
    with pytest.raises(InvalidInputError):
        tickets.preview_bulk(ctx, ids, "explode")


def test_bulk_dispatch_previews_by_right(ctx: Context, as_: AsStaff) -> None:
    ids = [make(ctx).id for _n in range(2)]
    assert len(tickets.preview_bulk(as_("agent"), ids, "dispatch").refused) == 2
    assert len(tickets.preview_bulk(ctx, ids, "dispatch").done) == 2
    result = tickets.apply_bulk(ctx, ids, "dispatch", handler_id=as_("handler").staff_id)
    assert len(result.done) == 2


def test_the_page_has_timeline_clocks_and_steps(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    row = make(ctx, description="Every night.")
    clock.advance(minutes=11)
    page = tickets.show_ticket(ctx, row.id)
    assert [(each.name, each.state) for each in page.clocks] == [("dispatch", "late"), ("due", "running")]
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    dispatch_ticket(ctx, row.id, handler_id=as_("handler2").staff_id, reason="Nearer")
    tickets.note_ticket(ctx, row.id, text="Firm called")
    page = tickets.show_ticket(ctx, row.number)
    assert [entry.title for entry in page.timeline] == ["registered", "dispatch", "reassign", "note"]
    assert page.timeline[-1].lines == ("Firm called",)
    assert page.timeline[-1].who == "Sun Yue"
    assert "Nearer" in page.timeline[-2].lines
    assert "Handler: 赵文 > Fan Lu" in page.timeline[-2].lines
    assert [each.name for each in page.clocks] == ["due"]
    assert 0 < page.clocks[0].used < 0.1
    assert any(step.possible for step in page.steps)


@pytest.mark.req("CMP-03")
def test_a_level_is_changed_with_a_reason_by_a_supervisor(ctx: Context, as_: AsStaff) -> None:
    row = make(as_("agent"), kind="complaint")
    assert tickets.set_level(as_("agent"), row.id, level="minor").level == "minor"
    with pytest.raises(NotAllowedError):
        tickets.set_level(as_("agent"), row.id, level="major", reason="Injured")
    with pytest.raises(InvalidInputError):
        tickets.set_level(ctx, row.id, level="major")
    changed = tickets.set_level(ctx, row.id, level="重大", reason="Injured")
    assert (changed.level, changed.due_limit) == ("major", "7wd")
    history = [entry for entry in tickets.show_ticket(ctx, row.id).timeline if entry.action == "level"]
    assert len(history) == 2
    assert "Level: Minor > Major" in history[-1].lines
    with pytest.raises(NoComplaintError):
        tickets.set_level(ctx, make(ctx).id, level="minor")
    with pytest.raises(InvalidInputError):
        make(ctx, level="minor")


@pytest.mark.req("CMP-07")
def test_the_six_steps_are_recorded_in_order(ctx: Context, as_: AsStaff) -> None:
    agent, handler = as_("agent"), as_("handler")
    row = make(agent, kind="complaint", title="The repair did not last")
    with pytest.raises(TransitionRefusedError):
        tickets.record_step(ctx, row.id, "decide", options="a; b", option="a", instruction="do it")
    with pytest.raises(TransitionRefusedError) as refused:
        tickets.record_step(agent, row.id, "accept", apologised=True)
    assert refused.value.field == "demand"
    tickets.record_step(agent, row.id, "accept", demand="Repair it again", apologised=True)
    with pytest.raises(NotAllowedError):
        tickets.record_step(agent, row.id, "establish", level="important", department="ENG")
    tickets.record_step(ctx, row.id, "establish", level="important", department="ENG")
    tickets.record_step(agent, row.id, "route_other", informed="head and zone officer")
    tickets.record_step(handler, row.id, "acknowledge")
    tickets.record_step(handler, row.id, "investigate", cause="poor_repair", person="2001")
    tickets.record_step(ctx, row.id, "decide", options="again; refund", option="again", instruction="today")
    tickets.record_step(agent, row.id, "implement", acceptance="signed", measure="New seal")
    tickets.record_step(handler, row.id, "finish", work_result="Tight", corrective="Check of all seals")
    tickets.record_step(agent, row.id, "dissatisfied", aspect="speed")
    tickets.record_step(handler, row.id, "investigate", cause="slow", person="2001")
    record = tickets.show_ticket(ctx, row.id).complaint
    assert record["stage"] == "proposing"
    assert record["loops"] == 1
    assert [entry["action"] for entry in record["2"]] == ["establish", "route_other"]
    assert record["3"][1]["cause"] == "poor_repair"
    assert record["4"][0]["instruction"] == "today"
    with ctx.read() as uow:
        stored = uow.get(Ticket, row.id)
        assert (stored.level, stored.apologised, stored.demand) == ("important", True, "Repair it again")


@pytest.mark.req("CMP-08")
def test_only_a_minor_complaint_takes_the_short_path(ctx: Context) -> None:
    from csconsole.errors import RuleBrokenError

    major = make(ctx, kind="complaint", level="major")
    with pytest.raises(RuleBrokenError) as refused:
        tickets.record_step(ctx, major.id, "reply", answer="Sorry")
    assert refused.value.rule == "CMP-08"
    minor = make(ctx, kind="complaint", level="minor")
    tickets.record_step(ctx, minor.id, "reply", answer="Sorry")
    assert tickets.show_ticket(ctx, minor.id).complaint["stage"] == "replied"
