"""The letters of the steps dialog mean what they mean in the list and on the page."""

from __future__ import annotations

from csconsole.actions import load_registry
from csconsole.models.lifecycle.ticket import TICKET

SAME = {"accept": "take", "dispatch": "dispatch", "reassign": "dispatch", "note": "note"}
"""Steps that have a key of their own in the list, with the verb there."""


def test_a_letter_of_a_step_means_the_same_in_the_list_or_nothing_there() -> None:
    registry = load_registry()
    verbs = {
        key: action.verb
        for context in ("tickets", "ticket")
        for action in registry.active(context)
        for key in registry.keys[action.id]
    }
    wrong = {
        (step.action, step.key, verbs[step.key])
        for step in TICKET.transitions
        if step.key in verbs and verbs[step.key] != SAME.get(step.action)
    }
    assert wrong == set()


def test_two_steps_share_a_letter_only_where_they_do_the_same() -> None:
    taken: dict[str, set[str]] = {}
    for step in TICKET.transitions:
        if step.key:
            taken.setdefault(step.key, set()).add(SAME.get(step.action, step.action))
    assert {key: actions for key, actions in taken.items() if len(actions) > 1} == {}
