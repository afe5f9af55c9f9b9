"""What a key means is looked up in our own way; the answer must be Textual's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import Input

from csconsole.screens.bindings import bindings_of
from csconsole.services.context import Context
from tests.services.tickets.registering import register
from tests.tui.driving import Desk


@pytest.mark.parametrize("keys", [(), ("3", "slash"), ("f2",), ("f2", "tab"), ("question_mark",), ("1", "n")])
async def test_every_key_means_what_textual_says(desk: Desk, keys: tuple[str, ...]) -> None:
    async with desk.console("agent") as shell:
        await shell.press(*keys)
        screen = shell.app.screen
        pressed = {key for _node, bindings in screen._binding_chain for key in bindings.key_to_bindings}
        for key in {*pressed, *(k for keys in shell.app.registry.keys.values() for k in keys)}:
            for priority in (False, True):
                chain = reversed(screen._binding_chain) if priority else screen._modal_binding_chain
                theirs = [
                    (node, binding.action)
                    for node, bindings in chain
                    for binding in bindings.key_to_bindings.get(key, ())
                    if binding.priority == priority
                ]
                ours = bindings_of(screen, key, priority=priority)
                assert [(node, binding.action) for node, binding in ours] == theirs, key


async def test_what_is_typed_at_once_after_the_palette_opens_goes_into_its_field(
    desk: Desk, person: Callable[[str], Context]
) -> None:
    for _each in range(3):
        register(person("supervisor"))
    async with desk.console("supervisor") as shell:
        await shell.press("3")
        tickets = shell.screen
        await shell.rush("colon", "x", "j", "x")
        assert shell.screen.query_one("#picker-input", Input).value == "xjx"
        assert not tickets.table.marks
