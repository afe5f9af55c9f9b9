"""Contractors: the register, their jobs on tickets, claims, ageing and seasons (TKT-14, TKT-29, TKT-30)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError, WrongFormError
from csconsole.models import Category
from csconsole.services import contractors, desk, tickets
from csconsole.services.clocks import resume_clocks
from csconsole.services.context import Context
from csconsole.services.contractors import ContractorRow
from csconsole.services.desk.alerts import alerts_of
from csconsole.services.escalations import escalations_of
from csconsole.services.journal import undo
from csconsole.services.packs import install_pack
from csconsole.services.subtasks.ending import StillOwedError
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register


def _firm(ctx: Context, name: str = "Drybuild Ltd", trade: str = "防水") -> ContractorRow:
    return contractors.add_contractor(ctx, name=name, trade=trade, warranty="Roof: 5 years")


@pytest.mark.req("TKT-29")
def test_the_register_holds_trade_contract_warranty_and_evaluations(ctx: Context, as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        _firm(as_("agent"))
    firm = _firm(ctx)
    assert (firm.trade, firm.warranty, firm.active, firm.score) == (
        "waterproofing",
        "Roof: 5 years",
        True,
        None,
    )
    with pytest.raises(InvalidInputError, match="already"):
        _firm(ctx)
    with pytest.raises(InvalidInputError):
        contractors.evaluate_contractor(ctx, firm.id, score=6, text="Late")
    contractors.evaluate_contractor(ctx, firm.id, score=4, text="Clean work")
    assert contractors.evaluate_contractor(ctx, firm.id, score=1, text="Late").score == 2.5
    ended = contractors.change_contractor(ctx, firm.id, contract_until=ctx.today() - timedelta(days=1))
    assert ended.expired
    with pytest.raises(RuleBrokenError, match="contract of Drybuild Ltd is over"):
        contractors.give_to_contractor(ctx, register(ctx).id, firm.id)
    contractors.change_contractor(ctx, firm.id, active=False)
    with pytest.raises(RuleBrokenError, match="not active"):
        contractors.give_to_contractor(ctx, register(ctx).id, firm.id)
    assert contractors.list_contractors(ctx, active=True).rows == ()


def test_a_trade_that_is_none_is_said_before_the_name_is_looked_up(ctx: Context) -> None:
    _firm(ctx)
    with pytest.raises(WrongFormError) as refused:
        _firm(ctx, trade="bogus")
    assert refused.value.field == "trade"


@pytest.mark.req("TKT-14")
def test_a_ticket_is_given_to_the_same_contractor_again_only_when_said(ctx: Context) -> None:
    firm, other, ticket = _firm(ctx), _firm(ctx, "Roofers Ltd"), register(ctx)
    first = contractors.give_to_contractor(ctx, ticket.id, firm.id)
    with pytest.raises(RuleBrokenError, match=f"already, as job {first.id}"):
        contractors.give_to_contractor(ctx, ticket.id, firm.id)
    with pytest.raises(InvalidInputError, match="again"):
        contractors.give_to_contractor(ctx, ticket.id, firm.id, again=True)
    contractors.give_to_contractor(ctx, ticket.id, other.id)
    contractors.give_to_contractor(ctx, ticket.id, firm.id, again=True, reason="The other wall")
    assert len(contractors.open_jobs(ctx, ticket=ticket.id).rows) == 3
    contractors.end_job(ctx, first.id, result="Dry")
    with pytest.raises(RuleBrokenError, match="already"):
        contractors.give_to_contractor(ctx, ticket.id, firm.id)


@pytest.mark.req("TKT-29")
def test_a_one_off_job_has_a_named_follower_and_an_issue_list(ctx: Context, as_: AsStaff) -> None:
    firm, ticket = _firm(ctx), register(ctx)
    with pytest.raises(InvalidInputError, match="somebody named"):
        contractors.give_to_contractor(ctx, ticket.id, firm.id, one_off=True)
    follower = as_("handler").staff_id
    job = contractors.give_to_contractor(ctx, ticket.id, firm.id, one_off=True, follower_id=follower)
    assert job.follower == "赵文"
    assert [found.id for found in contractors.open_jobs(as_("handler"), mine=True).rows] == [job.id]
    noted = contractors.note_issue(as_("handler"), job.id, text="Scaffold blocks the door")
    with pytest.raises(RuleBrokenError, match="Scaffold"):
        contractors.end_job(as_("handler"), job.id, result="Roof tight")
    contractors.settle_issue(as_("handler"), noted.notes[0].id)
    with pytest.raises(InvalidInputError):
        contractors.settle_issue(as_("handler"), noted.notes[0].id)
    assert not contractors.end_job(as_("handler"), job.id, result="Roof tight", score=5).is_open
    assert contractors.show_contractor(ctx, firm.id).score == 5


@pytest.mark.req("TKT-29")
def test_a_job_is_followed_by_somebody_else(ctx: Context, as_: AsStaff) -> None:
    firm, ticket = _firm(ctx), register(ctx)
    for_nobody = as_("admin").staff_id
    with pytest.raises(InvalidInputError, match="cannot follow"):
        contractors.give_to_contractor(ctx, ticket.id, firm.id, one_off=True, follower_id=for_nobody)
    job = contractors.give_to_contractor(ctx, ticket.id, firm.id, follower_id=as_("handler").staff_id)
    with pytest.raises(InvalidInputError, match="cannot follow"):
        contractors.follow_job(ctx, job.id, for_nobody)
    changed = contractors.follow_job(ctx, job.id, as_("handler2").staff_id, reason="Zhao is away")
    assert changed.follower == "Fan Lu"
    assert contractors.open_jobs(as_("handler"), mine=True).rows == ()
    told = [e.lines for e in tickets.show_ticket(ctx, ticket.id).timeline if e.action == "contractor"]
    assert told[-1] == ("Drybuild Ltd: another follower", "Fan Lu Zhao is away")
    undo(ctx)
    assert [row.id for row in contractors.open_jobs(as_("handler"), mine=True).rows] == [job.id]


@pytest.mark.req("TKT-14")
def test_chases_are_logged_and_counted_and_jobs_age(ctx: Context, clock: FrozenClock) -> None:
    firm, other = _firm(ctx), _firm(ctx, "Liftcare", "lift")
    first = contractors.give_to_contractor(ctx, register(ctx).id, firm.id)
    clock.advance(days=31)
    contractors.give_to_contractor(ctx, register(ctx).id, firm.id)
    contractors.give_to_contractor(ctx, register(ctx).id, other.id, due_at=clock.now() + timedelta(hours=1))
    clock.advance(days=8)
    contractors.chase_job(ctx, first.id, text="Called, nobody came")
    chased = contractors.chase_job(ctx, first.id, text="Promised Friday")
    assert (chased.chases, chased.last_chased_at, chased.days) == (2, clock.now(), 39)
    assert [note.text for note in chased.notes] == ["Called, nobody came", "Promised Friday"]
    rows = contractors.ageing_of_contractors(ctx)
    assert [(r.contractor, r.open, r.week, r.month, r.older, r.chases, r.late) for r in rows] == [
        ("Drybuild Ltd", 2, 0, 1, 1, 2, 0),
        ("Liftcare", 1, 0, 1, 0, 0, 1),
    ]


@pytest.mark.req("TKT-14")
def test_a_damage_claim_climbs_level_by_level(ctx: Context) -> None:
    ticket = register(ctx)
    job = contractors.give_to_contractor(ctx, ticket.id, _firm(ctx).id)
    rungs = [contractors.raise_claim(ctx, job.id, reason="Parquet is wet").claim_rung for _n in range(5)]
    assert rungs == ["zone_officer", "supervisor", "director", "property_gm", "company_gm"]
    with pytest.raises(RuleBrokenError, match="highest"):
        contractors.raise_claim(ctx, job.id, reason="Parquet is wet")
    told = [row.target_role for row in escalations_of(ctx, "ticket", ticket.id)]
    assert told == ["handler", "supervisor", "manager", "manager", "manager"]


@pytest.mark.req("TKT-14")
def test_a_ticket_does_not_end_while_a_contractor_works_on_it(ctx: Context, as_: AsStaff) -> None:
    ticket = in_progress(ctx, as_("handler"))
    job = contractors.give_to_contractor(ctx, ticket.id, _firm(ctx).id)
    assert job.follower == "赵文"
    tickets.done_ticket(as_("handler"), ticket.id, result="Fixed", feedback="Fine")
    assert tickets.ticket_called_back(ctx, ticket.id, satisfaction="satisfied").state == "called_back"
    with pytest.raises(StillOwedError, match="Drybuild Ltd still works"):
        tickets.close_ticket(ctx, ticket.id, reason="satisfied")
    contractors.end_job(ctx, job.id, result="Tight")
    assert tickets.close_ticket(ctx, ticket.id, reason="satisfied").state == "closed"
    lines = [e.lines for e in tickets.show_ticket(ctx, ticket.id).timeline if e.action == "contractor"]
    assert lines == [("Drybuild Ltd: given", "Leak under the sink"), ("Drybuild Ltd: ended", "Tight")]


def ctx_category(ctx: Context, code: str) -> int:
    """The key of a category."""
    with ctx.read() as uow:
        row = uow.one(Category, code=code)
    assert row is not None
    return row.pk


@pytest.mark.req("TKT-30")
def test_in_the_rainy_season_leaks_are_urgent_and_two_firms_are_needed(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    clock.move_to(datetime(2027, 6, 1, 2, tzinfo=UTC))
    install_pack(as_("admin"), "core")
    assert contractors.season_checks(ctx) == ()
    install_pack(as_("admin"), "property")
    resume_clocks(ctx, reason="half a year without an entry")
    with ctx.read() as uow:
        roof = uow.one(Category, code="repair.water.leak")
        wall = uow.one(Category, code="repair.wall")
        assert roof is not None
        assert wall is not None
    assert register(ctx, category_id=roof.pk, priority="normal").priority == "urgent"
    assert register(ctx, category_id=roof.pk, priority="emergency").priority == "emergency"
    assert register(ctx, category_id=wall.pk, priority="normal").priority == "normal"
    changed = register(ctx, category_id=wall.pk, priority="normal")
    changed = tickets.edit_ticket(ctx, changed.id, category_id=roof.pk)
    assert changed.priority == "urgent", "also when the category is found out later"
    tap = ctx_category(ctx, "repair.water.tap")
    assert register(ctx, category_id=tap, priority="normal").priority == "normal", "a tap is no leak"
    _firm(ctx)
    assert [alert.kind for alert in alerts_of(ctx)] == ["season"]
    assert "1 of 2 active contractors" in desk.round_of(ctx).alerts[0]
    assert desk.round_of(as_("agent")).alerts == ()
    check = contractors.season_checks(ctx)[0]
    assert (check.season, check.firms, check.needed, check.short) == ("rain", 1, 2, True)
    _firm(ctx, "Roof and Co")
    assert not contractors.season_checks(ctx)[0].short
    clock.move_to(datetime(2027, 10, 1, 2, tzinfo=UTC))
    assert contractors.season_checks(ctx) == ()
    assert register(ctx, category_id=roof.pk, priority="normal").priority == "normal"


@pytest.mark.req("TKT-29")
def test_the_name_of_a_contractor_is_corrected(ctx: Context) -> None:
    firm = contractors.add_contractor(ctx, name="Lake Waterprofing", trade="waterproofing")
    other = contractors.add_contractor(ctx, name="Hill Lifts", trade="lift")
    changed = contractors.change_contractor(ctx, firm.id, name="Lake Waterproofing")
    assert changed.name == "Lake Waterproofing"
    assert contractors.change_contractor(ctx, firm.id, name="Lake Waterproofing").name == changed.name
    with pytest.raises(InvalidInputError, match="in the register already"):
        contractors.change_contractor(ctx, other.id, name="Lake Waterproofing")
    with pytest.raises(InvalidInputError, match="needs a name"):
        contractors.change_contractor(ctx, other.id, name=" ")
