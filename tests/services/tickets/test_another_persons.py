"""Whose ticket it is comes before what a rule says about the command (SEC-02, TKT-02)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from csconsole.errors import NotAllowedError
from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.matters import open_dispute, record_mediation, settle_dispute
from csconsole.services.staff import find_staff
from csconsole.services.tariff import charge_ticket, drop_charge, record_paid
from csconsole.services.tickets import (
    arrive_ticket,
    ask_extension,
    cancel_ticket,
    close_ticket,
    create_ticket,
    defer_ticket,
    done_ticket,
    edit_ticket,
    excuse_arrival,
    note_ticket,
    park_ticket,
    resume_ticket,
    return_ticket,
    split_ticket,
    start_ticket,
    wait_ticket,
)
from csconsole.services.tickets.own_steps import take_own_step
from tests.conftest import AsStaff
from tests.databases import NOW

LATER = NOW + timedelta(hours=1)
BEFORE = NOW - timedelta(days=9)

Try = Callable[[Context, int], Any]

TRIES: dict[str, Try] = {
    "done": lambda ctx, key: done_ticket(ctx, key, result="", feedback=""),
    "resume": lambda ctx, key: resume_ticket(ctx, key),
    "wait": lambda ctx, key: wait_ticket(ctx, key, reason=""),
    "return": lambda ctx, key: return_ticket(ctx, key, reason=""),
    "arrive": lambda ctx, key: arrive_ticket(ctx, key, at=BEFORE),
    "start": lambda ctx, key: start_ticket(ctx, key),
    "note": lambda ctx, key: note_ticket(ctx, key, text=""),
    "step": lambda ctx, key: take_own_step(ctx, key, "start"),
    "defer": lambda ctx, key: defer_ticket(ctx, key, until=BEFORE, reason="x", agreed=False),
    "extend": lambda ctx, key: ask_extension(ctx, key, until=BEFORE, reason="x"),
    "excuse": lambda ctx, key: excuse_arrival(ctx, key, explanation="x", agreed=False),
    "charge": lambda ctx, key: charge_ticket(ctx, key, "water.tap", appointment_at=BEFORE),
    "uncharge": lambda ctx, key: drop_charge(ctx, key, 7),
    "paid": lambda ctx, key: record_paid(ctx, key, paid=True),
    "open dispute": lambda ctx, key: open_dispute(ctx, key, first_party="A", second_party="A"),
    "mediate": lambda ctx, key: record_mediation(ctx, key, text="", at=LATER),
    "settle": lambda ctx, key: settle_dispute(ctx, key, outcome="agreed"),
    "close": lambda ctx, key: close_ticket(ctx, key, reason=""),
    "park": lambda ctx, key: park_ticket(ctx, key, park_reason="", customer_informed=None, review_at=BEFORE),
}


@pytest.mark.req("SEC-02", "TKT-02")
@pytest.mark.parametrize("state", ["accepted", "cancelled", "frozen"])
@pytest.mark.parametrize("name", TRIES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_does_not_have_the_ticket_hears_that_first(
    ctx: Context, as_: AsStaff, name: str, state: str
) -> None:
    if (name, state) == ("paid", "cancelled"):
        return  # whoever takes the money of a finished ticket says so
    ticket = create_ticket(ctx, kind="other", title="The lamp flickers")
    dispatch_ticket(ctx, ticket.id, handler_id=find_staff(ctx, "2001").id)
    with ctx.write() as uow:
        row = uow.get(Ticket, ticket.id)
        frozen = {"litigation_at": ctx.now()} if state == "frozen" else {"state": state}
        uow.update(row, "edit", frozen)
    with pytest.raises(NotAllowedError):
        TRIES[name](as_("handler2"), ticket.id)


@pytest.mark.req("SEC-02", "TKT-02")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_edit_and_split_of_anothers_closed_ticket(ctx: Context, as_: AsStaff) -> None:
    ticket = create_ticket(ctx, kind="other", title="The lamp flickers")
    dispatch_ticket(ctx, ticket.id, handler_id=find_staff(ctx, "2001").id)
    cancel_ticket(ctx, ticket.id, reason="twice")
    with pytest.raises(NotAllowedError):
        edit_ticket(as_("agent2"), ticket.id, title="x")
    with pytest.raises(NotAllowedError):
        split_ticket(as_("agent2"), ticket.id, title="x")
    with pytest.raises(NotAllowedError):
        cancel_ticket(as_("agent2"), ticket.id, reason="again")
