"""What is pasted into a field of one line: joined, cut at its limit, and said."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.screens.telling import Telling
from csconsole.themes import DARK
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.choice_input import ChoiceInput
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.line_input import LineInput


class Bench(Telling):
    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DARK.variables

    def compose(self) -> ComposeResult:
        yield LineInput(max_length=500, select_on_focus=False)


@pytest.mark.parametrize(
    ("pasted", "kept", "said"),
    [
        ("one\ntwo\r\nthree\n", "ab one two three", ["joined"]),
        ("x" * 100_000, "ab " + "x" * 497, ["500"]),
        ("y\n" * 50_000, ("ab " + "y " * 300)[:500], ["joined", "500"]),
        (" plain ", "ab  plain ", []),
    ],
)
async def test_a_paste_is_taken_as_far_as_there_is_room(pasted: str, kept: str, said: list[str]) -> None:
    bench = Bench()
    async with bench.run_test() as pilot:
        await pilot.press("a", "b", "space")
        field = bench.query_one(LineInput)
        field.post_message(events.Paste(pasted))
        await pilot.pause()
        assert field.value == kept
        told = "\n".join(bench.told)
        assert all(word in told for word in said)
        assert bool(told) == bool(said)


PLACES = tuple((f"D{n}", f"Place {n}") for n in range(1, 30))


@pytest.mark.parametrize(
    ("pasted", "chosen", "said"),
    [
        ("Place 7\n", "D7", ""),
        ("D8", "D8", ""),
        ("ace 27", "D27", ""),
        ("Place 1", "D1", ""),
        ("Nowhere", "Nowhere", "None of the list: Nowhere"),
        ("Place 7\nPlace 8", "Place 7 Place 8", "None of the list: Place 7 Place 8"),
    ],
)
async def test_a_paste_into_a_choice_chooses_or_says_what_it_did_not_take(
    pasted: str, chosen: str, said: str
) -> None:
    bench = Bench()
    async with bench.run_test() as pilot:
        dialog = AskFields("Give it to", [Asked("place", "Place", choices=PLACES)], about="probe 1")
        answers: list[dict[str, str] | None] = []
        bench.push_screen(dialog, answers.append)
        await pilot.pause()
        field = dialog.query_one(ChoiceInput)
        field.post_message(events.Paste(pasted))
        await pilot.pause()
        assert field.chosen == chosen
        assert said in "\n".join(bench.told)
        await pilot.press("f10")
        assert answers == ([] if said else [{"place": chosen}])
        if said:
            assert "None of the list" in str(dialog.query_one("#asked-error", Static).content)


async def test_a_paste_into_a_list_of_choices_finds() -> None:
    bench = Bench()
    async with bench.run_test() as pilot:
        answers: list[object] = []
        bench.push_screen(Choice.numbered("Who?", PLACES), answers.append)
        await pilot.pause()
        bench.post_message(events.Paste("Place 2\n9"))
        await pilot.pause()
        await pilot.pause()
        assert bench.screen.query_one("#find", LineInput).value == "Place 2 9"
        await pilot.press("enter")
        assert answers == ["D29"]
