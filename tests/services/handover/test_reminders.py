"""What is late, what was never signed, and the lists of handovers."""

from __future__ import annotations

import pytest

from csconsole.errors import ConflictError, NotAllowedError, RuleBrokenError
from csconsole.services.audit import list_events
from csconsole.services.context import Context
from csconsole.services.handover import (
    Releasable,
    allow_temporary,
    arrive,
    current_handover,
    handover_warnings,
    list_handovers,
    read_handover,
    releasable_handovers,
    release_old_handovers,
    show_handover,
    sign_handover,
    unsigned_shifts,
)
from csconsole.services.shifts import end_shift
from tests.services.handover_site import Site


def unread(ctx: Context) -> list[str]:
    return [number for kind, number in warned(ctx) if kind in ("unread", "note")]


def warned(ctx: Context) -> list[tuple[str, str]]:
    return [(warning.kind, warning.about) for warning in handover_warnings(ctx)]


class TestReminders:
    @pytest.mark.req("SHF-14")
    def test_an_unread_handover_warns_until_it_is_read(self, site: Site) -> None:
        site.ticket()
        number = site.hand_over("agent", "agent2").row.number
        assert ("unread", number) in warned(site.as_("supervisor"))
        assert unread(site.as_("agent2")) == []
        assert unread(site.as_("agent")) == []
        read_handover(site.as_("supervisor"), number)
        read_handover(site.as_("supervisor"), number)
        assert unread(site.as_("supervisor")) == []
        assert show_handover(site.as_("agent"), number).readers == ("陈博", "Sun Yue")

    @pytest.mark.req("SHF-14")
    def test_a_supervisors_note_warns_at_once(self, site: Site) -> None:
        number = site.prepared().row.number
        allow_temporary(site.as_("supervisor"), number, note="fire drill")
        assert [w.text for w in handover_warnings(site.as_("agent2")) if w.kind == "note"] == ["fire drill"]

    @pytest.mark.req("SHF-14")
    def test_old_ones_do_not_warn(self, site: Site) -> None:
        site.hand_over("agent", "agent2")
        site.clock.advance(hours=23)
        assert len(unread(site.as_("supervisor"))) == 1
        site.clock.advance(hours=2)
        assert unread(site.as_("supervisor")) == []

    @pytest.mark.req("SHF-12")
    def test_a_shift_that_nobody_handed_over_warns(self, site: Site) -> None:
        site.at(14)
        assert [shift.code for shift in unsigned_shifts(site.as_("agent2"))] == ["early"]
        assert ("unsigned_shift", "2026-11-23 Early") in warned(site.as_("agent2"))
        end_shift(site.as_("agent"), exception="power cut")
        assert unsigned_shifts(site.as_("agent2")) == ()

    @pytest.mark.req("SHF-12")
    def test_a_shift_that_nobody_handed_over_is_forgotten_after_a_day(self, site: Site) -> None:
        site.at(14)
        site.clock.advance(hours=23)
        assert [shift.code for shift in unsigned_shifts(site.as_("agent2"))] == ["early"]
        site.clock.advance(hours=1)
        assert unsigned_shifts(site.as_("agent2")) == ()

    @pytest.mark.req("SHF-12")
    def test_an_unsigned_handover_warns_its_owner(self, site: Site) -> None:
        number = site.prepared().row.number
        assert warned(site.as_("agent")) == [("not_signed", number)]
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        assert warned(site.as_("agent")) == [("not_received", number)]
        assert ("waiting", number) in warned(site.as_("agent2"))


class TestLists:
    def test_the_current_one_is_the_one_to_act_on(self, site: Site) -> None:
        assert current_handover(site.as_("agent")) is None
        number = site.prepared().row.number
        for name in ("agent", "agent2"):
            record = current_handover(site.as_(name))
            assert record is not None
            assert record.row.number == number

    def test_after_signing_it_stays_in_sight_for_a_day(self, site: Site) -> None:
        number = site.hand_over("agent", "agent2").row.number
        for name in ("agent", "agent2"):
            record = current_handover(site.as_(name))
            assert record is not None
            assert record.row.number == number
        assert current_handover(site.as_("supervisor")) is None
        site.clock.advance(hours=25)
        assert current_handover(site.as_("agent2")) is None

    def test_handovers_are_listed_and_filtered(self, site: Site) -> None:
        number = site.prepared().row.number
        page = list_handovers(site.as_("agent"), filter="state:open outgoing:1007")
        assert [row.number for row in page.rows] == [number]
        assert list_handovers(site.as_("agent"), filter="late:yes").rows == ()

    @pytest.mark.req("SHF-26")
    def test_none_is_released_before_its_time(self, site: Site) -> None:
        number = site.hand_over("agent", "agent2").row.number
        admin = site.as_("admin")
        site.clock.advance(days=364)
        with pytest.raises(RuleBrokenError, match="kept for 12 months") as early:
            release_old_handovers(admin)
        assert early.value.hint == "The next may be released on 2027-11-23."
        site.clock.advance(days=2)
        assert releasable_handovers(admin) == Releasable(1, 12, None)
        with pytest.raises(ConflictError):
            release_old_handovers(admin, seen=2)
        with pytest.raises(NotAllowedError):
            release_old_handovers(site.as_("manager"))
        assert release_old_handovers(admin, seen=1) == 1
        event = list_events(site.as_("auditor"), filter="entity:handover action:release").rows[0]
        assert (event.actor_no, event.at) == ("1000", site.clock.now())
        assert show_handover(site.as_("agent"), number).row.state == "purgeable"
