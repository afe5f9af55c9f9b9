"""Repair types and warranty of tickets, size and mode (TKT-15, TKT-17)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.i18n import set_language
from csconsole.services import tickets, warranty
from csconsole.services.categories import find_category
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, edit_customer
from csconsole.services.packs import install_pack
from csconsole.services.tickets import TicketRow
from csconsole.services.warranty import TicketWarranty
from tests.conftest import AsStaff
from tests.services.tickets.registering import register

HANDED = date(2024, 11, 23)
"""Two years before the day on which the tests' clock stands."""


@pytest.fixture
def property_site(as_: AsStaff) -> None:
    install_pack(as_("admin"), "property")


def _leak(ctx: Context, category: str = "repair.water", **fields: Any) -> TicketRow:
    given = {"name": "Ouyang Xiaowen", "phones": ["021-5550-0101"], "unit": "3-502", "handed_over_on": HANDED}
    customer = create_customer(ctx, **{**given, **fields.pop("customer", {})})
    about = {"customer_id": customer.id, "category_id": find_category(ctx, category).id, "address": None}
    return register(ctx, **{**about, **fields})


def _of(ctx: Context, row: TicketRow) -> TicketWarranty:
    found = tickets.show_ticket(ctx, row.id).warranty
    assert found is not None
    return found


@pytest.mark.req("TKT-17")
@pytest.mark.usefixtures("property_site")
def test_a_ticket_is_in_warranty_on_the_last_day_and_not_the_day_after(
    ctx: Context, clock: FrozenClock
) -> None:
    row = _leak(ctx, part="给排水管道")
    found = _of(ctx, row)
    assert (found.part, found.state, str(found.shown[0].ends_on)) == ("pipes", "in", "2026-11-23")
    assert "24 months from the handover on 2024-11-23, until 2026-11-23" in found.explanation
    clock.advance(hours=15)  # midnight of the site's zone, not of UTC
    again = {"customer_id": row.customer_id, "category_id": row.category_id, "address": "3-502"}
    late = _of(ctx, register(ctx, **again, part="pipes"))
    assert (late.state, late.shown[0].days) == ("out", -1)
    assert "ended on 2026-11-23, 1 d before the report" in late.explanation
    assert _of(ctx, row).state == "in"


@pytest.mark.req("TKT-17")
@pytest.mark.usefixtures("property_site")
def test_without_a_part_each_part_has_its_own_answer(ctx: Context) -> None:
    row = _leak(ctx)
    found = _of(ctx, row)
    assert (found.state, found.part) == ("", "")
    states = {one.part: one.state for one in found.shown}
    assert states == {"pipes": "in", "waterproofing": "in", "sanitary": "out", "taps": "out"}
    assert found.explanation == "Name the part that is broken: its warranty decides."
    tickets.edit_ticket(ctx, row.id, part="3")
    named = _of(ctx, row)
    assert ([one.part for one in named.shown], named.state) == (["sanitary"], "out")
    tickets.edit_ticket(ctx, row.id, category_id=find_category(ctx, "repair.power").id)
    assert _of(ctx, row).part == ""


@pytest.mark.req("TKT-17")
@pytest.mark.usefixtures("property_site")
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"scope": "public"}, "public area"),
        ({"address": "5-101"}, "not the customer's unit"),
        ({"customer": {"handed_over_on": None}}, "Enter the unit's handover date"),
    ],
)
def test_an_unknown_handover_is_said_with_the_reason(ctx: Context, fields: dict[str, Any], said: str) -> None:
    found = _of(ctx, _leak(ctx, **fields))
    assert found.state == "unknown"
    assert said in found.explanation


@pytest.mark.req("TKT-17")
@pytest.mark.usefixtures("property_site")
def test_a_part_that_the_table_does_not_know_is_refused_without_using_a_number(ctx: Context) -> None:
    first = _leak(ctx)
    with pytest.raises(InvalidInputError) as refused:
        register(ctx, category_id=first.category_id, part="engine")
    assert refused.value.field == "part"
    assert "pipes" in (refused.value.hint or "")
    assert register(ctx).number[-4:] == f"{int(first.number[-4:]) + 1:04d}"


@pytest.mark.req("TKT-17")
@pytest.mark.usefixtures("property_site")
def test_the_table_is_inherited_in_both_languages_and_the_site_may_change_it(
    ctx: Context, as_: AsStaff
) -> None:
    window = warranty.advice_for(ctx, "repair.door.window")
    assert window.questions[0] == "Which door or window?"
    assert [part.code for part in window.parts] == ["doors", "hardware"]
    admin = as_("admin")
    with pytest.raises(NotAllowedError):
        warranty.set_part(ctx, "repair.door.window", "pane", months=6, name_zh="玻璃")
    with pytest.raises(InvalidInputError, match="0 to 1200 months"):
        warranty.set_part(admin, "repair.door.window", "pane", months=1201, name_en="Pane")
    warranty.set_part(admin, "repair.door.window", "pane", months=6, name_zh="玻璃", name_en="Pane")
    assert [part.code for part in warranty.advice_for(ctx, "repair.door.window").parts] == ["pane"]
    warranty.edit_repair_type(admin, "repair.door.window", tips=["Tape the pane."])
    own = warranty.advice_for(ctx, "repair.door.window")
    assert (own.tips, own.questions) == (("Tape the pane.",), ())
    set_language("zh")
    assert "入户总阀" in warranty.advice_for(ctx, "repair.water.leak").tips[0]
    assert warranty.advice_for(ctx, "repair.door.window").tips == ("Tape the pane.",)


@pytest.mark.req("TKT-17", "TKT-01", "TKT-15")
@pytest.mark.usefixtures("property_site")
@pytest.mark.parametrize("fmt", ["md", "html"])
def test_the_slip_has_the_warranty_list_and_what_to_bring(ctx: Context, fmt: str) -> None:
    row = _leak(ctx, size="large")
    text = tickets.repair_slip(ctx, row.id, fmt=fmt).replace("\\", "")
    for part in ("Pipe wrench", "Water and drain pipes", "2026-11-23", "ended 2025-11-23", "no extra charge"):
        assert text.count(part) >= 2, part


@pytest.mark.req("TKT-17")
@pytest.mark.usefixtures("property_site")
def test_a_corrected_handover_date_changes_the_answer(ctx: Context) -> None:
    row = _leak(ctx, part="pipes")
    assert row.customer_id is not None
    edit_customer(ctx, row.customer_id, handed_over_on=HANDED - timedelta(days=1))
    assert _of(ctx, row).state == "out"
    with pytest.raises(InvalidInputError):
        edit_customer(ctx, row.customer_id, handed_over_on="next year")


@pytest.mark.req("TKT-15")
def test_a_small_fault_is_settled_remotely_and_a_large_one_on_site(ctx: Context) -> None:
    assert register(ctx, size="small").mode == "remote"
    large = register(ctx, size="large")
    assert large.mode == "on_site"
    assert register(ctx, size="small", mode="on_site").mode == "on_site"
    assert tickets.edit_ticket(ctx, large.id, size="small").mode == "on_site"
