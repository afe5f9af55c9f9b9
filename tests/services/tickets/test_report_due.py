"""Until when an incident is reported upward: an hour for major accidents and stops over 12 hours (REF-07)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.services import matters, tickets
from csconsole.services.clocks import tick
from csconsole.services.context import Context
from csconsole.services.journal import undo
from csconsole.services.settings import change_setting
from csconsole.services.tickets.unfinished import UnfinishedError
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register

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


def test_an_incident_that_nobody_has_described_is_reported_like_a_major_one(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    """Who registers it knows little; the hour must not pass because nobody has said what it is."""
    ticket = register(as_("agent"), kind="incident")
    row = matters.show_incident(ctx, ticket.id)
    assert (row.incident_type, row.report_due_at) == ("undescribed", ticket.reported_at + HOUR)
    assert [one.number for one in matters.open_reports(ctx).rows] == [ticket.number]
    matters.record_on_incident(as_("handler"), ticket.id, kind="measure", text="Main valve shut")
    clock.advance(minutes=31)
    warned = [each for each in tick(ctx).warnings if each.clock.value == "report"]
    assert [each.mark for each in warned] == ["50"]
    with pytest.raises(InvalidInputError):
        matters.open_incident(ctx, ticket.id, incident_type="undescribed")
    told = matters.open_incident(ctx, ticket.id, incident_type="crime")
    assert told.report_due_at - ticket.reported_at == 33 * HOUR
    with pytest.raises(RuleBrokenError, match="described already"):
        matters.open_incident(ctx, ticket.id, incident_type="fire")
    lines = [e.lines for e in tickets.show_ticket(ctx, ticket.id).timeline if e.action == "incident"]
    assert lines[-1] == ("described", "Crime or public order")


def test_an_incident_does_not_end_before_somebody_said_what_it_was(ctx: Context, as_: AsStaff) -> None:
    ticket = in_progress(ctx, as_("handler"), kind="incident")
    matters.report_incident(ctx, ticket.id, to="Director")
    tickets.done_ticket(as_("handler"), ticket.id, result="Dry", feedback="Fine")
    assert tickets.ticket_called_back(ctx, ticket.id, satisfaction="satisfied").state == "called_back"
    with pytest.raises(UnfinishedError, match="not described"):
        tickets.close_ticket(ctx, ticket.id, reason="satisfied")
    matters.open_incident(ctx, ticket.id, incident_type="flood")
    assert tickets.close_ticket(ctx, ticket.id, reason="satisfied").state == "closed"


def test_two_who_heard_of_one_incident_are_merged_and_one_report_is_due(
    ctx: Context, clock: FrozenClock
) -> None:
    keep, gone = (register(ctx, kind="incident", title="Burst") for _each in range(2))
    matters.open_incident(ctx, keep.id, incident_type="flood")
    matters.record_on_incident(ctx, gone.id, kind="event", text="Water in the garage")
    tickets.merge_tickets(ctx, keep.id, gone.id, reason="the same burst")
    assert [one.text for one in matters.show_incident(ctx, keep.id).records] == ["Water in the garage"]
    clock.advance(minutes=59)
    assert [each for each in tick(ctx).warnings if each.clock.value == "report"] == []
    undo(ctx)
    assert {each.number for each in tick(ctx).warnings if each.clock.value == "report"} == {gone.number}
    assert [one.number for one in matters.open_reports(ctx).rows] == [gone.number, keep.number]


def test_what_only_a_step_writes_is_no_line_of_the_timeline(ctx: Context) -> None:
    ticket = register(ctx, kind="incident")
    with pytest.raises(InvalidInputError) as refused:
        matters.record_on_incident(ctx, ticket.id, kind="reported", text="Director")
    assert "measure" in (refused.value.hint or "")
