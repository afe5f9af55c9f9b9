"""Answering, signing, receiving: two people, one digest, and responsibility that moves on receipt."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, RuleBrokenError
from csconsole.models import Callback, Handover, HandoverItem, Promise, Ticket
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services.context import Context
from csconsole.services.handover import (
    NotYourSideError,
    SignedError,
    UndecidedError,
    add_addendum,
    allow_temporary,
    answer_items,
    arrive,
    check_signatures,
    confirm_handover,
    current_handover,
    decide_items,
    handover_warnings,
    list_handovers,
    prepare_handover,
    read_handover,
    receive_handover,
    release_old_handovers,
    reply_to_query,
    return_handover,
    show_handover,
    sign_handover,
    unread_handovers,
    unsigned_shifts,
    write_section,
)
from csconsole.services.shifts import end_shift
from csconsole.services.shifts.duty import NotHandedOverError
from tests.conftest import AsStaff
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


@pytest.fixture
def site(as_: AsStaff, clock: FrozenClock) -> Site:
    here = Site(as_, clock)
    here.shift("agent", 6)
    return here


def stored(ctx: Context, model: Any, key: int) -> Any:
    with ctx.read() as uow:
        return uow.get(model, key)


def warned(ctx: Context) -> list[tuple[str, str]]:
    return [(warning.kind, warning.about) for warning in handover_warnings(ctx)]


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


class TestItems:
    @pytest.mark.req("SHF-11")
    def test_each_item_is_passed_or_kept_before_signing(self, site: Site) -> None:
        kept, passed = site.ticket("kept"), site.ticket("passed")
        number = site.prepared().row.number
        arrive(site.as_("agent2"), number)
        decide_items(site.as_("agent"), number, [kept.number], mine="keep")
        with pytest.raises(UndecidedError, match="1 item is neither"):
            sign_handover(site.as_("agent"), number)
        decide_items(site.as_("agent"), number, None, mine="pass")
        record = sign_handover(site.as_("agent"), number)
        assert {item.number: item.mine for item in record.items} == {
            kept.number: "keep",
            passed.number: "pass",
        }

    @pytest.mark.req("SHF-11")
    def test_what_is_passed_and_accepted_changes_hands(self, site: Site) -> None:
        agent, other = site.as_("agent"), site.as_("agent2")
        passed, kept, refused = site.ticket("passed"), site.ticket("kept"), site.ticket("refused")
        of_repairer = site.ticket("at the repairer", handler="handler")
        nobodys = site.ticket("nobody has it", handler=None)
        callback, promise = site.callback(), site.promise(ticket_id=passed.pk)
        alone = site.promise("alone")
        number = site.prepared().row.number
        decide_items(agent, number, [kept.number], mine="keep")
        decide_items(agent, number, None, mine="pass")
        answer_items(other, number, [refused.number], theirs="refuse", words="not our block")
        answer_items(other, number, None, theirs="accept")
        sign_handover(agent, number)
        receive_handover(other, number, read_back="understood")
        holder = {t.title: stored(other, Ticket, t.pk) for t in (passed, kept, refused, of_repairer, nobodys)}
        assert {title: t.handler_id for title, t in holder.items()} == {
            "passed": other.staff_id,
            "kept": agent.staff_id,
            "refused": agent.staff_id,
            "at the repairer": site.as_("handler").staff_id,
            "nobody has it": None,
        }
        assert {t.first_owner_id for t in holder.values()} == {agent.staff_id}
        assert stored(other, Callback, callback.pk).owner_id == other.staff_id
        assert stored(other, Promise, promise.pk).owner_id == other.staff_id
        assert stored(other, Promise, alone.pk).owner_id == other.staff_id
        assert stored(other, Promise, alone.pk).promiser_id == agent.staff_id

    @pytest.mark.req("SHF-11")
    def test_owners_change_on_receipt_and_not_before(self, site: Site) -> None:
        ticket = site.ticket()
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        sign_handover(site.as_("agent"), number)
        assert stored(site.as_("agent"), Ticket, ticket.pk).handler_id == site.as_("agent").staff_id

    @pytest.mark.req("SHF-11")
    def test_work_of_a_colleague_of_the_shift_goes_too(self, site: Site) -> None:
        site.shift("supervisor", 7)
        ticket = site.ticket(by="supervisor")
        site.hand_over("agent", "agent2")
        assert stored(site.as_("agent"), Ticket, ticket.pk).handler_id == site.as_("agent2").staff_id

    @pytest.mark.req("SHF-14")
    def test_who_has_read_it_before_can_receive_it(self, site: Site) -> None:
        number = site.prepared().row.number
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        read_handover(site.as_("agent2"), number)
        record = receive_handover(site.as_("agent2"), number, read_back="understood")
        assert record.readers == ("陈博",)

    @pytest.mark.req("SHF-11", "SHF-12")
    def test_a_question_is_answered_before_receipt(self, site: Site) -> None:
        site.callback("ring Wang", contact_name="Wang")
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        with pytest.raises(InvalidInputError):
            answer_items(site.as_("agent2"), number, [1], theirs="query")
        answer_items(site.as_("agent2"), number, [1], theirs="query", words="which number?")
        sign_handover(site.as_("agent"), number)
        with pytest.raises(UndecidedError, match="open question: 1"):
            receive_handover(site.as_("agent2"), number, read_back="x")
        reply_to_query(site.as_("agent"), number, 1, "the one of the shop")
        with pytest.raises(UndecidedError):
            receive_handover(site.as_("agent2"), number, read_back="x")
        answer_items(site.as_("agent2"), number, [1], theirs="accept")
        (item,) = receive_handover(site.as_("agent2"), number, read_back="ring the shop").items
        assert (item.theirs, item.query, item.reply) == ("accept", "which number?", "the one of the shop")

    def test_a_reply_needs_a_question(self, site: Site) -> None:
        site.ticket()
        number = site.prepared().row.number
        with pytest.raises(RuleBrokenError, match="Nobody has a question"):
            reply_to_query(site.as_("agent"), number, 1, "well")

    @pytest.mark.req("SHF-11")
    def test_what_is_kept_needs_no_answer_and_takes_none(self, site: Site) -> None:
        ticket = site.ticket()
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, [1], mine="keep")
        with pytest.raises(RuleBrokenError, match=ticket.number):
            answer_items(site.as_("agent2"), number, [1], theirs="accept")
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        sign_handover(site.as_("agent"), number)
        assert receive_handover(site.as_("agent2"), number, read_back="x").row.state == "closed"

    @pytest.mark.req("SHF-12")
    def test_no_receipt_without_read_back_or_answers(self, site: Site) -> None:
        site.ticket()
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        with pytest.raises(InvalidInputError) as refused:
            receive_handover(site.as_("agent2"), number, read_back=" ")
        assert refused.value.field == "read_back"
        with pytest.raises(UndecidedError, match="without an answer: 1"):
            receive_handover(site.as_("agent2"), number, read_back="x")

    def test_an_unknown_item_is_named(self, site: Site) -> None:
        number = site.prepared().row.number
        for name in ("99", "T20991231-0001", ""):
            with pytest.raises(NotFoundError):
                decide_items(site.as_("agent"), number, [name], mine="pass")


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


class TestReminders:
    @pytest.mark.req("SHF-14")
    def test_an_unread_handover_warns_until_it_is_read(self, site: Site) -> None:
        site.ticket()
        number = site.hand_over("agent", "agent2").row.number
        assert ("unread", number) in warned(site.as_("supervisor"))
        assert unread_handovers(site.as_("agent2")) == ()
        assert unread_handovers(site.as_("agent")) == ()
        read_handover(site.as_("supervisor"), number)
        read_handover(site.as_("supervisor"), number)
        assert unread_handovers(site.as_("supervisor")) == ()
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
        assert len(unread_handovers(site.as_("supervisor"))) == 1
        site.clock.advance(hours=2)
        assert unread_handovers(site.as_("supervisor")) == ()

    @pytest.mark.req("SHF-12")
    def test_a_shift_that_nobody_handed_over_warns(self, site: Site) -> None:
        site.at(14)
        assert [shift.code for shift in unsigned_shifts(site.as_("agent2"))] == ["early"]
        assert ("unsigned_shift", "2026-11-23 Early") in warned(site.as_("agent2"))
        end_shift(site.as_("agent"), exception="power cut")
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
        assert release_old_handovers(admin) == 0
        site.clock.advance(days=2)
        assert release_old_handovers(admin) == 1
        assert show_handover(site.as_("agent"), number).row.state == "purgeable"
