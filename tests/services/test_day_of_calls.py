"""A list narrowed to a time stands by it, the latest first, however many records are newer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select

from csconsole.models import Call
from csconsole.services.calls import list_calls
from csconsole.services.context import Context
from csconsole.services.query import hurried, reading
from csconsole.services.tickets import list_tickets
from tests.services.tickets.registering import register


def _days_ago(ctx: Context, days: float) -> str:
    """A call of so many days ago; they are entered in the order of the calls to this."""
    with ctx.write() as uow:
        number = f"C{days}"
        uow.create(
            Call(
                number=number,
                started_at=ctx.now() - timedelta(days=days),
                agent_id=ctx.staff_id,
                state="closed",
            )
        )
        return number


def _numbers(ctx: Context, filter: str, sort: str = "") -> list[str]:
    """All pages of a list of calls, two rows each."""
    found: list[str] = []
    after = None
    while True:
        page = list_calls(ctx, filter=filter, sort=sort, limit=2, after=after)
        assert not page.partial
        found += [row.number for row in page.rows]
        after = page.next_after
        if after is None:
            return found


@pytest.mark.parametrize("newest", [0, 20_000])
def test_all_pages_of_a_time_together_give_each_row_once_the_latest_first(
    ctx: Context, monkeypatch: pytest.MonkeyPatch, newest: int
) -> None:
    monkeypatch.setattr(reading, "NEWEST", newest)
    for days in (70, 41, 43, 42.5, 40, 42, 41.5, 0):
        _days_ago(ctx, days)
    day = ctx.today() - timedelta(days=44)
    until = ctx.today() - timedelta(days=40)
    with hurried():
        span = f"started:{day.isoformat()}..{until.isoformat()}"
        assert _numbers(ctx, span) == ["C40", "C41", "C41.5", "C42", "C42.5", "C43"]
        assert _numbers(ctx, f"{span} state:closed agent:me") == _numbers(ctx, span)
        assert _numbers(ctx, f"started<{until.isoformat()}")[-2:] == ["C43", "C70"]
        assert _numbers(ctx, span, "started") == ["C43", "C42.5", "C42", "C41.5", "C41", "C40"]
        assert _numbers(ctx, span, "-id") == ["C41.5", "C42", "C40", "C42.5", "C43", "C41"]


@pytest.mark.parametrize("newest", [0, 20_000])
def test_out_of_time_the_latest_of_the_time_asked_for_are_shown(
    ctx: Context, monkeypatch: pytest.MonkeyPatch, newest: int
) -> None:
    """Never an empty page because the newest records of the table are all newer than the time."""
    monkeypatch.setattr(reading, "NEWEST", newest)
    seconds: list[float] = []
    keys = reading.Reader._keys

    def slow(reader: reading.Reader, statement: Select[Any], given: float) -> tuple[list[int], bool]:
        seconds.append(given)
        found, _complete = keys(reader, statement, given)
        return found, False

    monkeypatch.setattr(reading.Reader, "_keys", slow)
    for days in (40, 39, 0):
        _days_ago(ctx, days)
    with hurried():
        shown = list_calls(ctx, filter=f"started<{(ctx.today() - timedelta(days=30)).isoformat()}")
    assert [row.number for row in shown.rows] == ["C39", "C40"]
    assert shown.partial is bool(seconds)
    assert bool(seconds) is (newest == 0)


def test_the_page_says_by_what_it_stands(ctx: Context) -> None:
    def latest(filter: str, sort: str = "") -> str:
        return list_calls(ctx, filter=filter, sort=sort).latest

    assert latest("started:today") == "-started"
    assert latest("state:open started>2026-01-01") == "-started"
    others = (
        "",
        "state:open",
        "-started:today",
        "started:none",
        "started:today or state:open",
        "ended:today",
    )
    assert [latest(one) for one in others] == [""] * len(others)
    assert (latest("started:today", "-id"), latest("started:today sort:talk")) == ("", "")
    assert latest("leak started:today") == ""


def test_a_ticket_list_stands_by_the_time_that_was_asked_for(ctx: Context) -> None:
    late = register(ctx, reported_at=ctx.now() - timedelta(hours=3))
    early = register(ctx, reported_at=ctx.now() - timedelta(hours=1))
    last = register(ctx, reported_at=ctx.now() - timedelta(hours=2))
    found = list_tickets(ctx, filter="reported:today")
    assert [row.number for row in found.rows] == [early.number, last.number, late.number]
    assert [row.number for row in list_tickets(ctx).rows] == [last.number, early.number, late.number]
