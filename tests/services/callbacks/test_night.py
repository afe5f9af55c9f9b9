"""Who is called outside the calling hours: only a customer who asked for that time (CBK-05)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import callbacks as service
from csconsole.services.context import Context
from tests.services.callbacks.planning import Plan, at


@pytest.mark.req("CBK-05")
def test_nobody_is_called_at_night_who_did_not_ask_for_it(
    agent: Context, plan: Plan, clock: FrozenClock
) -> None:
    clock.move_to(at("11-23 20:00"))
    wish = plan(due_at=at("11-24 18:00"))
    assert service.next_callback(agent) is not None
    clock.move_to(at("11-23 21:00"))
    row = service.show_callback(agent, wish.number).row
    assert (row.ready_at, row.next_at) == (at("11-24 08:00"), at("11-24 08:00"))
    assert service.next_callback(agent) is None
    assert service.callback_tally(agent).ready == 0
    clock.move_to(at("11-24 07:59"))
    assert service.next_callback(agent) is None
    clock.move_to(at("11-24 08:00"))
    assert [one.number for one in (service.next_callback(agent),) if one] == [wish.number]
    assert service.callback_tally(agent).ready == 1


@pytest.mark.req("CBK-05", "CBK-02")
def test_the_time_that_a_customer_asked_for_wins(agent: Context, plan: Plan, clock: FrozenClock) -> None:
    clock.move_to(at("11-23 20:00"))
    promised = plan(kind="promised", due_at=at("11-23 22:30"))
    agreed = service.make_appointment(agent, plan().number, agreed_at=at("11-23 23:30"))
    assert (promised.ready_at, agreed.ready_at) == (at("11-23 22:15"), at("11-23 23:15"))
    clock.move_to(at("11-23 22:20"))
    assert [one.number for one in (service.next_callback(agent),) if one] == [promised.number]
    again = service.record_attempt(agent, promised.number, code="busy")
    assert again.ready_at < at("11-23 22:30")
    clock.move_to(at("11-23 23:20"))
    assert {one.id for one in (service.next_callback(agent),) if one} <= {promised.id, agreed.id}
    assert service.callback_tally(agent).ready == 2
    clock.move_to(at("11-24 21:30"))
    assert service.next_callback(agent) is None, "it was not asked for the next night"
