"""Preparing a handover: what is generated from the records of the shift, and what a person must add."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.services.handover import decide_items, prepare_handover, show_handover, write_section
from csconsole.services.handover.rows import HandoverRecord, ItemRow
from csconsole.services.notices import publish_notice
from tests.hostile import HOSTILE
from tests.services.handover_site import Site

HOUR = timedelta(hours=1)


def by_title(record: HandoverRecord) -> dict[str, ItemRow]:
    return {item.title: item for item in record.items}


def facts(record: HandoverRecord, section: str) -> list[tuple[str, str]]:
    return [(fact["what"], fact["title"]) for fact in record.facts[section]]


@pytest.mark.req("SHF-09")
def test_a_snapshot_says_how_many_records_changed_since(site: Site) -> None:
    leak = site.ticket("leak")
    site.at(13, 50)
    number = site.prepared().row.number
    assert show_handover(site.as_("agent"), number).stale == 0
    site.at(13, 52)
    site.set(leak, title="leak under the sink")
    site.set(leak, title="leak under the bath")
    site.ticket("lamp")
    assert show_handover(site.as_("agent2"), number).stale == 2
    assert site.prepared().stale == 0


class TestItems:
    @pytest.mark.req("SHF-09")
    def test_every_kind_of_open_work_is_listed_once(self, site: Site) -> None:
        site.at(8)
        ticket = site.ticket("leak")
        site.promise("visit before noon", ticket_id=ticket.pk)
        site.callback("asks for a date")
        site.promise("send the form")
        site.call(state="pending", summary="wants the plan", kind="consult", next_answer_at=site.clock.now())
        site.ticket("lamp", state="closed", handler="agent")
        site.callback("was reached", state="done")
        record = prepare_handover(site.as_("agent"))
        assert sorted(item.entity for item in record.items) == ["call", "callback", "promise", "ticket"]
        leak = by_title(record)["leak (promised: 11-25 08:00 visit before noon)"]
        assert leak.next_action == "visit before noon"
        assert leak.number == ticket.number

    @pytest.mark.req("SHF-09", "TKT-07")
    def test_a_ticket_whose_arrival_alone_is_late_is_overdue_and_says_so(self, site: Site) -> None:
        now = site.clock.now()
        site.ticket("lift", due_at=now + 9 * HOUR, next_due_at=now - HOUR, next_clock="arrive")
        site.ticket("door", due_at=now + 9 * HOUR, next_due_at=now + 3 * HOUR, next_clock="respond")
        waits = site.ticket("waits", due_at=now - HOUR, next_due_at=None, state="parked")
        site.set(waits, review_at=now + 48 * HOUR)
        items = by_title(prepare_handover(site.as_("agent")))
        assert (items["arrive: lift"].flag, items["arrive: lift"].due_at) == ("overdue", now - HOUR)
        assert items["respond: door"].flag == "due_soon"
        assert (items["waits"].flag, items["waits"].due_at) != ("overdue", now - HOUR)
        assert items["waits"].due_at == now + 48 * HOUR

    @pytest.mark.req("SHF-09")
    def test_the_flags_say_what_is_pressing(self, site: Site) -> None:
        old = site.ticket("old")
        site.ticket("older")
        site.at(13)
        site.hand_over("agent", "agent2")
        site.leave("agent")
        site.shift("agent2", 14)
        site.at(20)
        now = site.clock.now()
        site.set(old, description="tried again")
        site.ticket("late", due_at=now - HOUR)
        site.ticket("soon", due_at=now + 4 * HOUR)
        site.ticket("tomorrow", due_at=now + 4 * HOUR + timedelta(seconds=1))
        site.ticket("fire", priority="emergency")
        site.ticket("nobody", handler=None)
        site.promise("ring her", due_at=now + 20 * HOUR)
        items = by_title(prepare_handover(site.as_("agent2")))
        assert {title: item.flag for title, item in items.items()} == {
            "late": "overdue",
            "soon": "due_soon",
            "fire": "urgent",
            "nobody": "unassigned",
            "ring her": "promised",
            "tomorrow": "new",
            "old": "changed",
            "older": "open",
        }
        assert [items[t].severity for t in ("late", "soon", "fire", "tomorrow")] == [
            "unstable",
            "watch",
            "unstable",
            "stable",
        ]
        assert [items[t].position for t in ("late", "soon", "fire")] == [1, 2, 3]

    @pytest.mark.req("SHF-09")
    def test_items_stand_in_the_section_they_belong_to(self, site: Site) -> None:
        site.ticket("leak")
        site.ticket("rude guard", kind="complaint")
        site.ticket("two chairs", kind="order")
        site.ticket("fire", priority="urgent")
        site.ticket("beyond me", escalated=True)
        sections = {item.title: item.section for item in prepare_handover(site.as_("agent")).items}
        assert sections == {
            "leak": "work",
            "rude guard": "basic",
            "two chairs": "basic",
            "fire": "abnormal",
            "beyond me": "abnormal",
        }

    @pytest.mark.req("SHF-11")
    def test_what_is_open_across_three_shifts_shows_three(self, site: Site) -> None:
        site.ticket("never done")
        ages = []
        people = ["agent", "agent2"]
        for number, hour in enumerate((6, 14, 22, 30)):
            giver, taker = people[number % 2], people[(number + 1) % 2]
            day, at = 23 + hour // 24, hour % 24
            if number:
                site.shift(giver, at, day=day)
            site.at((at + 7) % 24, 50, day=23 + (hour + 7) // 24)
            (item,) = prepare_handover(site.as_(giver)).items
            ages.append((item.age_shifts, item.origin_shift_id))
            site.hand_over(giver, taker)
            site.leave(giver)
        assert [age for age, _origin in ages] == [0, 1, 2, 3]
        assert len({origin for _age, origin in ages}) == 1
        assert ages[0][1] is not None

    @pytest.mark.req("SHF-09")
    def test_a_colleague_may_hand_over_his_own_part(self, site: Site) -> None:
        site.shift("agent2", 7)
        site.ticket("of one")
        site.ticket("of the other", by="agent2")
        first = prepare_handover(site.as_("agent"), only_mine=True)
        second = prepare_handover(site.as_("agent2"))
        assert [item.title for item in first.items] == ["of one"]
        assert [item.title for item in second.items] == ["of the other"]


class TestFacts:
    @pytest.mark.req("SHF-09")
    def test_the_sections_tell_what_happened_in_the_shift(self, site: Site) -> None:
        done = site.ticket("lamp")
        site.at(9)
        site.ticket("rude guard", kind="complaint")
        site.call(kind="suggestion", summary="more benches")
        site.call(state="lost", caller_name="unknown", direction="inbound")
        site.call(state="abandoned", queue="repair", direction="inbound")
        site.set(done, state="done")
        site.set(site.callback("how was it"), state="done", satisfaction="dissatisfied")
        site.set(site.callback("all fine"), state="done", satisfaction="satisfied")
        site.set(site.promise("ring at nine"), state="missed")
        publish_notice(site.as_("supervisor"), title="Water off 14:00", kind="outage")
        record = prepare_handover(site.as_("agent"))
        assert facts(record, "basic") == [("complaint", "rude guard"), ("suggestion", "more benches")]
        assert facts(record, "work") == [
            ("solved", "lamp"),
            ("in_progress", "rude guard"),
            ("called_back", "all fine"),
        ]
        assert facts(record, "abnormal") == [
            ("missed_promise", "ring at nine"),
            ("dissatisfied", "how was it"),
            ("lost_call", "unknown"),
            ("abandoned_call", "queue repair"),
        ]
        assert facts(record, "knowledge") == [("notice", "Water off 14:00")]

    @pytest.mark.req("SHF-09")
    def test_the_figures_are_those_of_the_shift(self, site: Site) -> None:
        site.at(9)
        site.call(direction="inbound")
        site.call(direction="outbound")
        site.call(direction="inbound", state="abandoned")
        site.call(direction="inbound", channel="visit")
        ticket = site.ticket("leak")
        site.ticket("stays", due_at=site.clock.now() - HOUR)
        site.set(ticket, state="closed")
        site.set(site.promise("x"), state="kept")
        figures = prepare_handover(site.as_("agent")).figures
        expected = {
            "calls_in": 2,
            "calls_out": 1,
            "calls_lost": 1,
            "contacts_other": 1,
            "tickets_new": 2,
            "tickets_solved": 1,
            "promises_made": 1,
            "promises_kept": 1,
            "items_open": 1,
            "items_before": 0,
            "items_new": 2,
            "items_closed": 1,
            "items_overdue": 1,
            "items_old": 0,
        }
        assert {name: figures[name] for name in expected} == expected

    @pytest.mark.req("SHF-09")
    def test_before_and_new_without_closed_is_what_is_open(self, site: Site) -> None:
        old, stays = site.ticket("old"), site.ticket("stays")
        site.at(13, 50)
        site.hand_over("agent", "agent2")
        site.shift("agent2", 14)
        site.set(old, state="closed")
        site.set(site.ticket("comes and goes"), state="closed")
        site.callback("rings back")
        site.at(21, 50)
        figures = prepare_handover(site.as_("agent2")).figures
        names = ("items_before", "items_new", "items_closed", "items_open")
        assert [figures[name] for name in names] == [2, 2, 2, 2], stays.number

    @pytest.mark.req("SHF-09")
    def test_what_was_told_in_the_last_handover_is_not_told_again(self, site: Site) -> None:
        site.ticket("first", kind="complaint")
        site.at(13, 50)
        site.hand_over("agent", "agent2")
        site.at(13, 55)
        site.ticket("between", kind="complaint", by="agent2")
        site.leave("agent")
        site.shift("agent2", 14)
        site.at(21)
        record = prepare_handover(site.as_("agent2"))
        assert facts(record, "basic") == [("complaint", "between")]
        # its clocks run since it changed hands: the one that is up is named
        assert {item.title for item in record.items} == {"transfer: first", "between"}

    @pytest.mark.req("SHF-09")
    def test_staffing_names_everyone_of_the_shift(self, site: Site) -> None:
        site.shift("agent2", 7)
        staffing = prepare_handover(site.as_("agent")).staffing
        assert [(p["staff_no"], p["late_seconds"]) for p in staffing] == [("1007", 0), ("1012", 3600)]

    def test_many_facts_are_counted_not_hidden(self, site: Site) -> None:
        from csconsole.services.settings import change_setting

        change_setting(site.as_("admin"), "handover.facts_shown", 2)
        for _ in range(5):
            site.ticket("x", kind="complaint")
        basic = prepare_handover(site.as_("agent")).facts["basic"]
        assert basic[-1] == {"what": "more", "count": 3}
        assert len(basic) == 3


class TestDraft:
    @pytest.mark.req("SHF-09")
    def test_an_empty_section_needs_none(self, site: Site) -> None:
        record = prepare_handover(site.as_("agent"))
        assert (record.row.state, record.missing) == (
            "draft",
            ("basic", "work", "abnormal", "knowledge", "summary"),
        )
        record = prepare_handover(site.as_("agent"), none=("basic", "work", "abnormal"))
        assert (record.row.state, record.missing) == ("draft", ("knowledge", "summary"))
        record = write_section(site.as_("agent"), record.row.number, "knowledge", none=True)
        assert record.row.state == "draft"
        record = write_section(site.as_("agent"), record.row.number, "summary", text="all calm")
        assert (record.row.state, record.missing, record.summary) == ("prepared", (), "all calm")

    def test_words_of_a_person_fill_a_section_too(self, site: Site) -> None:
        record = prepare_handover(
            site.as_("agent"),
            summary="calm",
            texts={"basic": "two regulars came by"},
            none=("work", "abnormal", "knowledge"),
        )
        assert record.row.state == "prepared"
        assert record.texts["basic"] == "two regulars came by"

    def test_an_unknown_section_is_refused(self, site: Site) -> None:
        with pytest.raises(InvalidInputError) as refused:
            prepare_handover(site.as_("agent"), none=("weather",))
        assert refused.value.rule == "SHF-09"

    @pytest.mark.req("SHF-10")
    def test_the_number_names_day_and_shift(self, site: Site) -> None:
        assert site.prepared().row.number == "H20261123-E1"
        site.shift("agent2", 7)
        assert site.prepared("agent2", only_mine=True).row.number == "H20261123-E2"

    def test_preparing_again_refreshes_facts_and_keeps_decisions(self, site: Site) -> None:
        first = site.ticket("leak")
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, [first.number], mine="keep", next_action="call the plumber")
        site.at(9)
        site.ticket("lamp")
        site.set(first, title="leak, second visit")
        items = by_title(site.prepared())
        assert set(items) == {"leak, second visit", "lamp"}
        assert items["leak, second visit"].mine == "keep"
        assert items["leak, second visit"].next_action == "call the plumber"
        site.set(first, state="closed")
        assert set(by_title(site.prepared())) == {"lamp"}

    def test_the_snapshot_stays_what_it_was(self, site: Site) -> None:
        site.ticket("leak", kind="complaint")
        number = site.prepared().row.number
        before = show_handover(site.as_("agent"), number)
        site.at(10)
        site.ticket("later", kind="complaint")
        after = show_handover(site.as_("agent"), number)
        assert after.facts == before.facts
        assert after.items == before.items

    def test_who_is_not_on_duty_has_nothing_to_hand_over(self, site: Site) -> None:
        with pytest.raises(RuleBrokenError, match="not signed on"):
            prepare_handover(site.as_("agent2"))

    def test_hostile_text_stays_text(self, site: Site) -> None:
        for words in HOSTILE:
            site.ticket(f"x {words}".replace("\0", "")[:180])
        record = site.prepared(summary=" ".join(HOSTILE))
        shown = record.summary + "".join(item.title for item in record.items)
        assert len(record.items) == len(HOSTILE)
        assert not {"\x1b", "\u202e", "\x9b"} & set(shown)
        assert "\n" not in "".join(item.title for item in record.items)


@pytest.mark.req("CALL-04", "SHF-09")
def test_a_lost_call_is_told_as_lost_though_it_is_rung_back(site: Site) -> None:
    site.call(state="ring_back", caller_name="Ouyang", direction="inbound")
    site.call(state="unreachable", caller_name="Wang", direction="inbound")
    site.call(state="unreachable", caller_name="told of the water", direction="outbound")
    record = site.prepared()
    assert record.figures["calls_lost"] == 2
    told = [title for what, title in facts(record, "abnormal") if what == "lost_call"]
    assert told == ["Ouyang", "Wang"]
