"""``why`` against hand calculations over the Spring Festival of 2026 and its make-up Saturdays (REF-31).

The State Council's plan: Sunday 15 to Monday 23 February are free; Saturdays 14 and 28 February are worked.
The office works 09:00 to 12:00 and 13:00 to 18:00.
"""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import tickets
from csconsole.services.context import Context
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register
from tests.services.tickets.timing import at, page_clocks, set_limits, stored

HOLIDAY = "2026-02-15 Sun to 2026-02-23 Mon: holiday Spring Festival, does not count"


@pytest.mark.req("REF-31", "CMP-05", "TKT-07")
def test_a_major_complaint_of_the_thursday_before_by_hand(ctx: Context, clock: FrozenClock) -> None:
    """Received Thursday 12 February, 16:00; 3 working days to answer, 7 to resolve, Friday the first.

    ====  =====================  ==================
    day   date                   what it is
    ====  =====================  ==================
    1     Friday 13              working day
    2     Saturday 14            make-up day
    -     Sunday 15 - Monday 23  nine days off
    3     Tuesday 24             answer due, 18:00
    4     Wednesday 25           working day
    5     Thursday 26            working day
    6     Friday 27              working day
    7     Saturday 28            make-up day; resolve due, 18:00
    ====  =====================  ==================
    """
    clock.move_to(at("2026-02-12 16:00"))
    row = register(ctx, kind="complaint", level="major")
    found = page_clocks(ctx, row.id)
    assert found["answer"].due_at == at("2026-02-24 18:00")
    assert found["resolve"].due_at == row.due_at == at("2026-02-28 18:00")
    why = {each.kind: each.steps for each in tickets.why_due(ctx, row.id).clocks}
    assert why["answer"][:6] == (
        "Start 2026-02-12 Thu 16:00: 3 working days, counted from the next one",
        "2026-02-13 Fri: day 1 of 3",
        "2026-02-14 Sat: make-up working day Spring Festival",
        "2026-02-14 Sat: day 2 of 3",
        HOLIDAY,
        "2026-02-24 Tue: day 3 of 3",
    )
    assert why["resolve"][:12] == (
        "Start 2026-02-12 Thu 16:00: 7 working days, counted from the next one",
        "2026-02-13 Fri: day 1 of 7",
        "2026-02-14 Sat: make-up working day Spring Festival",
        "2026-02-14 Sat: day 2 of 7",
        HOLIDAY,
        "2026-02-24 Tue: day 3 of 7",
        "2026-02-25 Wed: day 4 of 7",
        "2026-02-26 Thu: day 5 of 7",
        "2026-02-27 Fri: day 6 of 7",
        "2026-02-28 Sat: make-up working day Spring Festival",
        "2026-02-28 Sat: day 7 of 7",
        "Due 2026-02-28 Sat 18:00",
    )


@pytest.mark.req("REF-31", "TKT-07")
def test_twenty_working_hours_with_a_pause_over_the_festival_by_hand(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    """Reported Friday 13, 15:00; waits for the customer from Saturday 14, 10:00 to Tuesday 24, 11:00.

    ============  =============  =====  =====
    date          span           hours  total
    ============  =============  =====  =====
    Friday 13     15:00 - 18:00  3      3
    Saturday 14   09:00 - 10:00  1      4
    Tuesday 24    11:00 - 12:00  1      5
    Tuesday 24    13:00 - 18:00  5      10
    Wednesday 25  09:00 - 12:00  3      13
    Wednesday 25  13:00 - 18:00  5      18
    Thursday 26   09:00 - 11:00  2      20
    ============  =============  =====  =====
    """
    set_limits(as_, repair="20wh")
    handler = as_("handler")
    clock.move_to(at("2026-02-13 15:00"))
    row = in_progress(ctx, handler)
    clock.move_to(at("2026-02-14 10:00"))
    tickets.wait_ticket(handler, row.id, reason="Away over the holidays")
    assert stored(ctx, row.id).used_seconds == 4 * 3600
    clock.move_to(at("2026-02-24 11:00"))
    tickets.resume_ticket(handler, row.id)
    why = tickets.why_due(ctx, row.id)
    resolve = next(each for each in why.clocks if each.kind == "resolve")
    spans = [step.split(": ", 1) for step in resolve.steps if "of working time" in step]
    assert spans == [
        ["2026-02-13 Fri 15:00 to 18:00", "3 h of working time, 3 h so far"],
        ["2026-02-14 Sat 09:00 to 10:00", "1 h of working time, 4 h so far"],
        ["2026-02-24 Tue 11:00 to 12:00", "1 h of working time, 5 h so far"],
        ["2026-02-24 Tue 13:00 to 18:00", "5 h of working time, 10 h so far"],
        ["2026-02-25 Wed 09:00 to 12:00", "3 h of working time, 13 h so far"],
        ["2026-02-25 Wed 13:00 to 18:00", "5 h of working time, 18 h so far"],
        ["2026-02-26 Thu 09:00 to 11:00", "2 h of working time, 20 h so far"],
    ]
    assert why.due_at == at("2026-02-26 11:00")
    assert HOLIDAY in resolve.steps
    assert stored(ctx, row.id).plan["50"] == "2026-02-24T10:00:00Z"
