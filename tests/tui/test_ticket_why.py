"""``w`` and then ``i``: what another priority would change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.screens.ticket_why import supposable
from csconsole.services import tickets
from csconsole.services.context import Context
from tests.tui.driving import Desk


@pytest.mark.req("TKT-07")
@pytest.mark.parametrize(
    ("lang", "asked", "said"), [("en", "what if?", "instead of 2026-11-24"), ("zh", "如果改为", "2026-11-24")]
)
async def test_what_another_priority_would_change(
    desk: Desk, person: Callable[[str], Context], lang: str, asked: str, said: str
) -> None:
    ctx = person("supervisor")
    row = tickets.create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    async with desk.console("supervisor", lang=lang) as shell:
        await shell.press("3", "w", "i")
        assert asked in shell.text()
        await shell.press("1")
        assert said in " ".join(shell.text().split())
        await shell.press("escape")
    assert tickets.show_ticket(ctx, row.id).row.priority == "normal"


@pytest.mark.req("TKT-07")
def test_only_what_is_otherwise_is_asked_and_a_level_of_complaints_alone(
    person: Callable[[str], Context],
) -> None:
    ctx = person("supervisor")
    lamp = tickets.create_ticket(ctx, kind="other", title="Lamp")
    rude = tickets.create_ticket(ctx, kind="complaint", title="Rude", contact_name="Somebody")
    asked = [what for what, _words in supposable(lamp)]
    assert ("priority", "urgent") in asked
    assert ("priority", "normal") not in asked
    assert ("kind", "other") not in asked
    assert not any(name == "level" for name, _code in asked)
    assert ("level", "major") in [what for what, _words in supposable(rude)]
