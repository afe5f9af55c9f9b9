"""The words that a shell offers, on both engines: codes by how they begin, the newest open numbers."""

from __future__ import annotations

import pytest

from csconsole.models import Category, Ticket
from csconsole.services.completion import words_for
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.tickets import cancel_ticket, create_ticket
from tests.conftest import AsStaff


@pytest.mark.req("CMP-22")
def test_codes_and_numbers_that_begin_with_what_was_typed(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        for code in ("repair.leak", "repair.lamp", "fees"):
            uow.create(Category(code=code, name_en=code, name_zh="报修"))
        uow.create(Category(code="repair.old", name_en="old", name_zh="旧", active=False))
    create_customer(ctx, name="Ann", code="A1")
    create_customer(ctx, name="Bert")
    assert words_for(ctx, "category", "repair") == ["repair.lamp", "repair.leak"]
    assert words_for(ctx, "department", "e") == []
    assert words_for(ctx, "department", "E") == ["ENG"]
    assert words_for(ctx, "staff", "200") == ["2001", "2002"]
    assert words_for(ctx, "customer", "") == ["A1"]
    first, second, gone = (create_ticket(ctx, kind="other", title="x") for _n in range(3))
    cancel_ticket(ctx, gone.id, reason="twice")
    assert words_for(ctx, "ticket", "t20261123") == [second.number, first.number]
    with ctx.write() as uow:
        uow.update(uow.get(Ticket, second.id), "against", {"against_staff_id": as_("agent").staff_id})
    assert words_for(as_("agent2"), "ticket", "") == [first.number]
    assert words_for(as_("admin"), "ticket", "") == words_for(as_("admin"), "customer", "") == []
    assert words_for(as_("admin"), "staff", "100") == ["1000", "1001", "1002", "1003", "1007"]
    for kind in ("call", "callback", "handover"):
        assert words_for(ctx, kind, "") == []
