"""A customer who is not satisfied sends a complaint back: what is open again, and who is called when."""

from __future__ import annotations

import pytest

from csconsole.models import Callback, Complaint, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import complaints
from csconsole.services.context import Context
from tests.conftest import AsStaff
from tests.services.complaints.walking import ROAD, register, take, walk


def _callback(ctx: Context, ticket_id: int) -> int:
    with ctx.read() as uow:
        found = uow.get(Ticket, ticket_id).callback_id
    assert found is not None
    return found


@pytest.mark.req("CMP-15", "CBK-06")
def test_a_dissatisfied_customer_sends_it_back_until_satisfied(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = walk(as_, register(agent))
    due = row.due_at
    row = complaints.record_feedback(agent, row.id, satisfaction="dissatisfied", aspect="speed", said="Late")
    assert (row.stage, row.state, row.reopenings) == ("investigating", "in_progress", 1)
    assert due is not None
    with ctx.read() as uow:
        about = uow.one(Complaint, ticket_id=row.id)
        assert about is not None
        assert about.loops == 1
    with pytest.raises(TransitionRefusedError):
        take(agent, row, "satisfied", signer="Ouyang")


@pytest.mark.req("CMP-15", "CMP-07")
def test_after_not_satisfied_what_was_recorded_before_is_open_again(as_: AsStaff) -> None:
    row = walk(as_, register(as_("agent")), to="propose")
    page = complaints.show_complaint(as_("supervisor"), row.id)
    assert page.following is not None
    assert page.following.action == "decide", "the proposal is recorded, the decision is not"
    row = walk(as_, register(as_("agent"), phone="021-5550-0102"))
    take(as_("agent"), row, "dissatisfied", aspect="quality")
    page = complaints.show_complaint(as_("supervisor"), row.id)
    assert [check.state for check in page.steps] == ["done", "done", "now", "open", "open", "open"]
    assert page.steps[2].present == ()
    assert "cause" in page.steps[2].missing
    assert page.about.loops == 1


@pytest.mark.req("CMP-15", "CMP-17")
@pytest.mark.parametrize("through_callback", [True, False])
def test_a_dissatisfied_customer_is_not_called_about_the_old_result_any_more(
    as_: AsStaff, through_callback: bool
) -> None:
    row = walk(as_, register(as_("agent")))
    first = _callback(as_("agent"), row.id)
    if through_callback:
        complaints.record_feedback(as_("agent"), row.id, satisfaction="dissatisfied", aspect="quality")
    else:
        take(as_("agent"), row, "dissatisfied", aspect="quality")
    with as_("agent").read() as uow:
        callback = uow.get(Callback, first)
        assert callback.finished_at is not None
        assert callback.state == ("done" if through_callback else "cancelled")
    for who, action, answers in ROAD[4:]:
        take(as_(who if who != "leader" else "supervisor"), row, action, **answers)
    again = _callback(as_("agent"), row.id)
    assert again != first
