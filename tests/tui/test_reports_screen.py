"""Mode 8: choose, see, change the period, open a figure, split, export; in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csconsole.services.context import Context
from tests.services.reported import store_day
from tests.tui.driving import LANGUAGES, SIZES, Desk, Shell

Person = Callable[[str], Context]


@pytest.fixture
def day(person: Person) -> Context:
    """A database with a day of known figures."""
    ctx = person("supervisor")
    store_day(ctx)
    return ctx


async def retype(shell: Shell, text: str) -> None:
    """Replace what stands in the dialog's field."""
    await shell.press("end", "ctrl+u")
    await shell.type(text)
    await shell.press("enter")


@pytest.mark.req("RPT-01", "RPT-41")
@pytest.mark.usefixtures("day")
async def test_a_figure_opens_down_to_its_record(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("8")
        assert "Daily report" in shell.text()
        assert "30.0 %" in shell.text()
        await shell.press("j", "j", "j", "enter")
        assert "C008" in shell.text()
        assert "C009" not in shell.text()
        await shell.press("escape", "j", "j", "enter")
        assert all(number in shell.text() for number in ("C008", "C009", "C010"))
        await shell.press("v", "2")
        assert "C001" in shell.text()
        await shell.press("escape")
        assert "30.0 %" in shell.text()


@pytest.mark.req("RPT-01")
@pytest.mark.usefixtures("day")
async def test_report_and_period_are_chosen_by_key(desk: Desk) -> None:
    async with desk.console("supervisor", size=(120, 40)) as shell:
        await shell.press("8", "v", "3")
        assert "Call classification" in shell.text()
        await shell.press("v", "1", "[")
        assert "2026-11-21" in shell.text()
        await shell.press("]")
        assert "2026-11-22" in shell.text()
        await shell.press("/")
        await retype(shell, "2026-11")
        assert "2026-11-01 .. 2026-11-30" in shell.text()
        assert "provisional" in shell.text()
        assert "Daily means" in shell.text()
        await shell.press("/")
        await retype(shell, "someday")
        assert "not a day" in shell.toasts()[-1]
        assert "2026-11-01 .. 2026-11-30" in shell.text()


@pytest.mark.req("RPT-01")
@pytest.mark.usefixtures("day")
async def test_parts_and_splits(desk: Desk) -> None:
    async with desk.console("supervisor", size=(160, 48)) as shell:
        await shell.press("8", "tab")
        assert "[Tickets and complaints]" in shell.text()
        await shell.press("shift+tab", "shift+tab")
        assert "[Seats]" in shell.text()
        await shell.press("b", "2")
        assert "李晓" in shell.text()
        await shell.press("b", "1")
        assert "[Calls]" in shell.text()


@pytest.mark.req("RPT-01")
@pytest.mark.usefixtures("day")
async def test_a_report_is_exported_as_it_is_shown(desk: Desk, tmp_path: Path) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("8", "E")
        await retype(shell, str(tmp_path / "daily.html"))
        assert "daily.html" in shell.toasts()[-1]
        assert "30.0 %" in (tmp_path / "daily.html").read_text()
        (tmp_path / "daily.html").write_text("mine")
        await shell.press("E")
        await retype(shell, str(tmp_path / "daily.html"))
        assert "There is already a file" in shell.text()
        await shell.press("n")
        assert (tmp_path / "daily.html").read_text() == "mine"
        await shell.press("E")
        await retype(shell, str(tmp_path / "daily.pdf"))
        assert "format" in shell.text()
        await retype(shell, str(tmp_path / "missing" / "daily.csv"))
        assert "cannot be written" in shell.text()


@pytest.mark.usefixtures("day")
async def test_a_list_is_exported_with_its_filter(desk: Desk, tmp_path: Path) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("3", "E")
        await retype(shell, str(tmp_path / "tickets.csv"))
        await shell.press("2")
        assert "tickets.csv" in shell.toasts()[-1]
        assert (tmp_path / "tickets.csv").read_text().startswith("number,kind,state")
        await shell.press("E")
        await retype(shell, str(tmp_path / "seen.csv"))
        await shell.press("enter")
        assert "seen.csv" in shell.toasts()[-1]
        assert (tmp_path / "seen.csv").read_text().startswith("\ufeffNumber,Kind,State")
        (tmp_path / "seen.csv").write_text("mine")
        await shell.press("E")
        await retype(shell, str(tmp_path / "seen.csv"))
        assert "Replace seen.csv?" in shell.text()
        await shell.press("y", "enter")
        assert (tmp_path / "seen.csv").read_text().startswith("\ufeffNumber,Kind,State")


async def test_who_may_not_see_reports_is_told_why(desk: Desk) -> None:
    async with desk.console("admin") as shell:
        await shell.press("8")
        assert "may not" in shell.toasts()[-1]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.usefixtures("day")
def test_pictures(desk: Desk, snap_compare: Any, lang: str, size: tuple[int, int]) -> None:
    assert desk.snap(snap_compare, "supervisor", press=("8",), size=size, lang=lang)


@pytest.mark.req("RPT-01")
@pytest.mark.usefixtures("day")
async def test_a_period_that_has_not_come_leaves_the_report_as_it_is(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("8", "]", "]")
        told = len(shell.toasts())
        before = shell.screen.asked
        await shell.press("]")
        assert "There are no records yet" in shell.toasts()[told]
        assert shell.screen.asked == before
        assert "tries again" not in shell.text()
        await shell.press("R")
        assert len(shell.toasts()) == told + 1
