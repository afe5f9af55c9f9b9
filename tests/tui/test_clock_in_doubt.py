"""The machine's clock is in doubt: the console says so everywhere, calls nothing late by it, and offers to go
on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.tickets import accept_ticket, create_ticket
from csconsole.widgets.times import believe_until
from tests.tui.driving import Desk

pytestmark = pytest.mark.req("TKT-07")


@pytest.fixture(autouse=True)
def left_alone(person: Callable[[str], Context], clock: FrozenClock) -> Iterator[None]:
    """A ticket of the supervisor, and then nobody wrote anything for twenty days."""
    ctx = person("supervisor")
    row = create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    accept_ticket(ctx, row.id)
    clock.advance(days=20)
    yield
    believe_until(None)


@pytest.mark.parametrize(
    ("lang", "doubt", "right", "late"),
    [("en", "in doubt", "clock right?", "late 19 d"), ("zh", "存疑", "正确吗", "超时 19 天")],
)
async def test_who_leads_is_offered_to_let_the_clocks_go_on(
    desk: Desk, lang: str, doubt: str, right: str, late: str
) -> None:
    async with desk.console("supervisor", size=(100, 30), lang=lang) as shell:
        shell.app.look_round()
        await shell.idle()
        assert doubt in shell.lines()[0]
        assert "11-24 09:00 ?" in shell.text()
        await shell.press("3")
        assert doubt in shell.lines()[0]
        assert "11-24 09:00 ?" in shell.text()
        await shell.press("!")
        assert right in shell.text()
        await shell.type("holidays")
        await shell.press("enter")
        assert doubt not in shell.lines()[0]
        assert "11-24 09:00 ?" not in shell.text()
        assert late in shell.text()


async def test_an_agent_is_told_who_may(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        shell.app.look_round()
        await shell.idle()
        await shell.press("!")
        assert "set it right" in shell.text()
        assert "needs the right" in shell.text()


async def test_the_board_and_the_ages_do_not_follow_it(desk: Desk, person: Callable[[str], Context]) -> None:
    create_ticket(person("supervisor"), kind="other", title="Door", phone="021-5550 0124")
    with person("supervisor").write() as uow:
        waiting = uow.one(Ticket, title="Door")
        assert waiting is not None
        assert waiting.reported_at is not None
        uow.update(waiting, "edited", {"reported_at": waiting.reported_at - timedelta(days=20)})
    async with desk.console("supervisor", size=(120, 30)) as shell:
        shell.app.look_round()
        await shell.idle()
        await shell.press("3", "B")
        row = next(line for line in shell.lines() if "Door" in line)
        assert "20 d" not in row
        assert "  ? " in row
        assert "over 10 min" not in shell.text()
