"""A choice that is needed never takes its empty line."""

from __future__ import annotations

from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.form import Field, Form
from tests.tui.test_widgets import Bench

LEVELS = (("minor", "Minor"), ("major", "Major"))


async def test_enter_enter_takes_no_blank_for_a_needed_choice() -> None:
    bench = Bench()
    answers: list[dict[str, str] | None] = []
    async with bench.run_test(size=(80, 24)) as pilot:
        asked = [Asked("level", "Level", choices=LEVELS), Asked("note", "Note", required=False)]
        bench.push_screen(AskFields("Record it", asked, about="probe"), answers.append)
        await pilot.pause()
        await pilot.press("enter", "enter")
        assert any("Needed: arrow down, then enter." in line for line in bench.lines())
        await pilot.press("escape", "ctrl+s")
        assert any("Level: please choose one." in line for line in bench.lines())
        await pilot.press("enter", "enter", "down", "enter", "ctrl+s")
        await pilot.pause()
    assert answers == [{"level": "minor", "note": ""}]


async def test_a_needed_choice_of_a_form_is_not_emptied_again_and_another_is() -> None:
    fields = [
        Field("level", "Level", "choice", LEVELS, required=True, value="major"),
        Field("mode", "Mode", "choice", LEVELS, value="major"),
    ]
    form = Form(fields)
    bench = Bench(form)
    async with bench.run_test(size=(80, 24)) as pilot:
        for name in ("level", "mode"):
            form.editor(name).focus()
            await pilot.press("enter", "home", "enter", "escape")
            await pilot.pause()
        assert form.values() == {"level": "major", "mode": ""}
