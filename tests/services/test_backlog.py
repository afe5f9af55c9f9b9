"""The backlog report and the lists of the day mean the same by a ticket that nobody answers or follows up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.promises import make_promise
from csconsole.services.reports import build_report, open_figure, period_of
from csconsole.services.settings import change_setting
from csconsole.services.staff import disable_staff
from csconsole.services.unsettled import unsettled_rows
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register


@pytest.mark.req("RPT-53", "TKT-34")
def test_the_backlog_means_by_silence_what_the_lists_of_the_day_mean(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    def found() -> dict[str, list[list[str]]]:
        blocks = {block.key: block for block in build_report(ctx, "backlog").blocks}
        return {
            key: [
                sorted(row["number"] for row in blocks[block].rows),
                sorted(row.number for row in unsettled_rows(ctx, key)),
            ]
            for key, block in {"unanswered": "no_response", "unfollowed": "no_follow_up"}.items()
        }

    new, worked = register(ctx), in_progress(ctx, as_("handler"))
    clock.advance(hours=3)
    assert found() == {"unanswered": [[], []], "unfollowed": [[], []]}
    change_setting(as_("admin"), "ticket.no_response_after", "2h")
    unanswered = found()["unanswered"]
    assert unanswered == [[new.number, worked.number]] * 2
    change_setting(as_("admin"), "ticket.no_follow_up_after", "2h")
    assert found()["unfollowed"] == [[new.number, worked.number]] * 2


@pytest.mark.req("RPT-53", "TKT-02")
def test_the_backlog_means_by_nobody_what_the_list_of_the_day_means(ctx: Context, as_: AsStaff) -> None:
    left = in_progress(ctx, as_("handler"))
    register(ctx)
    disable_staff(as_("admin"), as_("handler").actor.staff_no)
    block = next(one for one in build_report(ctx, "backlog").blocks if one.key == "orphans")
    assert [row["number"] for row in block.rows] == [left.number]
    assert [row.number for row in unsettled_rows(ctx, "orphan")] == [left.number]
    assert block.title == "Without an owner (1)"


@pytest.mark.req("RPT-53", "CALL-14")
def test_overdue_promises_beyond_the_rows_shown_are_counted_and_named_as_left_out(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    for _place in range(7):
        make_promise(as_("agent"), text="calls back", due_at=ctx.now() + timedelta(hours=1))
    change_setting(as_("admin"), "report.rows_shown", 5)
    clock.advance(hours=2)
    block = next(one for one in build_report(ctx, "backlog").blocks if one.key == "overdue_promises")
    assert (len(block.rows), block.title, block.notes) == (5, "Overdue promises (7)", ("5 of 7 shown.",))


@pytest.mark.req("RPT-53", "CALL-14")
def test_the_figures_of_what_is_overdue_are_those_of_the_lists(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    handler, soon = as_("handler"), ctx.now() + timedelta(hours=1)
    make_promise(as_("agent"), text="calls back", due_at=soon)
    register(ctx)
    waiting = in_progress(ctx, handler)
    tickets.wait_ticket(handler, waiting.id, reason="for the key")
    clock.advance(days=3)
    make_promise(as_("agent"), text="sends the list", due_at=ctx.now() + timedelta(hours=1))
    clock.advance(hours=2)
    document = build_report(ctx, "backlog", date="today")
    blocks = {block.key: block for block in document.blocks}
    late = document.figures["tickets.overdue"].numerator
    assert (late, len(blocks["overdue"].rows)) == (1, 1), "what waits for the customer is not late"
    assert sum(row["overdue"] for row in blocks["departments"].rows) == late
    owed = document.figures["promises.overdue"].numerator
    assert (owed, len(blocks["overdue_promises"].rows)) == (2, 2), "also what was due three days ago"
    assert build_report(ctx, "daily", date="today").figures["promises.overdue"].numerator == 2
    assert build_report(ctx, "daily", date="yesterday").figures["promises.overdue"].numerator == 1
    assert open_figure(ctx, "promises.overdue", period_of(ctx)).total == 2
