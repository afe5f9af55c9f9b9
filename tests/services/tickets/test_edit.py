"""Correcting tickets: nobody writes over another's change, and the timeline says what was changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from csconsole.errors import ConflictError, InvalidInputError
from csconsole.models import Customer
from csconsole.services import tickets
from csconsole.services.complaints import set_level
from csconsole.services.context import Context
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register


def _last(ctx: Context, row: tickets.TicketRow) -> tuple[str, ...]:
    return tickets.show_ticket(ctx, row.id).timeline[-1].lines


@pytest.mark.req("TKT-01")
def test_a_correction_over_an_older_version_is_refused_with_both_texts(ctx: Context) -> None:
    seen = register(ctx)
    now = tickets.edit_ticket(ctx, seen.id, description="Under the bath.", expected_version=seen.version)
    with pytest.raises(ConflictError, match=r"stored is “Under the bath.”, yours is “In the hall.”") as error:
        tickets.edit_ticket(ctx, seen.id, description="In the hall.", expected_version=seen.version)
    assert (error.value.current, error.value.exit_code) == (now.version, 5)
    assert tickets.show_ticket(ctx, seen.id).description == "Under the bath."
    with pytest.raises(ConflictError, match=r"stored is “Normal”, yours is “Urgent”"):
        tickets.edit_ticket(ctx, seen.id, priority="urgent", expected_version=seen.version)
    tickets.edit_ticket(ctx, seen.id, priority="urgent", expected_version=now.version)


@pytest.mark.req("CMP-03")
def test_a_level_given_over_an_older_version_is_refused(ctx: Context) -> None:
    seen = register(ctx, kind="complaint", title="Nobody came")
    set_level(ctx, seen.id, level="major", expected_version=seen.version)
    with pytest.raises(ConflictError):
        set_level(ctx, seen.id, level="minor", reason="Calm now", expected_version=seen.version)


@pytest.mark.req("TKT-01")
def test_the_timeline_says_what_a_correction_changed(ctx: Context) -> None:
    row = register(ctx)
    tickets.edit_ticket(ctx, row.id, description="In the\nhall.", size="large", product="F3")
    assert set(_last(ctx, row)) >= {
        "Description: Since this morning. → In the hall.",
        "Size: Large fault",
        "Product: F3",
    }
    tickets.edit_ticket(ctx, row.id, appointment_at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    assert any("Appointment: " in line and "10:00" in line for line in _last(ctx, row))


def test_the_timeline_names_why_a_ticket_was_closed(ctx: Context, as_: AsStaff) -> None:
    row = in_progress(ctx, as_("handler"))
    tickets.done_ticket(as_("handler"), row.id, result="Changed", feedback="Fine")
    tickets.close_ticket(as_("supervisor"), row.id, reason="explained", told_customer=True, override=True)
    assert "Explained to the customer" in _last(ctx, row)
    assert "explained" not in _last(ctx, row)


@pytest.mark.req("TKT-01")
def test_customer_phone_contact_and_scope_are_corrected_and_logged(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        key = uow.create(Customer(name="Lin Qiao", tier="vip", zone="East")).pk
    row = in_progress(ctx, as_("handler"))
    changed = tickets.edit_ticket(
        ctx, row.id, customer_id=key, phone="021-5550-0102", contact_name="Lin Yi", scope="public"
    )
    assert (changed.customer, changed.vip, changed.zone) == ("Lin Qiao", True, "East")
    assert (changed.contact_name, changed.scope, changed.address) == ("Lin Yi", "public", row.address)
    assert set(_last(ctx, row)) >= {
        "Customer: Lin Qiao",
        "Contact: Ouyang Xiaowen → Lin Yi",
        "Scope: In-home → Public",
    }
    stranger = tickets.show_ticket(as_("agent"), row.id).timeline[-1].lines
    assert any("****" in line for line in stranger)
    assert "5550-0102" not in " ".join(stranger)


@pytest.mark.req("TKT-01")
@pytest.mark.parametrize("name", ["phone", "contact_name", "address"])
def test_what_a_repair_needs_is_not_taken_away(ctx: Context, name: str) -> None:
    row = register(ctx)
    emptied: dict[str, Any] = {name: " "}
    with pytest.raises(InvalidInputError, match="A ticket of kind Repair needs") as refused:
        tickets.edit_ticket(ctx, row.id, **emptied)
    assert refused.value.field == name
