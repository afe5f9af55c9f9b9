"""Help and palette: what each line of actions has room for, and the words before them."""

from __future__ import annotations

import pytest

from csconsole.actions import load_registry
from csconsole.i18n import get_language, set_language
from csconsole.screens.help import columns_for, nearness
from csconsole.widgets.table_rows import TableRow, place


def row(what: str, note: str = "", keys: str = "n") -> TableRow:
    return TableRow(what, (keys, what, note))


def widths(rows: list[TableRow], room: int) -> dict[str, int]:
    return {each.column.id: each.width for each in place(columns_for(rows, room), room)}


def test_without_a_note_what_an_action_does_gets_the_whole_line() -> None:
    assert widths([row("x" * 79), row("y")], 72) == {"keys": 4, "what": 67}


def test_a_note_gets_what_is_left_and_a_small_terminal_has_none() -> None:
    assert widths([row("x" * 30, "only in: Call form")], 72) == {"keys": 4, "what": 30, "note": 36}
    assert widths([row("x" * 79, "only in: Call form")], 72)["note"] == 14
    assert widths([row("x" * 79, "only in: Call form")], 52) == {"keys": 4, "what": 47}


def test_the_words_before_an_action_are_chinese_in_chinese() -> None:
    before = get_language()
    try:
        set_language("zh")
        groups = {action.group_label for action in load_registry().actions.values()}
    finally:
        set_language(before)
    assert not [group for group in groups if group.isascii()]


@pytest.mark.parametrize("room", range(30))
def test_a_tiny_terminal_is_no_error(room: int) -> None:
    assert widths([row("x" * 79, "only in: Call form", "shift+tab left [")], room)


def test_what_begins_with_the_text_is_nearer_than_what_holds_it() -> None:
    phrases = ["Choose a saved view", "Write it and save", "Save this filter", "Unsaved work", "Save"]
    assert sorted(phrases, key=lambda each: nearness("save", each)) == [
        "Save",
        "Save this filter",
        "Choose a saved view",
        "Write it and save",
        "Unsaved work",
    ]
