"""Saved views of the ticket list, saved and dropped by keys."""

from __future__ import annotations

from collections.abc import Callable

from csconsole.services.context import Context
from csconsole.services.views import list_views
from tests.tui.driving import Desk

Person = Callable[[str], Context]


async def test_a_view_is_saved_and_dropped(desk: Desk, person: Person) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("3", "/")
        await shell.type(" leak")
        await shell.press("enter")
        shell.screen.run_action_id("ticket.save_view")
        await shell.idle()
        await shell.type("Leaks")
        await shell.press("enter")
        assert list_views(person("supervisor"), "ticket")[-1].name == "Leaks"
        await shell.press("v")
        assert "Leaks (0)" in shell.text()
        await shell.press("escape")
        shell.screen.run_action_id("ticket.drop_view")
        await shell.idle()
        await shell.press("1")
        assert list_views(person("supervisor"), "ticket")[-1].name != "Leaks"


async def test_a_view_is_saved_for_the_department(desk: Desk, person: Person) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("3")
        shell.screen.run_action_id("ticket.save_team_view")
        await shell.idle()
        await shell.type("Ours")
        await shell.press("enter")
        assert list_views(person("agent"), "ticket")[-1].name == "Ours"


async def test_the_title_names_the_view_while_its_filter_is_shown(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("3")
        assert "Tickets  Mine and unassigned" in shell.lines()[0]
        await shell.press("f8")
        assert "工单  我的和未派的" in shell.lines()[0]
        await shell.press("f8", "/")
        await shell.type(" leak")
        await shell.press("enter")
        assert "Mine and unassigned" not in shell.lines()[0]
        await shell.press("escape")
        assert "Tickets  Mine and unassigned" in shell.lines()[0]
