"""Registering tickets, and the lists they stand in (TKT-01, TKT-06, TKT-22)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models import Promise, Ticket
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.dispatch import dispatch_ticket
from tests.conftest import AsStaff
from tests.services.tickets.registering import events, in_progress, register


@pytest.mark.req("TKT-01")
def test_a_new_ticket_has_number_owner_due_and_event(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = register(agent)
    assert row.number == "T20261123-0001"
    assert (row.state, row.kind, row.priority) == ("new", "repair", "normal")
    assert row.first_owner_id == agent.staff_id
    assert row.reported_at == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert row.due_at == row.reported_at + timedelta(hours=24)
    assert [event.action for event in events(ctx, row.id)] == ["created"]
    assert register(agent).number == "T20261123-0002"


@pytest.mark.req("TKT-01")
@pytest.mark.parametrize("field", ["title", "scope", "address", "phone", "contact_name"])
def test_a_repair_needs_its_mandatory_fields(ctx: Context, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        register(ctx, **{field: None if field != "title" else "  "})
    assert refused.value.rule == "TKT-01"
    assert refused.value.field == ("symptom" if field == "title" else field)


@pytest.mark.req("TKT-01")
def test_the_customer_is_known_by_the_phone(ctx: Context) -> None:
    known = create_customer(ctx, name="Lin Qiao", phones=["021-5550-0107"], address="Lake Road 5")
    row = register(ctx, phone="02155500107", contact_name=None, address=None)
    assert (row.customer_id, row.contact_name, row.address) == (known.id, "Lin Qiao", "Lake Road 5")
    create_customer(ctx, name="Lin Yi", phones=["021-5550-0107"])
    assert register(ctx, phone="02155500107").customer_id is None
    with pytest.raises(InvalidInputError, match="A ticket of kind Repair needs: Contact"):
        register(ctx, contact_name=None)


@pytest.mark.req("TKT-01")
def test_tickets_are_found_by_a_part_of_the_customers_name_and_by_the_last_digits(ctx: Context) -> None:
    whole = create_customer(ctx, name="Acme", phones=["021-5550-0107"])
    part = create_customer(ctx, name="Acme Lifts Ltd", phones=["021-5550-0108"])
    first, second = (register(ctx, customer_id=one.id) for one in (whole, part))

    def found(text: str) -> set[int]:
        return {row.id for row in tickets.list_tickets(ctx, filter=text).rows}

    assert found("customer:Acme") == {first.id}
    assert found("customer:lifts") == {second.id}
    assert found("number:0002") == found("number:2") == {second.id}
    assert found(f"number:{first.number.lower()}") == {first.id}


@pytest.mark.req("TKT-01")
def test_other_kinds_need_only_a_title(ctx: Context) -> None:
    row = tickets.create_ticket(ctx, kind="other", title="Ask about the parking card")
    assert row.address is None


@pytest.mark.req("TKT-01")
def test_a_masked_number_is_refused(ctx: Context) -> None:
    with pytest.raises(InvalidInputError):
        register(ctx, phone="138****5678")


@pytest.mark.req("TKT-02")
def test_the_orphan_list_is_empty_in_ordinary_work(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    row = in_progress(ctx, handler)
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    register(ctx)
    assert tickets.list_tickets(ctx, filter="lacks:owner,step").rows == ()
    with ctx.write() as uow:
        ticket = uow.get(Ticket, register(ctx).id)
        uow.update(ticket, "edit", {"state": "assigned"})
    assert [each.id for each in tickets.list_tickets(ctx, filter="lacks:owner,step").rows] == [ticket.id]


@pytest.mark.req("TKT-06")
def test_unassigned_tickets_by_age_with_their_alert(ctx: Context, clock: FrozenClock) -> None:
    old = register(ctx)
    clock.advance(minutes=10)
    young = register(ctx)
    rows = tickets.list_tickets(ctx, filter="state:new", sort="reported").rows
    assert [(row.id, row.waiting_seconds) for row in rows] == [(old.id, 600), (young.id, 0)]
    assert tickets.overdue_dispatches(ctx).rows == ()
    clock.advance(seconds=1)
    assert [row.id for row in tickets.overdue_dispatches(ctx).rows] == [old.id]


@pytest.mark.req("TKT-22")
def test_urgent_first_and_vip_first_within_a_priority(ctx: Context) -> None:
    from csconsole.models import Customer

    with ctx.write() as uow:
        vip = uow.create(Customer(name="Lin Qiao", tier="vip", address="1-101")).pk
    normal = register(ctx, customer_id=None)
    normal_vip = register(ctx, customer_id=vip)
    urgent = register(ctx, priority="urgent")
    emergency = register(ctx, priority="emergency")
    urgent_vip = register(ctx, priority="urgent", customer_id=vip)
    from csconsole.services.dispatch import dispatch_board

    order = [row.id for row in dispatch_board(ctx).tickets]
    assert order == [emergency.id, urgent_vip.id, urgent.id, normal_vip.id, normal.id]
    listed = tickets.list_tickets(ctx, filter="state:open", sort="priority,-vip,due")
    assert [row.id for row in listed.rows] == order
    listed = tickets.list_tickets(
        ctx, filter="state:open priority:emergency,urgent", sort="priority,-vip,due"
    )
    assert [row.id for row in listed.rows] == [emergency.id, urgent_vip.id, urgent.id]


@pytest.mark.req("CALL-14")
def test_a_promise_goes_to_the_ledger_and_is_settled(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    promised = clock.now() + timedelta(hours=3)
    row = in_progress(ctx, handler, promised_at=promised, promise_text="Visit before noon")
    assert (row.due_at, row.due_source) == (promised, "promise")
    tickets.done_ticket(handler, row.id, result="Sealed", feedback="Fine")
    late = in_progress(ctx, handler, promised_at=promised)
    clock.advance(hours=4)
    tickets.done_ticket(handler, late.id, result="Sealed", feedback="Fine")
    dropped = register(ctx, promised_at=clock.now() + timedelta(hours=1))
    tickets.cancel_ticket(ctx, dropped.id, reason="Withdrawn")
    with ctx.read() as uow:
        states = {}
        for each in (row.id, late.id, dropped.id):
            promise = uow.one(Promise, ticket_id=each)
            assert promise is not None
            states[each] = promise.state
    assert states == {row.id: "kept", late.id: "late", dropped.id: "cancelled"}


def test_a_promise_in_the_past_is_refused(ctx: Context, clock: FrozenClock) -> None:
    with pytest.raises(InvalidInputError):
        register(ctx, promised_at=clock.now())


def test_an_older_version_is_a_conflict(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    with pytest.raises(ConflictError):
        tickets.cancel_ticket(ctx, row.id, reason="Late", expected_version=row.version)


def test_tickets_are_found_by_number_or_todays_last_digits(ctx: Context) -> None:
    row = register(ctx)
    for ref in (row.id, row.number, row.number.lower(), "1", "#0001"):
        assert tickets.note_ticket(ctx, ref, text="found").id == row.id
    with pytest.raises(NotFoundError):
        tickets.note_ticket(ctx, "T20200101-0001", text="?")


@pytest.mark.req("CMP-22")
def test_a_complaint_about_a_person_is_hidden_from_agents(ctx: Context, as_: AsStaff) -> None:
    row = tickets.create_ticket(
        ctx, kind="complaint", title="He was rude", against_staff_id=as_("agent").staff_id
    )
    assert tickets.list_tickets(as_("agent")).rows == ()
    with pytest.raises(NotAllowedError):
        tickets.note_ticket(as_("agent"), row.id, text="Who wrote this?")
    assert [each.id for each in tickets.list_tickets(ctx).rows] == [row.id]


def test_hostile_text_is_stored_clean(ctx: Context, hostile: str) -> None:
    row = register(ctx, title=("x " + hostile)[:200], description=hostile, contact_name=("y" + hostile)[:100])
    with ctx.read() as uow:
        stored = uow.get(Ticket, row.id)
        text = stored.title + stored.description + (stored.contact_name or "")
    assert not any(ord(char) < 32 and char not in "\n\t" for char in text)
    assert not any(char in text for char in "\x7f\x9b\u202e\u2066\x85")
