"""Tables: separators, quotes, headers, spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rustpy_xlsxwriter import write_worksheet

from csconsole.cti.rejected import Rejected
from csconsole.cti.source import EmptyFileError, InputFileError, UnknownFileTypeError
from csconsole.cti.table import HeaderError, Row, as_text, open_table
from csconsole.errors import UsageError


def table(tmp_path: Path, content: str | bytes) -> Any:
    path = tmp_path / "table"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return open_table(path)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.req("CUS-28")
def test_the_header_tells_the_separator(tmp_path: Path, separator: str) -> None:
    found = table(tmp_path, separator.join(["姓名", '"a,b;c|d"', "x"]) + "\n" + separator.join("123") + "\n")
    assert found.columns == ("姓名", "a,b;c|d", "x")
    assert list(found.rows()) == [Row(2, ["1", "2", "3"])]


def test_a_separator_line_is_obeyed(tmp_path: Path) -> None:
    found = table(tmp_path, "sep=;\na,b;c\n1;2\n")
    assert found.columns == ("a,b", "c")
    assert list(found.rows()) == [Row(3, ["1", "2"])]


def test_quotes_lines_and_blank_lines(tmp_path: Path) -> None:
    found = table(tmp_path, '\n a ,b\n\n"x\ny","say ""no"""\n  \nlast,\n')
    assert found.columns == ("a", "b")
    assert list(found.rows()) == [Row(4, ["x\ny", 'say "no"']), Row(7, ["last", ""])]


def test_one_bad_quote_costs_one_row(tmp_path: Path) -> None:
    found = table(tmp_path, 'a,b\n1,"open\n2,x\n"y"z,3\n4,"fine"\n"never\n5,5\n')
    assert list(found.rows()) == [
        Rejected(2, "", '1,"open', "quote"),
        Row(3, ["2", "x"]),
        Rejected(4, "", '"y"z,3', "quote"),
        Row(5, ["4", "fine"]),
        Rejected(6, "", '"never', "quote"),
        Row(7, ["5", "5"]),
    ]


def test_many_open_quotes_do_not_grow_the_stack(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n" + '"x\n' * 3001)
    rules = [item.rule for item in found.rows() if isinstance(item, Rejected)]
    assert len(rules) + 2 * sum(isinstance(item, Row) for item in found.rows()) >= 1500


def test_short_rows_are_filled_and_long_ones_refused(tmp_path: Path) -> None:
    found = table(tmp_path, "a,b\n1\n1,2,\n1,2,3\n")
    assert list(found.rows()) == [Row(2, ["1", ""]), Row(3, ["1", "2"]), Rejected(4, "", "3", "columns")]


@pytest.mark.parametrize("header", ["a,A\n", "姓名,姓名\n1,2\n", ",,\n1,2,3\n", "a\0b\n", '"a\n'])
def test_a_header_must_name_the_columns_once(tmp_path: Path, header: str) -> None:
    with pytest.raises(HeaderError):
        table(tmp_path, header)


def test_a_file_of_blank_lines_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFileError):
        table(tmp_path, "\n  \n\n")


cell = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\ufeff"), max_size=12)


@given(st.lists(st.lists(cell, min_size=3, max_size=3), max_size=8), st.sampled_from(",;\t|"))
def test_what_a_csv_writer_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerow(["one", "two", "three"])
    writer.writerows(rows)
    path = tmp_path_factory.getbasetemp() / "written"
    path.write_bytes(text.getvalue().encode())
    # a lone separator-free header of quoted names still tells the separator, and line ends in cells become \n
    expected = [[text.replace("\r\n", "\n").replace("\r", "\n") for text in row] for row in rows]
    assert [item[1] for item in open_table(path).rows()] == expected


def workbook(tmp_path: Path, rows: list[dict[str, object]]) -> Path:
    path = tmp_path / "book.xlsx"
    write_worksheet(rows, str(path), sheet_name="客户")
    return path


@pytest.mark.req("CUS-28")
def test_a_workbook_is_a_table(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            {"姓名": "王小明", "电话": 19900000123, "金额": 1.5, "日期": date(2026, 11, 20)},
            {"姓名": "李晓红", "电话": "021-5550-0101", "金额": 2.0, "日期": date(2026, 1, 2)},
        ],
    )
    path = path.rename(tmp_path / "looks.like.csv")
    found = open_table(path)
    assert found.columns == ("姓名", "电话", "金额", "日期")
    assert [[*item.cells[:3], item.cells[3][:10]] for item in found.rows() if isinstance(item, Row)] == [
        ["王小明", "19900000123", "1.5", "2026-11-20"],
        ["李晓红", "021-5550-0101", "2", "2026-01-02"],
    ]
    assert [item.line for item in found.rows()] == [2, 3]


def test_a_sheet_can_be_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, [{"a": 1}])
    assert open_table(path, sheet="客户").columns == ("a",)
    with pytest.raises(InputFileError, match="客户"):
        open_table(path, sheet="other")


def test_a_broken_workbook_is_named(tmp_path: Path) -> None:
    for content in (b"PK\x03\x04not a zip", b"\xd0\xcf\x11\xe0not a workbook"):
        path = tmp_path / "bad.xlsx"
        path.write_bytes(content)
        with pytest.raises(UnknownFileTypeError):
            open_table(path)


def test_cells_as_text() -> None:
    assert as_text(13.0) == "13"
    assert as_text(0.1) == "0.1"
    assert as_text(True) == "1"
    assert as_text(None) == ""
    assert as_text(datetime(2026, 11, 20, 8, 30)) == "2026-11-20 08:30:00"  # noqa: DTZ001 - cells have no zone
    assert as_text(2**53) == "~9007199254740992"


def test_a_sheet_is_named_only_of_a_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "c1.csv"
    file.write_text("name,phone\nLi,1\n", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        open_table(file, sheet="x")
    assert (refused.value.field, refused.value.exit_code) == ("sheet", 2)
