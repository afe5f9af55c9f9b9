"""The dispatch board: the strip of departments, the columns of people, a person's load."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from csconsole.i18n import get_language, set_language
from csconsole.screens.dispatch_board import PEOPLE, TICKETS, load_strip, person_row
from csconsole.services.dispatch import PersonLoad
from csconsole.text import cell_width
from csconsole.widgets.table_rows import place
from csconsole.widgets.times import age_words
from csconsole.widgets.tones import Toned

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


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


@pytest.mark.req("TKT-04")
@pytest.mark.parametrize(("width", "hidden"), [(115, set()), (75, {"bar"}), (55, {"bar", "zone", "skills"})])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_board_shows_what_is_weighed(width: int, hidden: set[str], lang: str) -> None:
    before = get_language()
    set_language(lang)
    shown = {one.column.id for one in place(PEOPLE, width)}
    longest = "! " + age_words(NOW - timedelta(minutes=41), NOW).text
    room = next(one.width for one in place(TICKETS, 75) if one.column.id == "age")
    set_language(before)
    assert cell_width(longest) <= room
    assert {one.id for one in PEOPLE} - shown == hidden
    assert {"age", "due", "what", "where"} <= {one.column.id for one in place(TICKETS, max(width, 70))}


@pytest.mark.req("TKT-04")
@pytest.mark.parametrize(
    ("open_", "capacity", "said", "tone"),
    [(1, 8, "1/8", ""), (6, 8, "6/8", "caution"), (8, 8, "8/8", "danger"), (3, None, "3", "")],
)
def test_the_load_is_a_number_with_its_capacity_beside_its_colour(
    open_: int, capacity: int | None, said: str, tone: str
) -> None:
    person = PersonLoad(1, "1012", "Fan Lu", 1, "Engineering", "3", ("water",), True, open_, 0, capacity)
    cell = person_row(person, "").cells[2]
    assert isinstance(cell, Toned)
    assert (cell.text, cell.tone) == (said, tone)
