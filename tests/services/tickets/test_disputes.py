"""Disputes 纠纷调解: two parties, the mediation log, the outcome, and the freeze of a court (TKT-25)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.models import Department
from csconsole.services import desk, matters, subtasks, tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import last_change, undo
from csconsole.services.seen import having_seen
from csconsole.services.tickets.access import InLitigationError
from csconsole.services.tickets.unfinished import UnfinishedError
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


@pytest.fixture
def dispute(ctx: Context, as_: AsStaff) -> Any:
    """A dispute about a leak, in work."""
    row = register(ctx, kind="dispute", title="Water from upstairs")
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    tickets.accept_ticket(as_("handler"), row.id)
    matters.open_dispute(ctx, row.id, first_party="3-502 Ouyang", second_party="3-602 Meng")
    return tickets.start_ticket(as_("handler"), row.id)


@pytest.mark.req("TKT-25")
def test_a_dispute_has_two_parties_a_log_and_an_outcome_before_it_ends(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    with pytest.raises(RuleBrokenError, match="no dispute"):
        matters.open_dispute(ctx, register(ctx).id, first_party="A", second_party="B")
    row = register(ctx, kind="dispute", title="Noise")
    with pytest.raises(InvalidInputError, match="two parties"):
        matters.open_dispute(ctx, row.id, first_party="3-502", second_party="3-502")
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    handler = as_("handler")
    tickets.accept_ticket(handler, row.id)
    tickets.done_ticket(handler, row.id, result="Talked", feedback="Calmer")
    tickets.ticket_called_back(ctx, row.id, satisfaction="average")
    with pytest.raises(UnfinishedError, match="parties of the dispute are not recorded"):
        tickets.close_ticket(ctx, row.id, reason="solved")
    matters.open_dispute(
        handler, row.id, first_party="3-502", second_party="3-602", second_contact="199 0000 0123"
    )
    since = clock.now() - timedelta(hours=1)
    matters.record_mediation(handler, row.id, text="Both want quiet after ten", at=since)
    found = matters.record_mediation(handler, row.id, text="Agreed on carpets")
    assert [talk.text for talk in found.talks] == ["Both want quiet after ten", "Agreed on carpets"]
    steps = {step.action: step for step in tickets.possible_steps(ctx, row.id)}
    assert "outcome of the mediation is not recorded" in (steps["close"].why_not or "")
    with pytest.raises(InvalidInputError, match="what was agreed"):
        matters.settle_dispute(handler, row.id, outcome="agreed")
    settled = matters.settle_dispute(handler, row.id, outcome="达成一致", agreement="Carpets by Friday")
    assert (settled.outcome, settled.settled_by) == ("agreed", "赵文")
    assert tickets.close_ticket(ctx, row.id, reason="solved").state == "closed"


@pytest.mark.req("TKT-25")
def test_before_a_court_every_step_but_a_note_is_refused_with_the_reason(
    ctx: Context, as_: AsStaff, dispute: Any
) -> None:
    with pytest.raises(NotAllowedError):
        matters.go_to_court(as_("handler"), dispute.id, court="District court (2026) 117")
    matters.go_to_court(ctx, dispute.id, court="District court (2026) 117")
    handler, boss = as_("handler"), ctx
    with ctx.read() as uow:
        department = uow.one(Department, code="PM")
    assert department is not None
    refused: list[Callable[[], object]] = [
        lambda: tickets.done_ticket(handler, dispute.id, result="x", feedback="y"),
        lambda: tickets.wait_ticket(handler, dispute.id, reason="x"),
        lambda: tickets.return_ticket(handler, dispute.id, reason="x"),
        lambda: tickets.cancel_ticket(boss, dispute.id, reason="x"),
        lambda: tickets.park_ticket(boss, dispute.id, park_reason="litigation", customer_informed=True),
        lambda: tickets.edit_ticket(boss, dispute.id, title="x"),
        lambda: dispatch_ticket(boss, dispute.id, handler_id=as_("handler2").staff_id, reason="x"),
        lambda: tickets.merge_tickets(boss, register(ctx).id, dispute.id, reason="x"),
        lambda: tickets.split_ticket(boss, dispute.id, title="x"),
        lambda: subtasks.ask_department(boss, dispute.id, department_id=department.pk, text="x"),
        lambda: matters.record_mediation(handler, dispute.id, text="x"),
        lambda: matters.settle_dispute(handler, dispute.id, outcome="failed"),
        lambda: matters.go_to_court(boss, dispute.id, court="Another"),
        lambda: tickets.close_ticket(boss, dispute.id, reason="solved", override=True),
        lambda: undo(handler, change_id=last_change(handler).id),
    ]
    for attempt in refused:
        with pytest.raises(InLitigationError, match="in litigation: handling is frozen"):
            attempt()
    possible = [step.action for step in tickets.possible_steps(ctx, dispute.id) if step.possible]
    assert possible == ["note"]
    tickets.note_ticket(handler, dispute.id, text="Hearing on 3 December")


@pytest.mark.req("TKT-25", "TKT-07")
def test_the_clocks_stand_still_with_the_reason_and_run_on_after_the_court(
    ctx: Context, as_: AsStaff, dispute: Any, clock: FrozenClock
) -> None:
    due = tickets.show_ticket(ctx, dispute.id).row.due_at
    assert due is not None
    matters.go_to_court(ctx, dispute.id, court="District court (2026) 117")
    page = tickets.show_ticket(ctx, dispute.id)
    assert page.row.paused_at == clock.now()
    assert {clock_.paused_for for clock_ in page.clocks if clock_.state == "paused"} == {"litigation"}
    clock.advance(days=40)
    assert not tickets.show_ticket(ctx, dispute.id).row.late
    assert [row.number for row in matters.in_litigation(ctx).rows] == [dispute.number]
    assert [row.id for row in tickets.list_tickets(ctx, filter="court:any").rows] == [dispute.id]
    items = [item for item in desk.desk_of(as_("handler")).now if item.number == dispute.number]
    assert [item.note for item in items] == ["litigation"], "the desk still shows it"

    over = matters.court_is_over(ctx, dispute.id, result="Upstairs pays half", settles=True)
    assert (over.frozen, over.outcome, over.agreement) == (False, "judged", "Upstairs pays half")
    page = tickets.show_ticket(ctx, dispute.id)
    assert page.row.due_at is not None
    assert timedelta(days=38) < page.row.due_at - due <= timedelta(days=40)
    tickets.done_ticket(as_("handler"), dispute.id, result="Paid", feedback="Fine")
    with pytest.raises(RuleBrokenError, match="not in litigation"):
        matters.court_is_over(ctx, dispute.id, result="x")


@pytest.mark.req("TKT-25")
def test_the_handover_still_carries_it_and_says_so(ctx: Context, dispute: Any) -> None:
    from csconsole.services.handover.open_work import open_work

    matters.go_to_court(ctx, dispute.id, court="District court (2026) 117")
    with ctx.read() as uow:
        (work,) = [one for one in open_work(ctx, uow) if one.number == dispute.number]
    assert "litigation" in (work.next_action or "").lower()


@pytest.mark.req("TKT-25")
def test_a_party_is_reached_by_a_phone_and_naming_parties_is_no_mediation(
    ctx: Context, dispute: Any, clock: FrozenClock
) -> None:
    for typed in ("call me", "199****0123"):
        with pytest.raises(InvalidInputError) as refused:
            matters.open_dispute(ctx, dispute.id, first_party="A", second_party="B", second_contact=typed)
        assert refused.value.field == "second_contact"
    page = tickets.show_ticket(ctx, dispute.id)
    assert "parties of the dispute" in [entry.title for entry in page.timeline]
    assert "dispute" not in [entry.title for entry in page.timeline]
    clock.advance(minutes=1)
    seen = having_seen(ctx, "ticket", dispute.id, page.row.version)
    matters.open_dispute(ctx, dispute.id, first_party="A", second_party="B")
    with pytest.raises(ConflictError, match="parties of the dispute"):
        matters.open_dispute(seen, dispute.id, first_party="C", second_party="D")
