"""Merging tickets whose kind asks for more: a price, the parties of a dispute, the report of an incident."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import matters, tariff, tickets
from csconsole.services.assets import add_asset, record_check
from csconsole.services.context import Context
from csconsole.services.journal import undo
from csconsole.services.journal.reversals import fits
from csconsole.services.packs import install_pack
from csconsole.services.tickets import MergeRefusedError
from csconsole.services.tickets.merge import linking_tables
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


def test_whatever_follows_a_merge_can_go_back() -> None:
    """A table that is forgotten in the journal would let ``u`` take back what was done before the merge."""
    tables = {str(model.__tablename__) for model, _column in linking_tables()}
    assert {"ticket_charge", "asset_check", "subtask"} <= tables
    assert [name for name in sorted(tables) if not fits(name, "moved")] == []


@pytest.mark.req("TKT-24")
def test_the_price_of_both_stands_on_the_one_that_stays_and_undoing_parts_them(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    tariff.set_price(as_("admin"), "water.tap", price="30", name_en="Tap", name_zh="水龙头", unit="piece")
    at = clock.now() + timedelta(days=1)
    keep, gone = (register(ctx, kind="special_service", title="New tap") for _each in range(2))
    tariff.charge_ticket(ctx, keep.id, "water.tap", appointment_at=at)
    tariff.charge_ticket(ctx, gone.id, "water.tap", quantity="2", appointment_at=at)
    tariff.record_paid(ctx, gone.id, paid=True)

    def priced(key: int) -> tuple[str, int, bool | None]:
        found = tariff.show_charges(ctx, key)
        return found.total, len(found.lines), found.paid

    tickets.merge_tickets(ctx, keep.id, gone.id, reason="ordered twice")
    assert (priced(keep.id), priced(gone.id)) == (("90.00", 2, None), ("0.00", 0, None))
    assert undo(ctx).action in ("merged", "merged_into")
    assert (priced(keep.id), priced(gone.id)) == (("30.00", 1, None), ("60.00", 1, True))
    bare = register(ctx, kind="special_service", title="New tap")
    tickets.merge_tickets(ctx, bare.id, gone.id, reason="ordered twice")
    assert priced(bare.id) == ("60.00", 1, True)
    assert tickets.show_ticket(ctx, bare.id).appointment_at == at


def test_a_merge_takes_the_checks_of_assets_along_and_back(ctx: Context, as_: AsStaff) -> None:
    install_pack(as_("admin"), "utility")
    valve = add_asset(ctx, name="Valve 2", kind="valve", location="Pump room 1", serial="SN-9")
    found = record_check(ctx, valve.number, "operate", result="defect", text="drips")
    gone = tickets.show_ticket(ctx, next(one.ticket for one in found.checks if one.ticket)).row
    keep = register(ctx, kind="internal", title="Valve 2 drips")
    tickets.merge_tickets(ctx, keep.id, gone.id, reason="same valve")
    assert undo(ctx).record in (keep.number, gone.number)
    assert tickets.show_ticket(ctx, gone.id).row.state == "new"


@pytest.mark.req("TKT-23", "TKT-24", "TKT-25")
def test_what_a_kind_asks_for_is_not_merged_out_of_sight(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    """Into another kind nobody would ask for the outcome, the report or the payment any more."""
    tariff.set_price(as_("admin"), "water.tap", price="30", name_en="Tap", name_zh="水龙头", unit="piece")
    repair = register(ctx)
    dispute = register(ctx, kind="dispute", title="Noise at night")
    incident = register(ctx, kind="incident", title="Pipe burst")
    service = register(ctx, kind="special_service", title="New tap")
    matters.open_dispute(ctx, dispute.id, first_party="Ye Lin", second_party="Ouyang Xiaowen")
    tariff.charge_ticket(ctx, service.id, "water.tap", appointment_at=clock.now() + timedelta(days=1))
    for gone in (dispute, incident, service):
        with pytest.raises(MergeRefusedError) as refused:
            tickets.merge_tickets(ctx, repair.id, gone.id, reason="same")
        assert gone.number in refused.value.message
        assert refused.value.hint
    assert tickets.merge_tickets(ctx, incident.id, repair.id, reason="same").number == incident.number
