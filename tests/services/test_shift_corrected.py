"""Correcting a sign-on to the wrong shift (SHF-06)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, NotAllowedError, NotFoundError, RuleBrokenError
from csconsole.models import Attempt, Duty, Event
from csconsole.services.callbacks import plan_callback, record_attempt
from csconsole.services.calls import log_call, show_call
from csconsole.services.context import Context
from csconsole.services.promises import list_promises, make_promise
from csconsole.services.settings import change_setting
from csconsole.services.shifts import (
    correct_shift,
    current_duty,
    duty_record,
    end_shift,
    shift_correction,
    start_shift,
)
from tests.conftest import AsStaff
from tests.services.handover_site import Site

pytestmark = [pytest.mark.req("SHF-06"), pytest.mark.usefixtures("site")]


@pytest.fixture
def site(as_: AsStaff, clock: FrozenClock) -> Site:
    """An agent signed on at 09:20, to the early shift (06:00) instead of the day shift (09:00)."""
    here = Site(as_, clock)
    here.at(9, 20)
    start_shift(as_("agent"), shift="early")
    return here


def _consultation(ctx: Context) -> str:
    return log_call(
        ctx, phone="02161234567", category="consult", summary="asks the fee", answer="told"
    ).number


def test_a_wrong_key_a_minute_ago_is_corrected_without_a_reason(site: Site, as_: AsStaff) -> None:
    site.at(9, 21)
    duty = correct_shift(as_("agent"), shift="day")
    assert (duty.shift.code, duty.reason) == ("day", None)
    assert current_duty(as_("agent")) == duty


def test_lateness_is_that_of_the_sign_on_in_the_right_shift(site: Site, as_: AsStaff) -> None:
    wrong = current_duty(as_("agent"))
    site.at(9, 25)
    duty = correct_shift(as_("agent"), shift="day")
    assert wrong is not None
    assert (wrong.late_seconds, duty.late_seconds) == (12_000, 1_200)
    assert duty.signed_on_at == wrong.signed_on_at


def test_later_it_needs_a_reason_which_is_kept(site: Site, as_: AsStaff) -> None:
    site.at(9, 35)
    assert correct_shift(as_("agent"), shift="day").reason is None
    site.at(9, 36)
    with pytest.raises(RuleBrokenError, match="reason") as refused:
        correct_shift(as_("agent"), shift="early")
    assert refused.value.rule == "SHF-06"
    assert correct_shift(as_("agent"), shift="early", reason="wrong key").reason == "wrong key"


def test_how_long_without_a_reason_is_a_setting(site: Site, as_: AsStaff) -> None:
    change_setting(as_("admin"), "shift.correct_minutes", 0)
    site.at(9, 21)
    with pytest.raises(RuleBrokenError, match="reason"):
        correct_shift(as_("agent"), shift="day")


def test_calls_attempts_and_promises_of_the_sign_on_follow(as_: AsStaff) -> None:
    number = _consultation(as_("agent"))
    called = plan_callback(as_("agent"), kind="follow_up", source="care", reason="tap", phone="199 0000 0101")
    record_attempt(as_("agent"), called.id, code="no_answer")
    promise = make_promise(as_("agent"), text="calls back", due_at=as_("agent").now() + timedelta(hours=2))
    start_shift(as_("agent2"), shift="early")
    others = _consultation(as_("agent2"))
    duty = correct_shift(as_("agent"), shift="day")
    early = current_duty(as_("agent2"))
    assert early is not None
    assert show_call(as_("agent"), number).shift_id == duty.shift.id
    assert show_call(as_("agent"), others).shift_id == early.shift.id
    kept = next(row for row in list_promises(as_("agent")).rows if row.id == promise.id)
    assert kept.shift_id == duty.shift.id
    with as_("agent").read() as uow:
        attempt = uow.one(Attempt, callback_id=called.id)
    assert attempt is not None
    assert attempt.shift_id == duty.shift.id


def test_a_shift_that_was_opened_by_mistake_is_no_shift_of_the_duty_record(as_: AsStaff) -> None:
    correct_shift(as_("agent"), shift="day")
    assert [one.shift.code for one in duty_record(as_("supervisor"))] == ["day"]


def test_offered_are_the_other_shifts_that_could_be_signed_on_to_then(site: Site, as_: AsStaff) -> None:
    site.at(14, 30)
    found = shift_correction(as_("agent"))
    assert ([kind.code for kind in found.others], found.needs_reason) == (["day"], True)
    with pytest.raises(RuleBrokenError, match="No such shift"):
        correct_shift(as_("agent"), shift="late", reason="wrong key")


def test_the_same_shift_is_no_correction(as_: AsStaff) -> None:
    with pytest.raises(ConflictError, match="Early"):
        correct_shift(as_("agent"), shift="early")


def test_who_is_not_signed_on_or_may_not_sit_is_refused(as_: AsStaff) -> None:
    with pytest.raises(NotFoundError):
        correct_shift(as_("agent2"), shift="day")
    with pytest.raises(NotAllowedError):
        correct_shift(as_("auditor"), shift="day")
    assert shift_correction(as_("agent2")).others == ()


def test_a_handover_that_has_begun_holds_the_shift(site: Site, as_: AsStaff) -> None:
    site.at(13, 50)
    number = site.prepared().row.number
    with pytest.raises(RuleBrokenError, match=number) as refused:
        correct_shift(as_("agent"), shift="day", reason="wrong key")
    assert refused.value.rule == "SHF-12"


def test_the_shift_left_needs_no_handover_and_the_right_one_does(as_: AsStaff) -> None:
    correct_shift(as_("agent"), shift="day")
    with pytest.raises(RuleBrokenError, match="Day"):
        end_shift(as_("agent"))


def test_the_correction_is_on_record(site: Site, as_: AsStaff) -> None:
    site.at(9, 40)
    correct_shift(as_("agent"), shift="day", reason="wrong key")
    with as_("agent").read() as uow:
        duty = uow.one(Duty, staff_id=as_("agent").staff_id)
        assert duty is not None
        event = uow.one(Event, entity="duty", entity_id=duty.pk, action="shift_corrected")
    assert event is not None
    assert event.reason == "wrong key"
    assert event.before is not None
    assert event.after is not None
    assert event.before["late_seconds"] == 12_000
    assert event.after["late_seconds"] == 1_200
