"""What is pasted into a field of one line: joined, cut at its limit, and said."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import ComposeResult

from csconsole.screens.telling import Telling
from csconsole.widgets.line_input import LineInput


class Bench(Telling):
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
