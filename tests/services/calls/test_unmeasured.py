"""What nobody measured is unknown, and no report counts it (CALL-03, RPT-08)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.errors import InvalidInputError
from csconsole.services.context import Context
from csconsole.services.reports import build_report
from tests.services.calls.entering import logged


@pytest.mark.req("CALL-03", "RPT-08")
def test_a_call_logged_without_times_was_not_measured(agent: Context) -> None:
    row = logged(agent)
    assert (row.wait_seconds, row.talk_seconds, row.rings) == (None, None, None)


@pytest.mark.req("CALL-03")
def test_the_form_knows_the_talk_and_not_the_wait(agent: Context) -> None:
    now = agent.now()
    row = logged(agent, answered_at=now - timedelta(seconds=90), ended_at=now)
    assert (row.wait_seconds, row.talk_seconds) == (None, 90)
    row = logged(agent, started_at=now - timedelta(seconds=99), answered_at=now - timedelta(seconds=90))
    assert (row.wait_seconds, row.talk_seconds) == (9, None)


@pytest.mark.req("RPT-08", "CALL-03")
def test_reports_leave_out_what_was_not_measured(ctx: Context, agent: Context) -> None:
    logged(agent)
    logged(agent, answered_at=agent.now(), ended_at=agent.now())
    logged(agent, started_at=agent.now() - timedelta(hours=2), late_reason="on site")
    found = build_report(ctx, "daily", date=f"{ctx.today()}").figures
    assert found["calls.answered"].numerator == 3
    for name in ("calls.mean_wait", "calls.three_ring_rate"):
        assert (found[name].value, found[name].denominator) == (None, 0)
    assert found["calls.mean_talk"].denominator == 1


@pytest.mark.req("CALL-03", "CALL-01")
@pytest.mark.parametrize(
    ("fields", "field"),
    [({"rings": -5}, "rings"), ({"rings": 1001}, "rings"), ({"wrap_seconds": -1}, "wrap_seconds")],
)
def test_no_bell_rings_less_than_never(agent: Context, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        logged(agent, **fields)
    assert refused.value.field == field
    assert logged(agent, rings=0).rings == 0
