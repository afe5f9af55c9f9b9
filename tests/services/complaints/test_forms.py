"""The compensation claim, a form that is data: opened by a complaint, signed by different people (FRM-15)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import complaints
from csconsole.services.context import Context
from csconsole.services.desk.owed import owed_by_me
from csconsole.services.forms import (
    definitions,
    fill_form,
    list_forms,
    open_form,
    print_form,
    show_form,
    take_form,
)
from csconsole.services.forms.owed import open_forms
from csconsole.services.handover.owed_work import owed_work
from csconsole.services.journal import undo
from csconsole.services.settings import change_setting
from csconsole.services.staff import disable_staff
from csconsole.services.subtasks.ending import StillOwedError
from csconsole.services.unsettled import unsettled_rows
from tests.conftest import AsStaff
from tests.services.complaints.walking import CLOSE, register, take, walk

SIGNERS = {"head": "supervisor", "finance": "handler", "manager": "manager", "cashier": "supervisor"}
REST = {"reason": "damage", "payer": "company", "documents": "invoice; photos"}


@pytest.mark.req("FRM-01")
def test_every_form_that_is_shipped_can_be_read_and_has_a_way_to_its_end() -> None:
    assert list(definitions()) == ["compensation"]
    for form in definitions().values():
        reached, grown = {form.cycle.initial}, True
        while grown:
            further = {t.to for state in reached for t in form.cycle.leaving(state) if t.to} - reached
            reached, grown = reached | further, bool(further)
        assert reached == set(form.cycle.states)


@pytest.mark.req("CMP-26", "FRM-15")
def test_a_compensation_that_is_offered_opens_the_claim_once_and_undoing_it_cancels_the_claim(
    ctx: Context, as_: AsStaff
) -> None:
    row = register(ctx)
    walk(as_, row, to="decide")
    answers = {
        "acceptance": "signed",
        "measure": "New pipe",
        "customer_option": "new pipe",
        "penalty": "none",
    }
    take(as_("agent"), row, "implement", **answers, compensation="120.50")
    (form,) = list_forms(ctx, "compensation").rows
    assert (form.ticket, form.state, form.fields) == (row.number, "claimed", {"claimed": 12050})
    assert form.missing == ("reason", "payer", "documents")
    undo(as_("agent"))
    assert list_forms(ctx).rows == ()
    assert show_form(ctx, form.number).state == "cancelled"


@pytest.mark.req("FRM-15", "FRM-02")
def test_it_is_negotiated_agreed_signed_by_three_people_and_paid(ctx: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "compensation.signers", SIGNERS)
    agent = as_("agent")
    row = register(ctx)
    with pytest.raises(InvalidInputError, match=r"needs: Reason, Payer, Documents"):
        open_form(agent, "compensation", ticket=row.id, fields={"claimed": "900"})
    form = open_form(agent, "compensation", ticket=row.id, fields={"claimed": "900", **REST})
    with pytest.raises(TransitionRefusedError):
        take_form(agent, form.id, "agree", {"amount": "800", "signer": "Ouyang Xiaowen"})
    take_form(agent, form.id, "negotiate", {"offers": "500; 800"})
    with pytest.raises(TransitionRefusedError, match="Signer"):
        take_form(agent, form.id, "agree", {"amount": "800"})
    take_form(agent, form.id, "agree", {"amount": "800", "signer": "Ouyang Xiaowen"})
    with pytest.raises(RuleBrokenError, match="signed or ended"):
        fill_form(agent, form.id, {"claimed": "1000"})
    with pytest.raises(NotAllowedError, match="Still to sign: Responsible head, Finance, Manager"):
        take_form(agent, form.id, "approve")
    assert take_form(ctx, form.id, "approve").state == "agreed"
    with pytest.raises(RuleBrokenError, match="has signed"):
        take_form(ctx, form.id, "approve")
    assert take_form(as_("handler"), form.id, "approve").state == "agreed"
    assert take_form(as_("manager"), form.id, "approve").state == "approved"
    assert take_form(ctx, form.id, "pay", {"paid_on": "2026-11-30"}).state == "paid"
    done = take_form(agent, form.id, "close")
    assert done.ended_at is not None
    assert [one["as"] for one in done.signatures] == ["customer", "head", "finance", "manager", "cashier"]
    text = print_form(ctx, form.id)
    assert "800.00" in text
    assert "invoice; photos" in text
    assert "Signature of the customer" not in text


@pytest.mark.req("FRM-15", "FRM-02")
def test_a_printed_form_holds_its_note_and_a_line_for_the_customer_who_has_not_signed(
    ctx: Context, as_: AsStaff
) -> None:
    agent = as_("agent")
    about = register(ctx).id
    form = open_form(
        agent, "compensation", ticket=about, fields={"claimed": "9", **REST}, note="The <b>floor</b> swelled"
    )
    paper = print_form(agent, form.id, fmt="html")
    assert "The &lt;b&gt;floor&lt;/b&gt; swelled" in paper
    assert paper.count("Signature of the customer") == 1
    take_form(agent, form.id, "negotiate", {"offers": "8"})
    take_form(agent, form.id, "agree", {"amount": "8", "signer": "Ouyang Xiaowen"})
    assert "Signature of the customer" not in print_form(agent, form.id)


@pytest.mark.req("FRM-15")
def test_what_is_no_more_than_the_limit_needs_no_general_manager(ctx: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "compensation.limit", 500)
    change_setting(as_("admin"), "compensation.signers", SIGNERS)
    agent = as_("agent")
    form = open_form(agent, "compensation", ticket=register(ctx).id, fields={"claimed": "900", **REST})
    take_form(agent, form.id, "negotiate", {"offers": "800"})
    take_form(agent, form.id, "agree", {"amount": "500.00", "signer": "Ouyang Xiaowen"})
    states = [take_form(as_(who), form.id, "approve").state for who in ("supervisor", "handler", "manager")]
    assert states == ["agreed", "agreed", "approved"]


@pytest.mark.req("FRM-15", "FRM-02")
def test_above_the_limit_the_general_manager_signs_and_a_return_takes_the_signatures_off(
    ctx: Context, as_: AsStaff
) -> None:
    change_setting(as_("admin"), "compensation.limit", 500)
    change_setting(as_("admin"), "compensation.signers", SIGNERS)
    agent = as_("agent")
    form = open_form(agent, "compensation", ticket=register(ctx).id, fields={"claimed": "900", **REST})
    take_form(agent, form.id, "negotiate", {"offers": "800"})
    take_form(agent, form.id, "agree", {"amount": "500.01", "signer": "Ouyang Xiaowen"})
    for who in ("supervisor", "handler", "manager"):
        assert take_form(as_(who), form.id, "approve").state == "agreed"
    with pytest.raises(TransitionRefusedError, match="Reason"):
        take_form(agent, form.id, "return")
    with pytest.raises(NotAllowedError, match="Still to sign: General manager"):
        take_form(agent, form.id, "return", {"reason_why": "the sum is wrong"})
    back = take_form(as_("manager"), form.id, "return", {"reason_why": "the sum is wrong"})
    assert (back.state, back.signatures) == ("claimed", ())
    refused = take_form(as_("manager"), form.id, "refuse", {"reason_why": "not ours"})
    assert refused.state == "refused"


@pytest.mark.req("CMP-22")
def test_a_claim_of_a_complaint_about_a_person_is_hidden_with_it(ctx: Context, as_: AsStaff) -> None:
    row = register(ctx)
    form = open_form(ctx, "compensation", ticket=row.id, fields={"claimed": "900", **REST})
    complaints.describe_complaint(ctx, row.id, {"against": "1007"})
    assert list_forms(as_("agent")).rows == ()
    with pytest.raises(NotAllowedError):
        show_form(as_("agent"), form.number)


@pytest.mark.req("FRM-02", "FRM-15")
def test_with_one_supervisor_a_substitute_signs_and_who_is_missing_is_said(
    ctx: Context, as_: AsStaff
) -> None:
    agent, boss = as_("agent"), as_("manager")
    form = open_form(agent, "compensation", ticket=register(ctx).id, fields={"claimed": "900", **REST})
    take_form(agent, form.id, "negotiate", {"offers": "800"})
    take_form(agent, form.id, "agree", {"amount": "500", "signer": "Ouyang Xiaowen"})
    take_form(ctx, form.id, "approve")
    assert take_form(boss, form.id, "approve").signatures[-1]["as"] == "manager", "the own role first"
    with pytest.raises(NotAllowedError, match="Nobody is left to sign as Finance") as refused:
        take_form(agent, form.id, "approve")
    assert "compensation.substitutes" in str(refused.value.hint)
    assert "Supervisor" in str(refused.value.hint)
    change_setting(as_("admin"), "compensation.substitutes", {"finance": "handler"})
    assert take_form(as_("handler"), form.id, "approve").state == "approved"
    assert take_form(ctx, form.id, "pay", {"paid_on": "2026-11-30"}).state == "paid"


@pytest.mark.req("FRM-15")
def test_nobody_substitutes_while_somebody_of_the_role_is_left(ctx: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "compensation.signers", {**SIGNERS, "finance": "auditor"})
    change_setting(as_("admin"), "compensation.substitutes", {"finance": "handler"})
    agent = as_("agent")
    form = open_form(agent, "compensation", ticket=register(ctx).id, fields={"claimed": "900", **REST})
    take_form(agent, form.id, "negotiate", {"offers": "800"})
    take_form(agent, form.id, "agree", {"amount": "500", "signer": "Ouyang Xiaowen"})
    with pytest.raises(NotAllowedError, match=r"Still to sign: Responsible head, Finance, Manager\.$"):
        take_form(as_("handler"), form.id, "approve")
    disable_staff(as_("admin"), "1003", reason="left")
    assert take_form(as_("handler"), form.id, "approve").signatures[-1]["as"] == "finance"


@pytest.mark.req("FRM-15", "CMP-18")
def test_an_open_claim_stands_on_the_lists_with_its_time_and_holds_the_archive(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    agent = as_("agent")
    row = walk(as_, register(agent), to="decide")
    measure = {
        "acceptance": "signed",
        "measure": "New pipe",
        "customer_option": "new pipe",
        "penalty": "none",
    }
    take(agent, row, "implement", **measure, compensation="5000")
    (form,) = list_forms(ctx, "compensation").rows
    (listed,) = unsettled_rows(ctx, "form")
    with ctx.read() as uow:
        (owed,) = open_forms(ctx, uow)
        mine = [item for item in owed_by_me(agent, uow, 40) if item.record == "form"]
        carried = [work for work in owed_work(ctx, uow) if work.entity == "form_record"]
    assert (listed.number, listed.ticket, listed.who) == (form.number, row.number, agent.actor.name)
    assert owed.due_at - clock.now() > timedelta(days=2)
    assert {listed.due_at, mine[0].due_at, carried[0].due_at} == {owed.due_at}
    assert mine[0].key == carried[0].number == form.number
    take(as_("handler"), row, "finish", work_result="Tight", corrective="All seals checked")
    complaints.record_feedback(agent, row.id, satisfaction="satisfied", signer="Ouyang")
    complaints.complaint_slip(ctx, row.id)
    with pytest.raises(StillOwedError, match=f"{form.number} is not ended: Claimed"):
        take(ctx, row, "archive", **CLOSE)
    take_form(as_("manager"), form.id, "refuse", {"reason_why": "The customer waived it"})
    assert take(ctx, row, "archive", **CLOSE).stage == "archived"
    assert unsettled_rows(ctx, "form") == ()
