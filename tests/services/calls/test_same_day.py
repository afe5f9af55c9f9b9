"""The register is filled the same day (CALL-18): what the rate counts and what it leaves out."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Call
from csconsole.services.calls import CallRow
from csconsole.services.context import Context
from csconsole.services.reports import build_report
from csconsole.services.reports.document import ReportDocument
from tests.conftest import AsStaff
from tests.services.calls.entering import logged

RATE = "contacts.same_day_rate"


def entered(ctx: Context, clock: FrozenClock, ended: str, at: str) -> CallRow:
    """A contact that ended then and was entered at the other instant, both on the site's clock."""
    end, now = (datetime.fromisoformat(one).replace(tzinfo=ctx.zone) for one in (ended, at))
    clock.move_to(now.astimezone(ZoneInfo("UTC")))
    why = "r" if now - end > timedelta(hours=1) else None
    return logged(
        ctx, ended_at=end, talk_seconds=60, answered_at=end - timedelta(seconds=60), late_reason=why
    )


@pytest.mark.req("CALL-18")
@pytest.mark.parametrize(
    ("ended", "at", "later"),
    [
        ("2026-11-21 09:00", "2026-11-21 09:00", False),
        ("2026-11-21 09:00", "2026-11-21 23:59", False),  # late, the same day
        ("2026-11-21 00:00", "2026-11-21 23:59", False),
        ("2026-11-21 23:59", "2026-11-22 00:30", False),  # at once, though over midnight
        ("2026-11-21 23:00", "2026-11-22 00:00", False),  # just at the limit for a late entry
        ("2026-11-21 22:59", "2026-11-22 00:00", True),
        ("2026-11-21 09:00", "2026-11-22 09:00", True),
        ("2026-11-22 07:30", "2026-11-22 09:00", False),  # in UTC they are two days
    ],
)
def test_a_later_day_is_one_of_the_site(
    agent: Context, clock: FrozenClock, ended: str, at: str, later: bool
) -> None:
    assert entered(agent, clock, ended, at).entered_later is later


@pytest.mark.req("CALL-18", "RPT-05")
def test_the_rate_of_the_day_names_what_it_counts_and_leaves_out(
    ctx: Context, agent: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    times = (
        ("2026-11-20 09:00", "2026-11-20 09:00"),
        ("2026-11-20 09:00", "2026-11-20 18:00"),
        ("2026-11-20 09:00", "2026-11-21 09:00"),
        ("2026-11-21 10:00", "2026-11-21 10:00"),
    )
    calls = [entered(agent, clock, ended, at) for ended, at in times]
    logged(agent, state="lost", phone="021-61234567")
    with ctx.write() as uow:  # what a telephone system told of
        uow.update(uow.get(Call, calls[0].id), "imported", {"entered_later": None})
    assert _rate(build_report(as_("supervisor"), "daily", date="2026-11-20")) == ("50.0", 1, 2, 1, 1)
    assert _rate(build_report(as_("supervisor"), "daily", date="2026-11-21")) == ("100.0", 1, 1, 0, 0)
    assert _rate(build_report(as_("supervisor"), "daily", date="2026-11-19")) == (None, 0, 0, 0, 0)


def _rate(report: ReportDocument) -> tuple[str | None, int, int | None, int, int]:
    found = report.figures[RATE]
    assert [one.key for one, _n in found.excluded] == ["call.entered_by_nobody"]
    assert [one.key for one, _n in found.shown] == ["call.entered_later"]
    value = None if found.value is None else f"{found.value}"
    return value, found.numerator, found.denominator, found.excluded[0][1], found.shown[0][1]
