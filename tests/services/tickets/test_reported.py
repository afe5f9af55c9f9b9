"""When a ticket was reported, where it is entered later; appointments lie ahead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError
from csconsole.services.calls import log_call
from csconsole.services.context import Context
from csconsole.services.packs import install_pack
from csconsole.services.tickets import (
    create_ticket,
    edit_ticket,
    list_tickets,
    overdue_dispatches,
    show_ticket,
)
from tests.conftest import AsStaff, CommandLine


@pytest.mark.req("TKT-01", "TKT-06")
def test_what_is_entered_later_counts_from_its_report(ctx: Context, clock: FrozenClock) -> None:
    begun = clock.now() - timedelta(hours=2)
    row = create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123", reported_at=begun)
    assert row.reported_at == begun
    [respond] = [one for one in show_ticket(ctx, row.id).clocks if one.kind == "respond"]
    assert respond.due_at == begun + timedelta(hours=24)
    assert [one.number for one in overdue_dispatches(ctx).rows] == [row.number]
    assert row.waiting_seconds == 7200


@pytest.mark.req("TKT-01")
def test_a_report_lies_in_the_past(ctx: Context, clock: FrozenClock) -> None:
    with pytest.raises(InvalidInputError, match="future"):
        create_ticket(ctx, kind="other", title="Lamp", reported_at=clock.now() + timedelta(minutes=1))


@pytest.mark.req("TKT-01", "TKT-06", "CALL-18")
def test_the_ticket_of_a_call_that_is_entered_late_was_reported_in_the_call(
    as_: AsStaff, clock: FrozenClock
) -> None:
    install_pack(as_("admin"), "core")
    agent, begun = as_("agent"), clock.now() - timedelta(hours=3)
    log_call(
        agent,
        phone="021-5550 0123",
        category="consult.other",
        summary="wants an answer",
        outcome="ticket",
        started_at=begun,
        late_reason="the line was down",
    )
    assert [one.reported_at for one in list_tickets(agent).rows] == [begun]


@pytest.mark.req("TKT-18", "TKT-01")
def test_an_appointment_lies_ahead(ctx: Context, clock: FrozenClock) -> None:
    over, ahead = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)
    with pytest.raises(InvalidInputError, match="future"):
        create_ticket(ctx, kind="other", title="Lamp", appointment_at=over)
    row = create_ticket(ctx, kind="other", title="Lamp", appointment_at=ahead)
    with pytest.raises(InvalidInputError, match="future"):
        edit_ticket(ctx, row.id, appointment_at=over)
    clock.advance(hours=2)
    edit_ticket(ctx, row.id, appointment_at=ahead, title="Lamp in the hall")


@pytest.mark.req("TKT-01")
@pytest.mark.usefixtures("ctx")
def test_the_command_line_takes_the_time_of_the_report(cli: CommandLine) -> None:
    ran = cli("ticket", "new", "Lamp", "--reported", "2h ago", "--format", "json")
    assert ran.code == 0, ran.stderr
    assert '"reported_at": "2026-11-22T23:00:00Z"' in ran.stdout
