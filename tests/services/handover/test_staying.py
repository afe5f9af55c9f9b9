"""What stays with who signs off, what the next handover is told of it, and what was promised."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.errors import NotAllowedError
from csconsole.models import Ticket
from csconsole.services.desk import desk_of
from csconsole.services.escalations import (
    answer_escalation,
    escalate,
    list_escalations,
    tell_customer,
    waiting_escalation,
)
from csconsole.services.escalations.report_up import end_escalations
from csconsole.services.handover import (
    HandoverRecord,
    ItemRow,
    answer_items,
    decide_items,
    handover_markdown,
    prepare_handover,
    receive_handover,
    show_handover,
    sign_handover,
)
from csconsole.services.handover.staying import staying_items, why_it_stays
from csconsole.services.promises import approve_promise, make_promise
from csconsole.services.promises.approval import ask_approval
from tests.services.handover_site import Site


def only(record: HandoverRecord, number: str) -> ItemRow:
    return next(item for item in record.items if item.number == number)


@pytest.mark.req("SHF-11", "SHF-12")
def test_what_was_kept_refused_or_not_answered_stays_and_goes_on_with_its_words(site: Site) -> None:
    leak, lamp, lift, door = (site.ticket(title) for title in ("leak", "lamp", "lift", "door"))
    site.at(13, 50)
    number = site.prepared().row.number
    agent, other = site.as_("agent"), site.as_("agent2")
    assert staying_items(agent) == ()
    decide_items(agent, number, [leak.number], mine="keep")
    decide_items(agent, number, [lamp.number], mine="pass", severity="unstable", next_action="ring her")
    decide_items(agent, number, None, mine="pass")
    answer_items(other, number, [lamp.number], theirs="refuse", words="no ladder here")
    answer_items(other, number, [lift.number], theirs="query", words="which flat?")
    answer_items(other, number, [door.number], theirs="accept")
    stays = {item.title: (item.refusal, item.question) for item in staying_items(agent)}
    assert stays == {"leak": (None, None), "lamp": ("no ladder here", None), "lift": (None, "which flat?")}
    site.set(leak, state="closed")
    assert {item.title for item in staying_items(agent)} == {"lamp", "lift"}
    answer_items(other, number, [lift.number], theirs="accept")
    sign_handover(agent, number)
    receive_handover(other, number, read_back="understood")
    site.leave("agent")
    assert staying_items(agent) == ()
    site.shift("agent2", 14)
    site.at(21, 30)
    item = only(prepare_handover(other), lamp.number)
    assert item.severity == "unstable"
    assert item.next_action == "ring her; refused: no ladder here"
    assert only(prepare_handover(other), lift.number).next_action == "asked: which flat?; not answered"


@pytest.mark.req("SHF-12", "CALL-12")
def test_an_answer_to_tell_the_customer_is_named_though_its_ticket_is_kept(site: Site) -> None:
    agent, ticket = site.as_("agent"), site.ticket("leak")
    up = escalate(agent, entity="ticket", entity_id=ticket.pk, reason="free of charge?")
    answer_escalation(site.as_("manager"), up.id, answer="yes, free")
    site.at(13, 50)
    number = site.prepared().row.number
    decide_items(agent, number, [ticket.number], mine="keep")
    item = staying_items(agent)[-1]
    assert (item.number, item.title, why_it_stays(item)) == (
        ticket.number,
        "free of charge?",
        "tell the customer: yes, free",
    )
    tell_customer(agent, up.id)
    assert all(item.entity == "ticket" for item in staying_items(agent))


@pytest.mark.req("SHF-11", "SHF-12", "CALL-12")
def test_who_takes_the_ticket_over_tells_the_answer_also_one_to_come(site: Site) -> None:
    agent, other = site.as_("agent"), site.as_("agent2")
    leak, lamp = site.ticket("leak"), site.ticket("lamp")
    first = escalate(agent, entity="ticket", entity_id=leak.pk, reason="free of charge?")
    answer_escalation(site.as_("manager"), first.id, answer="yes, free")
    later = escalate(agent, entity="ticket", entity_id=lamp.pk, reason="a refund?")
    assert (first.teller, later.teller_id) == (first.by, agent.staff_id)
    site.at(13, 50)
    assert only(site.prepared(), leak.number).next_action.startswith("tell the customer: yes, free")
    site.hand_over("agent", "agent2")
    assert staying_items(agent) == ()
    answer_escalation(site.as_("manager"), later.id, answer="no refund")
    assert list_escalations(other, filter="teller:me state:answered").total == 2
    assert list_escalations(agent, filter="teller:me").total == 0
    owed = {(item.number, item.title) for item in desk_of(other).now if item.state == "escalation"}
    assert {number for number, _title in owed} == {leak.number, lamp.number}
    assert not [item for item in desk_of(agent).now if item.state == "escalation"]
    assert waiting_escalation(other, leak.number, state="answered").teller_id == other.staff_id
    assert tell_customer(other, first.id).state == "told"
    with pytest.raises(NotAllowedError):
        tell_customer(site.as_("handler"), later.id)


@pytest.mark.req("CALL-12", "CALL-14")
def test_what_was_approved_or_told_since_is_not_said_to_wait_any_more(site: Site) -> None:
    agent, ticket, manager = site.as_("agent"), site.ticket("leak"), site.as_("supervisor")
    due = site.clock.now() + timedelta(days=2)
    promise = make_promise(agent, text="free of charge", due_at=due, ticket_id=ticket.pk)
    with agent.write() as uow:
        ask_approval(agent, uow, promise.text, promise_id=promise.id, ticket_id=ticket.pk, due_at=due)
    number = site.prepared().row.number
    assert only(show_handover(agent, number), ticket.number).next_action == "not approved yet: free of charge"
    site.at(13, 50)
    site.hand_over("agent", "agent2")
    site.leave("agent")
    approve_promise(manager, promise.id)
    other = site.as_("agent2")
    site.shift("agent2", 14)
    stays = [f"{item.title} {why_it_stays(item)}" for item in staying_items(other)]
    assert any("Approved: free" in words for words in stays)
    assert not [words for words in stays if "To approve" in words]
    site.at(21, 30)
    following = only(site.prepared("agent2"), ticket.number).next_action
    assert following == "tell the customer: Approved: free of charge"
    site.hand_over("agent2", "agent")
    up = waiting_escalation(agent, ticket.number, state="answered")
    assert (up.promised, up.reason.startswith("To approve")) == ("free of charge", True)
    tell_customer(agent, up.id)
    site.shift("agent", 22)
    assert only(prepare_handover(agent), ticket.number).next_action == "free of charge"


@pytest.mark.req("SHF-11", "CALL-12")
def test_what_ended_with_its_ticket_is_in_no_handover(site: Site) -> None:
    agent, ticket = site.as_("agent"), site.ticket("leak")
    escalate(agent, entity="ticket", entity_id=ticket.pk, reason="free of charge?")
    with site.as_("supervisor").write() as uow:
        found = uow.get(Ticket, ticket.pk)
        end_escalations(uow, found, "cancelled")
        uow.update(found, "cancelled", {"state": "cancelled"})
    site.at(13, 50)
    assert all(item.entity != "escalation" for item in site.prepared().items)


@pytest.mark.req("SHF-09", "CALL-14")
def test_every_open_promise_stands_with_its_time_on_item_and_paper(site: Site) -> None:
    site.at(7)
    ticket = site.ticket("leak", next_due_at=site.clock.now(), next_clock="respond")
    site.at(8)
    site.promise("the manager rings", ticket_id=ticket.pk)
    site.promise("x" * 90, ticket_id=ticket.pk)
    site.promise("third", ticket_id=ticket.pk)
    site.at(9)
    record = site.prepared()
    title = only(record, ticket.number).title
    assert title.startswith("respond: leak (promised: 11-25 08:00 the manager rings · 11-25 08:00 xxx")
    assert title.endswith("x · +1)")
    assert len(title) <= 240
    assert "08:00 the manager rings" in handover_markdown(site.as_("agent"), record).replace("\\", "")
