"""The registry: one letter one meaning, no clash, own keys checked at load, the key sheet is up to date."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from csconsole.actions import Action, Context, KeymapError, Registry, load_registry
from csconsole.app import Console
from csconsole.i18n import set_language
from csconsole.models.rights import Right
from csconsole.screens.base import BaseScreen
from csconsole.screens.help import fits, searched
from tests.tui.driving import Desk
from tools.key_sheet import PAGE, key_sheet

SAME = (
    *({"find", "filter"}, {"close", "end"}, {"edit", "record"}),
    *({"next", "section"}, {"previous", "section_back"}),
)
"""Verbs that are one thing to the person at the keyboard."""
DRAWN = {
    *("answered", "no_answer", "busy", "new_time", "refused", "wrong_number"),
    *("pass", "keep", "accept", "query", "refuse", "sign"),
    *("callback", "ticket"),
}
"""Answers to what the screen asks of one row, drawn with their letters beside it as in a choice: how an
attempt ended, each side's word on a handover item, what a customer gets next.
"""


def _two(first: str, second: str) -> tuple[Context, Action, Action]:
    context = Context("place", "Place")
    return (
        context,
        Action("thing.one", (first,), "One", "list", ("place",)),
        Action("thing.two", (second,), "Two", "list", ("place",)),
    )


GLOBAL = Context("global", "Everywhere")


def test_two_actions_on_one_key_in_one_context_are_refused() -> None:
    context, one, two = _two("a", "a")
    with pytest.raises(KeymapError, match="bound to"):
        Registry([GLOBAL, context], [one, two])


def test_a_wider_context_clashes_too() -> None:
    inner = Context("inner", "Inner", includes=("place",))
    context, one, _ = _two("a", "b")
    other = Action("thing.three", ("a",), "Three", "list", ("inner",))
    with pytest.raises(KeymapError):
        Registry([GLOBAL, context, inner], [one, other])


def test_own_keys_replace_the_built_in_ones() -> None:
    registry = load_registry({"app.refresh": "ctrl+y, F5"})
    assert registry.keys["app.refresh"] == ("ctrl+y", "f5")


def test_an_own_key_that_is_taken_is_refused() -> None:
    with pytest.raises(KeymapError, match=r"app\.refresh"):
        load_registry({"app.refresh": "j", "list.down": "j"})
    with pytest.raises(KeymapError):
        load_registry({"app.undo": "R"})


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(KeymapError, match=r"nosuch\.thing"):
        load_registry({"nosuch.thing": "a"})


def test_no_alt_keys_and_every_control_key_has_a_twin() -> None:
    registry = load_registry()
    for action_id, keys in registry.keys.items():
        assert not any("alt" in key or "meta" in key for key in keys), action_id
        if keys and all(key.startswith("ctrl+") for key in keys):
            assert action_id in ("app.quit", "app.suspend"), (
                f"{action_id} has no twin"
            )  # its twins are q at the root and the palette


def test_letters_mean_the_same_everywhere() -> None:
    """One letter, one verb, over all contexts."""
    registry = load_registry()
    verbs: dict[str, set[str]] = defaultdict(set)
    for action in registry.actions.values():
        for key in registry.keys[action.id]:
            if len(key) == 1 and action.verb not in DRAWN:
                verbs[key].add(action.verb)
    clashes = {k: v for k, v in verbs.items() if len(v) > 1 and not any(v <= same for same in SAME)}
    assert not clashes


def test_rights_named_by_actions_exist() -> None:
    for action in load_registry().actions.values():
        for right in filter(None, action.right.split("|")):
            Right(right)


def test_the_key_sheet_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == key_sheet(), "run python tools/key_sheet.py"


async def test_every_action_of_every_mode_has_something_to_run(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        for key in "123456789":
            await shell.press(key)
            screen: BaseScreen[Any] = shell.screen
            missing = [a.id for a in screen.active_actions() if screen.handler_of(a) is None]
            assert not missing, screen
        assert isinstance(shell.app, Console)


def test_signing_on_is_found_by_the_words_people_use() -> None:
    action = load_registry().actions["shift.duty"]
    set_language("zh")
    assert all(fits(word, *searched(action)) for word in ("上班", "打卡", "签到", "clock in"))
