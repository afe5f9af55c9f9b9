"""Hints of errors in the console name keys, never the command line."""

from __future__ import annotations

import pytest

from csconsole.actions import load_registry
from csconsole.screens.hints import ACTION_OF, console_hint


@pytest.mark.parametrize(
    ("hint", "shown"),
    [
        ("Sign on with: csconsole shift start", "W: Sign on to a shift or off; who is on duty"),
        ("See: csconsole audit verify. Nothing was kept.", ""),
        ("Name it with --request, or narrow the filter.", ""),
        ("Write yes or no.", "Write yes or no."),
        (None, ""),
    ],
)
def test_a_hint_names_a_key_instead_of_a_command(hint: str | None, shown: str) -> None:
    assert console_hint(load_registry(), hint) == shown


def test_every_command_that_has_a_twin_here_names_a_real_action() -> None:
    actions = load_registry().actions
    assert [name for name in ACTION_OF.values() if name not in actions] == []
