"""The shell: modes, footer, help, palette, language, themes, keys that cannot run."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from csconsole.actions.shell import MODES
from csconsole.app import Console
from csconsole.services.context import Context
from csconsole.services.staff import find_staff
from tests.tui.driving import LANGUAGES, SIZES, Desk
from tests.tui.test_widgets import Bench


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", LANGUAGES)
async def test_every_mode_opens_at_every_size(desk: Desk, size: tuple[int, int], lang: str) -> None:
    async with desk.console(size=size, lang=lang) as shell:
        for name, key, _label in MODES:
            await shell.press(key)
            assert shell.app.current_mode == name
            assert len(shell.lines()) == size[1]
            assert shell.app._exception is None


async def test_footer_has_at_most_seven_keys_and_fits(desk: Desk) -> None:
    async with desk.console() as shell:
        for _name, key, _label in MODES:
            await shell.press(key)
            footer = shell.screen.query_one("#footer-line")
            assert len(footer.fitting()) <= 7
            assert footer.fitting()[-1][0] == "?"


async def test_help_lists_the_keys_and_enter_runs_one(desk: Desk) -> None:
    async with desk.console() as shell:
        await shell.press("?")
        await shell.type("call record")
        assert "Start a call record" in shell.text()
        await shell.press("ctrl+u")
        await shell.type("colour theme")
        before = shell.app.theme
        await shell.press("enter")
        assert shell.app.theme != before


async def test_palette_goes_to_a_mode_and_shows_the_key(desk: Desk) -> None:
    async with desk.console() as shell:
        await shell.press(":")
        await shell.type("go: tick")
        assert any("3" in line and "go to: Tickets" in line for line in shell.lines())
        await shell.press("enter")
        assert shell.app.current_mode == "tickets"


async def test_palette_offers_to_go_to_a_number(desk: Desk) -> None:
    async with desk.console() as shell:
        await shell.press("ctrl+p")
        await shell.type("t 7")
        assert "go to ticket 7" in shell.text()


async def test_language_switch_at_run_time(desk: Desk) -> None:
    async with desk.console() as shell:
        await shell.press("f8")
        assert "工作台" in shell.lines()[0]
        await shell.press("f8")
        assert "Desk" in shell.lines()[0]


async def test_every_theme_draws(desk: Desk) -> None:
    async with desk.console() as shell:
        for _round in range(4):
            await shell.press("f9")
            assert "Desk" in shell.lines()[0]


async def test_a_key_that_cannot_run_says_why(desk: Desk) -> None:
    async with desk.console("auditor") as shell:
        await shell.press("f2")
        assert "may not" in shell.toasts()[-1]


async def test_back_at_the_root_asks_and_no_is_the_default(desk: Desk) -> None:
    async with desk.console() as shell:
        await shell.press("q")
        assert "Quit the console?" in shell.text()
        await shell.press("enter")
        assert "Quit the console?" not in shell.text()
        assert shell.app.is_running


async def test_the_key_of_the_present_mode_goes_back_to_its_first_page(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        first = shell.screen
        await shell.press("L")
        assert shell.screen is not first
        await shell.press("3", "1")
        assert shell.screen is not first, "what was open in a mode is still there"
        await shell.press("1")
        assert shell.screen is first


async def test_back_at_the_top_of_another_mode_goes_to_the_desk(desk: Desk) -> None:
    async with desk.console() as shell:
        await shell.press("8")
        assert shell.app.current_mode == "reports"
        await shell.press("escape")
        assert shell.app.current_mode == "desk"
        assert "Quit the console?" not in shell.text()


async def test_palette_runs_the_command_that_begins_with_what_was_typed(desk: Desk) -> None:
    async with desk.console() as shell:
        await shell.press("3", ":")
        await shell.type("save")
        row = shell.screen.query_one("#picker-list").cursor_row
        assert row.key == "ticket.save_view"


async def test_the_present_language_is_kept_as_ones_own(desk: Desk, person: Callable[[str], Context]) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f8", ":")
        await shell.type("present language")
        await shell.press("enter")
        assert "已保留" in shell.toasts()[-1], shell.text()
    assert find_staff(person("agent"), "1007").language == "zh"


async def test_a_warning_lies_above_the_message_line() -> None:
    class Framed(Bench):
        CSS = Path(inspect.getfile(Console)).with_name("screens").joinpath("console.tcss").read_text("utf-8")

    bench = Framed()
    async with bench.run_test(size=(80, 24), notifications=True) as pilot:
        bench.notify("Supervisor's note not read", severity="warning")
        await pilot.pause()
        rows = [n for n, line in enumerate(bench.lines()) if "note not read" in line]
        assert rows == [21]


async def test_survives_resizing(desk: Desk) -> None:
    async with desk.console(size=(160, 48)) as shell:
        for width, height in ((60, 20), (200, 60), (80, 24), (20, 5), (80, 24)):
            await shell.resize(width, height)
        assert "Desk" in shell.lines()[0]
