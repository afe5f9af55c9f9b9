"""Every complaint that comes in is on the register: one without a ticket is refused (CMP-02)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.services.calls import NewItem, log_call
from csconsole.services.calls.complained import UnregisteredComplaintError
from csconsole.services.context import Context
from csconsole.services.tickets import list_tickets

SAID: dict[str, Any] = {"phone": "021-5550-0777", "category": "complaint.service", "summary": "nobody came"}


@pytest.mark.req("CMP-02")
@pytest.mark.parametrize("outcome", [None, "done", "wait", "callback", "transfer", "escalate"])
def test_a_complaint_without_a_ticket_is_refused(ctx: Context, outcome: str | None) -> None:
    soon = ctx.now() + timedelta(hours=1)
    with pytest.raises(UnregisteredComplaintError) as refused:
        log_call(ctx, **SAID, outcome=outcome, next_answer_at=soon, escalate_to="supervisor")
    assert (refused.value.field, refused.value.rule) == ("outcome", "CMP-02")
    with pytest.raises(UnregisteredComplaintError):
        log_call(ctx, **{**SAID, "category": "consult", "kind": "complaint"}, outcome=outcome)


@pytest.mark.req("CMP-02", "CALL-02")
def test_one_of_several_items_that_complains_is_named(ctx: Context) -> None:
    items = (
        NewItem(content="fees", category="consult.fees"),
        NewItem(content="nobody came", category="complaint.service"),
    )
    with pytest.raises(UnregisteredComplaintError) as refused:
        log_call(ctx, phone=SAID["phone"], items=items)
    assert refused.value.item == 1


@pytest.mark.req("CMP-02")
def test_with_a_ticket_or_about_one_it_is_taken(ctx: Context) -> None:
    (item,) = log_call(ctx, **SAID, outcome="ticket").items
    assert item.ticket_number is not None
    again = log_call(ctx, **SAID, outcome="done", chase=item.ticket_number)
    assert again.outcome == "done"
    assert [row.kind for row in list_tickets(ctx).rows] == ["complaint"]


def test_a_call_of_ours_about_a_complaint_is_no_complaint(ctx: Context) -> None:
    assert log_call(ctx, **SAID, direction="outbound").outcome == "done"
