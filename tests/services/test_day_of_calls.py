"""The calls of one day are looked at from the latest on and listed by their numbers all the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import and_, or_
from sqlmodel import col

from csconsole.models import Call
from csconsole.services.calls import list_calls
from csconsole.services.context import Context
from csconsole.services.query import hurried, reading
from csconsole.services.query.reading import span_column


def test_only_two_edges_of_one_time_are_a_span(ctx: Context) -> None:
    now, started = ctx.now(), col(Call.started_at)
    from_, to = started >= now - timedelta(days=1), started < now
    assert span_column(and_(from_, to)) is not None
    others = (
        from_,
        or_(from_, to),
        and_(from_, to, col(Call.state) == "open"),
        and_(from_, col(Call.ended_at) < now),
        and_(col(Call.id) >= 1, col(Call.id) < 5),
    )
    assert [span_column(one) for one in others] == [None] * len(others)


@pytest.mark.parametrize("newest", [0, 20_000])
def test_the_newest_of_a_day_are_those_entered_last(
    ctx: Context, monkeypatch: pytest.MonkeyPatch, newest: int
) -> None:
    monkeypatch.setattr(reading, "NEWEST", newest)
    today = ctx.today()
    hours = (30, 1, 3, 2, 0)
    with ctx.write() as uow:
        for number, ago in enumerate(hours):
            started = ctx.now() - timedelta(hours=ago) if ago < 24 else ctx.now() - timedelta(days=3)
            uow.create(Call(number=f"C{number}", started_at=started, agent_id=ctx.staff_id))
    with hurried():
        shown = list_calls(ctx, filter=f"started:{today.isoformat()}", limit=2)
        rest = list_calls(ctx, filter=f"started:{today.isoformat()}", limit=2, after=shown.next_after)
    assert [row.number for row in (*shown.rows, *rest.rows)] == ["C4", "C3", "C2", "C1"]
    assert (shown.total, shown.partial) == (4, False)
