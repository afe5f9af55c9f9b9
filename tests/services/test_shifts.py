"""Signing on and off, who is on duty, and the duty record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest

from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.errors import ConflictError, NotAllowedError, NotFoundError, RuleBrokenError
from csconsole.services.context import Context
from csconsole.services.packs import install_pack
from csconsole.services.settings import change_setting
from csconsole.services.shifts import (
    current_duty,
    current_shift,
    duty_record,
    end_shift,
    not_signed_on,
    review_week,
    shift_choices,
    start_shift,
    unreviewed_weeks,
    who_is_on,
)
from csconsole.services.shifts.duty import NotHandedOverError
from tests.conftest import AsStaff

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def site(as_: AsStaff) -> None:
    install_pack(as_("admin"))


@pytest.fixture
def at(clock: FrozenClock) -> Callable[..., None]:
    def move(hour: int, minute: int = 0, *, day: int = 23, month: int = 11) -> None:
        clock.move_to(datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI))

    return move


@pytest.mark.req("SHF-06")
@pytest.mark.usefixtures("site")
class TestSigningOn:
    def test_in_time(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(5, 50)
        duty = start_shift(as_("agent"))
        assert (duty.shift.code, duty.shift.day, duty.late_seconds, duty.mark) == (
            "early",
            date(2026, 11, 23),
            0,
            "on_time",
        )
        assert current_duty(as_("agent")) == duty

    def test_late_is_measured_from_the_begin(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6, 7)
        duty = start_shift(as_("agent"), reason="bus was late")
        assert (duty.late_seconds, duty.mark, duty.reason) == (420, "late", "bus was late")

    def test_within_the_grace_time_is_not_late(self, as_: AsStaff, at: Callable[..., None]) -> None:
        change_setting(as_("admin"), "shift.late_grace_minutes", 5)
        at(6, 5)
        assert start_shift(as_("agent")).late_seconds == 0

    def test_after_midnight_it_is_still_the_night_of_the_day_before(
        self, as_: AsStaff, at: Callable[..., None]
    ) -> None:
        at(0, 30)
        duty = start_shift(as_("agent"))
        assert (duty.shift.code, duty.shift.day, duty.late_seconds) == ("night", date(2026, 11, 22), 9000)

    def test_two_people_share_one_shift(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        assert start_shift(as_("agent")).shift == start_shift(as_("agent2")).shift
        assert [duty.staff_no for duty in who_is_on(as_("supervisor"))] == ["1007", "1012"]

    def test_two_who_sign_on_at_the_same_moment_open_one_shift(
        self, as_: AsStaff, at: Callable[..., None]
    ) -> None:
        at(6)
        people, barrier = [as_("agent"), as_("agent2"), as_("handler")], Barrier(3)
        shifts: list[int] = []

        def sign_on(ctx: Context) -> None:
            barrier.wait()
            shifts.append(start_shift(ctx).shift.id)

        threads = [Thread(target=sign_on, args=(ctx,)) for ctx in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(shifts) == 3
        assert len(set(shifts)) == 1

    def test_twice_is_refused(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        start_shift(as_("agent"))
        with pytest.raises(ConflictError, match="signed on to the Early shift since 06:00"):
            start_shift(as_("agent"))

    def test_a_shift_that_does_not_run_is_refused(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        with pytest.raises(RuleBrokenError, match="60 minutes") as refused:
            start_shift(as_("agent"), shift="late")
        assert refused.value.rule == "SHF-06"

    def test_where_two_shifts_run_both_are_offered_the_nearer_first(
        self, as_: AsStaff, at: Callable[..., None]
    ) -> None:
        for hour, codes in ((7, ["early"]), (9, ["day", "early"]), (13, ["late", "day", "early"])):
            at(hour)
            assert [kind.code for kind in shift_choices(as_("agent"))] == codes

    def test_an_unknown_kind_of_shift_is_refused(self, as_: AsStaff) -> None:
        with pytest.raises(RuleBrokenError, match="no kind of shift"):
            start_shift(as_("agent"), shift="lunch")

    def test_an_auditor_does_not_sit(self, as_: AsStaff) -> None:
        with pytest.raises(NotAllowedError):
            start_shift(as_("auditor"))

    def test_who_has_not_signed_on(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        start_shift(as_("agent"))
        rows = not_signed_on(as_("supervisor"))
        assert [(row.staff_no, row.department) for row in rows] == [("1012", "Customer service")]


@pytest.mark.req("SHF-06")
@pytest.mark.usefixtures("site")
class TestSigningOff:
    def test_leaving_early_is_measured(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        start_shift(as_("agent"))
        start_shift(as_("agent2"))
        at(13, 30)
        duty = end_shift(as_("agent"))
        assert (duty.early_leave_seconds, duty.mark) == (1800, "early_leave")
        assert current_duty(as_("agent")) is None

    def test_who_is_not_on_cannot_sign_off(self, as_: AsStaff) -> None:
        with pytest.raises(NotFoundError):
            end_shift(as_("agent"))

    def test_a_supervisor_signs_off_who_forgot_to(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        start_shift(as_("agent"))
        start_shift(as_("agent2"))
        at(23)
        assert end_shift(as_("supervisor"), staff_no="1007", reason="forgot").staff_no == "1007"
        with pytest.raises(NotAllowedError):
            end_shift(as_("agent"), staff_no="1012")


@pytest.mark.req("SHF-12")
@pytest.mark.usefixtures("site")
class TestLeavingWithoutHandover:
    def test_the_last_one_cannot_just_go(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        start_shift(as_("agent"))
        at(14)
        with pytest.raises(NotHandedOverError) as refused:
            end_shift(as_("agent"))
        assert refused.value.rule == "SHF-12"

    def test_unless_the_exception_is_recorded(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        start_shift(as_("agent"))
        at(14)
        duty = end_shift(as_("agent"), exception="the desk is closed this afternoon")
        assert duty.shift.exception == "the desk is closed this afternoon"


@pytest.mark.usefixtures("site")
class TestCurrentShift:
    def test_is_the_one_that_the_actor_signed_on_to(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(9)
        start_shift(as_("agent"), shift="early")
        start_shift(as_("agent2"), shift="day")
        assert [row.code for name in ("agent", "agent2") if (row := current_shift(as_(name)))] == [
            "early",
            "day",
        ]

    def test_else_the_one_that_runs(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6)
        assert current_shift(as_("supervisor")) is None
        start_shift(as_("agent"))
        shift = current_shift(as_("supervisor"))
        assert shift is not None
        assert shift.code == "early"
        at(14)
        assert current_shift(as_("supervisor")) is None


@pytest.mark.req("SHF-06")
def test_the_night_of_the_changed_clock(as_: AsStaff, config: Config, clock: FrozenClock) -> None:
    berlin = replace(config, zone="Europe/Berlin")
    ctx: Context = replace(as_("agent"), config=berlin)
    install_pack(as_("admin"))
    clock.move_to(datetime(2026, 10, 24, 22, 0, tzinfo=ZoneInfo("Europe/Berlin")))
    shift = start_shift(ctx).shift
    assert (shift.ends_at - shift.begins_at).total_seconds() == 9 * 3600
    clock.move_to(datetime(2026, 10, 25, 4, 59, tzinfo=UTC))
    assert end_shift(ctx, exception="clock").early_leave_seconds == 60


@pytest.mark.req("SHF-08")
@pytest.mark.usefixtures("site")
class TestDutyRecord:
    def test_a_day_shows_who_sat_and_how_it_ended(self, as_: AsStaff, at: Callable[..., None]) -> None:
        at(6, 1)
        start_shift(as_("agent"))
        at(14)
        end_shift(as_("agent"), exception="nobody after us")
        (record,) = duty_record(as_("supervisor"))
        assert [(o.staff_no, o.late_seconds) for o in record.officers] == [("1007", 60)]
        assert record.shift.exception == "nobody after us"
        assert record.reviewed_by is None

    def test_the_supervisor_checks_each_week_once_it_is_over(
        self, as_: AsStaff, at: Callable[..., None]
    ) -> None:
        at(6)
        start_shift(as_("agent"))
        at(14)
        end_shift(as_("agent"), exception="nobody after us")
        with pytest.raises(RuleBrokenError) as refused:
            review_week(as_("supervisor"), monday=date(2026, 11, 23))
        assert refused.value.rule == "SHF-08"
        at(9, day=30)
        assert unreviewed_weeks(as_("supervisor")) == (date(2026, 11, 23),)
        assert review_week(as_("supervisor"), monday=date(2026, 11, 23)) == 1
        assert unreviewed_weeks(as_("supervisor")) == ()
        (record,) = duty_record(as_("supervisor"), day=date(2026, 11, 23))
        assert (record.reviewed_by, record.reviewed_on) == ("1002", date(2026, 11, 30))

    def test_an_agent_does_not_check(self, as_: AsStaff) -> None:
        with pytest.raises(NotAllowedError):
            review_week(as_("agent"), monday=date(2026, 11, 23))
