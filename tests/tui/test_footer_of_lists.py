"""The footer of a list: no key that does nothing there; the status line: what is said without covering it."""

from __future__ import annotations

from csconsole.widgets.lines import FooterLine
from tests.tui.driving import Desk, Shell


def keys_of(shell: Shell) -> list[str]:
    return [key for key, _word, _can in shell.screen.query_one(FooterLine).keys]


async def test_an_empty_list_names_no_key_that_needs_a_row(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("3")
        shown = keys_of(shell)
        assert {"n", "v", "/", "?"} <= set(shown)
        assert not {"enter", "t", "o", "i", "U"} & set(shown)
        assert "!" not in shown, "there is no alarm"


async def test_a_short_warning_covers_nothing_and_is_not_lost_behind_news(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        shell.app.toast("This list has one order only.", "warning")
        shell.app.toast("Saved.")
        await shell.idle()
        assert "! This list has one order only." in shell.text()
        assert [one.message for one in shell.app._notifications] == ["Saved."]
        shell.app.toast("Refused.", "warning", over=True)
        await shell.idle()
        assert "Refused." in [one.message for one in shell.app._notifications]
