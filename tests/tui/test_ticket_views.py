"""Saved views of the ticket list, saved and dropped by keys; its times as they go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.views import list_views
from tests.services.tickets.registering import register
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


async def test_the_times_of_the_list_and_of_its_details_go_on_together(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    row = register(person("supervisor"), promised_at=clock.now() + timedelta(minutes=50))
    async with desk.console("supervisor") as shell:
        await shell.press("3")
        before = shell.screen.table.rows[0]
        clock.advance(minutes=7)
        shell.app.tick()
        await shell.idle()
        after = shell.screen.table.rows[0]
        assert before.key == after.key == row.id
        assert before.cells != after.cells
        assert shell.screen.current.id == row.id
