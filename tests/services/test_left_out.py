"""Tickets that were caused by the customer or the builder: out of rates by setting, always shown (TKT-13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.metrics.definition import Figure
from csconsole.models import Call, Ticket
from csconsole.services.context import Context
from csconsole.services.reports import build_report, open_figure, period_of
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff

DAY = "2026-11-22"
RATES = {
    "tickets.response_rate": ("33.3", "20.0"),
    "repairs.in_home_share": ("33.3", "60.0"),
    "repairs.public_share": ("66.7", "40.0"),
    "repairs.per_call": ("60.0", "100.0"),
    "callbacks.coverage": ("0.0", "0.0"),
}
"""Each rate without the two closing reasons, and with them."""


def store(ctx: Context) -> None:
    """Five calls; of five repairs two in-home ones were not our fault, one answered in time was."""
    noon = ctx.now() - timedelta(hours=21)
    reasons = ("caused_by_customer", "original_construction", None, None, None)
    with ctx.write() as uow:
        uow.create_many(
            [Call(number=f"C{n}", started_at=noon, state="closed", wait_seconds=5) for n in range(5)]
        )
        uow.create_many(
            [
                Ticket(
                    number=f"T{n}",
                    title="Leak",
                    kind="repair",
                    scope="in_home" if n < 3 else "public",
                    state="closed",
                    reported_at=noon,
                    done_at=noon + timedelta(hours=1),
                    closed_at=noon + timedelta(hours=2),
                    first_response_at=noon + timedelta(hours=1) if n == 4 else None,
                    excluded_reason=reason,
                )
                for n, reason in enumerate(reasons)
            ]
        )


def figure(ctx: Context, name: str) -> Figure:
    return build_report(ctx, "daily", date=DAY).figures[name]


@pytest.mark.req("TKT-13")
@pytest.mark.parametrize("name", RATES)
def test_every_rate_over_tickets_leaves_them_out_and_shows_them(
    ctx: Context, as_: AsStaff, name: str
) -> None:
    store(ctx)
    without, within = RATES[name]
    found = figure(ctx, name)
    assert str(found.value) == without
    apart = {one.key.rpartition("apart_")[2]: n for one, n in found.excluded if "apart" in one.key}
    assert apart == {"caused_by_customer": 1, "original_construction": 1}

    change_setting(as_("admin"), "ticket.excluded_reasons", [])
    found = figure(ctx, name)
    assert str(found.value) == within
    shown = {one.key.rpartition("apart_")[2]: n for one, n in found.shown if "apart" in one.key}
    assert shown == {"caused_by_customer": 1, "original_construction": 1}, "shown also when it counts"


@pytest.mark.req("TKT-13")
def test_they_are_figures_of_their_own_that_open_to_their_tickets(ctx: Context) -> None:
    store(ctx)
    assert figure(ctx, "tickets.caused_by_customer").numerator == 1
    (row,) = open_figure(ctx, "tickets.original_construction", period_of(ctx, date_text=DAY)).rows
    assert row.number == "T1"


@pytest.mark.req("TKT-13")
def test_a_reason_that_the_site_adds_is_left_out_and_shown_too(ctx: Context, as_: AsStaff) -> None:
    store(ctx)
    change_setting(as_("admin"), "ticket.excluded_reasons", ["duplicate", "caused_by_customer"])
    with ctx.write() as uow:
        ticket = uow.one(Ticket, number="T2")
        assert ticket is not None
        uow.update(ticket, "edit", {"excluded_reason": "duplicate"})
    found = figure(ctx, "tickets.response_rate")
    assert (found.numerator, found.denominator) == (1, 3)
    assert [n for one, n in found.excluded if "apart" in one.key] == [1, 1]
    assert ("ticket.apart_original_construction", 1) in [(one.key, n) for one, n in found.shown]
