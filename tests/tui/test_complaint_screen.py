"""The complaint's page: the six steps as a checklist, one form for each, and what is done beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.widgets import Select

from csconsole.codes import codes
from csconsole.errors import InvalidInputError
from csconsole.models import Ticket
from csconsole.screens.complaint_step import StepForm
from csconsole.screens.ticking import together
from csconsole.services import complaints, meetings, tickets
from csconsole.services.context import Context
from csconsole.widgets.ask_fields import AskFields
from tests.services.complaints.walking import register, walk
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("CMP-07", "CMP-27")
async def test_the_steps_are_taken_from_the_checklist(desk: Desk, person: Person) -> None:
    row = register(person("agent"), demand=None)
    async with desk.console("agent") as shell:
        await shell.press("3", "enter", "l")
        assert "> 1 Accept  needs: Apology made, Demand" in shell.text()
        await shell.press("H")
        assert "Seven steps that calm" in shell.text()
        await shell.press("escape", "enter", "1")
        shell.screen.form.set_values({"apologised": "yes", "demand": "Come today"})
        await shell.press("ctrl+s")
        assert complaints.show_complaint(person("agent"), row.id).stage == "judging"
        assert "✓ 1 Accept" in shell.text()
        await shell.press("space")
        assert "Demand: Come today" in shell.text()
        await shell.press("o", "question_mark")
        assert "roles: Supervisor" in " ".join(shell.text().split())


@pytest.mark.req("CMP-12", "CMP-11")
async def test_what_is_done_beside_the_steps_of_a_major_one(desk: Desk, person: Person) -> None:
    row = walk(person, register(person("agent")), level="major")
    async with desk.console("manager", size=(160, 48)) as shell:
        await shell.press("3", "v", "2", "enter", "l")
        assert "- Apology visit" in shell.text()
        await shell.press("+", "3", "3")
        await shell.type("We are sorry")
        await shell.press("ctrl+s")
        assert "✓ Apology visit" in shell.text()
        assert "We are sorry" in shell.text()
        await shell.press("+", "m")
        await shell.type("Flat 3-502")
        await shell.press("enter")
        assert "Flat 3-502  Scheduled" in shell.text()
    assert tickets.show_ticket(person("manager"), row.id).row.state == "done"


@pytest.mark.req("CMP-10")
async def test_a_refused_entry_keeps_its_dialog_and_the_department_is_picked(
    desk: Desk, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk(person, register(person("agent")), level="major")
    asked: list[dict[str, str]] = []

    def refuse(_ctx: Context, _page: object, _what: str, given: dict[str, str]) -> None:
        asked.append(given)
        if len(asked) == 1:
            raise InvalidInputError("Not so.", field="measure", value=given["measure"])

    monkeypatch.setattr("csconsole.screens.complaint_page.run_beside", refuse)
    async with desk.console("manager", size=(160, 48)) as shell:
        await shell.press("3", "v", "2", "enter", "l", "+", "r")
        await shell.type("Seal the joint")
        shell.screen.query_one("#asked-responsible_department", Select).value = "ENG"
        await shell.press("ctrl+s")
        assert isinstance(shell.screen, AskFields)
        assert "Not so." in shell.text()
        await shell.press("ctrl+s")
        assert not isinstance(shell.screen, AskFields)
    given = {"measure": "Seal the joint", "responsible_department": "ENG", "owner": "", "due": ""}
    assert asked == [given] * 2


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["small", "wide"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_picture_of_the_complaint(
    desk: Desk, person: Person, snap_compare: Callable[..., bool], lang: str, size: tuple[int, int]
) -> None:
    walk(person, register(person("agent")), to="investigate", level="major")
    keys = ("3", "v", "9", "enter", "l")
    assert desk.snap(snap_compare, "manager", press=keys, lang=lang, size=size)


@pytest.mark.req("CMP-12", "CMP-07")
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_who_decides_is_named_where_the_options_are_recorded(
    desk: Desk, person: Person, lang: str
) -> None:
    row = walk(person, register(person("agent")), to="propose", level="major")
    manager = person("manager").actor
    async with desk.console("supervisor", lang=lang) as shell:
        await shell.press("3", "v", "9", "enter", "l")
        assert f"{manager.staff_no} {manager.name}" in shell.lines()[-2]
        said = len(shell.toasts())
        await shell.press("enter")
        assert not isinstance(shell.screen, StepForm)
        assert len(shell.toasts()) == said
    assert complaints.show_complaint(person("manager"), row.id).held_up is None


@pytest.mark.req("CMP-12", "CMP-11")
async def test_the_checklist_names_the_key_of_what_is_missing(desk: Desk, person: Person) -> None:
    row = walk(person, register(person("agent")), to="propose", level="major")
    async with desk.console("manager", size=(160, 48)) as shell:
        await shell.press("3", "v", "9", "enter", "l")
        assert "minutes  + m" in shell.text()
        meetings.schedule_meeting(person("manager"), topic="Flat 3-502", ticket=row.id)
        await shell.hear("meeting")
        assert "minutes  + n" in shell.text()
        await shell.press("+", "3")
        assert "Zone officer" not in shell.text()
        assert "Director" in shell.text()


@pytest.mark.req("CMP-26", "CMP-27")
async def test_options_and_standards_are_chosen_not_typed(desk: Desk, person: Person) -> None:
    row = walk(person, register(person("agent")), to="decide")
    async with desk.console("agent") as shell:
        await shell.press("3", "v", "9", "enter", "l", "enter")
        form = shell.screen.form
        assert form.values()["customer_option"] == "new pipe"
        assert isinstance(form.editor("customer_option"), Select)
    page = complaints.show_complaint(person("agent"), row.id)
    archive = next(step for step in page.procedure if step.action == "archive")
    async with desk.console("supervisor") as shell:
        form_screen = StepForm(page, replace(archive, needs=("lesson", "standards")), ())
        shell.app.push_screen(form_screen)
        await shell.idle()
        ticked = [one.id for one in form_screen.form.fields if one.id.startswith("standards-")]
        assert [one.removeprefix("standards-") for one in ticked] == list(codes("complaint_standard"))
        assert together({**dict.fromkeys(ticked, "yes"), ticked[1]: "no"}) == {
            "standards": "complaint,procedure,result,record"
        }


@pytest.mark.req("CMP-01", "CMP-11", "CMP-19", "CMP-25")
async def test_flags_whom_it_is_about_who_visited_and_who_answers_for_it_are_recorded(
    desk: Desk, person: Person
) -> None:
    row = walk(person, register(person("agent")), to="propose")
    accused, manager = person("agent2").actor, person("manager").actor
    async with desk.console("supervisor", size=(160, 48)) as shell:
        await shell.press("3", "v", "9", "enter", "l", "+", "d")
        shell.screen.query_one("#asked-media", Select).value = "yes"
        shell.screen.query_one("#asked-about_department", Select).value = "ENG"
        await shell.press("ctrl+s")
        assert "Media exposure" in shell.text()
        assert "Department complained about: Engineering" in shell.text()
        await shell.press("+", "3", "1")
        await shell.type("We are sorry")
        await shell.press("tab", *manager.staff_no, "ctrl+s")
        await shell.press("+", "x", *accused.staff_no, "tab")
        await shell.type("Rule 4")
        await shell.press("ctrl+s")
        assert f"{accused.name}  Rule 4" in shell.text()
    page = complaints.show_complaint(person("manager"), row.id)
    assert [(act.by, act.rank, act.senior) for act in page.acts] == [(manager.name, "director", True)]
    assert (page.about.media, page.about.mass, page.about.harm_continues) == (True, False, None)


@pytest.mark.req("CMP-04", "CMP-03")
async def test_the_level_is_confirmed_where_it_holds_up_the_archive(desk: Desk, person: Person) -> None:
    agent, supervisor = person("agent"), person("supervisor")
    row = walk(person, register(agent))
    complaints.record_feedback(agent, row.id, satisfaction="satisfied", signer="Ouyang")
    with supervisor.write() as uow:
        uow.update(uow.get(Ticket, row.id), "level", {"level_confirmed": False})
    async with desk.console("supervisor") as shell:
        await shell.press(":", *row.number, "enter", "l")
        assert "(+ l)" in shell.lines()[-2]
        await shell.press("+", "l", "ctrl+s")
    assert tickets.show_ticket(supervisor, row.id).row.level_confirmed
