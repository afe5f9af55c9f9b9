"""Chargeable services 特约/有偿服务: an appointment, the price of the tariff and no other, paid or not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError, RuleBrokenError
from csconsole.i18n import set_language
from csconsole.services import tariff, tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import NotUndoableError, undo
from csconsole.services.packs import install_pack
from csconsole.services.tariff.amounts import amount_of, cents_of, money_text, quantity_of, quantity_text
from csconsole.services.tickets.unfinished import UnfinishedError
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


@pytest.fixture
def service(ctx: Context, as_: AsStaff) -> Any:
    """A paid repair at home, and a tariff that knows its price: 30.00 now, 35.50 from 1 December."""
    admin = as_("admin")
    tariff.set_price(admin, "water.tap", price="30", name_en="Tap", name_zh="水龙头", unit="piece")
    tariff.set_price(admin, "water.tap", price="35.50", valid_from=date(2026, 12, 1))
    return register(ctx, kind="special_service", title="New tap")


def tomorrow(clock: FrozenClock) -> datetime:
    return clock.now() + timedelta(days=1)


@pytest.mark.req("TKT-24")
def test_the_price_comes_from_the_tariff_of_the_day_of_the_appointment(
    ctx: Context, service: Any, clock: FrozenClock
) -> None:
    with pytest.raises(InvalidInputError, match="agree an appointment first"):
        tariff.charge_ticket(ctx, service.id, "water.tap")
    found = tariff.charge_ticket(ctx, service.id, "water.tap", quantity="2", appointment_at=tomorrow(clock))
    assert ([(one.price, one.amount) for one in found.lines], found.total) == ([("30.00", "60.00")], "60.00")
    later = register(ctx, kind="special_service", title="Another tap")
    when = datetime(2026, 12, 1, 2, tzinfo=clock.now().tzinfo)
    assert tariff.charge_ticket(ctx, later.id, "water.tap", appointment_at=when).total == "35.50"
    with pytest.raises(NotFoundError, match="no price of water"):
        tariff.charge_ticket(ctx, service.id, "water.gold")
    with pytest.raises(RuleBrokenError, match="not charged"):
        tariff.charge_ticket(ctx, register(ctx).id, "water.tap", appointment_at=tomorrow(clock))


@pytest.mark.req("TKT-24")
def test_it_ends_with_a_price_and_a_word_about_the_payment(
    ctx: Context, as_: AsStaff, service: Any, clock: FrozenClock
) -> None:
    handler = as_("handler")
    dispatch_ticket(ctx, service.id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, service.id)
    tickets.done_ticket(handler, service.id, result="Changed", feedback="Fine")
    assert tickets.ticket_called_back(ctx, service.id, satisfaction="satisfied").state == "called_back"
    with pytest.raises(UnfinishedError, match="without a price from the tariff"):
        tickets.close_ticket(ctx, service.id, reason="satisfied")
    with pytest.raises(RuleBrokenError, match="no price yet"):
        tariff.record_paid(handler, service.id, paid=True)
    tariff.charge_ticket(handler, service.id, "water.tap", appointment_at=tomorrow(clock))
    with pytest.raises(UnfinishedError, match="whether the customer has paid"):
        tickets.close_ticket(ctx, service.id, reason="satisfied")
    tariff.record_paid(handler, service.id, paid=False, note="Pays at the desk")
    assert [row.id for row in tickets.list_tickets(ctx, filter="paid:no").rows] == [service.id]
    assert tickets.close_ticket(ctx, service.id, reason="satisfied").state == "closed"
    assert tariff.record_paid(ctx, service.id, paid=True, note="Receipt 17").paid, "also after the end"
    row = tickets.show_ticket(ctx, service.id).row
    assert (row.charge, row.paid) == ("30.00", True)


@pytest.mark.req("TKT-24")
def test_a_line_is_taken_off_until_it_is_paid(ctx: Context, service: Any, clock: FrozenClock) -> None:
    tariff.charge_ticket(ctx, service.id, "water.tap", appointment_at=tomorrow(clock))
    found = tariff.charge_ticket(ctx, service.id, "water.tap", quantity="0.5")
    assert found.total == "45.00"
    found = tariff.drop_charge(ctx, service.id, found.lines[0].id)
    assert ([one.quantity for one in found.lines], found.total) == (["0.5"], "15.00")
    tariff.record_paid(ctx, service.id, paid=True)
    with pytest.raises(RuleBrokenError, match="is paid: its price stays"):
        tariff.drop_charge(ctx, service.id, found.lines[0].id)
    with pytest.raises(RuleBrokenError, match="is paid"):
        tariff.charge_ticket(ctx, service.id, "water.tap")


@pytest.mark.req("TKT-24", "REF-23")
@pytest.mark.usefixtures("service")
def test_a_price_that_has_held_is_history(as_: AsStaff, clock: FrozenClock) -> None:
    admin = as_("admin")
    with pytest.raises(NotAllowedError):
        tariff.set_price(as_("supervisor"), "water.tap", price="1")
    with pytest.raises(RuleBrokenError, match="has a price from 2026-11-23 on already"):
        tariff.set_price(admin, "water.tap", price="1")
    with pytest.raises(RuleBrokenError, match="not for days that are over"):
        tariff.set_price(admin, "water.tap", price="1", valid_from=date(2026, 11, 1))
    tariff.set_price(admin, "water.tap", price="36", valid_from=date(2026, 12, 1))
    states = [(row.price, row.state) for row in tariff.list_tariff(admin).rows]
    assert states == [("36.00", "coming"), ("30.00", "current")]
    clock.advance(days=10)
    assert [row.price for row in tariff.current_tariff(admin)] == ["36.00"]
    assert tariff.list_tariff(admin, current=True).rows == tariff.current_tariff(admin)
    tariff.end_service(admin, "water.tap")
    assert tariff.current_tariff(admin) == tariff.list_tariff(admin, current=True).rows == ()


@pytest.mark.req("TKT-24")
def test_a_pack_brings_its_tariff(as_: AsStaff) -> None:
    admin = as_("admin")
    report = install_pack(admin, "property")
    assert report.added["tariff"] == len(tariff.current_tariff(admin)) > 5
    assert install_pack(admin, "property").total == 0


def test_amounts_are_whole_hundredths() -> None:
    assert [cents_of(text) for text in ("60", "60.5", "¥0.05", "0")] == [6000, 6050, 5, 0]
    assert [quantity_text(quantity_of(text)) for text in ("1.5", "10", "0.25")] == ["1.5", "10", "0.25"]
    assert (amount_of(3333, 150), money_text(126050)) == (5000, "1260.50")
    for wrong in ("", "1.005", "-1", "nan", "1e20", "20000000.01", "ten"):
        with pytest.raises(InvalidInputError):
            cents_of(wrong)
    with pytest.raises(InvalidInputError):
        quantity_of("0")


@pytest.mark.req("TKT-24")
def test_the_repair_slip_prints_the_price_and_whether_it_is_paid(
    ctx: Context, service: Any, clock: FrozenClock
) -> None:
    def printed() -> str:
        return tickets.repair_slip(ctx, service.id).replace("\\", "")

    assert "| Price | ____ |" in printed()
    tariff.charge_ticket(ctx, service.id, "water.tap", quantity="2", appointment_at=tomorrow(clock))
    assert printed().count("2 × 30.00 = 60.00") == 2
    assert "| Price | 60.00 |" in printed()
    assert "| Paid | ____ |" in printed()
    tariff.record_paid(ctx, service.id, paid=False)
    assert "| Paid | no |" in printed()
    tariff.record_paid(ctx, service.id, paid=True)
    set_language("zh")
    assert "| 是否已付费 | 是 |" in printed()
    set_language("en")
    other = register(ctx)
    assert "Paid" not in tickets.repair_slip(ctx, other.id)


@pytest.mark.req("TKT-24")
def test_a_price_and_a_payment_are_taken_back(
    ctx: Context, as_: AsStaff, service: Any, clock: FrozenClock
) -> None:
    tariff.charge_ticket(ctx, service.id, "water.tap", appointment_at=tomorrow(clock))
    tariff.charge_ticket(ctx, service.id, "water.tap")
    tariff.record_paid(ctx, service.id, paid=True)
    with pytest.raises(NotUndoableError):
        undo(as_("handler"), record=("ticket", service.id))
    said: list[object] = []
    for _step in range(3):
        said.append(undo(ctx).action)
        found = tariff.show_charges(ctx, service.id)
        said.append((len(found.lines), found.total, found.paid))
    assert said == ["paid", (2, "60.00", None), "charge", (1, "30.00", None), "charge", (0, "0.00", None)]
    assert tariff.show_charges(ctx, service.id).appointment_at is None
