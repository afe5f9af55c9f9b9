"""What stands and is newer than the change that is offered to be taken back is named first."""

from __future__ import annotations

import pytest

from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.journal import NotUndoableError, last_change, newer_that_stands, record_named, undo
from csconsole.services.tickets import note_ticket
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


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
