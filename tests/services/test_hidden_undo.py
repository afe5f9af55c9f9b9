"""Nobody learns by undo or a report upward what the page of a complaint refuses to tell (CMP-22)."""

from __future__ import annotations

import pytest

from csconsole.errors import NotAllowedError
from csconsole.services import complaints, tickets
from csconsole.services.context import Context
from csconsole.services.escalations import escalate_record
from csconsole.services.journal import NotUndoableError, last_change, record_named
from tests.conftest import AsStaff
from tests.services.test_hidden_complaints import hidden

__all__ = ["hidden"]


@pytest.mark.req("CMP-22")
def test_undo_refuses_a_hidden_number_as_its_page_does(
    hidden: tickets.TicketRow, ctx: Context, as_: AsStaff
) -> None:
    agent, boss = as_("agent"), as_("manager")
    with pytest.raises(NotAllowedError) as page:
        tickets.show_ticket(agent, hidden.number)
    for to_change in (False, True):
        with pytest.raises(NotAllowedError) as refused:
            record_named(agent, hidden.number, to_change=to_change)
        assert str(refused.value) == str(page.value)
    with pytest.raises(NotAllowedError):
        record_named(agent, "B-0001")
    assert record_named(boss, hidden.number) == ("ticket", hidden.id)
    complaints.describe_complaint(boss, hidden.id, {"against": "1002"})
    with pytest.raises(NotAllowedError):
        record_named(ctx, hidden.number)


@pytest.mark.req("CMP-22", "CALL-12")
def test_nor_does_a_report_upward(hidden: tickets.TicketRow, as_: AsStaff) -> None:
    for number in (hidden.number, "B-0001"):
        with pytest.raises(NotAllowedError):
            escalate_record(as_("agent"), number, reason="x")


@pytest.mark.req("CMP-22")
def test_a_refusal_of_undo_names_no_key_of_what_is_hidden(
    hidden: tickets.TicketRow, ctx: Context, as_: AsStaff
) -> None:
    complaints.describe_complaint(as_("manager"), hidden.id, {"against": "1002"})
    with pytest.raises(NotUndoableError) as refused:
        last_change(ctx, ("ticket", hidden.id))
    assert hidden.number not in str(refused.value)
