"""What stands and is newer than the change that is offered to be taken back is named first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from csconsole.services.calls import log_call
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import NotUndoableError, last_change, newer_that_stands, record_named, undo
from csconsole.services.packs import install_pack
from csconsole.services.shifts import start_shift
from csconsole.services.tickets import note_ticket
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


def in_an_hour(ctx: Context) -> datetime:
    return ctx.now() + timedelta(hours=1)


def test_a_note_after_the_dispatch_is_named(ctx: Context, as_: AsStaff) -> None:
    service = register(ctx, kind="special_service", title="New tap")
    dispatch_ticket(ctx, service.id, handler_id=as_("handler").staff_id)
    place = record_named(ctx, service.number)
    change = last_change(ctx, place)
    assert change.action == "dispatch"
    assert newer_that_stands(ctx, change, place) == ""
    note_ticket(ctx, service.id, text="The customer waits")
    assert last_change(ctx, place).id == change.id
    assert newer_that_stands(ctx, change, place).startswith(f"{service.number}: ")
    assert newer_that_stands(ctx, change).startswith(f"{service.number}: ")


def test_an_older_change_is_not_taken_back_unless_it_is_named(ctx: Context, as_: AsStaff) -> None:
    service = register(ctx, kind="special_service", title="New tap")
    dispatch_ticket(ctx, service.id, handler_id=as_("handler").staff_id)
    note_ticket(ctx, service.id, text="The customer waits")
    place = record_named(ctx, service.number)
    change = last_change(ctx, place)
    newer = newer_that_stands(ctx, change)
    for record, named in ((None, ""), (place, f"{service.number} ")):
        with pytest.raises(NotUndoableError) as refused:
            undo(ctx, record=record)
        assert newer in refused.value.message
        assert f"csconsole undo {named}--change {change.id}" in (refused.value.hint or "")
    assert last_change(ctx).id == change.id
    assert undo(ctx, change_id=change.id).id == change.id


def test_what_can_be_done_instead_is_said(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    install_pack(as_("admin"))
    start_shift(agent)
    with pytest.raises(NotUndoableError, match="signed on") as refused:
        undo(agent)
    assert refused.value.hint == "Correct the shift, or sign off from it."
    log_call(agent, summary="noise", phone="021-5550-0101", outcome="wait", promise_due=in_an_hour(agent))
    with pytest.raises(NotUndoableError, match=r"C2026.*logged") as refused:
        undo(agent)
    assert refused.value.hint == "Correct the call on its page."
    ticket = register(ctx)
    dispatch_ticket(ctx, ticket.id, handler_id=as_("handler").staff_id)
    note_ticket(ctx, ticket.id, text="The customer waits")
    with pytest.raises(NotUndoableError, match=ticket.number) as refused:
        undo(ctx)
    assert (refused.value.hint or "").startswith("Write another note that puts it right. ")
