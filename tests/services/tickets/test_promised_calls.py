"""What was promised beside the work stays owed when the work ends, until the customer is told (CALL-14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import complaints, tickets
from csconsole.services.callbacks import record_attempt
from csconsole.services.context import Context
from csconsole.services.journal import undo
from csconsole.services.promises import list_promises, settle_promise
from csconsole.services.subtasks.ending import StillOwedError
from csconsole.services.tickets.agreements import defer_ticket
from tests.conftest import AsStaff
from tests.services.complaints.walking import CLOSE, take, walk
from tests.services.complaints.walking import register as complain
from tests.services.tickets.registering import in_progress

CALL = "经理今晚回电说明情况"


def states(ctx: Context) -> list[tuple[str, str]]:
    return [(row.text, row.state) for row in list_promises(ctx).rows]


def clocks(ctx: Context, number: str) -> dict[str, str]:
    return {str(one.kind): str(one.state) for one in tickets.why_due(ctx, number).clocks}


@pytest.fixture
def row(ctx: Context, as_: AsStaff) -> tickets.TicketRow:
    due = ctx.now() + timedelta(hours=2)
    return in_progress(ctx, as_("handler"), promise_text=CALL, promised_at=due)


def done(ctx: Context, row: tickets.TicketRow) -> tickets.TicketRow:
    return tickets.done_ticket(ctx, row.id, result="Tight", feedback="Thanks")


@pytest.mark.req("CALL-14", "TKT-07")
@pytest.mark.parametrize(
    ("text", "state"), [(CALL, "open"), ("今晚修好", "kept"), (None, "kept"), ("x", "open")]
)
def test_the_end_of_the_work_keeps_only_what_was_promised_of_the_work(
    ctx: Context, as_: AsStaff, clock: FrozenClock, text: str | None, state: str
) -> None:
    due = ctx.now() + timedelta(hours=2)
    row = in_progress(ctx, as_("handler"), promise_text=text, promised_at=due)
    clock.advance(minutes=10)
    row = done(as_("handler"), row)
    assert [one for _text, one in states(ctx)] == [state]
    assert row.promised_at == due
    assert clocks(ctx, row.number)["promise"] == ("running" if state == "open" else "met")
    undo(as_("handler"))
    assert [one for _text, one in states(ctx)] == ["open"]


@pytest.mark.req("CALL-14", "CBK-05")
@pytest.mark.parametrize(("minutes", "state"), [(60, "kept"), (130, "late")])
def test_a_call_that_reached_the_customer_keeps_the_promised_call(
    ctx: Context, row: tickets.TicketRow, clock: FrozenClock, minutes: int, state: str
) -> None:
    done(ctx, row)
    callback = tickets.show_ticket(ctx, row.id).row.callback_id
    assert callback is not None
    clock.advance(minutes=minutes)
    record_attempt(ctx, callback, code="no_answer")
    assert states(ctx) == [(CALL, "open")]
    said = {"satisfaction": "satisfied", "efficiency": 5, "quality": 5, "repair_result": "dry"}
    record_attempt(ctx, callback, code="done", record=said)
    assert states(ctx) == [(CALL, state)]
    assert tickets.show_ticket(ctx, row.id).row.state in ("called_back", "closed")


@pytest.mark.req("CALL-14", "TKT-02")
def test_a_ticket_with_an_open_promise_is_not_closed_until_somebody_says_how_it_ended(
    ctx: Context, as_: AsStaff, row: tickets.TicketRow, clock: FrozenClock
) -> None:
    callback = done(ctx, row).callback_id
    assert callback is not None
    record_attempt(ctx, callback, code="refused")
    close = next(one for one in tickets.possible_steps(ctx, row.id) if one.action == "close")
    assert not close.possible
    assert CALL in (close.why_not or "")
    assert CALL in tickets.still_open(ctx, row.id)
    with pytest.raises(StillOwedError, match=CALL):
        tickets.close_ticket(ctx, row.id, reason="solved", told_customer=True)
    clock.advance(hours=1)
    settle_promise(as_("agent"), list_promises(ctx).rows[0].id, how="kept")
    assert clocks(ctx, row.number)["promise"] == "met"
    tickets.close_ticket(ctx, row.id, reason="solved", told_customer=True)


@pytest.mark.req("CALL-14", "TKT-02")
@pytest.mark.parametrize(("hours", "state"), [(1, "cancelled"), (3, "missed")])
def test_an_override_ends_what_was_promised_and_says_so(
    ctx: Context, row: tickets.TicketRow, clock: FrozenClock, hours: int, state: str
) -> None:
    done(ctx, row)
    clock.advance(hours=hours)
    tickets.close_ticket(ctx, row.id, reason="moved away", told_customer=True, override=True)
    assert states(ctx) == [(CALL, state)]


@pytest.mark.req("CALL-14", "CMP-15")
def test_the_loop_of_a_dissatisfied_customer_opens_what_only_the_end_of_the_work_had_settled(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    due = ctx.now() + timedelta(hours=4)
    row = walk(as_, complain(as_("agent"), promise_text="今晚修好", promised_at=due))
    assert states(ctx) == [("今晚修好", "kept")]
    clock.advance(minutes=5)
    complaints.record_feedback(as_("agent"), row.id, satisfaction="dissatisfied", aspect="quality")
    assert ("今晚修好", "open") in states(ctx)
    assert tickets.show_ticket(ctx, row.id).row.promised_at == due


@pytest.mark.req("CALL-14", "CMP-18", "CMP-01")
def test_a_complaint_with_a_promised_call_is_not_archived_and_its_slip_says_the_promised_time(
    ctx: Context, as_: AsStaff
) -> None:
    due = ctx.now() + timedelta(hours=2)
    row = walk(as_, complain(as_("agent"), promise_text="x", promised_at=due))
    assert states(ctx) == [("x", "open")]
    complaints.record_feedback(as_("agent"), row.id, satisfaction="satisfied", signer="Ouyang")
    slip = complaints.complaint_slip(ctx, row.id)
    assert f"{due.astimezone(ctx.zone):%H:%M} x" in slip
    with pytest.raises(StillOwedError, match="was promised until"):
        take(ctx, row, "archive", **CLOSE)
    settle_promise(ctx, list_promises(ctx).rows[0].id, how="cancelled", reason="nothing to say")
    assert take(ctx, row, "archive", **CLOSE).stage == "archived"
    assert f"{due.astimezone(ctx.zone):%H:%M} x" in complaints.complaint_slip(ctx, row.id)


@pytest.mark.req("CALL-14", "CMP-08")
def test_a_reply_to_the_customer_keeps_what_was_promised(ctx: Context, as_: AsStaff) -> None:
    due = ctx.now() + timedelta(hours=2)
    row = complain(as_("agent"), promise_text=CALL, promised_at=due, level="minor")
    take(as_("handler"), row, "reply", contact_way="phone", answer="Explained")
    assert states(ctx) == [(CALL, "kept")]


@pytest.mark.req("TKT-09", "CALL-14")
def test_a_deferral_stays_the_promised_time_when_the_earlier_promise_ends(
    ctx: Context, row: tickets.TicketRow
) -> None:
    until = ctx.now() + timedelta(days=2)
    assert defer_ticket(ctx, row.id, until=until, reason="parts", agreed=True).promised_at == until


@pytest.mark.req("CALL-14", "CBK-07")
def test_what_is_promised_with_a_reopening_is_kept_by_the_next_end_of_the_work(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = in_progress(ctx, as_("handler"))
    callback = done(ctx, row).callback_id
    assert callback is not None
    said = {"satisfaction": "dissatisfied", "aspect": "quality", "efficiency": 2, "quality": 1}
    record_attempt(ctx, callback, code="done", record={**said, "repair_result": "leaks again"})
    assert [one for _text, one in states(ctx)] == ["open"]
    tickets.accept_ticket(as_("handler"), row.id)
    clock.advance(minutes=5)
    done(as_("handler"), row)
    assert [one for _text, one in states(ctx)] == ["kept"]


@pytest.mark.req("CALL-14", "CBK-07")
def test_another_disappointment_does_not_owe_the_same_twice(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    said = {"satisfaction": "dissatisfied", "aspect": "quality", "efficiency": 2, "quality": 1}
    row = in_progress(ctx, as_("handler"))
    callback = done(ctx, row).callback_id
    for _time in range(2):
        assert callback is not None
        record_attempt(ctx, callback, code="done", record={**said, "repair_result": "leaks again"})
        assert [one for _text, one in states(ctx)] == ["open"]
        tickets.accept_ticket(as_("handler"), row.id)
        clock.advance(minutes=5)
        callback = done(as_("handler"), row).callback_id
    assert [one for _text, one in states(ctx)] == ["kept"]
