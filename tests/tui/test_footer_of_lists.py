"""The footer of a list: no key that does nothing there."""

from __future__ import annotations

from csconsole.widgets.lines import FooterLine
from tests.tui.conftest import Desk
from tests.tui.driving import Shell


def keys_of(shell: Shell) -> list[str]:
    return [key for key, _word, _can in shell.screen.query_one(FooterLine).keys]


async def test_an_empty_list_names_no_key_that_needs_a_row(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("3")
        shown = keys_of(shell)
        assert {"n", "v", "/", "?"} <= set(shown)
        assert not {"enter", "t", "o", "i", "U"} & set(shown)
        assert "!" not in shown, "there is no alarm"
