"""``--labels``: csv and tsv for people, with titles, labels and site time, as a spreadsheet opens them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from csconsole.services.context import Context
from csconsole.tabular.columns import Column
from csconsole.tabular.formats import write_csv_for_people, write_tsv_for_people
from tests.conftest import CommandLine
from tests.services.reported import DAY, store_day

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    at: datetime = datetime(2026, 11, 21, 0, 41, tzinfo=UTC)
    talk: int | timedelta | None = 133
    share: float = 0.123
    state: str = "closed"
    done: bool = False
    change: str = "+5"


COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "Name"),
    Column("at", "Start"),
    Column("talk", "Talk", kind="seconds"),
    Column("share", "Share", kind="percent"),
    Column("state", "State", codes="call_state"),
    Column("done", "Done"),
    Column("change", "Change"),
    Column("key", "Key", value=lambda _row: 7, table=False),
)


def written(*rows: Row) -> str:
    stream = io.StringIO()
    assert write_csv_for_people(stream, rows, COLUMNS, ZoneInfo("Asia/Shanghai")) == len(rows)
    return stream.getvalue()


def test_a_spreadsheet_reads_times_lengths_and_shares() -> None:
    head, line = written(Row("Li, Ann")).splitlines()
    assert head == BOM + "Name,Start,Talk,Share,State,Done,Change"
    assert line == '"Li, Ann",2026-11-21 08:41,0:02:13,12.3%,Closed,no,+5'


@pytest.mark.parametrize(
    ("talk", "words"),
    [(0, "0:00:00"), (3733, "1:02:13"), (-61, "-0:01:01"), (None, ""), (timedelta(seconds=9), "0:00:09")],
)
def test_a_length_is_never_a_time_of_day(talk: int | timedelta | None, words: str) -> None:
    assert next(csv.reader(written(Row("x", talk=talk)).splitlines()[1:]))[2] == words


@pytest.mark.req("SEC-10")
@pytest.mark.parametrize("name", ["=1+1", "@x", "-cmd|'/c calc'!A0", "+8613900000000", "＝1"])
def test_no_cell_is_a_formula(name: str) -> None:
    assert next(csv.reader(written(Row(name)).splitlines()[1:]))[0] == f"'{name}"


def test_tsv_has_a_line_a_record_and_no_mark() -> None:
    stream = io.StringIO()
    write_tsv_for_people(stream, [Row("a\tb\nc")], COLUMNS, ZoneInfo("UTC"))
    assert stream.getvalue().splitlines()[0].startswith("Name\tStart")
    assert len(stream.getvalue().splitlines()) == 2


@pytest.mark.parametrize(
    ("lang", "head", "state"), [("en", "Number,Start", "Closed"), ("zh", "编号,开始", "已关闭")]
)
def test_lists_exports_and_reports_take_it(
    ctx: Context, cli: CommandLine, lang: str, head: str, state: str
) -> None:
    store_day(ctx)
    for words in (("call", "list"), ("export", "calls")):
        ran = cli(*words, "--format=csv", "--labels", lang=lang)
        assert ran.code == 0, ran.stderr
        assert ran.stdout.startswith(BOM + head)
        assert "2026-11-22 12:01" in ran.stdout
        assert state in ran.stdout
        plain = cli(*words, "--format=csv", lang=lang).stdout
        assert plain.startswith("number,")
        assert "2026-11-22T04:01:00Z" in plain
    report = cli("report", "daily", f"--date={DAY}", "--format=csv", "--labels", lang=lang).stdout
    assert report.startswith(BOM)
    assert ("Figure,Value" if lang == "en" else "指标,值") in report.replace('"', "")


def test_json_is_never_labelled(cli: CommandLine) -> None:
    for words in (("call", "list"), ("export", "calls"), ("report", "daily")):
        for fmt in ("json", "jsonl"):
            ran = cli(*words, f"--format={fmt}", "--labels")
            assert (ran.code, ran.stdout) == (2, "")
            assert "--labels" in ran.stderr


def test_a_line_of_a_batch_is_labelled_alone(ctx: Context, cli: CommandLine) -> None:
    store_day(ctx)
    lines = "call list --format csv --labels\ncall list --format csv\n"
    first, second = (json.loads(line)["output"] for line in cli("batch", stdin=lines).stdout.splitlines())
    assert first.startswith(BOM + "Number")
    assert second.startswith("number")


@pytest.mark.parametrize(("lang", "head"), [("en", "Number"), ("zh", "编号")])
def test_the_register_of_complaints_takes_it(cli: CommandLine, lang: str, head: str) -> None:
    words = ("complaint", "register", "--from", "2026-11-01")
    ran = cli(*words, "--format=csv", "--labels", lang=lang)
    assert ran.code == 0, ran.stderr
    assert ran.stdout.startswith(BOM + head)
    assert cli(*words, "--format=csv", lang=lang).stdout.startswith("number,")
    assert cli(*words, "--format=json", "--labels", lang=lang).code == 2
    assert cli(*words, "--format=md", lang=lang).code == 0
