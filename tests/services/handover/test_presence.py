"""Signing on to the next shift is arriving; what the outgoing person learns of the answers."""

from __future__ import annotations

import pytest

from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services.handover import (
    answer_items,
    check_signatures,
    decide_items,
    handover_warnings,
    receive_handover,
    show_handover,
    sign_handover,
    why_not_sign,
)
from tests.services.handover_site import Site


def warned(site: Site, person: str) -> list[tuple[str, str]]:
    return [(one.kind, one.about) for one in handover_warnings(site.as_(person))]


class TestSigningOnIsArriving:
    @pytest.mark.req("SHF-10")
    def test_nothing_but_signing_on_is_needed(self, site: Site) -> None:
        site.ticket()
        site.at(13, 45)
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        site.shift("agent2", 14)
        came = site.clock.now()
        site.at(14, 5)
        row = show_handover(site.as_("agent"), number).row
        assert (row.arrived_at, row.incoming_late, row.incoming) == (came, False, "")
        assert why_not_sign(row, row.outgoing_id) == ""
        row = sign_handover(site.as_("agent"), number).row
        assert (row.state, row.arrived_at, row.incoming) == ("signed_out", came, "")
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        row = receive_handover(site.as_("agent2"), number, read_back="one leak").row
        assert (row.state, row.incoming, row.arrived_at) == ("closed", "陈博", came)
        assert row.next_shift is not None
        assert check_signatures(site.as_("agent"), number).good

    @pytest.mark.req("SHF-10", "SHF-13")
    def test_who_receives_in_the_end_is_the_incoming_person(self, site: Site) -> None:
        number = site.prepared().row.number
        site.shift("agent2", 14)
        sign_handover(site.as_("agent"), number)
        site.at(14, 30)
        row = receive_handover(site.as_("supervisor"), number, read_back="I take it").row
        assert (row.incoming, row.arrived_at, row.incoming_late) == ("Sun Yue", site.clock.now(), True)
        assert check_signatures(site.as_("agent"), number).good

    @pytest.mark.req("SHF-10")
    def test_a_colleague_of_the_same_shift_and_one_without_the_right_are_not_the_next(
        self, site: Site
    ) -> None:
        site.shift("agent2", 7)
        number = site.prepared().row.number
        assert show_handover(site.as_("agent"), number).row.arrived_at is None
        with pytest.raises(TransitionRefusedError) as refused:
            sign_handover(site.as_("agent"), number)
        assert "csconsole shift start" in (refused.value.hint or "")

    @pytest.mark.req("SHF-10", "SHF-14")
    def test_who_signs_on_is_told_what_waits_for_him(self, site: Site) -> None:
        number = site.prepared().row.number
        assert ("waiting", number) not in warned(site, "agent2")
        site.shift("agent2", 14)
        assert ("waiting", number) in warned(site, "agent2")
        sign_handover(site.as_("agent"), number)
        assert warned(site, "agent2").count(("waiting", number)) == 1
        assert ("unread", number) not in warned(site, "agent2")
        receive_handover(site.as_("agent2"), number, read_back="nothing open")
        assert ("waiting", number) not in warned(site, "agent2")


class TestWhatTheOutgoingPersonLearns:
    @pytest.mark.req("SHF-11", "SHF-14")
    def test_a_question_warns_until_it_is_answered_a_refusal_until_it_is_read(self, site: Site) -> None:
        from csconsole.services.handover import read_handover, reply_to_query

        site.ticket("leak")
        site.ticket("lift")
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        agent2 = site.as_("agent2")
        answer_items(agent2, number, [1], theirs="query", words="which flat?")
        answer_items(agent2, number, [2], theirs="refuse", words="not ours")
        assert {("queried", number), ("refused", number)} <= set(warned(site, "agent"))
        read_handover(site.as_("agent"), number)
        assert ("refused", number) in warned(site, "agent"), "read before it was closed"
        reply_to_query(site.as_("agent"), number, 1, "3-502")
        assert ("queried", number) not in warned(site, "agent")
        answer_items(agent2, number, [1], theirs="accept")
        sign_handover(site.as_("agent"), number)
        receive_handover(agent2, number, read_back="one of two")
        assert warned(site, "agent") == [("refused", number)]
        read_handover(site.as_("agent"), number)
        assert warned(site, "agent") == []

    @pytest.mark.req("SHF-11")
    def test_the_desk_names_each_item_and_opens_it(self, site: Site) -> None:
        from csconsole.services.desk import desk_of

        site.ticket("leak")
        site.ticket("lift")
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        agent2 = site.as_("agent2")
        answer_items(agent2, number, [1], theirs="query", words="which flat?")
        answer_items(agent2, number, [2], theirs="refuse", words="not ours")
        found = [one for one in desk_of(site.as_("agent")).now if one.record == "handover_item"]
        assert [one.key for one in found] == [f"{number} 1", f"{number} 2"]
        assert "which flat?" in found[0].title
        assert "not ours" in found[1].title
        assert all(one.due_at is not None for one in found), "else it would stand last"
        assert not [one for one in desk_of(agent2).now if one.record == "handover_item"]
