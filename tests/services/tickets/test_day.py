"""The day audit, slips, bulk actions and the page."""

from __future__ import annotations

import re
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.i18n import set_language
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.tickets import DayNotClearError
from tests.conftest import AsStaff


def make(ctx: Context, **fields: Any) -> tickets.TicketRow:
    return tickets.create_ticket(ctx, **{"kind": "other", "title": "Lift noise", **fields})


REPAIR = {"kind": "repair", "phone": "021-5550-0101", "address": "3-502", "scope": "in_home"}


@pytest.mark.req("TKT-11")
def test_what_was_finished_today_needs_no_note_beside_its_result(ctx: Context, clock: FrozenClock) -> None:
    row = make(ctx, contact_name="Ouyang Xiaowen")
    dispatch_ticket(ctx, row.id, handler_id=ctx.staff_id)
    tickets.accept_ticket(ctx, row.id)
    assert tickets.audit_day(ctx).unnoted
    tickets.done_ticket(ctx, row.id, result="New seal", feedback="Content", told_customer=True)
    assert not tickets.audit_day(ctx).unnoted
    clock.advance(hours=24)
    assert tickets.audit_day(ctx).unnoted, "it is still open the day after"


@pytest.mark.req("TKT-11")
def test_the_day_is_signed_off_only_when_each_open_item_has_a_note_of_today(
    ctx: Context, clock: FrozenClock
) -> None:
    first, second = make(ctx, contact_name="Ouyang Xiaowen"), make(ctx, contact_name="Ouyang Xiaowen")
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


@pytest.mark.req("SEC-05")
def test_bulk_leaves_what_somebody_else_changed_since_it_was_shown(ctx: Context, as_: AsStaff) -> None:
    shown = [make(ctx) for _n in range(3)]
    tickets.edit_ticket(as_("manager"), shown[0].id, contact_name="Lin")
    tickets.edit_ticket(ctx, shown[1].id, contact_name="Lin")
    seen = {row.id: row.version for row in shown}
    done = tickets.apply_bulk(ctx, list(seen), "cancel", versions=seen, reason="Test data")
    assert [item.id for item in done.done] == [shown[1].id, shown[2].id]
    (left,) = done.changed
    assert as_("manager").actor.name in left.why_not
    assert "09:00" in left.why_not
    assert done.summary() == "2 done, 0 refused, 1 left: changed by others since they were shown."
    assert tickets.show_ticket(ctx, shown[0].id).row.state == "new"


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
    assert [(each.kind, each.state) for each in page.clocks] == [("dispatch", "late"), ("resolve", "running")]
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    dispatch_ticket(ctx, row.id, handler_id=as_("handler2").staff_id, reason="Nearer")
    tickets.note_ticket(ctx, row.id, text="Firm called")
    page = tickets.show_ticket(ctx, row.number)
    assert [entry.title for entry in page.timeline] == ["registered", "dispatch", "reassign", "note"]
    assert page.timeline[-1].lines == ("Firm called",)
    assert page.timeline[-1].who == "Sun Yue"
    assert "Nearer" in page.timeline[-2].lines
    assert "Handler: 赵文 → Fan Lu" in page.timeline[-2].lines
    assert [each.kind for each in page.clocks] == ["resolve"]
    assert 0 < page.clocks[0].used < 0.1
    assert any(step.possible for step in page.steps)


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("Leak under the sink", ("Leak under the sink",)),
        ("Leak under the sink, since this morning.", ("Leak under the sink, since this morning.",)),
        ("Since this morning.", ("Leak under the sink", "Since this morning.")),
    ],
)
def test_a_new_ticket_tells_once_what_it_is_about(
    ctx: Context, description: str, said: tuple[str, ...]
) -> None:
    row = make(ctx, title="Leak under the sink", description=description)
    assert tickets.show_ticket(ctx, row.id).timeline[0].lines == said
