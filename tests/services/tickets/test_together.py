"""Tickets that belong together: merged, split, linked, and the hint that one is there already."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlmodel import col, select

from csconsole.clock import FrozenClock
from csconsole.errors import CsconsoleError, InvalidInputError, NotAllowedError
from csconsole.models import Callback, Category, Promise, TicketClock
from csconsole.services import tickets
from csconsole.services.callbacks import plan_callback
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.escalations import escalate
from csconsole.services.journal import NotUndoableError, undo
from csconsole.services.tickets import LinkRefusedError, MergedTicketError, MergeRefusedError
from csconsole.services.tickets.merge import why_not_into
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register


def clocks(ctx: Context, key: int) -> list[tuple[Any, ...]]:
    with ctx.read() as uow:
        query = uow.session.exec(select(TicketClock).filter_by(ticket_id=key).order_by(col(TicketClock.id)))
        return [(one.kind, one.started_at, one.due_at, dict(one.agreed)) for one in query]


@pytest.mark.req("TKT-02")
def test_what_is_open_follows_and_both_histories_are_seen_from_either(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    keep = in_progress(ctx, as_("handler"))
    clock.advance(minutes=30)
    gone = register(ctx, priority="urgent", promised_at=clock.now().replace(hour=8))
    tickets.note_ticket(ctx, gone.id, text="He called again.")
    callback = plan_callback(
        ctx,
        kind="promised",
        source="call",
        reason="tell",
        ticket_id=gone.id,
        phone="021-5550-0101",
        due_at=clock.now().replace(hour=7),
    )
    row = tickets.merge_tickets(ctx, keep.id, gone.id, reason="the same leak")
    assert (row.number, row.priority, row.promised_at, row.state) == (
        keep.number,
        "urgent",
        gone.promised_at,
        "in_progress",
    )
    merged = tickets.show_ticket(ctx, gone.number).row
    assert (merged.state, merged.merged_into, merged.close_reason) == ("cancelled", keep.number, "duplicate")
    with ctx.read() as uow:
        assert uow.get(Callback, callback.id).ticket_id == keep.id
        promise = uow.one(Promise, due_at=gone.promised_at)
        assert promise is not None
        assert (promise.ticket_id, promise.state) == (keep.id, "open")
    for number in (keep.number, gone.number):
        lines = [line for entry in tickets.show_ticket(ctx, number).timeline for line in entry.lines]
        assert "He called again." in lines
    assert [(one.kind, one.number) for one in tickets.show_ticket(ctx, keep.id).links] == [
        ("merged", gone.number)
    ]
    with pytest.raises(MergedTicketError, match=keep.number):
        tickets.note_ticket(ctx, gone.id, text="more")
    with pytest.raises(MergedTicketError):
        tickets.reopen_ticket(ctx, gone.id, reason="again")


@pytest.mark.req("TKT-07")
def test_a_breach_stays_a_breach_and_undoing_gives_everything_back(ctx: Context, clock: FrozenClock) -> None:
    gone = register(ctx)
    clock.advance(hours=23)
    keep = register(ctx)
    clock.advance(hours=2)
    before = [clocks(ctx, key) for key in (keep.id, gone.id)]
    row = tickets.merge_tickets(ctx, keep.id, gone.id, reason="the same leak")
    assert (row.late, row.due_at) == (True, gone.due_at)
    undo(ctx)
    for given, key in zip(before, (keep.id, gone.id), strict=True):
        assert clocks(ctx, key) == given
    back = tickets.show_ticket(ctx, gone.id).row
    assert (back.state, back.merged_into, back.late) == ("new", None, True)
    assert tickets.show_ticket(ctx, keep.id).row.due_at == keep.due_at


@pytest.mark.req("TKT-07")
def test_a_breach_of_a_time_that_was_set_at_the_dispatch_stays_too(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    gone, keep = register(ctx), register(ctx)
    due = clock.now().replace(hour=2)
    dispatch_ticket(ctx, gone.id, handler_id=as_("handler").staff_id, due_at=due)
    clock.advance(hours=2)
    row = tickets.merge_tickets(ctx, keep.id, gone.id, reason="the same")
    assert (row.late, row.due_at) == (True, due)
    undo(ctx)
    assert tickets.show_ticket(ctx, keep.id).row.due_at == keep.due_at


def test_reports_upward_and_children_follow_and_go_back(ctx: Context, as_: AsStaff) -> None:
    keep, gone, child = register(ctx), register(ctx), register(ctx)
    escalate(as_("agent"), entity="ticket", entity_id=gone.id, reason="he shouts", target_role="supervisor")
    tickets.link_tickets(ctx, child.id, gone.id, kind="parent")
    assert tickets.merge_tickets(ctx, keep.id, gone.id, reason="same").escalated
    assert {one.number for one in tickets.show_ticket(ctx, keep.id).links} == {gone.number, child.number}
    undo(ctx, record=("ticket", gone.id))
    assert not tickets.show_ticket(ctx, keep.id).row.escalated
    assert [one.number for one in tickets.show_ticket(ctx, child.id).links] == [gone.number]


def test_a_merge_on_which_someone_built_is_not_taken_back(ctx: Context, as_: AsStaff) -> None:
    keep, gone = register(ctx), register(ctx, priority="urgent")
    tickets.merge_tickets(ctx, keep.id, gone.id, reason="same")
    tickets.edit_ticket(
        as_("agent2"),
        dispatch_ticket(ctx, keep.id, handler_id=as_("agent2").staff_id).id,
        priority="emergency",
    )
    with pytest.raises(NotUndoableError, match="陈博"):
        undo(ctx, record=("ticket", gone.id))


def test_who_may_merge_what(ctx: Context, as_: AsStaff) -> None:
    keep, gone = register(ctx), register(ctx)
    complaint = register(ctx, kind="complaint", level="minor")
    hidden = register(ctx, kind="complaint", level="minor", against_staff_id=as_("agent").staff_id)
    with pytest.raises(NotAllowedError):
        tickets.merge_tickets(as_("agent"), keep.id, gone.id, reason="same")
    with pytest.raises(InvalidInputError):
        tickets.merge_tickets(ctx, keep.id, keep.id, reason="same")
    with pytest.raises(InvalidInputError):
        tickets.merge_tickets(ctx, keep.id, gone.id, reason=" ")
    with pytest.raises(MergeRefusedError):
        tickets.merge_tickets(ctx, keep.id, complaint.id, reason="same")
    with pytest.raises(MergeRefusedError, match="seen by all"):
        tickets.merge_tickets(ctx, complaint.id, hidden.id, reason="same")
    own = register(as_("agent"))
    assert tickets.merge_tickets(as_("agent"), keep.id, own.id, reason="typed twice").number == keep.number


def test_of_two_mergers_at_once_the_second_is_told(ctx: Context) -> None:
    """Crosswise too: nothing ever goes round in a circle."""
    for crossed in (False, True, False, True):
        one, two, three = (register(ctx) for _each in range(3))
        pairs = [(one.id, two.id), (two.id, one.id) if crossed else (three.id, two.id)]
        gate = threading.Barrier(2)
        told: list[object] = []

        def merge(keep: int, gone: int, gate: Any = gate, told: list[object] = told) -> None:
            gate.wait()
            try:
                told.append(tickets.merge_tickets(ctx, keep, gone, reason="same").number)
            except CsconsoleError as error:
                told.append(error)

        threads = [threading.Thread(target=merge, args=pair) for pair in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        errors = [each for each in told if isinstance(each, CsconsoleError)]
        assert len(errors) == 1, told
        assert isinstance(errors[0], MergedTicketError), errors


@pytest.mark.req("TKT-02")
def test_a_ticket_is_split_with_chosen_fields_and_put_together_again(
    ctx: Context, clock: FrozenClock
) -> None:
    first = register(ctx, asset="tap 7", promised_at=clock.now().replace(hour=8))
    clock.advance(hours=1)
    second = tickets.split_ticket(
        ctx,
        first.id,
        title="Lamp in the hall",
        kind="repair",
        take=("asset", "promises"),
        reason="two matters",
    )
    assert (second.title, second.phone, second.address, second.reported_at, second.due_at) == (
        "Lamp in the hall",
        first.phone,
        first.address,
        first.reported_at,
        first.promised_at,
    )
    assert tickets.show_ticket(ctx, second.id).asset == "tap 7"
    left = tickets.show_ticket(ctx, first.id)
    assert (left.asset, left.row.promised_at) == (None, None)
    assert [one.number for one in left.links] == [second.number]
    with pytest.raises(InvalidInputError):
        tickets.split_ticket(ctx, first.id, title="x", take=("phone",))
    undo(ctx)
    back = tickets.show_ticket(ctx, first.id)
    assert (back.asset, back.row.promised_at, back.links) == ("tap 7", first.promised_at, ())
    assert tickets.show_ticket(ctx, second.id).row.state == "cancelled"


def test_links_of_each_kind_are_seen_from_both_sides_and_undone(ctx: Context) -> None:
    one, two = register(ctx), register(ctx)
    for kind, back in (("related", "related to"), ("caused_by", "cause of"), ("parent", "parent of")):
        tickets.link_tickets(ctx, one.id, two.id, kind=kind)
        assert [(each.kind, each.number) for each in tickets.show_ticket(ctx, one.id).links] == [
            (kind, two.number)
        ]
        assert [each.words for each in tickets.show_ticket(ctx, two.id).links] == [back]
        if kind == "related":
            tickets.unlink_tickets(ctx, two.id, one.id)
            undo(ctx, record=("ticket", two.id))
            assert tickets.show_ticket(ctx, one.id).links
        undo(ctx, record=("ticket", one.id))
        assert tickets.show_ticket(ctx, one.id).links == ()
    with pytest.raises(LinkRefusedError):
        tickets.unlink_tickets(ctx, one.id, two.id)
    tickets.link_tickets(ctx, one.id, two.id, kind="parent")
    with pytest.raises(LinkRefusedError):
        tickets.link_tickets(ctx, two.id, one.id, kind="parent")


def test_the_same_caller_with_the_same_matter_is_found(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        leak, drain, light = (
            uow.create(Category(code=code, name_en=code, name_zh=code)).pk
            for code in ("water.leak", "water.drain", "light")
        )
    row = register(ctx, category_id=leak)
    closed = register(ctx, category_id=leak)
    tickets.cancel_ticket(ctx, closed.id, reason="no")
    agent = as_("agent")
    assert [one.id for one in tickets.similar_tickets(agent, phone="02155500101")] == [row.id]
    assert [one.id for one in tickets.similar_tickets(agent, address="3-502", category_id=drain)] == [row.id]
    assert tickets.similar_tickets(agent, phone="02155500101", category_id=light) == ()
    assert tickets.similar_tickets(agent, phone="02155500101", kind="complaint") == ()
    assert tickets.similar_tickets(agent) == ()
    for _more in range(5):
        register(ctx, category_id=leak)
    assert len(tickets.similar_tickets(agent, phone="02155500101")) == 5


@pytest.mark.req("TKT-04")
def test_who_may_not_merge_is_told_before_the_reason_is_asked(as_: AsStaff) -> None:
    one, two = register(as_("supervisor")), register(as_("supervisor"), title="Water again")
    assert two.number in why_not_into(as_("agent2"), one.number, two.number)
    assert why_not_into(as_("supervisor"), one.number, two.number) == ""
