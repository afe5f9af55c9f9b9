"""Sub-tasks on the page of a ticket, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import contractors, matters, subtasks
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from tests.services.tickets.registering import register, staff
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("TKT-20")
async def test_a_department_is_asked_and_answers_from_the_page(desk: Desk, person: Person) -> None:
    row = register(person("agent"))
    async with desk.console("agent") as shell:
        await shell.press("3", "enter", "+", "d", "1")
        await shell.type("Whose pipe?")
        await shell.press("tab")
        await shell.type("3wd")
        await shell.press("f10")
        asked = subtasks.list_subtasks(person("agent"), ticket=row.id).rows[0]
        assert (asked.kind, asked.text, asked.state) == ("department", "Whose pipe?", "requested")
        assert "requested" in shell.toasts()[-1]
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "+", "1", "w")
        await shell.type("The owner's")
        await shell.press("f10")
        assert subtasks.show_subtask(person("agent"), asked.id).answer == "The owner's"


@pytest.mark.req("TKT-18")
async def test_a_visit_is_planned_and_missed_from_the_page(desk: Desk, person: Person) -> None:
    row = register(person("supervisor"))
    dispatch_ticket(person("supervisor"), row.id, handler_id=person("handler").staff_id)
    async with desk.console("handler") as shell:
        await shell.press("3", "enter", "+", "v")
        await shell.type("Seal")
        await shell.press("tab")
        await shell.type("tomorrow 10:00")
        await shell.press("f10")
        await shell.press("+", "1", "a")
        await shell.press("+", "1", "n", "1")
        visit = subtasks.list_subtasks(person("agent"), ticket=row.id).rows[0]
        assert (visit.engineer, visit.state, visit.no_show) == ("赵文", "no_show", "customer_absent")


def test_picture_of_the_sub_tasks(
    desk: Desk, person: Person, clock: FrozenClock, snap_compare: Callable[..., bool]
) -> None:
    row = register(person("supervisor"))
    engineering = person("handler").actor.department_id
    assert engineering is not None
    subtasks.ask_department(person("agent"), row.id, department_id=engineering, text="Whose pipe is it?")
    clock.advance(hours=5)
    assert desk.snap(snap_compare, "supervisor", press=("3", "enter"), size=(160, 48), lang="zh")


@pytest.mark.req("TKT-14")
async def test_a_contractor_gets_the_ticket_and_is_chased_from_the_page(desk: Desk, person: Person) -> None:
    row = register(person("agent"))
    contractors.add_contractor(person("supervisor"), name="Drybuild Ltd", trade="waterproofing")
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "+", "c", "1", "f10")
        await shell.press("+", "1", "h")
        await shell.type("Nobody came")
        await shell.press("f10")
        job = contractors.open_jobs(person("agent"), ticket=row.id).rows[0]
        assert (job.contractor, job.chases, job.notes[0].text) == ("Drybuild Ltd", 1, "Nobody came")
        assert "chased 1" in shell.toasts()[-1]


@pytest.mark.req("TKT-29")
async def test_a_one_off_job_names_who_follows_it_and_another_takes_over(desk: Desk, person: Person) -> None:
    row = register(person("agent"))
    contractors.add_contractor(person("supervisor"), name="Drybuild Ltd", trade="waterproofing")
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "+", "c", "1", "tab", "tab")
        await shell.type("2001")
        await shell.press("f10")
        job = contractors.open_jobs(person("agent"), ticket=row.id).rows[0]
        assert (job.one_off, job.follower) == (True, "赵文")
        await shell.press("+", "1", "w")
        await shell.type("2002")
        await shell.press("f10")
        assert contractors.open_jobs(person("agent"), ticket=row.id).rows[0].follower == "Fan Lu"
        assert "one-off" in shell.text()


@pytest.mark.req("TKT-23", "TKT-32")
async def test_a_referral_and_an_incident_are_worked_from_the_page(desk: Desk, person: Person) -> None:
    row = register(person("agent"), kind="incident", title="Lift stands")
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "+", "r", "1")
        for text in ("Authority", "A-1", "5wd"):
            await shell.type(text)
            await shell.press("enter")
        await shell.press("enter")
        assert matters.show_referral(person("agent"), row.id).reference == "A-1"
        await shell.press("+", "x", "tab")
        await shell.type("-new")
        await shell.press("tab", "tab")
        await shell.type("misread")
        await shell.press("f10")
        assert matters.show_referral(person("agent"), row.id).reference == "A-1-new"
        await shell.press("+", "n", "4", "f10")
        await shell.press("+", "k")
        await shell.type("Doors opened")
        await shell.press("f10", "+", "u")
        await shell.type("Director")
        await shell.press("f10")
        incident = matters.show_incident(person("agent"), row.id)
        assert (incident.incident_type, incident.reported_to) == ("lift", "Director")
        assert [one.text for one in incident.records] == ["Doors opened"]


@pytest.mark.req("TKT-18", "TKT-19")
async def test_the_engineer_of_a_visit_is_chosen_from_who_is_free(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    row = register(person("agent"))
    at = clock.now() + timedelta(hours=3)
    one = subtasks.plan_slot(person("agent"), row.id, text="Seal", starts_at=at)
    busy = register(person("agent"))
    taken = staff(person("agent"), "2001")
    subtasks.plan_slot(person("agent"), busy.id, text="Tap", starts_at=at, staff_id=taken)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "+", "1", "e")
        assert "Fan Lu 2002" in shell.text()
        assert "120 min" in shell.text()
        await shell.press("1")
        assert subtasks.show_subtask(person("agent"), one.id).engineer == "Fan Lu"


@pytest.mark.req("TKT-20")
async def test_a_colleague_gets_the_sub_task_from_the_page(desk: Desk, person: Person) -> None:
    row = register(person("supervisor"))
    place = person("agent").actor.department_id
    assert place is not None
    asked = subtasks.ask_department(person("supervisor"), row.id, department_id=place, text="Call them")
    names = [name for _number, name in subtasks.colleagues(person("agent"), asked.id)]
    async with desk.console("agent") as shell:
        await shell.press("3", "enter", "+", "1", "g", "2")
    assert subtasks.show_subtask(person("agent"), asked.id).engineer == names[1]
