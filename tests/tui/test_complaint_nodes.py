"""The page of a complaint says how long each node took."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from tests.services.complaints.walking import register
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("CMP-28")
async def test_the_page_shows_the_node_times(desk: Desk, person: Person, clock: FrozenClock) -> None:
    register(person("agent"))
    clock.advance(minutes=42)
    async with desk.console("agent", lang="zh") as shell:
        await shell.press("3", "enter", "l")
        assert "转办 42 分钟… 解决 - 回访 - 全程 42 分钟…" in " ".join(shell.text().split())
