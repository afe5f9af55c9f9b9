"""A promise of nothing but a call is settled where it stands: on the desk (CALL-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.promises import list_promises, make_promise
from tests.tui.driving import Desk


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize(
    ("minutes", "keys", "state"),
    [
        (0, ("k",), "kept"),
        (50, ("k",), "late"),
        (50, ("m",), "missed"),
        (0, ("c", "x", "enter"), "cancelled"),
    ],
)
async def test_a_promise_ends_on_the_desk(
    desk: Desk,
    person: Callable[[str], Context],
    clock: FrozenClock,
    minutes: int,
    keys: tuple[str, ...],
    state: str,
) -> None:
    agent = person("agent")
    make_promise(agent, text="send the price list", due_at=clock.now() + timedelta(minutes=40))
    clock.advance(minutes=minutes)
    async with desk.console() as shell:
        await shell.press("enter")
        assert "send the price list" in shell.text()
        for key in keys:
            await shell.press(key)
        await shell.idle()
        assert [row.state for row in list_promises(agent).rows] == [state]
        assert "Nothing of yours is open" in shell.text()
