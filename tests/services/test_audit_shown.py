"""What a reader of the audit log is shown: phones masked, what the reader may not see left out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import NotAllowedError
from csconsole.services import complaints, tickets
from csconsole.services.audit import list_events, verify_chain
from csconsole.services.audit.shown import ABOUT_TICKETS, mask_in
from csconsole.services.callbacks import plan_callback
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, edit_customer
from csconsole.storage import schema
from tests.conftest import AsStaff
from tests.services.complaints.walking import register

PHONE = "19900000123"


def told(ctx: Context, *, reveal: bool = False) -> str:
    return repr(list_events(ctx, limit=500, reveal=reveal).rows)


@pytest.mark.req("SEC-05", "SEC-08")
def test_the_log_masks_phones_and_hides_what_the_reader_may_not_read(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = create_customer(ctx, name="Ye Lin", phones=[PHONE], taboos="Never mention the son")
    edit_customer(ctx, row.id, reason=f"Also under {PHONE}", remark=f"Old number 021-55500123, {PHONE}")
    due = clock.now() + timedelta(hours=2)
    plan_callback(ctx, kind="follow_up", source="repair", reason="Ask", customer_id=row.id, due_at=due)
    tickets.create_ticket(ctx, kind="other", title="Lamp", phone=PHONE)
    for who in ("supervisor", "auditor", "admin"):
        said = told(as_(who))
        for digits in (PHONE, "199 0000 0123", "55500123", PHONE[::-1]):
            assert digits not in said, (who, digits)
    assert "199****0123" in told(as_("auditor"))
    assert "the son" in told(ctx)
    assert "the son" not in told(as_("auditor"))
    assert "[not shown: needs a right]" in told(as_("auditor"))
    assert "Ye Lin" not in told(as_("admin"))
    assert "Lamp" not in told(as_("admin"))


@pytest.mark.req("SEC-05", "SEC-08")
def test_phones_in_the_log_are_shown_on_request_which_is_an_event(ctx: Context, as_: AsStaff) -> None:
    create_customer(ctx, name="Ye Lin", phones=[PHONE])
    assert PHONE in told(ctx, reveal=True)
    newest = list_events(ctx, limit=1).rows[0]
    assert (newest.action, newest.actor_no) == ("phones_revealed", "1002")
    with pytest.raises(NotAllowedError):
        list_events(as_("auditor"), reveal=True)
    assert verify_chain(ctx).whole


@pytest.mark.req("SEC-05")
def test_records_and_those_they_link_to_are_named(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    row = create_customer(ctx, name=f"Ye Lin {PHONE}", phones=[PHONE])
    due = clock.now() + timedelta(hours=2)
    plan_callback(ctx, kind="follow_up", source="repair", reason="Ask", customer_id=row.id, due_at=due)
    planned = list_events(ctx, filter="entity:callback").rows[0]
    assert planned.name.startswith("B")
    assert planned.names["customer_id"] == {row.id: "Ye Lin 199****0123"}
    unnamed = list_events(as_("admin"), filter="entity:callback").rows[0]
    assert (unnamed.name, unnamed.names) == ("", {})


@pytest.mark.req("SEC-05")
def test_what_has_no_name_is_called_after_what_it_belongs_to(ctx: Context, clock: FrozenClock) -> None:
    row = register(ctx, title="Cold water", promised_at=clock.now() + timedelta(hours=3))
    called = {event.entity: event.name for event in list_events(ctx, limit=500).rows}
    assert called["ticket"] == called["complaint"] == called["promise"] == row.number


@pytest.mark.req("CMP-22")
def test_nothing_about_a_complaint_against_staff_is_in_the_log_of_who_may_not_see_it(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = register(ctx, title="He was rude", promised_at=clock.now() + timedelta(hours=3))
    complaints.describe_complaint(ctx, row.id, {"against": "2001"})
    complaints.escalate_complaint(ctx, row.id, reason="He was rude")
    plan_callback(
        ctx, kind="follow_up", source="complaint", reason="He was rude", phone=PHONE, ticket_id=row.id
    )
    seen = {event.entity for event in list_events(as_("admin"), limit=500).rows}
    assert not seen & {"ticket", "complaint", "promise", "escalation", "callback", "ticket_clock"}
    assert "rude" in told(as_("auditor"))


def test_every_table_that_points_at_a_ticket_is_left_out_with_it() -> None:
    tables = schema.whole_schema().tables.values()
    assert {table.name for table in tables if "ticket_id" in table.c} == set(ABOUT_TICKETS)


def test_days_and_numbers_of_records_are_no_phones() -> None:
    for text in ("2026-11-23T01:00:00+00:00", "T20261123-0001", "2026-11-23", "a" * 64, "12345", "-1"):
        assert mask_in(text) == text
    assert mask_in("call 13800005678 or 021-5550 0123转801") == "call 138****5678 or 021-55****23-***"
