"""The menu of a ticket's steps: what is possible with its key, what usually comes next, why not the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from csconsole.codes import label
from csconsole.i18n import _, listed, ngettext
from csconsole.widgets.dialogs import Option

if TYPE_CHECKING:
    from csconsole.models.lifecycle import Step

KEYS_OF_LISTS: Final = "123456789abcdefghijklmnopqrstuvwxyz"
USUAL: Final = ("accept", "dispatch", "resume", "arrive", "start", "done", "close")
"""Steps that usually come next, the earliest first."""
MOST_STEPS: Final = 15
FOLDED: Final = "folded"


def step_options(steps: Sequence[Step]) -> tuple[list[Option], list[Step]]:
    """The steps as options, and those that are folded into the last one: where there are too many for the
    window the possible ones come first, each with a letter; of the others those with a reason of their own.
    """
    if len(steps) <= MOST_STEPS:
        return [step_option(step) for step in steps], []
    possible = [one for one in steps if one.possible]
    shared = Counter(one.why_not for one in steps)
    folded = sorted((one for one in steps if not one.possible), key=lambda one: shared[one.why_not])
    own = {one.key for one in possible if one.key}
    free = (key for key in KEYS_OF_LISTS if key not in own)
    options = [replace(step_option(one), key=one.key or next(free, "")) for one in possible]
    more = ngettext("{n} other is not possible now: why", "{n} others are not possible now: why", len(folded))
    return [*options, Option("?", FOLDED, more)], folded


def numbered_steps(steps: Sequence[Step]) -> list[Option]:
    """Steps that have no keys of their own: the first possible one is 1."""
    found = sorted(steps, key=lambda step: not step.possible)
    return [replace(step_option(step), key=KEYS_OF_LISTS[n]) for n, step in enumerate(found)]


def usual_step(options: Sequence[Option]) -> int | None:
    """The place of the step that usually comes next."""
    order = {name: place for place, name in enumerate(USUAL)}
    ranked = [
        (order[one.value.action], place)
        for place, one in enumerate(options)
        if not isinstance(one.value, str) and not one.why_not and one.value.action in order
    ]
    return min(ranked)[1] if ranked else None


def step_option(step: Step) -> Option:
    """A step as one line of the choice."""
    needs = listed(label("field", name) for name in step.needs)
    notes = (_("needs: {fields}", fields=needs) if needs else "", step.note)
    note = "  ".join(part for part in notes if part)
    return Option(step.key or "", step, step.label, note, step.why_not or "")
