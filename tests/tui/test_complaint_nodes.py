"""The page of a complaint says how long each node took, and by which key each of the seven steps is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.models.lifecycle.complaint import ACTS
from csconsole.screens.complaint_beside import BESIDE_KEYS, seven_key
from csconsole.services.complaints import record_act, set_level, show_complaint
from csconsole.services.context import Context
from csconsole.services.meetings import assign_item
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


@pytest.mark.req("CMP-12")
def test_the_key_of_the_rectification_goes_on_with_what_it_lacks(person: Person) -> None:
    manager = person("manager")
    row = register(person("agent"))
    set_level(manager, row.id, level="major")

    def key() -> str:
        return seven_key(show_complaint(manager, row.id), "rectified")

    assert key() == BESIDE_KEYS["rectification"]
    handler = person("handler")
    assign_item(manager, text="Check seals", kind="rectification", ticket=row.id, owner_id=handler.staff_id)
    assert key() == str(ACTS.index("progress") + 1)
    record_act(manager, row.id, "progress", text="Told her of the seals")
    assert key() == BESIDE_KEYS["items"], "the measure itself is still open"
