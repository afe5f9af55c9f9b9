"""The form of a complaint's step shows what is known already (CMP-04, CMP-07)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from csconsole.screens.complaint_step import StepForm, open_step_form
from csconsole.services import complaints
from csconsole.services.context import Context
from csconsole.services.tickets import TicketRow
from tests.services.complaints.walking import CLOSE, ROAD, register, take, walk
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]
JUDGED: dict[str, Any] = {
    "complaint_type": "repair_quality",
    "level": "minor",
    "department": "ENG",
    "time_asked": "yes",
    "harm_continues": "no",
    "refuses_payment": "yes",
}


def shown(shell: Shell) -> dict[str, str]:
    """What stands in the fields of the form, without what is empty."""
    assert isinstance(shell.screen, StepForm)
    return {name: value for name, value in shell.screen.form.values().items() if value}


async def at_step(shell: Shell, row: TicketRow) -> None:
    """The form of the next step, or the first of several."""
    await shell.press(":", *row.number, "enter", "l", "enter")
    if not isinstance(shell.screen, StepForm):
        await shell.press("enter")


@pytest.mark.req("CMP-04", "CMP-07")
async def test_the_judgement_shows_what_was_judged_before(desk: Desk, person: Person) -> None:
    """Archived and reopened for a new fact: what was said of it stands in the form again."""
    agent, supervisor = person("agent"), person("supervisor")
    row = register(agent)
    for who, action, answers in ROAD:
        given = JUDGED if action == "establish" else answers
        take(person("supervisor" if who == "leader" else who), row, action, **given)
    complaints.record_feedback(agent, row.id, satisfaction="satisfied", signer="Ouyang")
    take(supervisor, row, "archive", **CLOSE)
    take(supervisor, row, "reopen", new_fact="A photo came")
    async with desk.console("supervisor", size=(160, 48)) as shell:
        await at_step(shell, row)
        assert shown(shell) == JUDGED
        await shell.press("ctrl+s")
        assert complaints.show_complaint(supervisor, row.id).stage == "established"


@pytest.mark.req("CMP-07")
async def test_what_registration_knows_stands_in_the_first_step(desk: Desk, person: Person) -> None:
    row = register(person("agent"))
    complaints.describe_complaint(person("agent"), row.id, {"company": "North Garden", "told_cause": "cold"})
    async with desk.console("agent", size=(160, 48)) as shell:
        await at_step(shell, row)
        assert shown(shell) == {"company": "North Garden", "told_cause": "cold"}


@pytest.mark.req("CMP-15")
async def test_what_was_found_stands_and_what_the_customer_said_is_asked_anew(
    desk: Desk, person: Person
) -> None:
    row = walk(person, register(person("agent")))
    agent = person("agent")
    take(agent, row, "feedback", satisfaction="average", aspect="result", signer="Ouyang")
    async with desk.console("agent", size=(160, 48)) as shell:
        page = complaints.show_complaint(agent, row.id)
        feedback = next(step for step in page.procedure if step.action == "feedback")
        open_step_form(shell.screen, row.id, feedback, lambda _row: None)
        await shell.idle()
        given = {"satisfaction": "average", "aspect": "result", "signer": "Ouyang"}
        assert {name: shown(shell)[name] for name in given} == given
    take(agent, row, "dissatisfied", aspect="result")
    async with desk.console("handler", size=(160, 48)) as shell:
        await at_step(shell, row)
        found = shown(shell)
        assert (found["cause"], found["finding"]) == ("poor_repair", "The seal was old")
        await shell.press("ctrl+s")
        await at_step(shell, row)
        assert "new seal" in shown(shell)["options"]


@pytest.mark.req("CMP-03", "REF-10")
@pytest.mark.parametrize(
    ("action", "said"),
    [("establish", "solves it within 24 hours"), ("reject", "not caused by the company")],
)
async def test_what_a_level_or_a_disposition_means_stands_where_it_is_chosen(
    desk: Desk, person: Person, action: str, said: str
) -> None:
    supervisor = person("supervisor")
    row = register(person("agent"))
    take(person("agent"), row, "receive", apologised="yes")
    step = next(
        one for one in complaints.show_complaint(supervisor, row.id).procedure if one.action == action
    )
    async with desk.console("supervisor", size=(160, 48)) as shell:
        open_step_form(shell.screen, row.id, step, lambda _row: None)
        await shell.idle()
        assert said in shell.text()
