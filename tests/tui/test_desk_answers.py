"""A promise of nothing but a call is settled where it stands: on the desk (CALL-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.handover import answer_items, decide_items
from csconsole.services.promises import list_promises, make_promise
from tests.services.handover_site import Site
from tests.services.tickets.registering import in_progress
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


@pytest.mark.req("SHF-11")
async def test_what_was_asked_about_my_handover_stands_on_the_desk_and_opens_the_item(
    desk: Desk, person: Callable[[str], Context], clock: FrozenClock
) -> None:
    site = Site(person, clock)
    site.shift("agent", 6)
    site.ticket("leak")
    site.ticket("lamp")
    site.at(13, 50)
    number = site.prepared().row.number
    decide_items(person("agent"), number, None, mine="pass")
    answer_items(person("agent2"), number, [2], theirs="query", words="which flat?")
    async with desk.console("agent") as shell:
        assert "which flat?" in shell.text()
        await shell.press("!")
        assert "prepared 13:50" in shell.text()
        await shell.press("y")
        await shell.type("3-502")
        await shell.press("enter")
        await shell.idle()
        assert "y answer" not in shell.text()
        await shell.press("q")
        await shell.hear("handover_item")
        assert "which flat?" not in shell.text()


@pytest.mark.req("CALL-14", "TKT-02")
@pytest.mark.parametrize(
    ("keys", "state"), [(("k",), "kept"), (("n",), "open"), (("n", "o", "=", "k"), "kept")]
)
async def test_the_end_of_the_work_asks_what_became_of_a_promised_call(
    desk: Desk,
    person: Callable[[str], Context],
    clock: FrozenClock,
    keys: tuple[str, ...],
    state: str,
) -> None:
    boss = person("supervisor")
    due = clock.now() + timedelta(minutes=40)
    in_progress(boss, boss, promise_text="The manager rings you", promised_at=due)
    async with desk.console("supervisor") as shell:
        await shell.press("3")
        shell.screen.act("done", {"work_result": "Sealed", "feedback": "Fine"})
        await shell.idle()
        assert "The manager rings you" in shell.text()
        for key in keys:
            await shell.press(key)
            await shell.idle()
        assert [row.state for row in list_promises(boss).rows] == [state]
