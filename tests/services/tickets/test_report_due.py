"""Until when an incident is reported upward: an hour for major accidents and stops over 12 hours (REF-07)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.services import matters, tickets
from csconsole.services.context import Context
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.tickets.registering import register

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.req("TKT-23", "REF-07")


def described(ctx: Context, incident_type: str) -> matters.IncidentRow:
    """An incident that has just happened; the next day ends at 18:00, 33 hours later."""
    ticket = register(ctx, kind="incident")
    return matters.open_incident(ctx, ticket.id, incident_type=incident_type)


@pytest.mark.parametrize(
    ("incident_type", "hours"),
    [
        ("major", 1),
        ("injury", 1),
        ("long_outage", 1),
        ("outage", 13),
        ("fire", 1),
        ("lift", 1),
        ("crime", 33),
    ],
)
def test_the_type_says_until_when(ctx: Context, incident_type: str, hours: int) -> None:
    row = described(ctx, incident_type)
    assert row.report_due_at - row.happened_at == hours * HOUR


def test_which_types_and_how_long_is_the_sites(ctx: Context, as_: AsStaff) -> None:
    admin = as_("admin")
    change_setting(admin, "incident.major_types", ["fire"])
    change_setting(admin, "incident.report_within", "30m")
    change_setting(admin, "incident.long_stop", "6h")
    dues = {kind: described(ctx, kind) for kind in ("fire", "outage", "major")}
    took = {kind: row.report_due_at - row.happened_at for kind, row in dues.items()}
    assert took == {"fire": HOUR / 2, "outage": 6.5 * HOUR, "major": 33 * HOUR}


def test_a_stop_that_will_be_long_is_due_within_the_hour(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = described(ctx, "outage")
    clock.advance(minutes=20)
    with pytest.raises(NotAllowedError):
        matters.retype_incident(as_("agent"), row.number, incident_type="long_outage", reason="pump")
    with pytest.raises(InvalidInputError):
        matters.retype_incident(ctx, row.number, incident_type="long_outage", reason=" ")
    changed = matters.retype_incident(ctx, row.number, incident_type="long_outage", reason="The pump burnt")
    assert changed.report_due_at == row.happened_at + HOUR
    owed = tickets.why_due(ctx, row.number).owed
    assert [(one.kind, one.limit, one.due_at) for one in owed] == [("report", "60m", row.happened_at + HOUR)]
    lines = [e.lines for e in tickets.show_ticket(ctx, row.number).timeline if e.action == "incident"]
    assert lines[-1] == ("type changed", "Sudden outage over 12 hours The pump burnt")
    matters.report_incident(ctx, row.number, to="Director")
    later = matters.retype_incident(ctx, row.number, incident_type="other", reason="Less than feared")
    assert (later.incident_type, later.report_due_at) == ("other", row.happened_at + HOUR)


def test_why_says_when_a_stop_becomes_a_long_one(ctx: Context) -> None:
    row = described(ctx, "outage")
    (owed,) = tickets.why_due(ctx, row.number).owed
    said = "\n".join(owed.steps)
    assert "12h" in said
    assert "60m" in said
    assert owed.source == "setting"
