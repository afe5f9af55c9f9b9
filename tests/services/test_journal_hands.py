"""What is taken back of contractors, assets and sub-tasks: chases, issues, evaluations, files, checks."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import assets, contractors, subtasks, tickets
from csconsole.services.context import Context
from csconsole.services.contractors import JobRow
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import NotUndoableError, last_change, record_named, undo
from csconsole.services.packs import install_pack
from tests.conftest import AsStaff
from tests.services.tickets.registering import department, register

pytestmark = pytest.mark.req("TKT-02")


@pytest.fixture
def job(ctx: Context) -> JobRow:
    firm = contractors.add_contractor(ctx, name="Drybuild Ltd", trade="waterproofing")
    return contractors.give_to_contractor(ctx, register(ctx).id, firm.id)


def _job(ctx: Context, number: str) -> JobRow:
    return contractors.open_jobs(ctx, ticket=number).rows[-1]


@pytest.mark.req("TKT-14", "TKT-29")
def test_chases_issues_and_ends_of_a_contractors_job_are_taken_back_one_by_one(
    ctx: Context, job: JobRow, clock: FrozenClock
) -> None:
    contractors.chase_job(ctx, job.id, text="Called")
    clock.advance(minutes=1)
    issue = contractors.note_issue(ctx, job.id, text="Roof open").notes[-1]
    contractors.settle_issue(ctx, issue.id)
    contractors.end_job(ctx, job.id, result="Tight", score=5)
    assert undo(ctx).action == "ended"
    ended = _job(ctx, job.number)
    assert (ended.ended_at, contractors.show_contractor(ctx, ended.contractor_id).score) == (None, None)
    assert undo(ctx).action == "settled"
    assert [note.settled_at for note in _job(ctx, job.number).notes if note.kind == "issue"] == [None]
    assert undo(ctx).action == "issue"
    assert undo(ctx).action == "chase"
    again = _job(ctx, job.number)
    assert (again.chases, again.last_chased_at, again.notes) == (0, None, ())
    assert undo(ctx).action == "created"
    assert _job(ctx, job.number).ended_at == clock.now()


@pytest.mark.req("TKT-14")
def test_a_claim_that_was_reported_upward_stands_and_says_so(ctx: Context, job: JobRow) -> None:
    contractors.raise_claim(ctx, job.id, reason="Ceiling wet")
    assert "upward" in last_change(ctx).why_not
    with pytest.raises(NotUndoableError):
        undo(ctx)


@pytest.mark.req("TKT-29")
def test_the_register_and_an_evaluation_go_back(ctx: Context, job: JobRow, as_: AsStaff) -> None:
    contractors.change_contractor(ctx, job.contractor_id, phone="021-5550-0199", active=False)
    contractors.evaluate_contractor(ctx, job.contractor_id, score=1, text="Late")
    with pytest.raises(NotUndoableError):
        undo(as_("handler"))
    undo(ctx)
    assert contractors.show_contractor(ctx, job.contractor_id).score is None
    undo(ctx)
    back = contractors.show_contractor(ctx, job.contractor_id)
    assert (back.phone, back.active) == (None, True)


@pytest.mark.req("TKT-31")
def test_an_assets_file_and_its_checks_go_back_with_the_next_day_and_the_ticket_of_a_defect(
    ctx: Context, as_: AsStaff
) -> None:
    install_pack(as_("admin"), "utility")
    pump = assets.add_asset(ctx, name="Pump 2", kind="水泵", location="Pump room 1")
    checks = assets.show_asset(ctx, pump.number).checks
    first = pump.next_check_on
    codes = [one.code for one in assets.show_asset(ctx, pump.number).planned]
    assets.change_asset(ctx, pump.number, location="Pump room 2", state="out_of_service")
    assert undo(ctx).action == "edited"
    back = assets.show_asset(ctx, pump.number).row
    assert (back.location, back.state, back.next_check_on) == ("Pump room 1", "in_use", first)
    page = assets.record_check(ctx, pump.number, codes[0], result="defect", text="Leaks")
    ticket = page.checks[0].ticket
    assert ticket is not None
    assert undo(ctx).record == f"check of an asset {pump.number}"
    page = assets.show_asset(ctx, pump.number)
    assert (page.checks, page.row.next_check_on) == (checks, first)
    assert tickets.show_ticket(ctx, ticket).row.state == "cancelled"


@pytest.mark.req("TKT-20")
def test_on_a_ticket_what_was_asked_of_others_last_is_taken_back_before_an_earlier_step(
    ctx: Context, as_: AsStaff
) -> None:
    row = dispatch_ticket(ctx, register(ctx).id, handler_id=as_("handler").staff_id)
    asked = subtasks.ask_department(ctx, row.id, department_id=department(ctx, "ENG"), text="Whose pipe?")
    taken = undo(ctx, record=record_named(ctx, row.number))
    assert (taken.entity, taken.entity_id, taken.action) == ("subtask", asked.id, "created")
    assert subtasks.show_subtask(ctx, asked.id).state == "cancelled"
    assert tickets.show_ticket(ctx, row.id).row.state == "assigned"
    assert undo(ctx, record=record_named(ctx, row.number)).action == "dispatch"
