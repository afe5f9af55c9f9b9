"""The asset file: location, serial number, checks, card, linked to tickets (TKT-31)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.i18n import set_language
from csconsole.models import Asset
from csconsole.services import assets, tickets
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, merge_customers
from csconsole.services.packs import install_pack
from tests.conftest import AsStaff
from tests.services.tickets.registering import register

TODAY = date(2026, 11, 23)


@pytest.fixture
def utility(as_: AsStaff) -> None:
    install_pack(as_("admin"), "utility")


def _pump(ctx: Context, **given: Any) -> assets.AssetRow:
    known: dict[str, Any] = {
        "name": "Pump 2",
        "kind": "水泵",
        "location": "Pump room 1",
        "serial": "SN-9",
        "product": "F3",
    }
    return assets.add_asset(ctx, **{**known, **given})


@pytest.mark.req("TKT-31")
def test_kinds_of_assets_come_with_the_utility_pack(ctx: Context, as_: AsStaff) -> None:
    with pytest.raises(InvalidInputError, match="no kind of asset") as none:
        _pump(ctx)
    assert "csconsole pack install utility" in (none.value.hint or "")
    install_pack(as_("admin"), "property")
    assert assets.asset_kinds(ctx) == ()
    install_pack(as_("admin"), "utility")
    assert _pump(ctx).kind_name == "Pump"
    set_language("zh")
    assert [check.name for check in assets.asset_kinds(ctx)[0].checks] == ["现场抄表核对", "强制检定"]


@pytest.mark.req("TKT-31")
@pytest.mark.usefixtures("utility")
def test_an_asset_has_location_and_serial_and_is_found_by_them(ctx: Context, as_: AsStaff) -> None:
    row = _pump(ctx, number="P-2")
    assert (row.number, row.location, row.serial) == ("P-2", "Pump room 1", "SN-9")
    with pytest.raises(InvalidInputError, match="already an asset P-2"):
        _pump(ctx, number="P-2")
    with pytest.raises(InvalidInputError):
        _pump(ctx, location=" ")
    with pytest.raises(NotAllowedError):
        _pump(as_("agent"))
    for text in ("p-2", "sn-9", "room 1", "F3"):
        assert [one.number for one in assets.list_assets(as_("agent"), text).rows] == ["P-2"], text
    assert assets.list_assets(ctx, "100%_").rows == ()
    assert assets.show_asset(ctx, "SN-9").row.id == row.id
    with pytest.raises(NotFoundError):
        assets.show_asset(ctx, "SN-8")
    assert assets.change_asset(ctx, "p-2", location="Pump room 2", state="备用").state == "standby"
    assert assets.add_asset(ctx, name="Meter", kind="meter", location="3-502").number == "A20261123-0001"


@pytest.mark.req("TKT-31")
@pytest.mark.usefixtures("utility")
def test_a_serial_number_is_one_assets_and_two_with_the_same_are_named(ctx: Context) -> None:
    first = _pump(ctx)
    with pytest.raises(InvalidInputError, match=f"{first.number} Pump 2 has the serial number SN-9 already"):
        _pump(ctx, name="Pump 3")
    second = _pump(ctx, name="Pump 3", serial="SN-10")
    with pytest.raises(InvalidInputError, match="SN-9 already"):
        assets.change_asset(ctx, second.number, serial="SN-9")
    assert assets.change_asset(ctx, second.number, serial="SN-10", location="Hall").location == "Hall"
    with ctx.write() as uow:  # from before the rule, or of an import
        stored = uow.one(Asset, number=second.number)
        assert stored is not None
        uow.update(stored, "edited", {"serial": "SN-9"})
    named = f"2 assets have the serial number SN-9: {first.number} Pump 2, {second.number} Pump 3"
    for refused in (
        lambda: assets.show_asset(ctx, "SN-9"),
        lambda: register(ctx, asset="SN-9"),
        lambda: assets.record_check(ctx, "SN-9", "run"),
    ):
        with pytest.raises(InvalidInputError, match=named):
            refused()
    assert not tickets.list_tickets(ctx, filter="kind:repair").rows
    words = register(ctx, asset="SN-99")
    assert "No asset has the number or serial number “SN-99”" in tickets.asset_note(ctx, words.id)
    assert tickets.asset_note(ctx, register(ctx, asset=first.number).id) == ""


@pytest.mark.req("TKT-31")
@pytest.mark.usefixtures("utility")
def test_checks_fall_due_by_the_kind_and_the_next_one_follows_the_last(ctx: Context, as_: AsStaff) -> None:
    row = _pump(ctx, handed_over_on=date(2026, 11, 10))
    assert (row.next_check_on, row.overdue) == (date(2026, 11, 17), True)
    assert [one.number for one in assets.list_assets(ctx, due_until=TODAY).rows] == [row.number]
    handler = as_("handler")
    with pytest.raises(InvalidInputError, match="no check"):
        assets.record_check(handler, row.number, "flow")
    with pytest.raises(InvalidInputError, match="on the day it was done"):
        assets.record_check(handler, row.number, "run", on=date(2026, 11, 24))
    missed = assets.record_check(handler, row.number, "run", result="not_possible", text="Locked")
    assert missed.row.next_check_on == date(2026, 11, 17)
    page = assets.record_check(handler, row.number, "运行及异响", on=date(2026, 11, 20))
    assert (page.row.next_check_on, page.row.overdue) == (date(2026, 11, 27), False)
    assert [(check.code, str(check.due_on)) for check in page.planned] == [
        ("run", "2026-11-27"),
        ("service", "2027-05-10"),
    ]
    assert assets.change_asset(ctx, row.number, state="scrapped").next_check_on is None


@pytest.mark.req("TKT-31")
@pytest.mark.usefixtures("utility")
def test_a_defect_opens_a_ticket_about_the_asset(ctx: Context) -> None:
    row = _pump(ctx)
    with pytest.raises(InvalidInputError, match="what was found"):
        assets.record_check(ctx, row.number, "run", result="defect")
    page = assets.record_check(ctx, row.number, "run", result="异常", text="Loud bearing")
    [ticket] = page.tickets
    assert (page.checks[0].ticket, page.row.open_tickets) == (ticket.number, 1)
    shown = tickets.show_ticket(ctx, ticket.number)
    assert (shown.asset_number, shown.product, shown.row.address) == (row.number, "F3", "Pump room 1")
    tickets.cancel_ticket(ctx, ticket.number, reason="Entered twice")
    assert assets.show_asset(ctx, row.number).row.open_tickets == 0


@pytest.mark.req("TKT-31", "TKT-01")
@pytest.mark.usefixtures("utility")
def test_a_ticket_is_linked_by_number_or_serial_and_takes_place_and_customer_from_the_file(
    ctx: Context,
) -> None:
    owner = create_customer(ctx, name="Ouyang Xiaowen", phones=["021-5550-0101"])
    row = _pump(ctx, customer_id=owner.id)
    ticket = register(ctx, asset="SN-9", address=None, phone=None, contact_name=None)
    assert (ticket.address, ticket.customer_id) == ("Pump room 1", owner.id)
    assert tickets.show_ticket(ctx, ticket.id).asset_number == row.number
    words = register(ctx, asset="some pump")
    assert tickets.show_ticket(ctx, words.id).asset_number is None
    tickets.edit_ticket(ctx, words.id, asset=row.number.lower())
    assert [one.number for one in assets.show_asset(ctx, row.number).tickets] == [words.number, ticket.number]
    tickets.edit_ticket(ctx, words.id, asset="")
    page = tickets.show_ticket(ctx, words.id)
    assert (page.asset, page.asset_number) == (None, None)
    assert [one.id for one in tickets.list_tickets(ctx, filter="asset:SN-9").rows] == [ticket.id]
    other = create_customer(ctx, name="Ouyang X.", phones=["021-5550-0109"])
    merge_customers(ctx, other.id, owner.id, reason="Same person")
    assert assets.list_assets(ctx, customer_id=other.id).rows[0].number == row.number


@pytest.mark.req("TKT-31")
@pytest.mark.usefixtures("utility")
@pytest.mark.parametrize("fmt", ["md", "html"])
def test_the_card_has_the_file_its_checks_and_tickets(ctx: Context, fmt: str) -> None:
    row = _pump(ctx)
    register(ctx, asset=row.number, title="No pressure")
    text = assets.asset_card(ctx, row.number, fmt=fmt).replace("\\", "")
    for part in (row.number, "Pump room 1", "SN-9", "Run and noise", "every 7 days", "No pressure"):
        assert part in text, part
