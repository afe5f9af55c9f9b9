"""Chinese characters of what lies over a screen stay whole."""

from __future__ import annotations

import pytest
from rich.console import Console as Terminal
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Select, Static
from textual.widgets._select import SelectOverlay

from csconsole.widgets.whole_strips import WholeStrips

LINE = "回车选取，方向键选择，继续输入缩小范围"


class Covered(Screen[None]):
    """A list over two fields that begin in the middle of its characters."""

    DEFAULT_CSS = """
    Covered Static { height: 1; }
    #list { overlay: screen; constrain: inside inside; width: 60; padding: 0 1; }
    #one { width: 14; } #two { width: 15; } #three { width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = WholeStrips()

    def compose(self) -> ComposeResult:
        """The list, declared in the first row, lies over the second."""
        with Vertical():
            yield Static("", id="row")
            yield Static(f"{LINE}\n{LINE}", id="list")
            with Horizontal():
                for name in ("one", "two", "three"):
                    yield Static("底", id=name)


async def test_no_character_is_lost_over_edges_of_covered_widgets() -> None:
    app: App[None] = App()
    async with app.run_test(size=(70, 6)) as pilot:
        screen = Covered()
        await app.push_screen(screen)
        await pilot.pause()
        screen.query_one("#list").styles.height = 2
        await pilot.pause()
        full = [strip.text for strip in screen._compositor.render_strips()]
        assert full[1].strip() == LINE
        assert {strip.cell_length for strip in screen._compositor.render_strips()} == {70}
        screen.query_one("#two", Static).update("下")
        screen._compositor.update_widgets({screen.query_one("#two")})
        partial = screen._compositor.render_update()
        assert isinstance(partial, ChopsUpdate)
        assert LINE in partial.render_segments(Terminal(force_terminal=True, color_system=None, width=70))


async def test_a_message_over_a_list_keeps_its_characters() -> None:
    app: App[None] = App()
    async with app.run_test(size=(70, 6), notifications=True) as pilot:
        screen = Covered()
        await app.push_screen(screen)
        app.notify("叠叠叠叠叠叠叠叠叠叠叠叠", markup=False)
        await pilot.pause()
        await pilot.pause()
        assert sum(strip.text.count("叠") for strip in screen._compositor.render_strips()) == 12


class Chosen(Screen[None]):
    """The list of a choice over fields that begin in the middle of its characters."""

    DEFAULT_CSS = """
    Chosen Static { height: 1; }
    Chosen Select { width: 40; }
    Chosen SelectOverlay { max-height: 6 !important; }
    #one { width: 4; } #two { width: 16; } #three { width: 1fr; }
    """

    def __init__(self, options: int) -> None:
        super().__init__()
        self._compositor = WholeStrips()
        self.options = options

    def compose(self) -> ComposeResult:
        """A choice over rows of three fields."""
        yield Select([(f"{n}财物损坏人身伤害", n) for n in range(self.options)], compact=True)
        for _row in range(8):
            with Horizontal():
                yield Static("一底", id="one")
                yield Static("二底", id="two")
                yield Static("三底", id="three")


@pytest.mark.parametrize("options", [3, 12])
async def test_the_list_of_a_choice_keeps_its_characters_and_its_bar(options: int) -> None:
    app: App[None] = App()
    async with app.run_test(size=(70, 12)) as pilot:
        screen = Chosen(options)
        await app.push_screen(screen)
        screen.query_one(Select).expanded = True
        await pilot.pause()
        overlay = screen.query_one(SelectOverlay)
        shown = [strip.text for strip in screen._compositor.render_strips()]
        whole = [line for line in shown if "财物损坏人身伤害" in line]
        assert len(whole) == min(options, overlay.size.height - 1)
        assert {strip.cell_length for strip in screen._compositor.render_strips()} == {70}
        assert overlay.show_vertical_scrollbar == (options > 6)
        assert any("▁▁" in line for line in shown) == (options > 6), "the bar beside it is seen"
