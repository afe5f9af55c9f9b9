"""Beside "overdue" the list says which clock is late, where the due time shown is another's (TKT-07)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff, CommandLine
from tests.services.tickets.registering import register


@pytest.mark.req("TKT-07")
def test_the_late_clock_is_named(cli: CommandLine, ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    limits = {"repair": {"respond": "15m", "resolve": "24h"}}
    change_setting(as_("admin"), "ticket.limits", limits)
    register(ctx)
    [row] = cli("ticket", "list", "--format=json").json
    assert (row["late"], row["late_clock"]) == (False, None)
    clock.advance(hours=1)
    [row] = cli("ticket", "list", "--format=json").json
    assert (row["late"], row["late_clock"]) == (True, "respond")
    assert row["due_at"] > clock.now().isoformat()
    assert "Late clock" in cli("ticket", "list").stdout
