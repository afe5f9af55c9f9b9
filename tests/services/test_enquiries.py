"""Enquiries are analysed period by period for the supervisor (CALL-09)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Category
from csconsole.services import tickets
from csconsole.services.calls import CallRow, NewItem, close_call, log_call
from csconsole.services.context import Context
from csconsole.services.reports import build_report, open_figure, period_of
from csconsole.services.reports.document import Block
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff


def blocks(ctx: Context, **asked: Any) -> dict[str, Block]:
    document = build_report(ctx, "enquiries", **(asked or {"date": "today"}))
    return {block.key: block for block in document.blocks}


def shown(block: Block, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in block.rows]


def ask(ctx: Context, what: str, category: str = "consult.fees", **more: Any) -> CallRow:
    return log_call(ctx, summary=what, phone="199 0000 0123", category=category, **more)


@pytest.fixture
def asked(ctx: Context, as_: AsStaff, clock: FrozenClock) -> dict[str, CallRow]:
    """Yesterday a question about fees. Today another, a complex one that waits for its answer, one that went
    to a department together with a repair, and a repair alone.
    """
    with ctx.write() as uow:
        for code, name in (("consult.fees", "Fees"), ("consult.rules", "Rules"), ("repair.water", "Water")):
            uow.create(Category(code=code, name_en=name, name_zh=name, contact_type=code.split(".")[0]))
    agent = as_("agent")
    rows = {"yesterday": ask(agent, "When are fees due?")}
    clock.advance(days=1)
    rows["plain"] = ask(agent, "How much is parking?", answer="300 a month", solved_first_contact=True)
    rows["complex"] = ask(
        agent,
        "May I let a room?",
        "consult.rules",
        complex=True,
        outcome="wait",
        promise_text="we ask the office",
        next_answer_at=agent.now() + timedelta(hours=3),
    )
    rows["beside"] = ask(
        ctx,
        "A leak, and who pays for it?",
        "repair.water",
        items=[
            NewItem(content="leak", category="repair.water", outcome="done", answer="sealed"),
            NewItem(content="Who pays?", category="consult.fees", outcome="ticket", department="PM"),
        ],
    )
    rows["repair"] = ask(agent, "lamp", "repair.water", answer="changed")
    return rows


@pytest.mark.req("CALL-09")
def test_enquiries_are_counted_by_contact_and_split_by_category_with_the_change(
    ctx: Context, asked: dict[str, CallRow]
) -> None:
    found = build_report(ctx, "enquiries", date="today").figures
    assert {name: (one.numerator, one.denominator) for name, one in found.items()} == {
        "enquiries.all": (3, None),
        "enquiries.complex": (1, None),
        "enquiries.waiting": (1, None),
        "enquiries.first_contact_rate": (1, 2),
    }
    columns = ("name", "count", "before", "complex", "answered", "passed_on", "waiting")
    assert shown(blocks(ctx)["categories"], *columns) == [
        ("consult.fees Fees", 2, 1, 0, 1, 1, 0),
        ("consult.rules Rules", 1, 0, 1, 0, 0, 1),
    ]
    page = open_figure(ctx, "enquiries.all", period_of(ctx))
    assert {row.number for row in page.rows} == {
        asked[name].number for name in ("plain", "complex", "beside")
    }


@pytest.mark.req("CALL-09", "CALL-14")
def test_what_is_owed_has_its_owner_and_time_until_it_is_answered(
    ctx: Context, as_: AsStaff, asked: dict[str, CallRow], clock: FrozenClock
) -> None:
    found = blocks(ctx)
    ticket = tickets.list_tickets(ctx).rows[0]
    columns = ("number", "question", "department", "follow_up", "owner", "due")
    assert sorted(shown(found["owed"], *columns)) == [
        (
            asked["complex"].number,
            "May I let a room?",
            "",
            "",
            as_("agent").actor.name,
            asked["complex"].next_answer_at,
        ),
        (asked["beside"].number, "Who pays?", "Property", ticket.number, "", ticket.due_at),
    ]
    assert shown(found["departments"], "department", "count", "open", "late") == [("Property", 1, 1, 0)]
    assert shown(found["complex"], "question", "answer") == [("May I let a room?", "")]
    clock.advance(days=8)
    assert shown(blocks(ctx)["departments"], "count") == [], "of another period"
    assert len(blocks(ctx)["owed"].rows) == 2, "what is owed stays until it is answered"
    close_call(as_("agent"), asked["complex"].id, answer="With consent", result="told")
    assert shown(blocks(ctx)["owed"], "number") == [(asked["beside"].number,)]
    day = {"date": f"{ctx.today() - timedelta(days=8):%Y-%m-%d}"}
    assert shown(blocks(ctx, **day)["departments"], "count", "open", "late") == [(1, 1, 1)]
    assert shown(blocks(ctx, **day)["complex"], "answer") == [("With consent",)]


@pytest.mark.req("CALL-09")
def test_which_kinds_are_enquiries_is_a_setting(
    ctx: Context, as_: AsStaff, asked: dict[str, CallRow]
) -> None:
    change_setting(as_("admin"), "report.enquiry_kinds", ["repair"])
    assert asked
    assert build_report(ctx, "enquiries", date="today").figures["enquiries.all"].numerator == 2
    assert shown(blocks(ctx)["categories"], "name", "count") == [("repair.water Water", 2)]
