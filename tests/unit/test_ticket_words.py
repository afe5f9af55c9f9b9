"""Tickets in the words of a list: what a terminal of 80 columns must show whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from csconsole.i18n import get_language, set_language
from csconsole.screens.ticket_words import COLUMNS, due_cell, peek_lines, sign_of, table_row, who_words
from csconsole.services.tickets import TicketRow
from csconsole.widgets.table import GUTTER
from csconsole.widgets.table_rows import cell_text, place
from csconsole.widgets.tones import say_lines, text_of

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
SCROLL_BAR = 1


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = get_language()
    set_language(request.param)
    yield request.param
    set_language(before)


def row(**values: Any) -> TicketRow:
    """A ticket of which only these values matter."""
    known: dict[str, Any] = {field.name: None for field in fields(TicketRow)}
    known |= {
        "id": 1,
        "number": "T20261120-0007",
        "kind": "repair",
        "state": "accepted",
        "priority": "normal",
    }
    known |= {"title": "", "due_source": "kind", "returns": 0, "reopenings": 0, "reported_at": NOW}
    return TicketRow(**(known | values))


def shown(ticket: TicketRow, width: int = 80) -> dict[str, str]:
    """The cells of its line as a terminal of so many columns shows them."""
    cells = table_row(ticket, NOW, ZONE).cells
    placed = place(COLUMNS, width - SCROLL_BAR - GUTTER - 1)
    return {each.column.id: cell_text(cells[each.index], each).strip() for each in placed}


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("hours", [0.98, 1, 30, 47, 24 * 99])
def test_the_age_is_whole_where_there_is_room_for_it(hours: float) -> None:
    ticket = row(reported_at=NOW - timedelta(hours=hours))
    assert not shown(ticket, 96)["age"].endswith("..")
    assert "age" not in shown(ticket)


@pytest.mark.usefixtures("language")
def test_the_matter_has_the_most_room_at_80_columns() -> None:
    placed = {each.column.id: each.width for each in place(COLUMNS, 80 - SCROLL_BAR - GUTTER - 1)}
    assert placed["what"] >= 16
    narrow = {each.column.id for each in place(COLUMNS, 60 - SCROLL_BAR - GUTTER - 1)}
    assert {"number", "due", "state", "what"} <= narrow


@pytest.mark.parametrize(
    "left", [timedelta(hours=-47), timedelta(minutes=-59), timedelta(minutes=59), timedelta(days=-99)]
)
def test_how_late_a_clock_is_and_which_is_to_be_read_at_80_columns(language: str, left: timedelta) -> None:
    cell = shown(row(next_due_at=NOW + left, next_clock="resolve", due_at=NOW + left))["due"]
    assert not cell.endswith("..")
    cell = shown(row(next_due_at=NOW + left, next_clock="arrive", due_at=NOW))["due"]
    assert (" 到场" if language == "zh" else " ar") in cell


@pytest.mark.req("TKT-07")
def test_the_clock_that_is_up_next_stands_in_the_line_with_its_name() -> None:
    late = row(next_due_at=NOW - timedelta(minutes=5), next_clock="arrive", due_at=NOW + timedelta(hours=3))
    assert text_of(due_cell(late, NOW, ZONE)) == "late 5 min arrive"
    assert text_of(sign_of(late, NOW)) == "!"
    first, second = peek_lines(late, ZONE, NOW)[2:4]
    assert say_lines([first]).plain == "due late 5 min arrive  2026-11-23 08:55"
    assert say_lines([second]).plain.startswith("resolve 2026-11-23 12:00 because of")
    paused = row(state="waiting", paused_at=NOW, due_at=NOW - timedelta(hours=3))
    assert (text_of(due_cell(paused, NOW, ZONE)), text_of(sign_of(paused, NOW))) == ("paused", "")


def test_the_peek_of_a_done_ticket_says_what_was_done() -> None:
    done = row(state="done", done_at=NOW, result="New seal,\ntested")
    assert say_lines(peek_lines(done, ZONE, NOW)).plain.endswith("Result  New seal, tested")


@pytest.mark.req("CALL-10")
def test_a_complaint_that_nobody_was_given_is_with_who_took_it() -> None:
    nobody = {"first_owner": "Li Xiao"}
    assert who_words(row(kind="complaint", **nobody)).text == "Li Xiao"
    assert who_words(row(kind="repair", **nobody)).text == "-"
