"""The strip of departments over the dispatch board."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from csconsole.screens.dispatch_board import load_strip


def load(name: str, open_: int, late: int = 0) -> Any:
    return SimpleNamespace(name=name, open=open_, late=late)


LOADS = [
    load("Accounts", 0),
    load("Cleaning", 2),
    load("Desk", 0),
    load("Repairs", 9, 3),
    load("Water", 2, 1),
]


def test_the_fullest_come_first() -> None:
    assert load_strip(LOADS, 80) == "Repairs 9 !3   Water 2 !1   Cleaning 2   Accounts 0   Desk 0"


def test_what_has_no_room_is_counted() -> None:
    assert load_strip(LOADS, 36) == "Repairs 9 !3   Water 2 !1   +3 more"
    assert load_strip(LOADS, 5) == "Repairs 9 !3"
    assert load_strip([], 5) == ""
