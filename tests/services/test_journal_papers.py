"""Action items, meetings, forms and what was entered into a register go back, or it is said why not."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import ActionItem, Meeting
from csconsole.services import meetings
from csconsole.services.assets import add_asset, show_asset
from csconsole.services.context import Context
from csconsole.services.contractors import add_contractor, list_contractors
from csconsole.services.forms import fill_form, open_form, show_form, take_form
from csconsole.services.journal import NotUndoableError, last_change, undo
from csconsole.services.packs import install_pack
from tests.conftest import AsStaff
from tests.services.tickets.registering import register

pytestmark = pytest.mark.req("SEC-05")
MINUTES = {"attendees": "Lin", "absentees": "none", "content": "seals", "results": "new ones"}


def test_the_steps_of_an_action_item_go_back(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    item = meetings.assign_item(ctx, text="Check seals", owner_id=handler.staff_id)
    meetings.begin_item(handler, item.id)
    meetings.report_item(handler, item.id, feedback="Done")
    meetings.verify_item(ctx, item.id)
    states = []
    for who in (ctx, handler, handler):
        undo(who)
        with ctx.read() as uow:
            states.append(uow.get(ActionItem, item.id).state)
    assert states == ["reported", "in_progress", "assigned"]
    with pytest.raises(NotUndoableError, match="Its owner was told"):
        undo(ctx)


def test_minutes_go_back_and_the_meeting_stands(ctx: Context, clock: FrozenClock) -> None:
    meeting = meetings.schedule_meeting(ctx, topic="Seals", kind="other")
    clock.advance(hours=1)
    meetings.record_minutes(ctx, meeting.number, minutes=MINUTES)
    undo(ctx)
    with ctx.read() as uow:
        found = uow.get(Meeting, meeting.id)
        assert (found.state, found.content, found.ends_at) == ("scheduled", None, None)
    assert last_change(ctx).why_not == "It was called: cancel it."


def test_a_form_goes_back_step_by_step_by_who_took_it(ctx: Context, as_: AsStaff) -> None:
    form = open_form(ctx, "compensation", ticket=register(ctx).id, complete=False)
    fill_form(ctx, form.number, {"claimed": "5"})
    take_form(ctx, form.number, "cancel", {"reason_why": "Twice"})
    with pytest.raises(NotUndoableError, match="nobody else takes it back"):
        undo(as_("manager"), record=("form_record", form.id))
    undo(ctx)
    assert show_form(ctx, form.number).state == form.state
    assert show_form(ctx, form.number).fields != form.fields
    undo(ctx)
    assert show_form(ctx, form.number).fields == form.fields
    undo(ctx)
    assert show_form(ctx, form.number).state == "cancelled"


def test_what_was_entered_by_mistake_is_out_of_use(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    install_pack(as_("admin"), "utility")
    add_contractor(ctx, name="Drybuild Ltd", trade="waterproofing")
    undo(ctx)
    assert [row.active for row in list_contractors(ctx).rows] == [False]
    clock.advance(minutes=1)
    asset = add_asset(ctx, name="Lift 3", kind="meter", location="Hall", serial="S1")
    undo(ctx)
    assert show_asset(ctx, asset.number).row.state == "out_of_service"
    again = add_asset(ctx, name="Lift 3", kind="meter", location="Hall", serial="S1")
    assert again.number != asset.number
