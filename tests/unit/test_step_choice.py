"""The menu of steps: what usually comes next is preselected, what is not possible is folded away."""

from __future__ import annotations

from csconsole.models.lifecycle import Step
from csconsole.screens.step_choice import FOLDED, step_options, usual_step


def step(action: str, key: str | None = None, *, possible: bool = True) -> Step:
    return Step(action, None, (), key, possible, None if possible else "not now", action)


def test_the_usual_next_step_is_preselected() -> None:
    options, folded = step_options([step("return", "r"), step("arrive", "a"), step("done", "d")])
    assert (usual_step(options), folded) == (1, [])
    assert usual_step(step_options([step("own")])[0]) is None


def test_of_many_steps_the_possible_ones_come_first_each_with_a_key() -> None:
    steps = [step(f"no{n}", possible=False) for n in range(16)] + [step("decide"), step("note", "1")]
    options, folded = step_options(steps)
    assert [(one.key, one.text) for one in options[:2]] == [("2", "decide"), ("1", "note")]
    assert options[-1].value == FOLDED
    assert [one.action for one in folded] == [f"no{n}" for n in range(16)]
