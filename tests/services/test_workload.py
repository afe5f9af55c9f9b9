"""Items processed 处理量 are counted per person and month, ranked, and open to their records (TKT-35)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.models import Call, Callback, Staff, Ticket
from csconsole.services.context import Context
from csconsole.services.reports import FileFormat, build_report, open_figure, period_of, report_text


def store(ctx: Context) -> None:
    """In November 赵文 has done two tickets, one with Fan Lu; 李晓 took two calls, called back one customer;
    a lost call is nobody's work; in October 李晓 took one call.
    """
    now = ctx.now()
    with ctx.write() as uow:
        people = {staff.staff_no: staff.pk for staff in map(uow.get, [Staff] * 8, range(1, 9))}
        agent, first, second = people["1007"], people["2001"], people["2002"]
        at = [now - timedelta(days=1), now, now - timedelta(days=40)]
        uow.create_many(
            [
                Call(number=f"C{n}", started_at=when, state="closed", agent_id=agent)
                for n, when in enumerate(at)
            ]
        )
        uow.create(Call(number="C9", started_at=now, state="lost", agent_id=agent))
        uow.create_many(
            [
                Ticket(
                    number=f"T{n}",
                    title="Leak",
                    state="closed",
                    reported_at=now,
                    done_at=now,
                    handler_id=first,
                    second_handler_id=second if n else None,
                )
                for n in range(2)
            ]
        )
        uow.create(
            Callback(
                number="B1",
                kind="promised",
                reason="x",
                state="done",
                due_at=now,
                finished_at=now,
                owner_id=agent,
            )
        )


@pytest.mark.req("TKT-35")
def test_items_are_counted_per_person_and_month_with_the_rank(ctx: Context) -> None:
    store(ctx)
    document = build_report(ctx, "workload", from_="2026-10-01", to="2026-11-30")
    _figures, november, october = document.blocks
    shown = [
        tuple(row[name] for name in ("rank", "name", "contacts", "tickets", "beside", "callbacks", "total"))
        for row in november.rows
    ]
    assert (november.title, shown) == (
        "2026-11",
        [
            (1, "李晓", 2, 0, 0, 1, 3),
            (2, "赵文", 0, 2, 0, 0, 2),
            (3, "Fan Lu", 0, 0, 1, 0, 1),
        ],
    )
    assert [(row["name"], row["total"]) for row in october.rows] == [("李晓", 1)]
    assert "李晓" in report_text(document, FileFormat.MD)


@pytest.mark.req("TKT-35")
def test_a_number_opens_to_its_records(ctx: Context) -> None:
    store(ctx)
    document = build_report(ctx, "workload", date="2026-11")
    block = document.blocks[1]
    period = period_of(ctx, date_text="2026-11")
    for row in block.rows:
        for one in block.opens:
            opened = open_figure(ctx, one.metric, period, dimension=one.dimension, value=row["key"])
            assert len(opened.rows) == row[one.column], (row["name"], one.column)
