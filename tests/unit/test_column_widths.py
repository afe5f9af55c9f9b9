"""Who gets the cells of a table's line: no text is cut while cells beside it stay empty."""

from __future__ import annotations

from csconsole.widgets.table_rows import Column, TableRow, needed, place

COLUMNS = (
    Column("number", "#", 6),
    Column("what", "what", 8, flex=3),
    Column("where", "where", 8, flex=1),
)


def widths(width: int, *rows: tuple[str, ...]) -> list[int]:
    shown = [TableRow(n, cells) for n, cells in enumerate(rows)]
    return [one.width for one in place(COLUMNS, width, needed(COLUMNS, shown))]


def test_without_rows_the_rest_goes_by_share() -> None:
    assert widths(24 + 8) == [6, 8 + 6, 8 + 2]


def test_what_is_left_goes_first_to_the_text_that_is_cut() -> None:
    assert widths(24 + 8, ("1", "short", "a" * 16)) == [6, 8, 16]


def test_empty_cells_are_given_to_a_text_that_is_cut() -> None:
    assert widths(24, ("1", "a" * 12, "b" * 5)) == [5, 12, 5]


def test_a_heading_is_never_cut_to_give_room() -> None:
    assert widths(24, ("1", "a" * 30, "b")) == [1, 16, 5]


def test_wide_characters_count_two_cells() -> None:
    assert widths(24, ("1", "电梯停运九楼", "b" * 5))[1] >= 12


def test_a_rigid_column_grows_once_all_others_show_their_text() -> None:
    assert widths(24 + 8, ("1234567890", "a" * 8, "b" * 8))[0] == 10


def test_the_line_is_never_longer_than_the_table() -> None:
    for width in range(10, 60):
        got = widths(width, ("12345678", "a" * 40, "b" * 40))
        assert sum(got) + len(got) - 1 <= max(width, got[0])
