"""What a clock that was set back let end before it began: no length counts it or is below nought."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from csconsole.metrics.computed import RESPONSE_HOURS
from csconsole.metrics.spans import Mean, mean_of, seconds_spent
from csconsole.models import Complaint, Ticket
from csconsole.services.complaints import node_times
from csconsole.services.context import Context
from csconsole.services.reports import build_report
from csconsole.services.tickets import list_tickets
from csconsole.storage.daily.slices import response_hours
from tests.conftest import AsStaff

DAY = "2026-11-22"


def test_lengths_and_means(ctx: Context) -> None:
    now = ctx.now()
    later, earlier = now + timedelta(seconds=30), now - timedelta(hours=3)
    assert [seconds_spent(now, at) for at in (later, now, earlier)] == [30, 0, 0]
    assert mean_of([(now, later), (now, now), (now, earlier), (None, now), (now, None)]) == Mean(15.0, 2, 1)
    assert mean_of([(now, earlier)]) == Mean(None, 0, 1)


def store(ctx: Context, kind: str = "repair") -> list[Ticket]:
    """Tickets answered 30 minutes later, at once, and 1 second, 1 hour and 3 hours before their report."""
    noon = ctx.now() - timedelta(hours=21)
    answered = (1800, 0, -1, -3600, -10_800)
    with ctx.write() as uow:
        tickets = [
            Ticket(
                number=f"T{n}",
                title="Leak",
                kind=kind,
                state="in_progress",
                reported_at=noon,
                dispatched_at=noon + timedelta(seconds=seconds),
                first_response_at=noon + timedelta(seconds=seconds),
                done_at=noon + timedelta(seconds=seconds),
            )
            for n, seconds in enumerate(answered)
        ]
        uow.create_many(tickets)
    return tickets


@pytest.mark.req("RPT-13")
def test_what_was_answered_before_its_report_is_in_no_rate_and_shown(ctx: Context) -> None:
    store(ctx)
    found = build_report(ctx, "daily", date=DAY).figures["tickets.response_rate"]
    assert (found.numerator, found.denominator) == (2, 2)
    assert [n for one, n in found.excluded if one.key == "ticket.answered_before"] == [3]


def test_statements_and_daily_figures_reckon_alike(ctx: Context) -> None:
    store(ctx)
    with ctx.read() as uow:
        rows = uow.session.exec(
            select(Ticket.first_response_at, Ticket.reported_at, RESPONSE_HOURS).order_by(col(Ticket.number))
        ).all()
    hours = [found for _first, _reported, found in rows]
    assert hours == [1, 0, -1, -1, -1]
    assert hours == [response_hours(first, reported) for first, reported, _found in rows if reported]


def test_a_row_shows_no_length_below_nought(ctx: Context) -> None:
    store(ctx)
    rows = list_tickets(ctx).rows
    assert sorted((row.dispatch_seconds, row.waiting_seconds) for row in rows) == [(0, 0)] * 4 + [
        (1800, 1800)
    ]


@pytest.mark.req("CMP-28")
def test_the_times_between_nodes_leave_them_out_and_say_so(as_: AsStaff) -> None:
    ctx = as_("supervisor")
    tickets = store(ctx, "complaint")
    with ctx.write() as uow:
        uow.create_many([Complaint(ticket_id=ticket.pk) for ticket in tickets])
    day = ctx.today() - timedelta(days=1)
    (times,) = node_times(ctx, day, day)
    assert (times.resolve, times.backwards) == (900.0, 3)
