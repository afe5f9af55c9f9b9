"""Figures split by day and by the hour of the day: loss and answering in time (CALL-03, CALL-04, RPT-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from csconsole.clock import day_bounds
from csconsole.errors import InvalidInputError
from csconsole.metrics.by_time import figures_by_time
from csconsole.metrics.catalogue import METRICS
from csconsole.models import Call
from csconsole.services.context import Context
from csconsole.services.reports import Period, build_report, open_figure
from csconsole.services.reports.periods import basis_of
from tests.services.reported import DAY, store_day


@pytest.fixture
def day(ctx: Context) -> Context:
    """A known day; its calls are of the hour from 12:00, one lost call is of 23:30."""
    store_day(ctx)
    with ctx.write() as uow:
        at = day_bounds(date.fromisoformat(DAY), ctx.zone)[1] - timedelta(minutes=30)
        uow.create(Call(number="C030", started_at=at, state="lost"))
    return ctx


def rows(ctx: Context, by: str, **period: Any) -> dict[Any, Any]:
    block = build_report(ctx, "daily", by=by, **(period or {"date": DAY})).blocks[-1]
    return {row["name"]: row for row in block.rows}


@pytest.mark.req("CALL-04", "CALL-03")
def test_loss_and_answering_by_the_hour(day: Context) -> None:
    found = rows(day, "hour")
    loss = {name: (row["calls.loss_rate"].numerator, row["calls.loss_rate"].denominator)
            for name, row in found.items() if "calls.loss_rate" in row}  # fmt: skip
    assert loss["12:00"] == (3, 10)
    assert loss["23:00"] == (1, 1)
    assert (found["12:00"]["calls.three_ring_rate"].numerator, sum(one[1] for one in loss.values())) == (
        3,
        11,
    )
    assert "tickets.open" not in found["12:00"]


@pytest.mark.req("CALL-04", "CALL-03")
def test_loss_and_answering_by_day(day: Context) -> None:
    found = rows(day, "day", from_="2026-11-20", to=DAY)
    assert {name: row["calls.inbound"].numerator for name, row in found.items()} == {
        "2026-11-20": 0,
        "2026-11-21": 1,
        DAY: 11,
    }
    assert str(found[DAY]["calls.loss_rate"].value) == "36.4"
    with pytest.raises(InvalidInputError):
        rows(day, "day", from_="2020-01-01", to=DAY)


@pytest.mark.req("CALL-04")
def test_a_line_opens_down_to_its_rows(day: Context) -> None:
    period = Period(date(2026, 11, 20), date(2026, 11, 22))

    def opened(by: str, value: str | int) -> list[str]:
        page = open_figure(day, "calls.lost", period, dimension=by, value=value)
        return [row.number for row in page.rows]

    assert opened("hour", 23) == ["C030"]
    assert opened("hour", 12) == ["C008"]
    assert opened("hour", 13) == []
    assert sorted(opened("day", DAY)) == ["C008", "C030"]
    assert opened("day", "2026-11-21") == []


@pytest.mark.req("CALL-04")
def test_the_hour_is_the_sites_also_where_zones_are_half_hours(day: Context) -> None:
    basis = basis_of(day, Period(date(2026, 11, 22), date(2026, 11, 22)))
    start, end = day_bounds(date(2026, 11, 22), ZoneInfo("Asia/Kolkata"))
    there = replace(basis, start=start, end=end, zone="Asia/Kolkata")
    with day.read() as uow:
        found = figures_by_time(uow.session, [METRICS["calls.inbound"]], there, "hour")
    assert {hour: one["calls.inbound"].numerator for hour, one in found.items()} == {9: 10, 21: 1}
