"""What is owed within tickets stands in the handover for itself when it is late or due soon."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.services import meetings, subtasks, tickets
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.handover import prepare_handover
from tests.services.handover_site import Site
from tests.services.tickets.registering import department, register
from tests.services.tickets.timing import set_limits


@pytest.mark.req("TKT-18", "TKT-20", "MTG-13", "SHF-09")
def test_what_is_late_or_due_within_four_hours_is_listed_and_what_has_time_stands_with_its_ticket(
    site: Site,
) -> None:
    site.at(8)
    agent, now = site.as_("agent"), site.clock.now()
    leak = site.ticket("leak")
    place = department(agent, "ENG")
    for text, hours in (("late one", 2), ("soon one", 8), ("later one", 30)):
        due = now + timedelta(hours=hours)
        subtasks.ask_department(agent, leak.pk, department_id=place, text=text, due_at=due)
    for one in subtasks.list_subtasks(site.as_("supervisor")).rows:
        subtasks.take_subtask(site.as_("supervisor"), one.id, "acknowledge")
    meetings.assign_item(
        site.as_("supervisor"),
        text="change the lock",
        owner_id=agent.staff_id,
        due_at=now + timedelta(hours=1),
    )
    site.at(13, 50)
    found = {item.title: item for item in prepare_handover(agent).items}
    late, soon = (found[f"department's answer: Engineering {text}"] for text in ("late one", "soon one"))
    assert (late.flag, late.section, late.number, late.entity) == (
        "overdue",
        "abnormal",
        leak.number,
        "subtask",
    )
    assert (soon.flag, soon.section) == ("due_soon", "work")
    assert found["change the lock"].flag == "overdue"
    assert not any("later one" in title for title in found)


@pytest.mark.req("SHF-11")
def test_a_visit_of_the_outgoing_person_goes_to_the_incoming_and_a_departments_stays(site: Site) -> None:
    site.at(8)
    agent, now = site.as_("agent"), site.clock.now()
    leak = site.ticket("leak")
    visit = subtasks.plan_slot(
        agent, leak.pk, text="look", starts_at=now + timedelta(hours=8), staff_id=agent.staff_id
    )
    asked = subtasks.ask_department(
        agent, leak.pk, department_id=department(agent, "ENG"), text="help", due_at=now + timedelta(hours=7)
    )
    site.shift("agent2", 14)
    site.hand_over("agent", "agent2")
    assert subtasks.show_subtask(agent, visit.id).engineer == site.as_("agent2").actor.name
    assert subtasks.show_subtask(agent, asked.id).who == "Engineering"


@pytest.mark.req("SHF-11", "TKT-07")
def test_a_ticket_that_changes_hands_follows_the_limits_that_hold_then(site: Site) -> None:
    site.at(8)
    agent = site.as_("agent")
    row = register(agent, priority="urgent")
    dispatch_ticket(site.as_("supervisor"), row.id, handler_id=agent.staff_id)
    set_limits(site.as_, EVERY={"resolve": "90d"}, repair={}, priority__urgent={"resolve": "50h"})
    site.shift("agent2", 14)
    site.hand_over("agent", "agent2")
    taken = tickets.show_ticket(agent, row.id).row
    assert taken.handler_id == site.as_("agent2").staff_id
    assert taken.reported_at is not None
    assert taken.due_at == taken.reported_at + timedelta(hours=50)
