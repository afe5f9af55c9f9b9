"""A supervisor closes a ticket over what comes before the close, from its steps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.services import tickets
from csconsole.services.context import Context
from tests.services.tickets.registering import in_progress
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("TKT-02", "SEC-02")
async def test_the_close_is_overridden_with_a_reason(desk: Desk, person: Person) -> None:
    handler = person("handler")
    row = in_progress(person("supervisor"), handler)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    async with desk.console("supervisor", lang="zh") as shell:
        await shell.press("3", "/")
        await shell.type("state:done")
        await shell.press("enter", "o")
        assert "强制归档" in "\n".join(shell.lines())
        await shell.press("v", "1", "y")
        assert tickets.show_ticket(person("supervisor"), row.id).row.state == "closed"
