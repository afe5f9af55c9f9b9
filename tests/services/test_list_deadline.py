"""A list of a screen is read within a time; whoever asks for all gets all."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from csconsole.clock import FrozenClock
from csconsole.models import Call, Ticket
from csconsole.services.calls import list_calls
from csconsole.services.context import Context
from csconsole.services.query import hurried, reading
from csconsole.services.tickets import list_tickets
from csconsole.storage.deadline import Deadline, was_stopped
from tests.databases import NOW

ENDLESS = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
ROWS = 400
OLD = 100
"""So many of them are of a month of the past."""

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""PostgreSQL's clock is too coarse to stop the reading of a small table."""


@pytest.fixture
def sqlite_tickets(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> Context:
    """More tickets than the newest part, and no time to read them."""
    with ctx.write() as uow:
        uow.create_bulk(
            Ticket,
            {
                "number": [f"T{n}" for n in range(ROWS)],
                "title": ["x"] * ROWS,
                "reported_at": [NOW - timedelta(days=40)] * OLD + [NOW] * (ROWS - OLD),
                "zone": [f"{n:04d}" for n in range(ROWS)],
            },
        )
    monkeypatch.setattr("csconsole.storage.deadline._STEPS", 1)
    monkeypatch.setattr(reading, "PAGE_SECONDS", -1)
    monkeypatch.setattr(reading, "NEWEST", 20)
    return ctx


def test_a_statement_past_its_deadline_is_stopped_and_the_transaction_goes_on(ctx: Context) -> None:
    with ctx.read() as uow:
        for work in (None, 0.02):
            deadline = time.monotonic() + (0.02 if work is None else 20)
            with pytest.raises(OperationalError) as stopped, Deadline(uow.connection, deadline, work):
                uow.connection.execute(ENDLESS)
            assert was_stopped(stopped.value)
        assert uow.connection.execute(text("SELECT 1")).scalar_one() == 1


@on_sqlite
def test_out_of_time_a_screen_shows_the_newest_in_the_order_asked_for(sqlite_tickets: Context) -> None:
    with hurried():
        page = list_tickets(sqlite_tickets, sort="zone", limit=5)
    assert [row.zone for row in page.rows] == [f"{n:04d}" for n in range(ROWS - 20, ROWS - 15)]
    assert page.partial
    assert page.count_text() == "5+"
    with hurried():
        following = list_tickets(sqlite_tickets, sort="zone", limit=5, after=page.next_after)
    assert following.rows[0].zone == f"{ROWS - 15:04d}"


@on_sqlite
@pytest.mark.parametrize(("sort", "first"), [("zone", 95), ("-zone", 99), ("id", 95), ("-id", 99)])
def test_out_of_time_a_month_of_the_past_shows_its_own_newest_in_any_order(
    sqlite_tickets: Context, monkeypatch: pytest.MonkeyPatch, sort: str, first: int
) -> None:
    """Not those newer than all that is asked for, among which nothing fits."""
    monkeypatch.setattr(reading, "SHORT_SECONDS", -1)
    keys = reading.Reader._keys
    monkeypatch.setattr(
        reading.Reader, "_keys", lambda *given: ([], False) if "IN (" not in str(given[1]) else keys(*given)
    )
    day = (NOW - timedelta(days=30)).date().isoformat()
    with hurried():
        page = list_tickets(sqlite_tickets, filter=f"reported<{day}", sort=sort, limit=5)
    assert page.rows[0].zone == f"{first:04d}"
    assert (len(page.rows), page.partial) == (5, True)


@pytest.mark.parametrize(("sort", "first"), [("", 99), ("-created", 99), ("created", 80), ("number", 80)])
def test_what_was_made_in_a_month_of_the_past_is_found_by_its_keys(
    ctx: Context, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, sort: str, first: int
) -> None:
    for start, end in ((0, OLD), (OLD, ROWS)):
        with ctx.write() as uow:
            numbers = [f"C{n:04d}" for n in range(start, end)]
            uow.create_bulk(Call, {"number": numbers, "started_at": [NOW] * len(numbers)})
        clock.advance(days=40)
    monkeypatch.setattr(reading, "NEWEST", 20)
    keys = reading.Reader._keys
    monkeypatch.setattr(
        reading.Reader, "_keys", lambda *given: ([], False) if "id < " not in str(given[1]) else keys(*given)
    )
    day = (NOW + timedelta(days=30)).date().isoformat()
    with hurried():
        page = list_calls(ctx, filter=f"created<{day}", sort=sort, limit=5)
        later = list_calls(ctx, filter=f"created>{day}", limit=5)
    assert page.rows[0].number == f"C{first:04d}"
    assert (len(page.rows), page.partial, later.rows[0].number) == (5, True, f"C{ROWS - 1:04d}")


@on_sqlite
def test_whoever_is_not_in_a_hurry_gets_all(sqlite_tickets: Context) -> None:
    page = list_tickets(sqlite_tickets, sort="zone", limit=5)
    assert [row.zone for row in page.rows] == [f"{n:04d}" for n in range(5)]
    assert not page.partial
    assert page.total == ROWS


@on_sqlite
def test_a_count_out_of_time_is_at_least_what_is_shown(
    sqlite_tickets: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE_SECONDS", 60)
    monkeypatch.setattr(reading, "REST_SECONDS", -1)
    with hurried():
        page = list_tickets(sqlite_tickets, sort="zone", limit=5)
    assert not page.partial
    assert page.count_text() == "6+"


@on_sqlite
def test_open_work_is_looked_for_in_its_index_before_many_records_are_read(
    sqlite_tickets: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SHORT_SECONDS", -1)
    monkeypatch.setattr(reading, "REST_SECONDS", -1)
    monkeypatch.setattr(reading, "FEW_SECONDS", 60)
    with hurried():
        few = list_tickets(sqlite_tickets, filter="state:open", sort="-id", limit=5)
        any_state = list_tickets(sqlite_tickets, filter="zone:03*", sort="-id", limit=5)
    assert not few.partial
    assert any_state.partial
