"""What lists print: every format, widths of Chinese, hostile text, files replaced whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from csconsole.cli.output import Format, choose_format, emit_record, emit_rows, emit_text, say
from csconsole.errors import UsageError
from csconsole.tabular.columns import Column, as_data, clock_length
from csconsole.tabular.files import replacing
from csconsole.text import cell_width

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    name: str
    at: datetime | None = AT
    wait: timedelta = timedelta(seconds=133)
    tags: tuple[str, ...] = ("a", "b")
    done: bool = False
    count: int = -3


COLUMNS: tuple[Column[Row], ...] = (
    Column("number", "Number"),
    Column("name", "Name", width=20),
    Column("at", "At"),
    Column("wait", "Wait", right=True),
    Column("tags", "Tags"),
    Column("done", "Done"),
    Column("count", "Count", right=True),
    Column("secret", "Only data", value=lambda row: row.number[::-1], table=False),
)


def printed(capsys: pytest.CaptureFixture[str], rows: list[Row], fmt: Format) -> str:
    emit_rows(rows, COLUMNS, fmt=fmt, zone=ZONE)
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_a_table_is_padded_by_cell_width_and_shows_site_time(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, [Row("C1", "欧阳晓文"), Row("C22", "Li")], Format.TABLE)
    heading, first, second = out.splitlines()
    assert cell_width(heading[: heading.index("At")]) == cell_width(first[: first.index("2026")])
    assert "2026-11-21 08:41" in first
    assert "2:13" in second
    assert "Only data" not in out
    assert "\x1b" not in out


def test_json_has_stable_names_utc_times_and_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    [row] = json.loads(printed(capsys, [Row("C1", "欧阳")], Format.JSON))
    assert row == {
        "number": "C1",
        "name": "欧阳",
        "at": "2026-11-21T00:41:00Z",
        "wait": 133,
        "tags": ["a", "b"],
        "done": False,
        "count": -3,
        "secret": "1C",
    }


def test_no_rows_are_an_empty_array_and_a_bare_heading(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(printed(capsys, [], Format.JSON)) == []
    assert printed(capsys, [], Format.JSONL) == ""
    assert printed(capsys, [], Format.CSV).splitlines() == ["number,name,at,wait,tags,done,count,secret"]


def test_csv_and_tsv_neutralise_formulas_but_not_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "=cmd|' /C calc'!A0"
    for fmt, delimiter in ((Format.CSV, ","), (Format.TSV, "\t")):
        out = printed(capsys, [Row("+86 199 0000 0001", hostile)], fmt)
        record = next(csv.DictReader(io.StringIO(out), delimiter=delimiter))
        assert record["name"] == "'" + hostile
        assert record["number"].startswith("'+")
        assert record["count"] == "-3"
        assert record["done"] == "false"


def test_a_tsv_line_is_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, [Row("C1", 'one\ttwo\nthree "quoted"')], Format.TSV)
    assert out.splitlines()[1].split("\t")[1] == 'one two three "quoted"'


@pytest.mark.parametrize("fmt", list(Format))
def test_no_format_lets_a_terminal_command_through(capsys: pytest.CaptureFixture[str], fmt: Format) -> None:
    hostile = "a\x1b]52;c;eA==\x07\x9b31m\u202eb\r"
    out = printed(capsys, [Row("C1", hostile)], fmt)
    assert not any(ord(char) < 32 and char not in "\n\t\r" for char in out)
    assert not any(0x7F <= ord(char) < 0xA0 or char == "\u202e" for char in out)


def test_markdown_cells_cannot_break_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, [Row("C1", "a|b\n<script>")], Format.MD)
    assert len(out.splitlines()) == 3
    assert r"a\|b \<script\>" in out


def test_a_record_is_a_line_a_field_or_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    emit_record(Row("C1", "one\ntwo"), COLUMNS, fmt=Format.TABLE, zone=ZONE)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Number", "C1"]
    assert lines[2].strip() == "two"
    emit_record(Row("C1", "x"), COLUMNS, fmt=Format.JSON)
    assert json.loads(capsys.readouterr().out)["number"] == "C1"


def test_the_file_is_private_and_its_suffix_is_the_format(tmp_path: Path) -> None:
    target = tmp_path / "calls.json"
    assert emit_rows([Row("C1", "x")], COLUMNS, out=target, zone=ZONE) == 1
    assert json.loads(target.read_text())[0]["number"] == "C1"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_failure_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "calls.csv"
    target.write_text("old")

    def rows() -> Iterator[Row]:
        yield Row("C1", "x")
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        emit_rows(rows(), COLUMNS, out=target, zone=ZONE)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), replacing(tmp_path):
        pass
    with pytest.raises(FileNotFoundError) as raised, replacing(tmp_path / "no" / "file.csv"):
        pass
    assert raised.value.filename == str(tmp_path / "no" / "file.csv")


def test_an_unknown_format_or_suffix_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="yaml"):
        choose_format("yaml", None)
    with pytest.raises(UsageError, match="pdf"):
        choose_format(None, tmp_path / "x.pdf")


def test_words_go_to_stderr_and_are_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    say("done \x1b[31m")
    emit_text("# Handover")
    captured = capsys.readouterr()
    assert captured.err == "done <1B>[31m\n"
    assert captured.out == "# Handover\n"


def test_lengths_of_time() -> None:
    assert [clock_length(s) for s in (0, 59, 133, 3733, -65)] == ["0:00", "0:59", "2:13", "1:02:13", "-1:05"]


def test_nested_values_become_json() -> None:
    assert as_data(Row("C1", "x", at=None))["at"] is None
    assert as_data({"when": AT, "of": [timedelta(seconds=1.5)]}) == {
        "when": "2026-11-21T00:41:00Z",
        "of": [1.5],
    }
