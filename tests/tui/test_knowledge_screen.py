"""Mode 7: notices, unread ones first, and scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from csconsole.services.context import Context
from csconsole.services.knowledge import list_shelf
from csconsole.services.notices import publish_notice, read_notice, unread_notices
from tests.tui.driving import LANGUAGES, Desk

Person = Callable[[str], Context]


@pytest.fixture
def agent(person: Person) -> Context:
    return person("agent")


def two_notices(person: Person) -> None:
    """One that must be read and a plain one; an older one the agent has read."""
    boss = person("supervisor")
    old = publish_notice(boss, title="New phone list", body="In the drawer.")
    read_notice(person("agent"), old.id)
    publish_notice(boss, title="Quiz night", body="Friday.")
    publish_notice(boss, title="Water off 14:00-16:00", body="Building 3, both sides.", must_read=True)


@pytest.mark.req("KNW-06")
def test_unread_notices_come_first(person: Person, agent: Context) -> None:
    two_notices(person)
    titles = [(row.title, row.unread) for row in list_shelf(agent).rows]
    assert titles[:2] == [("Water off 14:00-16:00", True), ("Quiz night", True)]
    assert titles[-1] == ("New phone list", False)
    assert titles[2][0] == "Opening"


async def test_reading_marks_as_read(desk: Desk, person: Person, agent: Context) -> None:
    two_notices(person)
    async with desk.console("agent") as shell:
        await shell.press("7")
        assert "must be read" in shell.text()
        await shell.press("enter")
        assert "both sides" in shell.text()
        await shell.press("escape")
        assert [notice.title for notice in unread_notices(agent)] == ["Quiz night"]
        await shell.press("g", "m")
        assert unread_notices(agent) == ()
        await shell.press("g", "m")
        assert "Nothing here is unread" in shell.toasts()[-1]


@pytest.mark.req("KNW-02")
async def test_scripts_are_found_as_you_type(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("7", "/")
        await shell.type("complaint")
        await shell.press("enter")
        assert "End of a complaint" in shell.text()
        assert "Outbound opening" not in shell.text()
        await shell.press("escape", "escape")
        assert "Outbound opening" in shell.text()


async def test_a_supervisor_publishes_and_ends_a_notice(desk: Desk, agent: Context) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("7", "N")
        await shell.type("Lift 2 is out")
        await shell.press("ctrl+s")
        assert [notice.title for notice in unread_notices(agent)] == ["Lift 2 is out"]
        await shell.press("g", "D", "y")
        assert unread_notices(agent) == ()


async def test_an_agent_may_not_publish(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("7", "N")
        assert "may not" in shell.toasts()[-1]


async def test_hostile_notices_harm_no_screen(desk: Desk, person: Person, hostile: str) -> None:
    publish_notice(person("supervisor"), title=f"x{hostile}"[:200], body=hostile)
    async with desk.console("agent") as shell:
        await shell.press("7", "enter", "escape", "space")
        assert shell.app._exception is None


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture(desk: Desk, person: Person, snap_compare: Any, size: tuple[int, int], lang: str) -> None:
    two_notices(person)
    assert desk.snap(snap_compare, "agent", press=("7",), size=size, lang=lang)
