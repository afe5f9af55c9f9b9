"""A department that was closed: what names it is said, nobody is sent there (TKT-03)."""

from __future__ import annotations

import pytest

from csconsole.errors import InvalidInputError
from csconsole.models import Category
from csconsole.services import calls, complaints
from csconsole.services.context import Context
from csconsole.services.departments import edit_department
from csconsole.services.dispatch import dispatch_ticket, propose_target
from csconsole.services.dispatch.rules import add_rule
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


@pytest.mark.req("TKT-03")
def test_who_closes_it_hears_what_names_it(ctx: Context, as_: AsStaff) -> None:
    admin = as_("admin")
    assert edit_department(admin, "ENG", active=True).still_named == ""
    add_rule(admin, department="ENG", ticket_kind="repair")
    row = register(ctx)
    dispatch_ticket(ctx, row.id, department_id=propose_target(ctx, row.id).department_id)
    told = edit_department(admin, "ENG", active=False).still_named
    assert "open tickets: 1" in told
    assert "lines of the routing table: 1" in told
    assert "people:" in told


@pytest.mark.req("TKT-03")
def test_no_proposal_names_it(ctx: Context, as_: AsStaff) -> None:
    admin = as_("admin")
    add_rule(admin, department="ENG", ticket_kind="repair", building="3")
    add_rule(admin, department="PM", ticket_kind="repair")
    row = register(ctx, address="3-502")
    assert propose_target(ctx, row.id).department == "Engineering"
    edit_department(admin, "ENG", active=False)
    found = propose_target(ctx, row.id)
    assert found.department == "Property"
    assert "Engineering is no longer active" in found.reasons[0]
    edit_department(admin, "PM", active=False)
    found = propose_target(ctx, row.id)
    assert (found.department_id, len(found.reasons)) == (None, 3)


@pytest.mark.req("TKT-03", "CALL-15")
def test_no_call_names_it(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        uow.create(Category(code="repair", name_zh="报修", name_en="Repair", ticket_kind="repair"))
    edit_department(as_("admin"), "ENG", active=False)
    given = {"summary": "leak", "phone": "19900000123", "category": "repair"}
    for fields in ({"outcome": "ticket", "department": "ENG"}, {"voice": "need", "voice_department": "ENG"}):
        with pytest.raises(InvalidInputError) as refused:
            calls.log_call(ctx, **given, **fields)
        assert refused.value.rule == "TKT-03"


@pytest.mark.req("TKT-04")
def test_an_agent_hears_that_a_department_is_only_proposed(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        uow.create(Category(code="repair", name_zh="报修", name_en="Repair", ticket_kind="repair"))
    given = {"summary": "leak", "phone": "19900000123", "category": "repair", "outcome": "ticket"}
    given |= {"scope": "in_home", "caller_name": "Ye Lin", "address": "3-502"}
    told = calls.log_call(as_("agent"), department="ENG", **given)
    assert "Engineering" in told.warnings[0]
    assert "dispatched" in told.warnings[0]
    assert calls.log_call(as_("agent"), **given).warnings == ()
    assert calls.log_call(ctx, department="ENG", **given).warnings == ()


@pytest.mark.req("CMP-22", "TKT-04")
def test_whom_a_complaint_is_about_is_not_proposed(ctx: Context, as_: AsStaff) -> None:
    add_rule(
        as_("admin"), department="ENG", ticket_kind="complaint", handler_no="2001", strategy="least_load"
    )
    row = register(ctx, kind="complaint", level="minor")
    assert propose_target(ctx, row.id).handler_id == as_("handler").staff_id
    complaints.describe_complaint(ctx, row.id, {"against": "2001"})
    found = propose_target(ctx, row.id)
    assert found.handler_id != as_("handler").staff_id
    assert any("the complaint is about them" in why for why in found.passed)
