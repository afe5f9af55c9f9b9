"""Fixtures of the tests of callbacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from csconsole.services import callbacks as service
from csconsole.services.callbacks import CallbackRow
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.tickets import accept_ticket, create_ticket, done_ticket, start_ticket
from tests.conftest import AsStaff
from tests.services.callbacks.planning import PHONE, Plan


@pytest.fixture
def plan(agent: Context) -> Plan:
    """Plans a callback of the agent that lacks nothing, but for what is given."""

    def planned(**given: Any) -> CallbackRow:
        values = {"kind": "follow_up", "source": "repair", "reason": "tap in the kitchen", "phone": PHONE}
        return service.plan_callback(agent, **{**values, **given})

    return planned


@pytest.fixture
def finished(agent: Context, ctx: Context, as_: AsStaff) -> Callable[[], CallbackRow]:
    """The callback that finished work on a repair brought."""

    def work() -> CallbackRow:
        handler = as_("handler")
        ticket = create_ticket(
            agent,
            kind="repair",
            title="tap drips",
            phone=PHONE,
            contact_name="Ms Ou",
            scope="in_home",
            address="3-502",
        )
        dispatch_ticket(ctx, ticket.id, handler_id=handler.staff_id)
        accept_ticket(handler, ticket.id)
        start_ticket(handler, ticket.id)
        done_ticket(handler, ticket.id, result="new washer", feedback="fine")
        found = service.next_callback(agent)
        assert found is not None
        return found

    return work
