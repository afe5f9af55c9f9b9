"""A promised call that reached nobody has kept nothing (CALL-14, CBK-05)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import callbacks as service
from csconsole.services.context import Context
from csconsole.services.handover.open_work import open_work
from csconsole.services.promises import list_promises, settle_promise
from tests.services.callbacks.planning import HOUR, Plan

MINUTE = HOUR / 60


def states(ctx: Context, filter: str = "") -> list[str]:
    """The states of the promises in the ledger."""
    return [row.state for row in list_promises(ctx, filter=filter).rows]


@pytest.mark.req("CALL-14", "CBK-05")
@pytest.mark.parametrize("code", ["no_answer", "busy"])
def test_a_call_that_reached_nobody_leaves_the_promise_open(
    agent: Context, plan: Plan, clock: FrozenClock, code: str
) -> None:
    due = clock.now() + 10 * MINUTE
    callback = plan(kind="promised", source="call", due_at=due)
    row = service.record_attempt(agent, callback.id, code=code)
    assert row.state == "retry"
    assert states(agent) == ["open"]
    assert row.ready_at == clock.now() + 5 * MINUTE, "half way to the promised time"
    clock.advance(minutes=11)
    assert states(agent, "overdue:yes") == ["open"]
    service.record_attempt(agent, callback.id, code="done", record={"answer": "it is repaired"})
    assert states(agent) == ["late"]


@pytest.mark.req("CALL-14", "CBK-05")
def test_a_later_attempt_that_reaches_in_time_keeps_it(
    agent: Context, plan: Plan, clock: FrozenClock
) -> None:
    callback = plan(kind="promised", source="call", due_at=clock.now() + HOUR)
    service.record_attempt(agent, callback.id, code="no_answer")
    clock.advance(minutes=40)
    service.record_attempt(agent, callback.id, code="done", record={"answer": "it is repaired"})
    assert states(agent) == ["kept"]


@pytest.mark.req("CALL-14", "CBK-05")
@pytest.mark.parametrize("end", ["unreachable", "wrong_number", "given_up"])
def test_a_customer_who_was_never_reached_is_still_owed_it(
    agent: Context, ctx: Context, plan: Plan, clock: FrozenClock, end: str
) -> None:
    callback = plan(kind="promised", source="call", due_at=clock.now() + HOUR)
    plan(reason="another")
    if end == "wrong_number":
        service.record_attempt(agent, callback.id, code="wrong_number")
    else:
        for _ in range(3 if end == "unreachable" else 1):
            service.record_attempt(agent, callback.id, code="no_answer")
    if end == "given_up":
        service.give_up_callback(ctx, callback.id, reason="moved")
    assert states(agent) == ["open"]
    problems = service.list_callbacks(agent, view="problems").rows
    assert [row.number for row in problems] == [callback.number]
    with ctx.read() as uow:
        owed = [work.number for work in open_work(ctx, uow) if work.entity == "promise"]
    assert owed == [callback.number]
    clock.advance(hours=2)
    settle_promise(agent, list_promises(agent).rows[0].id, how="missed")
    assert service.list_callbacks(agent, view="problems").rows == ()


@pytest.mark.req("CALL-14", "CBK-05")
@pytest.mark.parametrize(("hours", "state"), [(4, "kept"), (5, "late")])
def test_the_call_in_which_a_time_was_agreed_does_not_keep_it(
    ctx: Context, plan: Plan, agent: Context, clock: FrozenClock, hours: int, state: str
) -> None:
    callback = plan(kind="promised", source="call", due_at=clock.now() + 3 * HOUR, owner_id=agent.staff_id)
    agreed = clock.now() + 4 * HOUR
    service.record_attempt(agent, callback.id, code="rescheduled", agreed_at=agreed)
    clock.advance(hours=hours)
    service.record_attempt(agent, callback.id, code="done", record={"answer": "it is repaired"})
    assert [(row.due_at, row.state) for row in list_promises(ctx).rows] == [
        (clock.now() + (3 - hours) * HOUR, "kept"),
        (agreed, state),
    ]
