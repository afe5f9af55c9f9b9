"""Signing and receiving: two people, one digest."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import select

from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.models import Handover, HandoverItem
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services.context import Context
from csconsole.services.handover import (
    NotYourSideError,
    SignedError,
    add_addendum,
    allow_temporary,
    answer_items,
    arrive,
    check_signatures,
    confirm_handover,
    decide_items,
    prepare_handover,
    receive_handover,
    return_handover,
    show_handover,
    sign_handover,
    why_not_sign,
    write_section,
)
from csconsole.services.shifts.duty import NotHandedOverError
from tests.services.handover_site import Site

TAMPERED_HANDOVER: list[tuple[dict[str, Any], tuple[bool, bool, bool]]] = [
    ({"summary": "nothing happened"}, (False, True, True)),
    ({"snapshot": {}}, (False, True, True)),
    ({"sections": {}}, (False, True, True)),
    ({"read_back": "something else"}, (True, True, False)),
    ({"outgoing_id": 1}, (False, False, True)),
    ({"incoming_id": 1}, (True, True, False)),
    ({"digest": "0" * 64}, (False, False, False)),
]
"""What is changed behind the back of the services, and whether content, outgoing and incoming still fit."""

TAMPERED_ITEM: list[tuple[dict[str, Any], str]] = [
    ({"title": "another leak"}, "content"),
    ({"mine": "keep"}, "content"),
    ({"owner_id": None}, "content"),
    ({"theirs": "refuse"}, "incoming"),
    ({"reply": "never said"}, "incoming"),
]


def stored(ctx: Context, model: Any, key: int) -> Any:
    with ctx.read() as uow:
        return uow.get(model, key)


class TestTheWay:
    @pytest.mark.req("SHF-10")
    def test_each_step_is_stored_with_its_time(self, site: Site) -> None:
        site.ticket()
        site.at(13, 50)
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        site.at(13, 55)
        arrive(site.as_("agent2"), number)
        site.at(13, 56)
        confirm_handover(site.as_("agent"), number)
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        site.at(13, 58)
        sign_handover(site.as_("agent"), number)
        site.at(14, 1)
        row = receive_handover(site.as_("agent2"), number, read_back="one leak, call her").row
        assert row.state == "closed"
        assert row.incoming == "陈博"
        minutes = [
            at.minute
            for at in (row.prepared_at, row.arrived_at, row.confirmed_at, row.signed_out_at, row.received_at)
            if at
        ]
        assert minutes == [50, 55, 56, 58, 1]

    @pytest.mark.req("SHF-10")
    def test_nothing_is_signed_before_the_incoming_side_is_there(self, site: Site) -> None:
        number = site.prepared().row.number
        with pytest.raises(TransitionRefusedError) as refused:
            sign_handover(site.as_("agent"), number)
        assert refused.value.field == "arrived_at"

    @pytest.mark.req("SHF-10")
    def test_a_draft_cannot_be_signed_or_answered(self, site: Site) -> None:
        number = prepare_handover(site.as_("agent")).row.number
        with pytest.raises(TransitionRefusedError):
            sign_handover(site.as_("agent"), number)
        with pytest.raises(RuleBrokenError, match="still a draft"):
            answer_items(site.as_("agent2"), number, None, theirs="accept")

    @pytest.mark.req("SHF-13")
    @pytest.mark.parametrize(("hour", "minute", "late"), [(13, 55, False), (14, 0, False), (14, 1, True)])
    def test_a_late_arrival_is_flagged(self, site: Site, hour: int, minute: int, late: bool) -> None:
        number = site.prepared().row.number
        site.at(hour, minute)
        row = arrive(site.as_("agent2"), number).row
        assert (row.arrived_at, row.incoming_late) == (site.clock.now(), late)

    @pytest.mark.req("SHF-13")
    def test_who_signed_on_arrived_then(self, site: Site) -> None:
        number = site.prepared().row.number
        site.shift("agent2", 14)
        site.at(14, 20)
        row = arrive(site.as_("agent2"), number).row
        assert row.arrived_at is not None
        assert site.clock.now() - row.arrived_at == timedelta(minutes=20)
        assert not row.incoming_late
        assert row.next_shift is not None
        assert row.next_shift.code == "late"

    @pytest.mark.req("SHF-13")
    def test_incomplete_content_is_returned_with_a_reason(self, site: Site) -> None:
        number = site.prepared().row.number
        with pytest.raises(InvalidInputError):
            return_handover(site.as_("agent2"), number, reason=" ")
        record = return_handover(site.as_("agent2"), number, reason="the lift is missing")
        assert (record.row.state, record.return_reason) == ("draft", "the lift is missing")
        assert site.prepared(texts={"work": "lift stands"}).row.state == "prepared"
        with pytest.raises(NotYourSideError):
            return_handover(site.as_("agent"), number, reason="mine")

    @pytest.mark.req("SHF-13")
    def test_a_supervisor_allows_a_temporary_handover(self, site: Site) -> None:
        site.ticket()
        number = site.prepared().row.number
        with pytest.raises(NotAllowedError):
            allow_temporary(site.as_("agent2"), number, note="go on")
        record = allow_temporary(site.as_("supervisor"), number, note="fire drill, details follow")
        assert (record.row.state, record.temporary_by) == ("temporary", "Sun Yue")
        with pytest.raises(TransitionRefusedError):
            return_handover(site.as_("agent2"), number, reason="incomplete")
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        record = receive_handover(site.as_("agent2"), number, read_back="details follow")
        assert [(item.mine, item.theirs) for item in record.items] == [("pass", "accept")]
        assert check_signatures(site.as_("agent"), number).good

    @pytest.mark.req("SHF-13")
    def test_nobody_allows_the_own_handover_as_it_is(self, site: Site) -> None:
        site.shift("supervisor", 8)
        number = site.prepared("supervisor").row.number
        with pytest.raises(NotYourSideError) as refused:
            allow_temporary(site.as_("supervisor"), number, note="in a hurry")
        assert refused.value.rule == "SHF-13"
        assert allow_temporary(site.as_("manager"), number, note="go on").row.state == "temporary"

    @pytest.mark.req("SHF-12", "SHF-13")
    def test_a_temporary_handover_lets_the_last_one_go_when_nobody_comes(self, site: Site) -> None:
        number = site.prepared().row.number
        site.at(14)
        with pytest.raises(TransitionRefusedError) as refused:
            sign_handover(site.as_("agent"), number)
        assert "--temporary" in (refused.value.hint or "")
        assert "--exception" in (refused.value.hint or "")
        allow_temporary(site.as_("supervisor"), number, note="nobody until tomorrow")
        with pytest.raises(NotHandedOverError, match=number):
            site.leave("agent")
        row = sign_handover(site.as_("agent"), number).row
        assert (row.state, row.arrived_at) == ("signed_out", None)
        assert "the next shift signs next" in why_not_sign(row, row.outgoing_id)
        site.leave("agent")
        row = receive_handover(site.as_("agent2"), number, read_back="nobody was there").row
        assert (row.state, row.incoming, row.arrived_at) == ("closed", "陈博", site.clock.now())
        assert check_signatures(site.as_("agent"), number).good


class TestTwoPeople:
    @pytest.mark.req("SHF-12")
    def test_the_same_person_cannot_sign_both_sides(self, site: Site) -> None:
        number = site.prepared().row.number
        with pytest.raises(NotYourSideError) as refused:
            arrive(site.as_("agent"), number)
        assert refused.value.rule == "SHF-12"
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        with pytest.raises(NotYourSideError):
            receive_handover(site.as_("agent"), number, read_back="mine")

    @pytest.mark.req("SHF-12")
    def test_only_the_outgoing_person_signs_out(self, site: Site) -> None:
        number = site.prepared().row.number
        arrive(site.as_("agent2"), number)
        for name in ("agent2", "supervisor"):
            with pytest.raises(NotYourSideError):
                sign_handover(site.as_(name), number)

    @pytest.mark.req("SHF-12")
    def test_another_person_takes_over_only_on_purpose(self, site: Site) -> None:
        site.ticket()
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        sign_handover(site.as_("agent"), number)
        with pytest.raises(NotYourSideError, match="Another person"):
            receive_handover(site.as_("supervisor"), number, read_back="x")
        record = arrive(site.as_("supervisor"), number)
        assert [item.theirs for item in record.items] == [None]
        with pytest.raises(NotYourSideError):
            receive_handover(site.as_("agent2"), number, read_back="x")

    @pytest.mark.req("SHF-12")
    def test_the_outgoing_person_stays_responsible_until_it_is_received(self, site: Site) -> None:
        number = site.prepared().row.number
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        site.at(14)
        with pytest.raises(NotHandedOverError, match=number):
            site.leave("agent")
        receive_handover(site.as_("agent2"), number, read_back="understood")
        site.leave("agent")

    @pytest.mark.req("SHF-12")
    def test_of_two_who_receive_at_once_one_does(self, site: Site) -> None:
        site.ticket()
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        sign_handover(site.as_("agent"), number)
        people, barrier = [site.as_("agent2"), site.as_("agent2"), site.as_("supervisor")], Barrier(3)
        ends: list[str] = []

        def receive(ctx: Context) -> None:
            barrier.wait()
            try:
                receive_handover(ctx, number, read_back="understood")
                ends.append("received")
            except (ConflictError, RuleBrokenError):
                ends.append("refused")

        threads = [Thread(target=receive, args=(ctx,)) for ctx in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ends) == ["received", "refused", "refused"]
        assert check_signatures(site.as_("agent"), number).good
        with site.as_("agent").read() as uow:
            assert len(uow.session.exec(select(Handover)).all()) == 1


class TestSignedText:
    @pytest.fixture
    def number(self, site: Site) -> str:
        site.ticket("leak")
        return site.hand_over("agent", "agent2").row.number

    @pytest.mark.req("SHF-12")
    def test_both_signatures_hold(self, site: Site, number: str) -> None:
        check = check_signatures(site.as_("auditor"), number)
        assert (check.content, check.outgoing, check.incoming, check.good) == (True, True, True, True)
        record = show_handover(site.as_("agent"), number)
        assert len({record.digest, record.outgoing_signature, record.incoming_signature}) == 3

    @pytest.mark.req("SHF-12")
    def test_a_changed_handover_does_not_fit(self, site: Site, number: str) -> None:
        for changes, broken in TAMPERED_HANDOVER:
            with site.as_("supervisor").write() as uow:
                handover = uow.one(Handover, number=number)
                assert handover is not None
                before = {name: getattr(handover, name) for name in changes}
                uow.update(handover, "tampered", changes)
            check = check_signatures(site.as_("auditor"), number)
            assert (check.content, check.outgoing, check.incoming) == broken, changes
            assert not check.good
            with site.as_("supervisor").write() as uow:
                uow.update(uow.get(Handover, handover.pk), "repaired", before)
        assert check_signatures(site.as_("auditor"), number).good

    @pytest.mark.req("SHF-12")
    def test_a_changed_item_does_not_fit(self, site: Site, number: str) -> None:
        for changes, side in TAMPERED_ITEM:
            with site.as_("supervisor").write() as uow:
                (item,) = uow.session.exec(select(HandoverItem)).all()
                before = {name: getattr(item, name) for name in changes}
                uow.update(item, "tampered", changes)
            assert getattr(check_signatures(site.as_("auditor"), number), side) is False, changes
            with site.as_("supervisor").write() as uow:
                uow.update(uow.get(HandoverItem, item.pk), "repaired", before)

    @pytest.mark.req("SHF-12")
    def test_afterwards_there_are_only_addenda(self, site: Site, number: str) -> None:
        before = show_handover(site.as_("agent"), number)
        with pytest.raises(SignedError):
            decide_items(site.as_("agent"), number, None, mine="keep")
        with pytest.raises(SignedError):
            answer_items(site.as_("agent2"), number, None, theirs="accept")
        record = write_section(site.as_("agent"), number, "summary", text="I forgot the lift")
        record = add_addendum(site.as_("agent2"), number, "seen")
        assert [(a.by, a.text) for a in record.addenda] == [("李晓", "I forgot the lift"), ("陈博", "seen")]
        assert (record.summary, record.digest) == (before.summary, before.digest)
        assert check_signatures(site.as_("agent"), number).good

    def test_an_addendum_has_a_text_and_a_signed_handover(self, site: Site, number: str) -> None:
        with pytest.raises(InvalidInputError):
            add_addendum(site.as_("agent"), number, " ")
        site.shift("supervisor", 13)
        draft = prepare_handover(site.as_("supervisor")).row.number
        with pytest.raises(RuleBrokenError, match="not signed yet"):
            add_addendum(site.as_("agent"), draft, "x")
