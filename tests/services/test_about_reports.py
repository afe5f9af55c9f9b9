"""Reports about what tickets are about: scope of repairs, products and defects, visits per site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError
from csconsole.services import complaints, subtasks, tickets
from csconsole.services.context import Context
from csconsole.services.reports import REPORTS, build_report
from csconsole.services.reports.document import Block
from tests.conftest import AsStaff
from tests.services.reported import DAY, store_day
from tests.services.tickets.registering import register

SPLIT = {"repairs.total", "repairs.in_home", "repairs.public", "repairs.unscoped"}


def _blocks(ctx: Context, name: str, **asked: Any) -> dict[str, Block]:
    return {block.key: block for block in build_report(ctx, name, **(asked or {"date": "today"})).blocks}


@pytest.mark.req("TKT-16")
def test_every_report_that_counts_repairs_splits_them_by_scope(ctx: Context) -> None:
    store_day(ctx)
    counting = [s for s in REPORTS.values() if any(one.startswith("repairs.") for one in s.metrics)]
    assert counting
    for spec in counting:
        assert set(spec.metrics) >= SPLIT, spec.name
        found = build_report(ctx, spec.name, date=DAY).figures
        total, *parts = (
            found[one].numerator for one in ("repairs.total", *sorted(SPLIT - {"repairs.total"}))
        )
        assert (total, sum(parts)) == (3, 3)
        assert all(parts)
        for by in ("person", "department", "zone", "category"):
            for row in _blocks(ctx, spec.name, date=DAY, by=by)[f"by_{by}"].rows:
                part = [row[one].numerator for one in SPLIT - {"repairs.total"} if one in row]
                assert sum(part) == (row["repairs.total"].numerator if "repairs.total" in row else 0)


@pytest.mark.req("TKT-16")
def test_every_report_that_lists_tickets_by_kind_has_their_scope(ctx: Context) -> None:
    store_day(ctx)
    for name in REPORTS:
        for block in build_report(ctx, name, date=DAY).blocks:
            columns = {column.name: column.codes for column in block.columns}
            if "number" in columns and columns.get("kind") == "ticket_kind":
                assert columns.get("scope") == "ticket_scope", (name, block.key)


@pytest.mark.req("TKT-26")
def test_tags_of_product_and_defect_make_the_quality_list(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    old = register(ctx, product="Valve V2", defect="leak")
    closed = register(ctx, product="Valve V2", defect="noise")
    tickets.cancel_ticket(ctx, closed.id, reason="Entered twice")
    clock.advance(days=40)
    register(ctx)
    register(ctx, product="Valve V2", defect="渗漏")
    complaint = tickets.create_ticket(ctx, kind="complaint", title="Pump too loud", phone="021-5550-0102")
    complaints.describe_complaint(ctx, complaint.id, {"product": "Pump P1"})
    blocks = _blocks(ctx, "quality", date="2027-01")
    found = {row["product"]: row for row in blocks["products"].rows}
    assert (found["Valve V2"]["tickets"], found["Valve V2"]["open"], found["Valve V2"]["defect"]) == (
        2,
        2,
        "leak",
    )
    assert (found["Pump P1"]["tickets"], found["Pump P1"]["complaints"]) == (1, 1)
    assert [(r["product"], r["defect"], r["tickets"]) for r in blocks["defects"].rows] == [
        ("Pump P1", "", 1),
        ("Valve V2", "leak", 2),
    ]
    assert old.number in [row["number"] for row in blocks["records"].rows]
    assert closed.number not in [row["number"] for row in blocks["records"].rows]
    by_product = _blocks(ctx, "quality", date="2027-01", by="product")["by_product"].rows
    assert {row["name"] for row in by_product} >= {"Valve V2", "Pump P1"}
    complaints.describe_complaint(ctx, complaint.id, {"against": "1012"})
    assert "Pump P1" not in {
        r["product"] for r in _blocks(as_("agent"), "quality", date="2027-01")["products"].rows
    }


@pytest.mark.req("TKT-26")
def test_a_defect_is_a_code_and_tags_may_be_taken_away(ctx: Context) -> None:
    with pytest.raises(InvalidInputError):
        register(ctx, product="Valve V2", defect="green")
    row = register(ctx, product="Valve V2", defect="leak")
    tickets.edit_ticket(ctx, row.id, product="", defect="noise")
    page = tickets.show_ticket(ctx, row.id)
    assert (page.product, page.defect) == (None, "noise")
    assert tickets.list_tickets(ctx, filter="defect:noise").rows[0].id == row.id


@pytest.mark.req("TKT-19")
def test_training_and_maintenance_are_counted_per_site_with_what_is_unsolved(
    ctx: Context, clock: FrozenClock
) -> None:
    here = tickets.create_ticket(ctx, kind="training", title="Yearly maintenance", address="Plant 1")
    tickets.create_ticket(ctx, kind="training", title="Training of the operators", address="Plant 1")
    tickets.create_ticket(ctx, kind="training", title="Training", address="Plant 2")
    register(ctx)
    visit = subtasks.plan_slot(ctx, here.id, text="Filters", starts_at=clock.now() + timedelta(hours=1))
    for step in ("agree", "confirm"):
        subtasks.take_subtask(ctx, visit.id, step)
    clock.advance(hours=3)
    left = {
        "work_result": "Cleaned",
        "signer": "Ouyang",
        "unsolved": "Filter 3 is missing",
        "engineer": "2001",
    }
    subtasks.take_subtask(ctx, visit.id, "leave_open", left)
    blocks = _blocks(ctx, "sites", date="2026-11")
    found = {row["site"]: row for row in blocks["sites"].rows}
    assert set(found) == {"Plant 1", "Plant 2"}
    assert (found["Plant 1"]["tickets"], found["Plant 1"]["visits"], found["Plant 1"]["unsolved"]) == (
        2,
        1,
        1,
    )
    assert (found["Plant 2"]["tickets"], found["Plant 2"]["visits"]) == (1, 0)
    assert [row["item"] for row in blocks["unsolved"].rows] == ["Filter 3 is missing"]
    subtasks.take_subtask(ctx, visit.id, "settle", {"work_result": "Fitted"})
    settled = _blocks(ctx, "sites", date="2026-11")
    assert settled["unsolved"].rows == ()
    assert {row["site"]: row["done"] for row in settled["sites"].rows}["Plant 1"] == 1


@pytest.mark.req("TKT-19", "RPT-05")
def test_the_figure_of_visits_to_sites_is_the_sum_of_the_sites(ctx: Context) -> None:
    tickets.create_ticket(ctx, kind="training", title="Yearly maintenance", address="Plant 1")
    twice = tickets.create_ticket(ctx, kind="training", title="Yearly maintenance", address="Plant 1")
    tickets.cancel_ticket(ctx, twice.id, reason="Entered twice")
    document = build_report(ctx, "sites", date="today")
    sites = next(block for block in document.blocks if block.key == "sites")
    figures = [document.figures[name].numerator for name in ("sites.visits", "sites.training")]
    assert (sum(row["tickets"] for row in sites.rows), figures) == (1, [1, 1])


@pytest.mark.req("RPT-42", "RPT-05")
def test_a_book_that_reads_no_further_says_so(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    store_day(ctx)
    assert not any(block.notes for block in build_report(ctx, "day-book", date=DAY).blocks)
    monkeypatch.setattr("csconsole.services.reports.day_book.MOST_ROWS", 3)
    blocks = _blocks(ctx, "day-book", date=DAY)
    note = "No more than 3 are read: choose a shorter period."
    assert [key for key in ("contacts", "outbound", "tickets") if note in blocks[key].notes] == [
        "contacts",
        "outbound",
        "tickets",
    ]
