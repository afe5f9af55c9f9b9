"""What a printed slip says of who goes, what was asked of departments, and where people write by hand."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.i18n import set_language
from csconsole.services import subtasks, tickets
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.packs import install_pack
from tests.conftest import AsStaff
from tests.services.tickets.registering import department, register


def plain(text: str) -> str:
    return text.replace("\\", "")


@pytest.mark.req("TKT-01", "TKT-28")
def test_the_repair_slip_names_both_who_go_and_says_the_symptom_once(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx, title="Leak", description="Leak")
    first, second = as_("handler").staff_id, as_("handler2").staff_id
    dispatch_ticket(ctx, row.id, handler_id=first, second_handler_id=second)
    text = plain(tickets.repair_slip(ctx, row.id))
    assert text.count("| Repairer | 赵文, Fan Lu |") == 2
    assert "| Details |" not in text
    assert "| Details | Since noon |" in plain(
        tickets.repair_slip(ctx, register(ctx, description="Since noon").id)
    )


@pytest.mark.req("TKT-20", "TKT-05")
def test_the_contact_slip_is_evidence_of_what_departments_were_asked(
    ctx: Context, clock: FrozenClock
) -> None:
    row = register(ctx)
    due = clock.now() + timedelta(hours=8)
    asked = subtasks.ask_department(
        ctx, row.id, department_id=department(ctx, "ENG"), text="Whose pipe?", due_at=due
    )
    text = plain(tickets.work_contact_slip(ctx, row.id))
    assert "| Asked of Engineering | Whose pipe? / Asked 2026-11-23 09:00, due 2026-11-23 17:00 |" in text
    clock.advance(hours=1)
    subtasks.take_subtask(ctx, asked.id, "acknowledge")
    clock.advance(hours=1)
    subtasks.take_subtask(ctx, asked.id, "answer", {"answer": "The owner's"})
    subtasks.plan_slot(ctx, row.id, text="Survey", starts_at=clock.now() + timedelta(hours=3))
    text = plain(tickets.work_contact_slip(ctx, row.id))
    assert "Acknowledged 2026-11-23 10:00" in text
    assert "Answered 2026-11-23 11:00, Sun Yue: The owner's" in text
    assert "Survey" not in text
    set_language("zh")
    assert re.search(r"\| 请.+协办 \| Whose pipe\?", plain(tickets.work_contact_slip(ctx, row.id)))


@pytest.mark.req("TKT-17")
def test_a_slip_tells_the_customer_nothing_that_is_for_the_desk(ctx: Context, as_: AsStaff) -> None:
    install_pack(as_("admin"), "property")
    unit = create_customer(ctx, name="Ye Lin", phones=["021-5550-0177"])
    row = register(ctx, customer_id=unit.id, category_id=_leak(ctx))
    text = plain(tickets.repair_slip(ctx, row.id))
    assert "| Handover date | not known |" in text
    assert "customer's file" not in text


def _leak(ctx: Context) -> int:
    from csconsole.services.categories import find_category

    return find_category(ctx, "repair.water.leak").id


@pytest.mark.req("TKT-01", "TKT-05")
def test_on_paper_there_is_a_line_to_write_on(ctx: Context) -> None:
    html = tickets.repair_slip(ctx, register(ctx).id, fmt="html")
    assert len(re.findall(r'<p class="blank">Signature of the customer<i></i></p>', html)) == 2
    assert "@page" in html
    assert "border-bottom" in html


@pytest.mark.req("TKT-01")
def test_a_word_without_a_gap_breaks_at_the_edge_of_the_paper(ctx: Context) -> None:
    paper = tickets.repair_slip(ctx, register(ctx, title="x" * 190).id, fmt="html")
    assert "overflow-wrap:anywhere" in paper
    assert "table-layout:fixed" in paper
