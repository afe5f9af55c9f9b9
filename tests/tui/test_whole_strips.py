"""Chinese characters of what lies over a screen stay whole."""

from __future__ import annotations

from rich.console import Console as Terminal
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Static

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
