"""The override of a close as a step that the console offers: to whom, when, and what it leaves (TKT-02)."""

from __future__ import annotations

import pytest

from csconsole.models.lifecycle import Step
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.matters import open_incident
from tests.conftest import AsStaff
from tests.services.tickets.registering import events, in_progress


def _steps(ctx: Context, ticket_id: int) -> dict[str, Step]:
    return {step.action: step for step in tickets.possible_steps(ctx, ticket_id)}


@pytest.mark.req("TKT-02", "SEC-02")
def test_a_supervisor_may_close_before_the_callback_and_says_why(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    mine, theirs = _steps(ctx, row.id), _steps(as_("agent"), row.id)
    assert not mine["close"].possible
    assert "needs a callback" in (mine["close"].why_not or "")
    assert (mine["override"].possible, mine["override"].needs) == (True, ("reason", "customer_informed"))
    assert "override" not in theirs
    tickets.close_ticket(ctx, row.id, reason="She moved away", told_customer=True, override=True)
    last = next(event for event in reversed(events(ctx, row.id)) if event.action == "close")
    assert (last.reason, (last.detail or {}).get("override")) == ("She moved away", True)


@pytest.mark.req("CBK-06", "SEC-02")
def test_a_dissatisfied_customer_is_reopened_or_overridden(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    tickets.ticket_called_back(ctx, row.id, satisfaction="dissatisfied")
    steps = _steps(ctx, row.id)
    assert (steps["close"].possible, steps["override"].possible) == (False, True)
    assert "not satisfied" in (steps["close"].why_not or "")


@pytest.mark.req("TKT-02", "TKT-23")
def test_no_override_replaces_the_report_of_an_incident(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler, kind="incident")
    open_incident(ctx, row.id, incident_type="fire")
    tickets.done_ticket(handler, row.id, result="Out", feedback="Fine")
    step = _steps(ctx, row.id)["override"]
    assert (step.possible, "reported upward" in (step.why_not or "")) == (False, True)
    assert "override" not in _steps(ctx, in_progress(ctx, handler).id)
