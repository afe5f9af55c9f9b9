"""Reports from records with known figures, on both engines; every format; figures opened to rows."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from csconsole import i18n
from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.metrics.catalogue import METRICS
from csconsole.models import Attempt, Call, Callback, Customer
from csconsole.services.context import Context
from csconsole.services.reports import (
    REPORTS,
    FileFormat,
    ReportDocument,
    build_report,
    list_reports,
    open_figure,
    period_of,
    report_text,
    save_report,
)
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.reported import DAY, store_day


@pytest.fixture
def day(ctx: Context) -> Context:
    store_day(ctx)
    return ctx


def figures(ctx: Context, name: str = "daily", **period: Any) -> dict[str, tuple[object, int, int | None]]:
    document = build_report(ctx, name, **(period or {"date": DAY}))
    return {
        key: (None if one.value is None else str(one.value), one.numerator, one.denominator)
        for key, one in document.figures.items()
    }


EXPECTED = {
    "contacts.all": ("12", 12, None),
    "calls.inbound": ("10", 10, None),
    "calls.outbound": ("1", 1, None),
    "contacts.visits": ("1", 1, None),
    "calls.answered": ("7", 7, None),
    "calls.lost": ("1", 1, None),
    "calls.abandoned": ("2", 2, None),
    "calls.loss_rate": ("30.0", 3, 10),
    "calls.three_ring_rate": (
        "50.0",
        3,
        6,
    ),  # rings 2, waits 15 and 10; not rings 4, 20, 21; 1 unknown is out
    "calls.service_level": ("50.0", 4, 8),  # waits 10, 15, 20, 10 within 20 s, of 6 measured + 2
    "calls.mean_wait": ("17.7", 106, 6),
    "calls.mean_talk": ("60.0", 360, 6),
    "calls.first_contact_rate": ("14.3", 1, 7),  # C001 has a ticket; C002 counts; 6 calls and a visit closed
    "contacts.uncategorised": ("1", 1, None),
    "tickets.new": ("5", 5, None),
    "tickets.done": ("2", 2, None),
    "tickets.closed": ("1", 1, None),
    "tickets.open": ("5", 5, None),
    "tickets.overdue": ("1", 1, None),
    "tickets.response_rate": ("50.0", 1, 2),  # three are still inside the 24 h
    "repairs.total": ("3", 3, None),
    "repairs.in_home": ("1", 1, None),
    "repairs.public": ("1", 1, None),
    "repairs.in_home_share": ("50.0", 1, 2),
    "repairs.public_share": ("50.0", 1, 2),
    "repairs.per_call": ("42.9", 3, 7),
    "complaints.new": ("2", 2, None),
    "callbacks.due": ("4", 4, None),
    "callbacks.done": ("3", 3, None),
    "callbacks.in_window_rate": ("25.0", 1, 4),
    "callbacks.coverage": ("100.0", 1, 1),
    "callbacks.satisfaction": ("50.0", 1, 2),
    "promises.kept": ("2", 2, None),
    "promises.late": ("1", 1, None),
    "promises.missed": ("1", 1, None),
    "promises.overdue": ("1", 1, None),
    "seats.abnormal_sign_outs": ("1", 1, None),
}


@pytest.mark.req("RPT-07", "RPT-08", "RPT-09", "RPT-11", "RPT-12", "RPT-13", "RPT-24", "RPT-25", "RPT-26")
@pytest.mark.req("RPT-41", "RPT-01")
def test_the_daily_report_counts_the_records_of_the_day(day: Context) -> None:
    found = figures(day)
    assert {key: found[key] for key in EXPECTED} == EXPECTED


@pytest.mark.req("RPT-13")
def test_a_ticket_counts_as_not_answered_in_time_once_its_time_is_up(
    day: Context, clock: FrozenClock
) -> None:
    clock.advance(hours=4)
    assert figures(day)["tickets.response_rate"] == ("20.0", 1, 5)


@pytest.mark.req("RPT-41")
def test_the_daily_report_is_of_yesterday_unless_told(day: Context) -> None:
    assert build_report(day, "daily").period == DAY


@pytest.mark.req("RPT-10")
def test_means_per_day_divide_by_the_days_of_the_period(day: Context) -> None:
    found = figures(day, from_="2026-11-21", to="2026-11-22")
    assert found["calls.per_day"] == ("5.5", 11, 2)
    assert found["contacts.visits_per_day"] == ("0.5", 1, 2)
    assert found["callbacks.per_day"] == ("1.5", 3, 2)


@pytest.mark.req("RPT-08")
def test_short_abandons_leave_the_loss_rate_by_setting(day: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "report.exclude_short_abandons", True)
    assert figures(day)["calls.loss_rate"] == ("22.2", 2, 9)
    figure = build_report(day, "daily", date=DAY).figures["calls.loss_rate"]
    assert [(one.key, n) for one, n in figure.excluded] == [("call.short_abandoned", 1)]
    with_rows = open_figure(day, "calls.loss_rate", period_of(day, date_text=DAY))
    assert {row.number for row in with_rows.rows} == {"C008", "C010"}


@pytest.mark.req("RPT-07")
def test_calls_without_a_measured_wait_are_left_out_and_said(day: Context) -> None:
    found = build_report(day, "daily", date=DAY).figures
    left = {key: [(one.key, n) for one, n in found[key].excluded] for key in found}
    assert left["calls.three_ring_rate"] == [("call.untimed", 1)]
    assert left["calls.service_level"] == [("call.answered_unwaited", 1), ("call.abandoned_unwaited", 0)]


@pytest.mark.req("RPT-07")
def test_the_service_level_follows_its_settings_and_prints_them(day: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "report.service_level_formula", "5b")
    change_setting(as_("admin"), "report.service_level_seconds", 15)
    document = build_report(day, "daily", date=DAY)
    level = document.figures["calls.service_level"]
    assert (level.numerator, level.denominator) == (3, 7)
    line = next(line for line in document.header if line.startswith("Service level"))
    assert "#5b" in line
    assert "15 s" in line
    assert "5 s" in line


@pytest.mark.req("RPT-05")
def test_rates_print_their_parts_and_exclusions(day: Context) -> None:
    text = report_text(build_report(day, "daily", date=DAY), FileFormat.TABLE)
    assert "30.0 %   3/10" in text
    assert "excluded repairs without a scope 1" in text
    assert "done early 1, done late 1" in text
    empty = report_text(build_report(day, "daily", date="2026-01-05"), FileFormat.TABLE)
    line = next(line for line in empty.splitlines() if line.startswith("Call-loss rate"))
    assert line.split()[2:4] == ["-", "0/0"]


@pytest.mark.req("RPT-01")
def test_every_figure_opens_to_as_many_rows_as_it_counts(day: Context) -> None:
    period = period_of(day, date_text=DAY)
    document = build_report(day, "daily", date=DAY)
    for key, figure in document.figures.items():
        if METRICS[key].unit == "seconds" or "wait" in key:
            continue
        assert open_figure(day, key, period, limit=100).total == figure.numerator, key
        if figure.denominator is not None and METRICS[key].denominator is not None:
            opened = open_figure(day, key, period, part="denominator", limit=100)
            assert opened.total == figure.denominator, key


@pytest.mark.req("RPT-01")
def test_figures_compare_with_the_period_before(day: Context) -> None:
    document = build_report(day, "daily", date=DAY)
    row = next(row for row in document.blocks[0].rows if row["id"] == "calls.inbound")
    assert (row["previous"], row["change"]) == (Decimal(1), Decimal("9.0"))
    assert (row["year_before"], row["year_change"]) == (Decimal(0), Decimal("10.0"))
    lost = next(row for row in document.blocks[0].rows if row["id"] == "calls.loss_rate")
    assert lost["change"] == Decimal("30.0")


@pytest.mark.req("RPT-01")
def test_figures_split_by_person(day: Context) -> None:
    block = build_report(day, "daily", date=DAY, by="person").blocks[-1]
    by_name = {row["name"]: row for row in block.rows}
    assert by_name["李晓"]["calls.answered"].numerator == 5
    assert by_name["陈博"]["calls.answered"].numerator == 2
    assert by_name["-"]["calls.lost"].numerator == 1
    assert sum(row["calls.answered"].numerator for row in block.rows if "calls.answered" in row) == 7


@pytest.mark.req("RPT-01")
def test_every_dimension_splits(day: Context) -> None:
    for by in ("person", "team", "branch", "zone", "department", "type", "product", "channel", "category"):
        document = build_report(day, "daily", date=DAY, by=by)
        assert document.blocks[-1].rows
        for fmt in (FileFormat.TABLE, FileFormat.JSON, FileFormat.HTML):
            assert report_text(document, fmt)


def test_an_unknown_dimension_is_refused(day: Context) -> None:
    with pytest.raises(InvalidInputError):
        build_report(day, "daily", by="colour")


@pytest.mark.req("RPT-01")
def test_no_figures_of_days_to_come(day: Context) -> None:
    with pytest.raises(InvalidInputError):
        build_report(day, "daily", date="2026-11-24")
    with pytest.raises(InvalidInputError):
        build_report(day, "daily", date="someday")
    with pytest.raises(InvalidInputError):
        build_report(day, "daily", from_="2026-11-20", to="2026-11-10")
    with pytest.raises(InvalidInputError, match="ten years"):
        build_report(day, "daily", from_="2016-01-01", to="2026-11-20")
    with pytest.raises(NotFoundError) as caught:
        build_report(day, "dayly")
    assert "daily" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "before", "year_before"),
    [
        ("2026-11-22", "2026-11-21", "2025-11-22"),
        ("2026-02", "2026-01-01 .. 2026-01-31", "2025-02-01 .. 2025-02-28"),
        ("2025", "2024-01-01 .. 2024-12-31", "2024-01-01 .. 2024-12-31"),
        ("lastweek", "2026-11-09 .. 2026-11-15", "2025-11-16 .. 2025-11-22"),
    ],
)
def test_periods_compared(ctx: Context, text: str, before: str, year_before: str) -> None:
    period = period_of(ctx, date_text=text)
    assert (period.before().text, period.year_before().text) == (before, year_before)


@pytest.mark.req("RPT-43")
def test_classification_counts_categories_channels_and_shares(day: Context) -> None:
    document = build_report(day, "classification", date=DAY)
    categories = {row["category"]: (row["count"], str(row["share"])) for row in document.blocks[1].rows}
    assert categories == {"repair.water Water": (7, "87.5"), "": (1, "12.5")}
    assert sum(row["count"] for row in document.blocks[2].rows) == 8
    assert document.figures["contacts.reached"].numerator == 8
    assert {row["channel"] for row in document.blocks[2].rows} == {"phone", "hotline", "visit"}


@pytest.mark.req("RPT-44")
def test_the_callback_report_has_codes_and_aspects(day: Context) -> None:
    document = build_report(day, "callbacks", date=DAY)
    codes = {row["code"]: (row["count"], str(row["share"])) for row in document.blocks[1].rows}
    assert codes == {"no_answer": (2, "66.7"), "done": (1, "33.3")}
    assert [(row["code"], row["count"]) for row in document.blocks[2].rows] == [("speed", 1)]
    assert document.figures["callbacks.due"].numerator == 4


@pytest.mark.req("RPT-53")
def test_the_backlog_lists_what_lies(day: Context) -> None:
    blocks = {block.key: block for block in build_report(day, "backlog").blocks}
    numbers = {key: [row["number"] for row in block.rows] for key, block in blocks.items() if key in _LISTS}
    assert numbers == _LISTS
    chased = next(row for row in blocks["overdue"].rows if row["number"] == "T2")
    assert chased["chases"] == 1
    assert [row["what"] for row in blocks["overdue_promises"].rows] == ["promise open"]


_LISTS = {
    "overdue": ["T2"],
    "orphans": ["T6", "T2", "T3", "T4", "T5"],
    "no_response": [],
    "no_follow_up": [],
    "parked": [],
    "not_reviewed": ["T6", "T2", "T3", "T4", "T5"],
    "open": ["T6", "T2", "T3", "T4", "T5"],
}


@pytest.mark.req("RPT-42", "CALL-16")
def test_the_day_book_has_every_contact_and_item(day: Context) -> None:
    blocks = {block.key: block for block in build_report(day, "day-book", date=DAY).blocks}
    assert len(blocks["contacts"].rows) == 11
    assert [row["purpose"] for row in blocks["outbound"].rows] == ["ask for access"]
    assert blocks["contacts"].rows[0]["phone"] == "199****0001"
    assert [row["number"] for row in blocks["tickets"].rows] == ["T1", "T2", "T3", "T4", "T5"]
    assert [row["code"] for row in blocks["attempts"].rows] == ["done", "no_answer", "no_answer"]


@pytest.mark.req("RPT-42")
def test_the_day_book_names_known_customers(day: Context) -> None:
    with day.write() as uow:
        known = uow.create(Customer(name="Ximen Qiu"))
        call, attempt = uow.one(Call, number="C001"), uow.session.exec(select(Attempt)).first()
        assert call is not None
        assert attempt is not None
        uow.update(call, "edited", {"customer_id": known.pk})
        uow.update(uow.get(Callback, attempt.callback_id), "edited", {"customer_id": known.pk})
    blocks = {block.key: block for block in build_report(day, "day-book", date=DAY).blocks}
    assert "Ximen Qiu" in [row["customer"] for row in blocks["contacts"].rows]
    assert "Ximen Qiu" in [row["customer"] for row in blocks["attempts"].rows]


@pytest.mark.req("CMP-22")
@pytest.mark.usefixtures("day")
def test_complaints_about_colleagues_stay_with_supervisors(as_: AsStaff) -> None:
    agent = as_("agent")
    blocks = {block.key: block for block in build_report(agent, "day-book", date=DAY).blocks}
    assert "T5" not in [row["number"] for row in blocks["tickets"].rows]
    opened = open_figure(agent, "complaints.new", period_of(agent, date_text=DAY))
    assert [row.number for row in opened.rows] == ["T3"]
    assert "About a colleague" not in report_text(build_report(agent, "backlog", rows=True), FileFormat.JSON)


def test_reports_need_the_right(as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        build_report(as_("admin"), "daily")


def saved(document: ReportDocument, tmp_path: Path, fmt: FileFormat) -> bytes:
    path = tmp_path / f"report.{fmt}"
    save_report(document, path, fmt)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("report")] == [path.name]
    content = path.read_bytes()
    path.unlink()
    return content


@pytest.mark.req("RPT-01", "SEC-10")
def test_every_format_carries_the_header_and_masks_phones(day: Context, tmp_path: Path) -> None:
    document = build_report(day, "day-book", date=DAY, rows=True)
    for fmt in (one for one in FileFormat if one is not FileFormat.XLSX):
        text = saved(document, tmp_path, fmt).decode("utf-8-sig")
        for expected in ("Day book", DAY, "1002 Sun Yue", "Internal", "199****0001"):
            assert expected in text.replace("\\*", "*"), (fmt, expected)
        assert "19900000001" not in text


@pytest.mark.req("RPT-01")
def test_json_names_its_figures(day: Context) -> None:
    body = json.loads(report_text(build_report(day, "daily", date=DAY), FileFormat.JSON))
    assert (body["report"], body["from"], body["to"]) == ("daily", DAY, DAY)
    rate = body["figures"]["calls.loss_rate"]
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (30, 3, 10)
    assert rate["shown"] == {"call.short_abandoned": 1}
    lines = report_text(build_report(day, "daily", date=DAY), FileFormat.JSONL).splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_files_hold_no_formulas(day: Context, tmp_path: Path) -> None:
    document = build_report(day, "day-book", date=DAY, rows=True)
    cells = [
        cell
        for row in csv.reader(io.StringIO(saved(document, tmp_path, FileFormat.CSV).decode("utf-8-sig")))
        for cell in row
    ]
    path = tmp_path / "book.xlsx"
    save_report(document, path)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names[0] == "About"
    for name in book.sheet_names:
        cells += [str(cell) for row in book.get_sheet_by_name(name).to_python() for cell in row]
    assert "'=1+1" in cells
    assert [cell for cell in cells if cell.startswith("=")] == []


def test_html_escapes_hostile_text(ctx: Context, hostile: str, tmp_path: Path) -> None:
    from csconsole.models import Ticket
    from csconsole.text import clean

    with ctx.write() as uow:
        uow.create(Ticket(number="T1", title=clean(f"<script>{hostile}")[:200], reported_at=ctx.now()))
    document = build_report(ctx, "day-book", date="today")
    assert "<script" not in report_text(document, FileFormat.HTML)
    for fmt in FileFormat:
        content = saved(document, tmp_path, fmt)
        if fmt is not FileFormat.XLSX:
            assert "\x1b" not in content.decode("utf-8-sig")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_report_in_both_languages(day: Context, lang: str) -> None:
    i18n.set_language(lang)
    for name, spec in REPORTS.items():
        document = build_report(day, name, date=DAY, rows=True)
        assert document.title == (spec.zh if lang == "zh" else spec.en)
        assert report_text(document, FileFormat.MD)
    assert len(list_reports(day)) == len(REPORTS)


@pytest.mark.req("RPT-04")
def test_a_period_that_still_runs_is_provisional(day: Context) -> None:
    assert build_report(day, "daily", date="2026-11").provisional
    assert not build_report(day, "daily", date="2026-10").provisional
