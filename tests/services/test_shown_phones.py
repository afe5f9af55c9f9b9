"""One rule for phones in every list (SEC-08): whole for own items, masked for others, as the setting says."""

from __future__ import annotations

import pytest

from csconsole.errors import NotAllowedError
from csconsole.models import Call, Callback, Customer, CustomerPhone, Ticket
from csconsole.services.callbacks import list_callbacks
from csconsole.services.calls import list_calls
from csconsole.services.context import Context
from csconsole.services.customers import (
    create_customer,
    customer_timeline,
    edit_customer,
    find_customers,
    list_customers,
    reveal_phones,
    show_customer,
)
from csconsole.services.settings import change_setting
from csconsole.services.shown_phones import shown_number
from csconsole.services.tickets import list_tickets
from tests.conftest import AsStaff

E164, TYPED = "+8619900000123", "19900000123"
WHOLE, MASKED = "199 0000 0123", "199****0123"


@pytest.mark.req("SEC-08")
@pytest.mark.parametrize(
    ("e164", "typed", "whole", "masked"),
    [
        ("+862161234567", "021-6123 4567-801", "021-6123 4567-801", "021-61****67-***"),
        ("+862161234567", "(021)6123-4567", "021-6123 4567", "021-61****67"),
        ("+864008200123", "400-820-0123", "400-820-0123", "400-820-0123"),
        (E164, "8619900000123", WHOLE, MASKED),
        (None, "unknown", "unknown", "unknown"),
        (None, None, "", ""),
    ],
)
def test_a_number_has_one_shape_and_keeps_its_extension(
    e164: str | None, typed: str | None, whole: str, masked: str
) -> None:
    assert shown_number(e164, typed, whole=True) == whole
    assert shown_number(e164, typed, whole=False) == masked


@pytest.fixture
def one_of_each(as_: AsStaff) -> None:
    """A call, a ticket, a callback and a customer of one agent, all with one number."""
    ctx = as_("agent")
    me, now = ctx.staff_id, ctx.now()
    with ctx.write() as uow:
        uow.create(Call(number="C1", agent_id=me, started_at=now, phone=TYPED, e164=E164, state="closed"))
        uow.create(Ticket(number="T1", title="leak", reported_at=now, handler_id=me, phone=TYPED, e164=E164))
        uow.create(
            Callback(
                number="B1", reason="date", due_at=now, owner_id=me, phone=TYPED, e164=E164, state="assigned"
            )
        )
        customer = uow.create(Customer(code="K1", name="Ouyang", owner_id=me))
        uow.create(
            CustomerPhone(
                customer_id=customer.pk,
                e164=E164,
                typed=TYPED,
                digits=E164[1:],
                reversed_digits=E164[:0:-1],
                primary=True,
            )
        )


def shown(ctx: Context) -> dict[str, str | None]:
    """The number as every list shows it to this person."""
    return {
        "calls": list_calls(ctx).rows[0].phone,
        "tickets": list_tickets(ctx).rows[0].phone,
        "callbacks": list_callbacks(ctx, view="all").rows[0].phone,
        "customers": list_customers(ctx).rows[0].phone,
        "found": find_customers(ctx, "0123")[0].phone,
    }


@pytest.mark.req("SEC-08")
@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize(
    ("who", "rule", "number"),
    [
        ("agent", "outside_own", WHOLE),
        ("agent2", "outside_own", MASKED),
        ("supervisor", "outside_own", WHOLE),
        ("agent", "always", MASKED),
        ("supervisor", "always", MASKED),
        ("agent2", "never", WHOLE),
    ],
)
def test_every_list_shows_a_phone_by_one_rule(as_: AsStaff, who: str, rule: str, number: str) -> None:
    if rule != "outside_own":
        change_setting(as_("admin"), "phone.masked", rule)
    assert set(shown(as_(who)).values()) == {number}


@pytest.mark.req("SEC-08", "SEC-05")
def test_phones_are_masked_for_agents_and_a_look_is_an_event(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = create_customer(ctx, name="欧阳晓雯", phones=[TYPED], taboos="no calls about money")
    seen = show_customer(agent, row.id)
    assert seen.phone == "199****0123"
    assert seen.taboos is None
    assert "0000" not in str([match.phone for match in find_customers(agent, "0123")])
    assert list_customers(agent).rows[0].phone == "199****0123"
    with pytest.raises(NotAllowedError):
        reveal_phones(agent, row.id)
    assert reveal_phones(ctx, row.id) == ("199 0000 0123",)
    assert customer_timeline(ctx, row.id)[0].state == "phones_revealed"
    edit_customer(ctx, row.id, owner_id=agent.staff_id)
    assert show_customer(agent, row.id).phone == "199 0000 0123"


@pytest.mark.req("SEC-08")
def test_what_one_may_not_read_one_may_not_overwrite(ctx: Context, as_: AsStaff) -> None:
    row = create_customer(ctx, name="欧阳晓雯", phones=[TYPED], taboos="no calls about money")
    for text in ("x", ""):
        with pytest.raises(NotAllowedError):
            edit_customer(as_("agent"), row.id, taboos=text)
    edit_customer(as_("agent"), row.id, remark="kind")
    assert edit_customer(ctx, row.id, taboos="none").taboos == "none"
