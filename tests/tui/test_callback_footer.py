"""The footer of the callbacks names only what can be done with the one under the cursor (CBK-01)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from csconsole.services import callbacks as service
from csconsole.services.callbacks import CallbackRow
from csconsole.services.context import Context
from tests.tui.driving import Desk, Shell

pytestmark = pytest.mark.req("CBK-01")
Person = Callable[[str], Context]
ATTEMPTS = ("n no answer", "a answered", "r new time", "b busy")


def _plan(ctx: Context, **given: Any) -> CallbackRow:
    values = {"kind": "follow_up", "source": "care", "reason": "tap", "phone": "199 0000 0101", **given}
    return service.plan_callback(ctx, **values)


def _offered(shell: Shell) -> list[str]:
    footer = shell.lines()[-1]
    return [word for word in ATTEMPTS if word in footer]


async def test_anothers_is_offered_to_take_over_and_not_to_work(desk: Desk, person: Person) -> None:
    agent, other = person("agent"), person("agent2")
    _plan(agent, owner_id=other.staff_id, due_at=agent.now() + timedelta(hours=1))
    _plan(agent, owner_id=agent.staff_id, due_at=agent.now() + timedelta(hours=2))
    async with desk.console("agent") as shell:
        await shell.press("4")
        assert _offered(shell) == []
        assert "t take" in shell.lines()[-1]
        await shell.press("r")
        assert "take it over first" in shell.toasts()[-1]
        await shell.press("down")
        assert _offered(shell) == list(ATTEMPTS)
        await shell.press("up", "t")
        await shell.type("she is ill")
        await shell.press("enter")
        assert _offered(shell) == list(ATTEMPTS)
    async with desk.console("supervisor") as shell:
        await shell.press("4")
        assert _offered(shell) == list(ATTEMPTS)


async def test_one_that_has_ended_and_an_empty_list_offer_no_call(desk: Desk, person: Person) -> None:
    row = _plan(person("agent"))
    service.cancel_callback(person("supervisor"), row.number, reason="came by")
    async with desk.console("agent") as shell:
        await shell.press("4")
        assert _offered(shell) == []
        assert "N new" in shell.lines()[-1]
        await shell.press("v", "6")
        assert _offered(shell) == []
        assert not [word for word in ("c dial", "i note") if word in shell.lines()[-1]]
        await shell.press("i")
        assert "nobody to call" in shell.toasts()[-1]
        await shell.press("n")
        assert "Cancelled" in shell.toasts()[-1]
        await shell.press("enter")
        assert _offered(shell) == []
