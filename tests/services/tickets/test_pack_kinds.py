"""Kinds of tickets that a pack brings: there when it is installed, with their own lifecycle (TKT-02)."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.paths import package_data
from csconsole.services import tickets
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.packs import install_pack
from csconsole.services.packs.kinds import PackDataError, kind_from
from csconsole.services.promises import promises_of
from csconsole.services.tickets.own_steps import take_own_step
from tests.conftest import AsStaff

FILE = package_data() / "packs" / "property" / "kinds" / "hazard.toml"


@pytest.mark.req("TKT-02")
def test_a_packs_kind_lives_by_its_own_file(as_: AsStaff) -> None:
    boss, handler = as_("supervisor"), as_("handler")
    with pytest.raises(InvalidInputError, match="not installed"):
        tickets.create_ticket(boss, kind="hazard", title="Loose rail")
    install_pack(as_("admin"), "property")
    row = tickets.create_ticket(boss, kind="安全隐患", title="Loose rail")
    assert (row.kind, row.stage, row.stage_label, row.state) == ("hazard", "found", "Found", "new")
    with pytest.raises(TransitionRefusedError, match="nobody yet"):
        take_own_step(boss, row.id, "rectify", {"measure": "Bolts"})
    dispatch_ticket(boss, row.id, handler_id=handler.staff_id)
    row = take_own_step(handler, row.id, "rectify", {"measure": "Bolts"})
    assert (row.stage, row.state) == ("rectifying", "in_progress")
    take_own_step(handler, row.id, "finish", {"work_result": "Fixed"})
    take_own_step(boss, row.id, "recheck", {"reason": "Still loose"})
    take_own_step(handler, row.id, "finish", {"work_result": "Fixed again"})
    row = take_own_step(boss, row.id, "check", {"reason": "In order"})
    assert (row.stage, row.state, row.is_open) == ("closed", "closed", False)
    steps = {step.action: step for step in tickets.possible_steps(boss, row.id)}
    assert steps["rectify"].label == "begin to rectify"


@pytest.mark.req("TKT-02", "TKT-12")
@pytest.mark.parametrize("kind", ["hazard", "complaint"])
def test_parking_and_cancelling_as_steps_do_what_they_do_to_any_ticket(
    as_: AsStaff, clock: FrozenClock, kind: str
) -> None:
    boss = as_("supervisor")
    install_pack(as_("admin"), "property")
    promised = clock.now() + timedelta(hours=4)
    row = tickets.create_ticket(
        boss, kind=kind, title="Loose rail", contact_name="Ouyang Xiaowen", promised_at=promised
    )
    review = clock.now() + timedelta(days=3)
    given = {"park_reason": "hardware", "review_at": review, "customer_informed": "yes"}
    parked = take_own_step(boss, row.id, "park", given)
    assert (parked.state, parked.review_at, parked.paused_at) == ("parked", review, clock.now())
    resumed = take_own_step(boss, row.id, "resume")
    assert resumed.review_at is None
    if kind == "complaint":
        row = tickets.create_ticket(
            boss, kind=kind, title="Wet", contact_name="Ouyang Xiaowen", promised_at=promised
        )
    ended = take_own_step(boss, row.id, "cancel", {"reason": "Twice"})
    assert (ended.state, ended.closed_at, ended.close_reason) == ("cancelled", clock.now(), "Twice")
    assert [one.state for one in promises_of(boss, ticket_id=row.id, open_only=False)] == ["cancelled"]


@pytest.mark.req("TKT-02", "TKT-12")
def test_one_that_goes_on_after_parking_is_with_whom_it_was(as_: AsStaff, clock: FrozenClock) -> None:
    boss, handler = as_("supervisor"), as_("handler")
    install_pack(as_("admin"), "property")
    row = tickets.create_ticket(boss, kind="hazard", title="Loose rail")
    dispatch_ticket(boss, row.id, handler_id=handler.staff_id)
    review = clock.now() + timedelta(days=3)
    tickets.park_ticket(boss, row.id, park_reason="hardware", customer_informed=True, review_at=review)
    back = tickets.resume_ticket(boss, row.id)
    assert (back.stage, back.state, back.handler_id) == ("found", "assigned", handler.staff_id)
    assert tickets.list_tickets(boss, filter="state:new").rows == ()


@pytest.mark.req("TKT-02")
def test_the_work_of_a_packs_kind_has_its_result_and_its_time(as_: AsStaff, clock: FrozenClock) -> None:
    boss = as_("supervisor")
    install_pack(as_("admin"), "property")
    row = tickets.create_ticket(boss, kind="hazard", title="Loose rail")
    dispatch_ticket(boss, row.id, handler_id=boss.staff_id)
    assert take_own_step(boss, row.id, "rectify", {"measure": "Bolts"}).done_at is None
    clock.advance(hours=1)
    row = take_own_step(boss, row.id, "finish", {"work_result": "Fixed"})
    assert (row.done_at, row.result) == (clock.now(), "Fixed")
    assert take_own_step(boss, row.id, "recheck", {"reason": "Still loose"}).done_at is None
    clock.advance(hours=1)
    finished = take_own_step(boss, row.id, "finish", {"work_result": "Fixed again"}).done_at
    clock.advance(hours=1)
    assert take_own_step(boss, row.id, "check", {"reason": "In order"}).done_at == finished


@pytest.mark.req("TKT-02", "CALL-14")
def test_the_end_of_an_own_procedure_leaves_no_promise_open(as_: AsStaff, clock: FrozenClock) -> None:
    boss = as_("supervisor")
    install_pack(as_("admin"), "property")
    promised = clock.now() + timedelta(hours=4)
    row = tickets.create_ticket(boss, kind="hazard", title="Loose rail", promised_at=promised)
    dispatch_ticket(boss, row.id, handler_id=boss.staff_id)
    take_own_step(boss, row.id, "rectify", {"measure": "Bolts"})
    clock.advance(hours=5)
    take_own_step(boss, row.id, "finish", {"work_result": "Fixed"})
    take_own_step(boss, row.id, "check", {"reason": "In order"})
    assert [one.state for one in promises_of(boss, ticket_id=row.id, open_only=False)] == ["late"]


def _wrong(change: dict[str, Any]) -> str:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for key, value in change.items():
        place: Any = data
        *path, last = key.split("/")
        for part in path:
            place = place[int(part)] if part.isdecimal() else place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value
    with pytest.raises(PackDataError) as refused:
        kind_from(data, Path("property/kinds/hazard.toml"), "property")
    return refused.value.message


@pytest.mark.req("TKT-02")
def test_a_wrong_file_is_refused_with_its_place_and_what_is_wrong() -> None:
    assert "states.found: phase begun is no state" in _wrong({"states/found/phase": "begun"})
    assert "transitions, 1: there is no right ticket.fly" in _wrong({"transitions/0/right": "ticket.fly"})
    assert "transitions, 1: there is no field colour" in _wrong({"transitions/0/needs": ["colour"]})
    assert "transitions, 2: gone is not among the states" in _wrong({"transitions/1/to": "gone"})
    assert "zh is missing" in _wrong({"zh": None})
    assert "colour means nothing here" in _wrong({"colour": "red"})
    assert "a ticket has no action fly" in _wrong({"shared": ["fly"]})
    assert "the phase of a final state" in _wrong({"states/closed/phase": "done"})
    assert "no step leads to this state" in _wrong({"transitions/1/to": "found"})
