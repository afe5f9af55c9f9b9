"""Who and which department are chosen by name where a dialog or form asks for them, not typed as a code."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.screens.meetings import MeetingList
from csconsole.screens.notice_form import NoticeForm
from csconsole.screens.violations import ViolationList
from csconsole.services.context import Context
from csconsole.widgets.ask_fields import AskFields
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("QLT-07", "MTG-11")
async def test_violator_and_host_are_chosen_by_name(desk: Desk, person: Person) -> None:
    boss = person("supervisor")
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        for page, field in ((ViolationList(), "staff_no"), (MeetingList(), "host")):
            shell.app.push_screen(page)
            await shell.idle()
            await shell.press("n")
            dialog = shell.screen
            assert isinstance(dialog, AskFields)
            asked = next(one for one in dialog.asked if one.id == field)
            numbers = [number for number, _name in asked.choices]
            assert boss.actor.staff_no in numbers
            await shell.press("escape")


@pytest.mark.req("KNW-06")
async def test_the_department_of_a_notice_is_chosen_by_name(desk: Desk) -> None:
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        await shell.press("7", "N")
        form = shell.screen
        assert isinstance(form, NoticeForm)
        field = next(one for one in form.form.fields if one.id == "department")
        assert field.kind == "choice"
        assert list(field.choices) == list(form.offered.departments)
