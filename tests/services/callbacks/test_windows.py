"""When a callback may be made and when it is due (CBK-02)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError
from csconsole.services import callbacks as service
from csconsole.services.callbacks import window_of
from csconsole.services.context import Context
from tests.services.callbacks.planning import HOUR, Plan, at, setting_to


@pytest.mark.req("CBK-02")
@pytest.mark.parametrize(
    ("source", "earliest", "due_day"),
    [
        ("repair", None, "11-24"),
        ("complaint", None, "11-24"),
        (
            "delivery",
            "11-26",
            "11-30",
        ),  # 3rd and 5th working day after Monday; Saturday and Sunday do not count
        ("service_end", "11-25", "11-30"),
        ("member", None, "11-26"),
        ("care", None, "11-26"),
        ("new_customer", None, "11-30"),
        ("new_assignment", None, "11-30"),
        ("claim", None, "11-23"),
    ],
)
def test_window_of_each_source(ctx: Context, source: str, earliest: str | None, due_day: str) -> None:
    window = window_of(ctx, source, ctx.now())
    assert window.earliest_at == (at(f"{earliest} 00:00:00") if earliest else None)
    assert window.due_at.astimezone(ctx.zone).strftime("%m-%d") == due_day


@pytest.mark.req("CBK-02")
def test_members_may_be_counted_in_working_days(ctx: Context, clock: FrozenClock) -> None:
    clock.move_to(at("11-27 09:00"))  # a Friday
    assert window_of(ctx, "member", ctx.now()).due_at.astimezone(ctx.zone).day == 30
    setting_to(ctx, "callback.window.member", "3wd")
    due = window_of(ctx, "member", ctx.now()).due_at.astimezone(ctx.zone)
    assert (due.month, due.day) == (12, 2)


@pytest.mark.req("CBK-02")
def test_a_window_that_makes_no_sense_is_refused(ctx: Context) -> None:
    setting_to(ctx, "callback.window.repair", "5d..2d")
    with pytest.raises(InvalidInputError) as refused:
        window_of(ctx, "repair", ctx.now())
    assert refused.value.field == "callback.window.repair"


@pytest.mark.req("CBK-02")
@pytest.mark.parametrize(
    ("called", "mark"),
    [("11-24 18:00", "early"), ("11-25 00:00", "in"), ("11-30 10:00", "in"), ("12-01 09:00", "late")],
)
def test_calls_are_marked_early_and_late(
    agent: Context, plan: Plan, clock: FrozenClock, called: str, mark: str
) -> None:
    callback = plan(source="service_end")  # day 2 to 7
    clock.move_to(at(called))
    done = service.record_attempt(agent, callback.number, code="done", record={"satisfaction": "satisfied"})
    assert done.window == mark
    assert service.show_callback(agent, callback.id).attempts[0].window == mark


@pytest.mark.req("CBK-02")
@pytest.mark.parametrize("how", ["promised", "agreed"])
def test_a_promised_time_is_not_called_before(
    agent: Context, plan: Plan, clock: FrozenClock, how: str
) -> None:
    promised = at("11-24 10:00")
    if how == "promised":
        callback = plan(kind="promised", source="call", due_at=promised)
    else:
        callback = service.make_appointment(agent, plan().id, agreed_at=promised)
        assert callback.due_at >= promised

    def views() -> tuple[bool, bool]:
        there = [service.list_callbacks(agent, view=view).rows for view in ("due", "later")]
        return (bool(there[0]), bool(there[1]))

    assert callback.earliest_at == promised - HOUR / 4
    assert callback.next_at == promised
    assert views() == (False, True)
    assert service.next_callback(agent) is None
    row = service.record_attempt(agent, callback.number, code="no_answer")
    assert (row.ready_at, row.next_at) == (promised - HOUR / 4, promised)
    assert views() == (False, True)
    assert service.show_callback(agent, callback.number).attempts[0].window == "early"
    clock.move_to(promised - HOUR / 4)
    assert views() == (True, False)
    assert service.next_callback(agent) is not None
    again = service.record_attempt(agent, callback.number, code="no_answer")
    assert again.next_at == again.ready_at == clock.now() + HOUR / 8, "half way to the promised time"
    assert [one.window for one in service.show_callback(agent, callback.number).attempts] == ["early", "in"]


@pytest.mark.req("CBK-02")
def test_the_tolerance_before_a_promised_time_is_a_setting(agent: Context, plan: Plan) -> None:
    setting_to(agent, "callback.early_minutes", 60)
    assert plan(kind="promised", due_at=at("11-24 10:00")).earliest_at == at("11-24 09:00")


@pytest.mark.req("CBK-02")
def test_an_appointment_keeps_how_earlier_attempts_stood(agent: Context, plan: Plan) -> None:
    callback = plan(source="repair")
    service.record_attempt(agent, callback.id, code="rescheduled", agreed_at=at("11-24 10:00"))
    assert service.show_callback(agent, callback.id).attempts[0].window == "in"


# the task and its lists (CBK-01)
