"""What turns up again within one shift, who is offered a handover, and the counts that everybody sees."""

from __future__ import annotations

import pytest

from csconsole.services.desk.round import round_of
from csconsole.services.handover import (
    answer_items,
    arrive,
    current_handover,
    decide_items,
    handover_html,
    list_handovers,
    prepare_handover,
    receive_handover,
    reply_to_query,
    sign_handover,
    waiting_handover,
    why_not_sign,
)
from csconsole.services.handover.rows import HandoverRecord
from tests.services.handover_site import Site


def facts(record: HandoverRecord, section: str) -> list[tuple[str, str]]:
    return [(fact["what"], fact["title"]) for fact in record.facts[section]]


class TestReopened:
    @pytest.mark.req("SHF-09")
    def test_a_ticket_done_and_reopened_is_told_as_reopened_and_is_open(self, site: Site) -> None:
        lamp, leak = site.ticket("lamp"), site.ticket("leak")
        site.at(9)
        for ticket in (lamp, leak):
            site.set(ticket, state="done")
        site.at(9, 3)
        site.set(leak, state="assigned", reopenings=1)
        record = prepare_handover(site.as_("agent"))
        assert facts(record, "work") == [("solved", "lamp"), ("reopened", "leak")]
        assert "leak" in {item.title for item in record.items}
        figures = record.figures
        assert (figures["tickets_solved"], figures["tickets_reopened"]) == (1, 1)

    @pytest.mark.req("SHF-09")
    def test_a_ticket_done_before_and_closed_now_is_not_done_twice(self, site: Site) -> None:
        lamp = site.ticket("lamp")
        site.set(lamp, state="done", done_at=site.clock.now())
        site.hand_over("agent", "agent2")
        site.shift("agent2", 14)
        site.at(15)
        site.set(lamp, state="closed")
        record = prepare_handover(site.as_("agent2"))
        assert facts(record, "work") == [("filed", "lamp")]
        assert (record.figures["tickets_solved"], record.figures["items_closed"]) == (0, 1)

    @pytest.mark.req("SHF-11")
    def test_what_was_kept_or_taken_within_the_shift_is_handed_over_again(self, site: Site) -> None:
        kept, passed = site.ticket("kept"), site.ticket("passed")
        site.shift("agent2", 7)
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, [kept.number], mine="keep")
        decide_items(site.as_("agent"), number, [passed.number], mine="pass")
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        sign_handover(site.as_("agent"), number)
        receive_handover(site.as_("agent2"), number, read_back="understood")
        titles = {item.title for item in prepare_handover(site.as_("agent2")).items}
        assert titles == {"kept", "passed"}

    @pytest.mark.req("SHF-11")
    def test_what_went_to_the_next_shift_is_not_handed_over_twice(self, site: Site) -> None:
        site.ticket("leak")
        site.shift("agent2", 14)
        site.hand_over("agent", "agent2")
        assert not prepare_handover(site.as_("agent")).items


class TestWhoIsOffered:
    @pytest.mark.req("SHF-10")
    @pytest.mark.parametrize("hour", [7, 14], ids=["same-shift", "next-shift"])
    def test_one_that_waits_opens_by_itself(self, site: Site, hour: int) -> None:
        number = site.prepared().row.number
        assert waiting_handover(site.as_("agent2")) is None
        site.shift("agent2", hour)
        found = current_handover(site.as_("agent2"))
        waiting = waiting_handover(site.as_("agent2"))
        assert found is not None
        assert waiting is not None
        assert (found.row.number, waiting.number, waiting.outgoing_no) == (number, number, "1007")
        assert waiting_handover(site.as_("agent")) is None

    @pytest.mark.req("SHF-10")
    def test_the_own_draft_comes_before_one_of_the_same_shift(self, site: Site) -> None:
        site.shift("agent2", 7)
        site.prepared(only_mine=True)
        own = prepare_handover(site.as_("agent2")).row.number
        found = current_handover(site.as_("agent2"))
        assert found is not None
        assert found.row.number == own

    @pytest.mark.req("SHF-12")
    def test_who_takes_over_is_named_when_he_signs_on_later(self, site: Site) -> None:
        number = site.prepared().row.number
        site.at(13, 50)
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        site.shift("agent2", 14)
        row = receive_handover(site.as_("agent2"), number, read_back="understood").row
        assert row.next_shift is not None
        assert row.next_shift.code == "late"


@pytest.mark.req("SHF-10", "SHF-12")
def test_it_says_whose_signature_comes_next(site: Site) -> None:
    agent, agent2, other = (site.as_(name).staff_id for name in ("agent", "agent2", "supervisor"))
    row = site.prepared().row
    assert "Nobody of the next shift" in why_not_sign(row, agent)
    assert "not signed yet" in why_not_sign(row, agent2)
    row = arrive(site.as_("agent2"), row.number).row
    assert why_not_sign(row, agent) == ""
    assert "陈博 is taking" in why_not_sign(row, other)
    row = sign_handover(site.as_("agent"), row.number).row
    assert why_not_sign(row, agent) == f"You have signed {row.number}; 陈博 signs next."
    assert why_not_sign(row, agent2) == ""
    row = receive_handover(site.as_("agent2"), row.number, read_back="understood").row
    assert all("both sides" in why_not_sign(row, person) for person in (agent, agent2, other))


@pytest.mark.req("SHF-11")
def test_an_answered_question_is_not_counted_any_more(site: Site) -> None:
    leak = site.ticket("leak")
    number = site.prepared().row.number
    decide_items(site.as_("agent"), number, None, mine="pass")
    answer_items(site.as_("agent2"), number, [leak.number], theirs="query", words="which tap?")

    def counts() -> tuple[int, int]:
        (row,) = list_handovers(site.as_("supervisor")).rows
        return row.undecided, row.queries

    assert counts() == (0, 1)
    reply_to_query(site.as_("agent"), number, leak.number, "the left one")
    assert counts() == (0, 0)


@pytest.mark.req("SHF-09")
def test_the_period_begins_with_the_shift_and_holds_its_first_instant(site: Site) -> None:
    site.ticket("at the very begin", kind="complaint")
    site.at(13, 50)
    record = site.prepared()
    assert facts(record, "basic") == [("complaint", "at the very begin")]
    assert "2026-11-23 06:00 - 2026-11-23 13:50" in handover_html(site.as_("agent"), record)


@pytest.mark.req("SHF-11")
def test_the_desk_counts_what_was_handed_to_me_and_accepted(site: Site) -> None:
    for title in ("one", "two", "three"):
        site.ticket(title)
    site.shift("agent2", 13)
    site.at(13, 50)
    record = site.prepared()
    ids = [item.position for item in record.items]
    decide_items(site.as_("agent"), record.row.number, ids[:2], mine="pass")
    decide_items(site.as_("agent"), record.row.number, ids[2:], mine="keep")
    answer_items(site.as_("agent2"), record.row.number, ids[:2], theirs="accept")
    sign_handover(site.as_("agent"), record.row.number)
    receive_handover(site.as_("agent2"), record.row.number, read_back="understood")
    site.at(14, 5)
    found = {who: round_of(site.as_(who)).handed_over for who in ("agent", "agent2", "manager")}
    assert found == {"agent": 0, "agent2": 2, "manager": 0}
