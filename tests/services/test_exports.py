"""Exports: every kind in every format, masked, harmless, whole or not at all, limited, recorded."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from csconsole import i18n
from csconsole.errors import NotAllowedError, NotFoundError, UsageError
from csconsole.models import Call, Customer, CustomerPhone, Event, Ticket
from csconsole.services.context import Context
from csconsole.services.exports import EXPORTS, export_records, export_seen
from csconsole.services.exports.cells import local_times, masked_phones, safe_texts
from csconsole.services.query import QueryError
from csconsole.tabular.columns import FileFormat
from csconsole.text import clean, formula_safe, mask_phone
from tests.conftest import AsStaff, CommandLine
from tests.services.reported import store_day


@pytest.fixture
def day(ctx: Context) -> Context:
    store_day(ctx)
    return ctx


def exported(ctx: Context, entity: str, fmt: FileFormat = FileFormat.CSV, **asked: Any) -> str:
    stream = io.BytesIO()
    export_records(ctx, entity, out=stream, fmt=fmt, **asked)
    return stream.getvalue().decode()


def rows(ctx: Context, entity: str, **asked: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(ctx, entity, **asked))))


def store_customers(ctx: Context, count: int) -> None:
    with ctx.write() as uow:
        customers = uow.create_many([Customer(name=f"Customer {n}", tags=["x"]) for n in range(count)])
        uow.create_many(
            [
                CustomerPhone(
                    customer_id=one.pk,
                    typed=f"1990000{n:04}",
                    e164=f"+861990000{n:04}",
                    digits=f"1990000{n:04}",
                    reversed_digits=f"1990000{n:04}"[::-1],
                )
                for n, one in enumerate(customers)
            ]
        )


def test_calls_as_csv(day: Context) -> None:
    found = {row["number"]: row for row in rows(day, "calls")}
    assert len(found) == 14
    first = found["C001"]
    assert first["started_at"] == "2026-11-22T04:01:00Z"
    assert (first["phone"], first["agent"], first["category"]) == ("199****0001", "1007 李晓", "repair.water")
    assert (first["wait_seconds"], first["solved_first_contact"], first["late_entry"]) == (
        "10",
        "true",
        "false",
    )
    assert found["C009"]["summary"] == ""


def test_the_filter_and_the_order_are_those_of_the_list(day: Context) -> None:
    assert [row["number"] for row in rows(day, "calls", filter="state:lost,abandoned", sort="number")] == [
        "C008",
        "C009",
        "C010",
    ]
    assert [row["number"] for row in rows(day, "tickets", filter="Lift or Noise", sort="-number")] == [
        "T4",
        "T2",
    ]
    assert [row["number"] for row in rows(day, "tickets", filter="Noise")] == ["T4"]
    assert [row["number"] for row in rows(day, "tickets", filter="Noise sort:number")] == ["T4"]
    with pytest.raises(QueryError):
        rows(day, "calls", filter="stat:open")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_kind_in_every_format(day: Context, lang: str, tmp_path: Path) -> None:
    i18n.set_language(lang)
    for entity in EXPORTS:
        for fmt in FileFormat:
            check_export(day, entity, fmt, tmp_path / f"{entity}.{fmt}")


def check_export(day: Context, entity: str, fmt: FileFormat, file: Path) -> None:
    made = export_records(day, entity, out=file, fmt=fmt)
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    assert b"19900000001" not in content
    if fmt is FileFormat.XLSX:
        sheet = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
        assert len(sheet) - 1 == made.rows or made.rows == 0
    elif fmt in (FileFormat.JSON, FileFormat.JSONL):
        text = content.decode()
        body = json.loads(text) if fmt is FileFormat.JSON else [json.loads(one) for one in text.splitlines()]
        assert len(body) == made.rows
    about = file.with_name(file.name + ".about.json")
    if fmt in (FileFormat.CSV, FileFormat.TSV, FileFormat.JSON, FileFormat.JSONL):
        assert json.loads(about.read_text())["rows"] == made.rows
    else:
        assert not about.exists()


@pytest.mark.req("SEC-10")
def test_files_for_people_say_who_when_and_why(day: Context, tmp_path: Path) -> None:
    for fmt in (FileFormat.MD, FileFormat.HTML, FileFormat.XLSX):
        file = tmp_path / f"x.{fmt}"
        export_records(day, "calls", out=file, fmt=fmt, reason="monthly cost check")
        if fmt is FileFormat.XLSX:
            about = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("About").to_python()
            text = " ".join(str(cell) for row in about for cell in row)
            first = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
            text += " ".join(str(cell) for cell in first[1])
        else:
            text = file.read_text()
        for part in ("1002 Sun Yue", "monthly cost check", "Internal", "2026-11-23 09:00", "Closed"):
            assert part in text, (fmt, part)


@pytest.mark.req("SEC-05")
def test_an_export_is_an_event(day: Context) -> None:
    exported(day, "calls", filter="state:lost", reason="cost check")
    with day.read() as uow:
        event = uow.session.exec(select(Event).where(Event.entity == "export")).one()
    assert (event.action, event.reason, event.actor_id) == ("exported", "cost check", day.actor.staff_id)
    assert event.detail is not None
    assert (event.detail["entity"], event.detail["rows"], event.detail["filter"]) == (
        "calls",
        1,
        "state:lost",
    )


@pytest.mark.req("SEC-08")
def test_customers_phones_are_masked(ctx: Context) -> None:
    store_customers(ctx, 1)
    assert rows(ctx, "customers")[0]["phone"] == "199****0000"


@pytest.mark.parametrize(
    ("who", "entity"),
    [("auditor", "calls"), ("handler", "tickets"), ("admin", "calls"), ("admin", "customers")],
)
def test_who_may_not_export(as_: AsStaff, who: str, entity: str) -> None:
    with pytest.raises(NotAllowedError):
        exported(as_(who), entity)


def test_an_unknown_kind_is_named(ctx: Context) -> None:
    with pytest.raises(NotFoundError):
        exported(ctx, "passwords")


@pytest.mark.req("CMP-22")
@pytest.mark.usefixtures("day")
def test_complaints_about_colleagues_are_not_in_an_agents_export(as_: AsStaff) -> None:
    assert "T5" not in {row["number"] for row in rows(as_("agent"), "tickets")}
    assert "T5" in {row["number"] for row in rows(as_("supervisor"), "tickets")}


def test_hostile_text_does_no_harm(ctx: Context, hostile: str) -> None:
    text = clean(hostile)[:120]
    with ctx.write() as uow:
        uow.create(Ticket(number="T1", title="t", description=text, contact_name=text, reported_at=ctx.now()))
        uow.create(Call(number="C1", summary=text, started_at=ctx.now()))
    cell = rows(ctx, "tickets")[0]["contact"]
    assert cell == formula_safe(text)
    assert "<script" not in exported(ctx, "calls", FileFormat.HTML)
    assert "\x1b" not in exported(ctx, "calls", FileFormat.JSON)
    tsv = exported(ctx, "tickets", FileFormat.TSV).splitlines()
    assert [len(line.split("\t")) for line in tsv] == [35, 35]


def test_lines_of_the_database_say_the_same_as_columns(ctx: Context, hostile: str) -> None:
    raw = hostile.encode("utf-8", "ignore").decode().replace("\0", "")[:200]
    summaries = ["plain", raw, "a\x1fb", "c\x1ed", " =1", 'say "no", then', "two\nlines", "e\u0301", "-1", ""]
    with ctx.write() as uow:
        for n, summary in enumerate(summaries):
            uow.create(
                Call(
                    number=f"C{n}", summary=summary, caller_name=raw[:120], rings=-n, started_at=ctx.now(),
                    phone=["021-61234567 转 8", "13800001234", "anonymous", None][n % 4],
                )
            )  # fmt: skip
    for chosen in ("", "number:C0", "sort:number"):
        lines = rows(ctx, "calls", filter=chosen)
        objects = [
            json.loads(one) for one in exported(ctx, "calls", FileFormat.JSONL, filter=chosen).splitlines()
        ]
        assert lines == [
            {name: "" if cell is None else str(cell) for name, cell in one.items()} for one in objects
        ]


@pytest.mark.req("SEC-08")
def test_fast_paths_agree_with_the_slow_ones(hostile: str) -> None:
    texts = [
        "plain",
        "",
        None,
        hostile,
        "=1+1",
        " =1",
        "tab\there",
        "漏水",
        "－1",
        "line\nbreak",
        "e\u0301",
        "a\x1fb",
    ]
    slow = [formula_safe(clean(one)) if one else one for one in texts]
    assert list(safe_texts(texts)) == slow
    assert [next(iter(safe_texts([one]))) for one in texts] == slow
    phones = ["13800001234", "021-61234567", "12345", "+8613800001234", "anonymous", "", None]
    assert list(masked_phones(phones)) == [mask_phone(one) if one else one for one in phones]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("Asia/Shanghai", "2026-11-21 16:30:05"), ("Asia/Kathmandu", "2026-11-21 14:15:05")],
)
def test_local_times(zone: str, expected: str) -> None:
    from zoneinfo import ZoneInfo

    assert list(local_times(ZoneInfo(zone))(["2026-11-21T08:30:05Z", None])) == [expected, None]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    day: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csconsole.services.exports.writers.SHEET_ROWS", 5)
    file = tmp_path / "calls.xlsx"
    export_records(day, "calls", out=file, fmt=FileFormat.XLSX)
    book = CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == ["Calls", "Calls 2", "Calls 3", "About"]
    assert [len(book.get_sheet_by_index(n).to_python()) for n in range(3)] == [6, 6, 5]


def test_a_batch_is_not_the_end(day: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csconsole.services.exports.stream.BATCH_ROWS", 4)
    assert len(rows(day, "calls")) == 14
    assert len({row["number"] for row in rows(day, "calls", filter="matter")}) == 11


def test_an_export_that_fails_leaves_the_old_file(
    day: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("old")

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("csconsole.services.exports.run.WRITERS", {FileFormat.CSV: full})
    with pytest.raises(OSError, match="No space"):
        export_records(day, "calls", out=file, fmt=FileFormat.CSV)
    assert file.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(("calls", "."))] == ["calls.csv"]


def test_the_command_line(ctx: Context, cli: CommandLine, tmp_path: Path) -> None:
    store_day(ctx)
    file = tmp_path / "calls.jsonl"
    ran = cli("export", "calls", "--filter", "state:lost", "-o", str(file))
    assert (ran.code, ran.stdout) == (0, "")
    assert "1 row is in" in ran.stderr
    assert json.loads(file.read_text())["number"] == "C008"
    bad = cli("export", "calls", "--filter", "stat:lost", "-o", str(file))
    assert bad.code == 2
    assert bad.stderr.splitlines()[-1] == "^"
    assert cli("export", "calls", "-o", str(tmp_path / "x.pdf")).code == 2
    assert cli("export", "customers", as_="admin").code == 4


@pytest.mark.req("SEC-05")
def test_a_list_is_exported_as_it_is_seen_without_formulas_and_recorded(ctx: Context, tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    assert export_seen(ctx, "staff", ["name", "zone"], [["李晓", "=1+1"]], file) == 1
    assert file.read_text(encoding="utf-8").splitlines() == ["\ufeffname,zone", "李晓,'=1+1"]
    with ctx.read() as uow:
        event = uow.session.exec(select(Event).where(Event.action == "exported")).one()
        assert event.detail is not None
        assert event.detail["rows"] == 1
    with pytest.raises(UsageError):
        export_seen(ctx, "staff", [], [], tmp_path / "staff.doc")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_two_columns_of_an_export_have_the_same_title(lang: str) -> None:
    """A workbook and a csv with labels tell them apart by the title."""
    i18n.set_language(lang)
    for kind in EXPORTS.values():
        titles = [i18n._(column.title) for column in kind.columns]
        assert len(set(titles)) == len(titles), kind.name


def test_csv_with_labels_is_for_people(day: Context, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    export_records(day, "calls", out=file, fmt=FileFormat.CSV, labels=True)
    found = {row["Number"]: row for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())}
    assert file.read_bytes().startswith(b"\xef\xbb\xbfNumber,")
    first = found["C001"]
    assert (first["Started"], first["Phone"], first["Late entry"]) == (
        "2026-11-22 12:01:00",
        "199****0001",
        "no",
    )
    assert json.loads(file.with_name("calls.csv.about.json").read_text())["labels"] is True
