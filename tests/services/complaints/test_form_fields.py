"""What a step of a form may set, and what is offered to whom: nothing signed changes (FRM-02, FRM-15)."""

from __future__ import annotations

from typing import Any

import pytest

from csconsole.errors import CsconsoleError, InvalidInputError, RuleBrokenError
from csconsole.services import meetings
from csconsole.services.context import Context
from csconsole.services.forms import FormRow, fill_form, open_form, show_form, take_form
from csconsole.services.settings import change_setting
from csconsole.services.unsettled.approvals import waiting_for_me
from tests.conftest import AsStaff
from tests.services.complaints.walking import register

SIGNERS = {"head": "supervisor", "finance": "handler", "manager": "manager", "cashier": "supervisor"}
CLAIM = {"claimed": "900", "reason": "damage", "payer": "company", "documents": "invoice; photos"}


@pytest.fixture
def agreed(ctx: Context, as_: AsStaff) -> FormRow:
    """A claim of 900 that was agreed at 800 and that the customer signed."""
    change_setting(as_("admin"), "compensation.signers", SIGNERS)
    agent = as_("agent")
    form = open_form(agent, "compensation", ticket=register(ctx).id, fields=CLAIM)
    take_form(agent, form.id, "negotiate", {"offers": "500; 800"})
    return take_form(agent, form.id, "agree", {"amount": "800", "signer": "Ouyang Xiaowen"})


@pytest.mark.req("FRM-02", "FRM-15")
def test_a_step_sets_only_what_it_needs(ctx: Context, as_: AsStaff, agreed: FormRow) -> None:
    agent, manager = as_("agent"), as_("manager")

    def refused(who: Context, action: str, field: str, **given: Any) -> None:
        before = show_form(ctx, agreed.id)
        with pytest.raises(RuleBrokenError, match="does not set") as caught:
            take_form(who, agreed.id, action, given)
        assert (caught.value.field, caught.value.exit_code) == (field, 1)
        assert show_form(ctx, agreed.id).fields == before.fields

    refused(ctx, "approve", "amount", amount="1")
    take_form(ctx, agreed.id, "approve")
    take_form(as_("handler"), agreed.id, "approve")
    refused(manager, "approve", "amount", amount="77777")
    refused(manager, "cancel", "claimed", claimed="", reason_why="no")
    refused(manager, "approve", "signer", signer="Ouyang")
    take_form(manager, agreed.id, "approve")
    refused(ctx, "pay", "amount", paid_on="2026-11-22", amount="77777")
    take_form(ctx, agreed.id, "pay", {"paid_on": "2026-11-22"})
    refused(agent, "close", "amount", amount="1", claimed="88888")
    assert take_form(agent, agreed.id, "close").fields["amount"] == 80000


@pytest.mark.req("FRM-15")
def test_no_day_of_payment_in_advance_and_no_more_than_was_claimed(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    with pytest.raises(RuleBrokenError, match="own step"):
        open_form(agent, "compensation", fields={**CLAIM, "paid_on": "2026-11-22"})
    form = open_form(agent, "compensation", ticket=register(ctx).id, fields=CLAIM)
    with pytest.raises(RuleBrokenError, match="own step"):
        fill_form(agent, form.id, {"paid_on": "2026-11-22"})
    with pytest.raises(CsconsoleError, match="needs"):
        take_form(agent, form.id, "negotiate", {"offers": ""})
    take_form(agent, form.id, "negotiate", {"offers": "500"})
    signed = {"amount": "800", "signer": "Ouyang Xiaowen"}
    with pytest.raises(RuleBrokenError, match="does not set"):
        take_form(agent, form.id, "agree", {**signed, "paid_on": "2026-11-22"})
    with pytest.raises(InvalidInputError, match="not above: Claimed"):
        take_form(agent, form.id, "agree", {**signed, "amount": "900.01"})
    assert take_form(agent, form.id, "agree", {**signed, "amount": "900"}).state == "agreed"


@pytest.mark.req("FRM-01", "FRM-15")
@pytest.mark.parametrize("value", ["", "0", "0.00"])
def test_what_is_required_is_not_emptied_and_an_amount_is_more_than_0(
    ctx: Context, as_: AsStaff, value: str
) -> None:
    form = open_form(ctx, "compensation", ticket=register(ctx).id, fields={**CLAIM, "offers": "1"})
    with pytest.raises(InvalidInputError) as caught:
        fill_form(as_("agent"), form.id, {"claimed": value})
    assert (caught.value.field, caught.value.exit_code) == ("claimed", 1)
    assert "offers" not in fill_form(as_("agent"), form.id, {"offers": ""}).fields


@pytest.mark.req("FRM-02")
def test_a_step_is_offered_to_whom_it_is_not_refused(ctx: Context, as_: AsStaff, agreed: FormRow) -> None:
    def offered(who: Context, action: str) -> tuple[bool, str | None]:
        step = next(one for one in show_form(who, agreed.id).steps if one.action == action)
        return step.possible, step.why_not

    unsigned = "Still to sign: Responsible head, Finance, Manager."
    assert offered(as_("agent"), "approve") == (False, unsigned)
    assert offered(ctx, "approve") == (True, None)
    assert offered(as_("agent"), "return") == (True, None)
    take_form(ctx, agreed.id, "approve")
    possible, why = offered(ctx, "approve")
    assert not possible
    assert "has signed" in (why or "")
    assert offered(as_("agent"), "return") == (False, "Still to sign: Finance, Manager.")
    assert offered(as_("handler"), "return") == (True, None)
    assert not offered(as_("handler"), "cancel")[0]
    back = take_form(as_("handler"), agreed.id, "return", {"reason_why": "wrong sum"})
    assert (back.state, back.signatures) == ("claimed", ())


@pytest.mark.req("MTG-13")
def test_the_own_item_waits_for_somebody_else(ctx: Context, as_: AsStaff) -> None:
    manager = as_("manager")
    item = meetings.assign_item(ctx, text="Train", owner_id=manager.staff_id)
    meetings.begin_item(manager, item.id)
    meetings.report_item(manager, item.id, feedback="Done")
    assert [one for one in waiting_for_me(manager) if one.record == "action_item"] == []
    assert [one.key for one in waiting_for_me(ctx) if one.record == "action_item"] == [item.id]
